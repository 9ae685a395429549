"""Why two snapshots differ: what the world did between their days, and what we learned about the earlier day.

Between the two stands a third reading, made for the purpose: the earlier day, as the later snapshot knows it.
From the earlier snapshot to it everything is *corrected*. From it to the later one the world has changed:
metres are *new*, *repaired* (counted once before, lost, counted again), *damaged* (no longer counted), or
*remeasured* (they entered or left what there is to count, by another requirement, exclusion, length or rule).
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from apps.border.models import Route
from apps.construction.models import Work
from apps.deployments.rules import EQUIPMENT_DAYS, PERSON_DAYS
from apps.geo.measures import EMPTY, MeasureSet
from apps.indicators.built import BuiltEvidence, built_share
from apps.indicators.covered import COVERED_SHARE, Covered
from apps.indicators.figures import Rulebook, built_evidence
from apps.indicators.models import Snapshot
from apps.indicators.snapshots import content_of, read_again, reading
from apps.ledger.replay import as_known_at

NEW, REPAIRED, DAMAGED, REMEASURED, CORRECTED = "new", "repaired", "damaged", "remeasured", "corrected"
COUNTED_BY_YEAR = (PERSON_DAYS, EQUIPMENT_DAYS)
Sets = dict[str, MeasureSet]
Readings = tuple[dict, dict, dict]


@dataclass(frozen=True)
class MetresChanged:
    """Metres of one route that began or ceased to count, and why."""

    route: str
    why: str
    counts_now: bool
    metres: MeasureSet


@dataclass(frozen=True)
class FigureDifference:
    """One figure in both snapshots, with its metres by reason, or its count split into corrected and new.

    A figure of equipment counts units beside its days; of the others `units` is None. What counts a year's days
    began anew if the two lie in different years: nothing of the later count is new since the earlier day.
    """

    code: str
    unit: str
    before: str | None
    after: str | None
    units: "UnitsDifference | None" = None
    metres: list[MetresChanged] = field(default_factory=list)
    corrected: float | None = None
    new: float | None = None
    definition_changed: bool = False
    began_anew: bool = False


@dataclass(frozen=True)
class UnitsDifference:
    """Units of equipment: in the earlier snapshot, on that day as known later, in the later one."""

    before: int
    known_later: int
    after: int
    began_anew: bool = False

    @property
    def corrected(self) -> int:
        return self.known_later - self.before

    @property
    def new(self) -> int | None:
        return None if self.began_anew else self.after - self.known_later


@dataclass(frozen=True)
class SlotDifference:
    """Days of a slot; `after` is None if the later snapshot counts another year."""

    slot: str
    before: int
    known_later: int
    after: int | None = None


@dataclass(frozen=True)
class ItemDifference:
    """Days of an item; `after` is None if the later snapshot counts another year."""

    item: str
    before: int
    known_later: int
    after: int | None = None


@dataclass(frozen=True)
class Difference:
    earlier: Snapshot
    later: Snapshot
    figures: list[FigureDifference]
    slots: list[SlotDifference]
    items: list[ItemDifference]


def difference(one: Snapshot, other: Snapshot) -> Difference:
    """Explain how the later of two snapshots came from the earlier one; folds the ledger to each one's number."""
    earlier, later = sorted((one, other), key=lambda it: (it.as_of, it.ledger_number, it.pk))
    before, after = content_of(earlier), content_of(later)
    with as_known_at(later.ledger_number):
        known_later = reading(as_of=earlier.as_of, number=later.ledger_number, head=later.ledger_head)
        once_counted = counted_before(earlier.as_of)
    items = [_item_days(earlier, before), _item_days(earlier, known_later), _item_days(later, after)]
    slots = [_slot_days(one) for one in (before, known_later, after)]
    if _is_other_year(before, after):
        items, slots = items[:2], slots[:2]
    explained = figures_explained((before, known_later, after), once_counted)
    return Difference(earlier, later, explained, _slot_differences(*slots), _item_differences(*items))


def figures_explained(readings: Readings, once_counted: dict[str, Sets]) -> list[FigureDifference]:
    """Explain each figure of three readings: the earlier, the earlier day as known later, and the later."""
    codes = [figure["code"] for figure in readings[2]["figures"] if figure["route"] is None]
    return [_figure_difference(code, readings, once_counted.get(code, {})) for code in codes]


def counted_before(day: date) -> dict[str, Sets]:
    """Return, for each share, the metres ever built, or ever covered, by a day, route by route."""
    ever = Work.objects.filter(status__counts_built=True, valid__startswith__lte=day)
    built = ever.sets("route__code", "element__code")
    routes = sorted({route for route, _element in built})
    evidence = built_evidence([day], routes)[day]
    found, covered = {}, Covered()
    for indicator, definition in Rulebook().on(day):
        if definition and definition.rule == "built_share" and not definition.fault:
            elements = definition.parameters["elements"]
            found[indicator.code] = {
                route: _ever_built(known, elements, {e: m for (r, e), m in built.items() if r == route})
                for route, known in evidence.items()
            }
        elif definition and definition.rule == COVERED_SHARE and not definition.fault:
            every = Route.objects.values_list("code", flat=True)
            found[indicator.code] = covered.once(definition, day, every)
    return found


