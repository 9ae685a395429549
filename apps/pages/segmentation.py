"""All layers of a route over each other as of a day: one row for each stretch where none of them changes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from apps.border.models import Route
from apps.geo.errors import NotFound
from apps.geo.measures import CM_PER_KM
from apps.geo.segmentation import Event, segmentation, side_by_side
from apps.ledger.register import Layer
from apps.pages.reading import facts, route_layers

PLACE = ("from_km", "to_km", "length_km")


@dataclass(frozen=True)
class Table:
    """Homogeneous stretches: a column for each value of each layer, such as ``work:fence.status``.

    A layer of things that lie side by side has one column with the codes of all that lie there: ``lot_stretch.lot``.
    """

    columns: list[str]
    rows: list[list[Any]]


def segmentation_table(route: Route, day: date, names: Sequence[str] | None = None) -> Table:
    """Return the homogeneous stretches of a whole route.

    Parameters
    ----------
    names : sequence of str, optional
        Layers, such as ``work``, or one key of a layer, such as ``work:fence``; all layers if absent.

    Raises
    ------
    NotFound
        There is no such layer; a key without facts is an empty column.
    """
    asked = _asked(names)
    events = _events(route, day, asked)
    columns = _named(asked, events)
    layers = {name: events.get(name, []) for name in columns}
    empty = [(None,) * len(values) for values in columns.values()]
    return Table(
        columns=[
            *PLACE,
            *(f"{name}.{value}" for name, values in columns.items() for value in values),
        ],
        rows=[
            [*_place(one.from_cm, one.to_cm), *_flat(one.values, empty)]
            for one in segmentation(layers, 0, route.official_length_cm)
        ],
    )


def _place(from_cm: int, to_cm: int) -> tuple[float, float, float]:
    return from_cm / CM_PER_KM, to_cm / CM_PER_KM, (to_cm - from_cm) / CM_PER_KM


def _flat(values: Iterable[tuple | None], empty: Sequence[tuple]) -> list[Any]:
    return [cell for held, nothing in zip(values, empty, strict=True) for cell in held or nothing]


def _asked(names: Sequence[str] | None) -> dict[str, Layer]:
    """Return the layers by the names that were asked for, in that order."""
    known = {layer.name: layer for layer in route_layers()}
    found = {}
    for name in known if names is None else names:
        layer, *key = name.split(":")
        if layer not in known or len(key) != (len(known[layer].key) - 1 if key else 0):
            values = {"name": name, "names": ", ".join(known)}
            raise NotFound(
                _("There is no layer %(name)s on routes; there are: %(names)s.") % values, "layers"
            )
        found[name] = known[layer]
    return found


def _events(route: Route, day: date, asked: dict[str, Layer]) -> dict[str, list[Event]]:
    """Return the facts of each layer that is read, by layer and key; each layer is read once."""
    events, things = defaultdict(list), defaultdict(list)
    for layer in dict.fromkeys(asked.values()):
        for key, row in facts(layer, route, day):
            name = ":".join([layer.name, *map(str, key.values())])
            events[name].append((row.from_cm, row.to_cm, tuple(value for _name, value in row.values)))
            if layer.together:
                things[layer.name].append((row.from_cm, row.to_cm, str(key[layer.key[-1]])))
    lying = {
        name: [(*place, (" ".join(codes),)) for *place, codes in side_by_side(found)]
        for name, found in things.items()
    }
    return {**events, **lying}


def _named(asked: dict[str, Layer], events: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the columns with the names of their values.

    A name with its key is one; a layer alone is one for each of its keys with facts, or one for all of them together.
    """
    columns = {}
    for name, layer in asked.items():
        has_key = ":" in name or len(layer.key) == 1
        if layer.together and not has_key:
            columns[name] = (layer.key[-1],)
        else:
            names = [name] if has_key else _keys_of(name, events)
            columns |= dict.fromkeys(names, tuple(sorted(layer.values)))
    return columns


def _keys_of(layer: str, events: Iterable[str]) -> list[str]:
    return sorted(name for name in events if name.startswith(f"{layer}:"))
