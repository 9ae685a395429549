"""Two days of a layer beside each other: which metres were gained and which lost, by sets of metres."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from apps.border.models import Route
from apps.construction.models import WorkStatus
from apps.geo.measures import CM_PER_KM, EMPTY, MeasureSet
from apps.indicators.figures import behind
from apps.indicators.models import Indicator
from apps.land.models import LandStatus
from apps.ledger.register import Layer
from apps.pages.reading import facts

Key = tuple[tuple[str, Any], ...]
Sets = dict[tuple[str, Key, Any], MeasureSet]


@dataclass(frozen=True)
class Difference:
    """What a set of metres won and what it lost from one day to another."""

    gained: MeasureSet
    lost: MeasureSet

    @classmethod
    def of(cls, before: MeasureSet, after: MeasureSet) -> "Difference":
        return cls(after - before, before - after)

    def lengths_json(self) -> dict[str, float]:
        return {"gained_km": self.gained.length_cm / CM_PER_KM, "lost_km": self.lost.length_cm / CM_PER_KM}

    def as_json(self) -> dict[str, Any]:
        return {**self.lengths_json(), "gained": _pairs(self.gained), "lost": _pairs(self.lost)}


def compared(layer: Layer, before: date, after: date, key: dict[str, str]) -> dict[str, Any]:
    """Return what a layer gained and lost: metres that count, and metres of each value of its first column.

    A metre of works counts if it is built, of land rights if it is cleared, of any other layer if it has a fact.
    """
    routes = [route for route in Route.objects.all() if key.get("route", route.code) == route.code]
    rest = {name: value for name, value in key.items() if name != "route"}
    first, second = (_sets(layer, routes, day, rest) for day in (before, after))
    counts = counted(layer)
    return {
        "counted": [_counted_json(*one) for one in _by_key(first, second, counts)],
        "values": by_value(first, second),
    }


def by_value(first: Sets, second: Sets) -> list[dict[str, Any]]:
    """Return the kilometres that each value gained and lost."""
    return [_value_json(*one) for one in _by_value(first, second)]


def figure_compared(before: date, after: date, code: str = "K1") -> list[dict[str, Any]]:
    """Return what a share figure gained and lost on each route; nothing if the register has no such figure."""
    if not Indicator.objects.filter(code=code).exists():
        return []
    first, second = (behind(as_of=day, code=code) for day in (before, after))
    changed = {route: Difference.of(_part(first[route]), _part(second[route])) for route in second}
    return [{"code": code, "route": route, **one.as_json()} for route, one in changed.items()]


def counted(layer: Layer) -> frozenset[str] | None:
    """Return the values of a layer that count as gained ground; None if any fact does."""
    flags = {"work": (WorkStatus, "counts_built"), "land_right": (LandStatus, "counts_cleared")}
    if layer.name not in flags:
        return None
    model, flag = flags[layer.name]
    return frozenset(model.objects.filter(**{flag: True}).values_list("code", flat=True))


def _part(found) -> MeasureSet:
    return found.share.part if found.share else EMPTY


def _sets(layer: Layer, routes: Iterable[Route], day: date, having: dict[str, str]) -> Sets:
    pairs = defaultdict(list)
    for route in routes:
        for key, row in facts(layer, route, day):
            if all(str(key[name]) == value for name, value in having.items()):
                value = dict(row.values)[layer.values[0]]
                pairs[route.code, tuple(sorted(key.items())), value].append((row.from_cm, row.to_cm))
    return {name: MeasureSet.from_pairs(some) for name, some in pairs.items()}


def _by_key(first: Sets, second: Sets, counts: frozenset[str] | None) -> list[tuple[str, Key, Difference]]:
    sides = [_united(sets, counts) for sets in (first, second)]
    places = sorted({*sides[0], *sides[1]})
    return [(*place, Difference.of(*(side.get(place, EMPTY) for side in sides))) for place in places]


def _united(sets: Sets, counts: frozenset[str] | None) -> dict[tuple[str, Key], MeasureSet]:
    found: dict[tuple[str, Key], MeasureSet] = defaultdict(lambda: EMPTY)
    for (route, key, value), metres in sets.items():
        if counts is None or value in counts:
            found[route, key] |= metres
    return found


def _by_value(first: Sets, second: Sets) -> list[tuple[Any, list[Difference]]]:
    changed = defaultdict(list)
    for name in {**first, **second}:
        changed[name[2]].append(Difference.of(first.get(name, EMPTY), second.get(name, EMPTY)))
    return sorted(changed.items(), key=lambda one: str(one[0]))


def _counted_json(route: str, key: Key, difference: Difference) -> dict[str, Any]:
    return {"route": route, "key": dict(key), **difference.as_json()}


def _value_json(value: Any, differences: list[Difference]) -> dict[str, Any]:
    gained, lost = (sum(getattr(one, side).length_cm for one in differences) for side in ("gained", "lost"))
    return {"value": value, "gained_km": gained / CM_PER_KM, "lost_km": lost / CM_PER_KM}


def _pairs(metres: MeasureSet) -> list[list[float]]:
    return [[from_cm / CM_PER_KM, to_cm / CM_PER_KM] for from_cm, to_cm in metres.pairs()]