def _ever_built(known: BuiltEvidence, elements: list[str], built: Sets) -> MeasureSet:
    return built_share(BuiltEvidence(required=known.required, built=built), elements).part


def _figure_difference(code: str, readings: Readings, once: Sets) -> FigureDifference:
    before, known_later, after = (_total(content, code) for content in readings)
    versions = [_version(content, code) for content in (readings[0], readings[2])]
    is_of_a_year = versions[1] is not None and versions[1]["rule"] in COUNTED_BY_YEAR
    began_anew = is_of_a_year and _is_other_year(readings[0], readings[2])
    shown = {
        "code": code,
        "unit": after["unit"],
        "before": before["value"],
        "after": after["value"],
        "definition_changed": versions[0] != versions[1],
        "began_anew": began_anew,
        "units": _units_difference(before, known_later, after, began_anew=began_anew),
    }
    if code in readings[2]["measures"] or code in readings[0]["measures"]:
        return FigureDifference(**shown, metres=_metres(code, readings, once))
    values = [float(one["value"] or 0) for one in (before, known_later, after)]
    new = None if began_anew else values[2] - values[1]
    return FigureDifference(**shown, corrected=values[1] - values[0], new=new)


def _units_difference(*totals: dict[str, Any], began_anew: bool) -> UnitsDifference | None:
    units = [one.get("units") for one in totals]
    if units[2] is None:
        return None
    return UnitsDifference(*(one or 0 for one in units), began_anew=began_anew)


def _is_other_year(one: dict, other: dict) -> bool:
    return one["as_of"][:4] != other["as_of"][:4]


def _total(content: dict, code: str) -> dict[str, Any]:
    found = (one for one in content["figures"] if one["code"] == code and one["route"] is None)
    return next(found, {"value": None, "unit": ""})


def _version(content: dict, code: str) -> dict | None:
    return next((one for one in content["definitions"] if one["indicator"] == code), None)


def _metres(code: str, readings: Readings, once: Sets) -> list[MetresChanged]:
    parts, wholes = ([_sets(content, code, side) for content in readings] for side in ("counted", "whole"))
    routes = sorted({route for sets in parts for route in sets})
    found = []
    for route in routes:
        part, whole = ([sets.get(route, EMPTY) for sets in sides] for sides in (parts, wholes))
        found += _route_metres(route, part, whole, once.get(route, EMPTY))
    return [one for one in found if one.metres]


def _route_metres(
    route: str, part: list[MeasureSet], whole: list[MeasureSet], once: MeasureSet
) -> list[MetresChanged]:
    gained, lost = part[2] - part[1], part[1] - part[2]
    inside_gained, inside_lost = gained & whole[1], lost & whole[2]
    return [
        MetresChanged(route, CORRECTED, True, part[1] - part[0]),
        MetresChanged(route, CORRECTED, False, part[0] - part[1]),
        MetresChanged(route, REMEASURED, True, gained - whole[1]),
        MetresChanged(route, REMEASURED, False, lost - whole[2]),
        MetresChanged(route, REPAIRED, True, inside_gained & once),
        MetresChanged(route, NEW, True, inside_gained - once),
        MetresChanged(route, DAMAGED, False, inside_lost),
    ]


def _sets(content: dict, code: str, side: str) -> Sets:
    routes = content["measures"].get(code, {})
    return {route: MeasureSet.from_pairs(one[side]) for route, one in routes.items()}


def _item_days(snapshot: Snapshot, content: dict) -> dict[str, int]:
    """Return the days of each item; the first format sealed only their sum, the ledger has the rest."""
    items = content["items"] if "items" in content else read_again(snapshot)["items"]
    days: dict[str, int] = defaultdict(int)
    for item, number, _planned in items:
        days[item] += number
    return days


def _item_differences(*readings: dict[str, int]) -> list[ItemDifference]:
    items = sorted({item for each in readings for item in each})
    days = ((item, [each.get(item, 0) for each in readings]) for item in items)
    return [ItemDifference(item, *numbers) for item, numbers in days if len(set(numbers)) > 1]


def _slot_days(content: dict) -> dict[tuple[str, int], int]:
    return {(slot, category): number for slot, category, number, _planned in content["slots"]}


def _slot_differences(*readings: dict[tuple[str, int], int]) -> list[SlotDifference]:
    places = sorted({place for each in readings for place in each})
    days = ((place, [each.get(place, 0) for each in readings]) for place in places)
    return [SlotDifference(place[0], *numbers) for place, numbers in days if len(set(numbers)) > 1]
