"""Computed layers: what the register's facts make of each metre, in the shape of the layers that are recorded.

The rows of one state of the ledger never change, so they are kept by its hash: map, strip and legend ask for
the same day again and again.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from apps.geo.coverage_classes import Classes, by_cause, by_depth, by_family
from apps.geo.errors import NotFound
from apps.geo.measures import CM_PER_KM
from apps.indicators.surveillance import Surveillance
from apps.ledger.models import ChangeSet
from apps.surveillance.terrain import TerrainInForce

ROWS_KEPT = 64

Rows = tuple[tuple[str, float, float, str], ...]


class ComputedLayer(NamedTuple):
    """A layer that is worked out: its one column, and how."""

    column: str
    classes: Callable[[Surveillance], Mapping[str, Classes]]


def _family(one: Surveillance) -> Mapping[str, Classes]:
    return by_family(one.means, one.network, one.rule, one.lengths_cm)


def _depth(one: Surveillance) -> Mapping[str, Classes]:
    return by_depth(one.means, one.network, one.rule, one.lengths_cm)


def _gap(one: Surveillance) -> Mapping[str, Classes]:
    return by_cause(one.means, one.network, one.rule, one.lengths_cm, one.out_of_scope)


COMPUTED_LAYERS = {
    "coverage_family": ComputedLayer("family", _family),
    "coverage_depth": ComputedLayer("depth", _depth),
    "gap": ComputedLayer("cause", _gap),
}


def computed_json(
    name: str, day: date, route: str | None = None, failed: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return a computed layer of a day like the facts of a recorded one: a row for each stretch of one class.

    Raises
    ------
    NotFound
        There is no such layer.
    NetworkError
        Something that is said to have failed is not there.
    """
    if name not in COMPUTED_LAYERS:
        message = _("There is no computed layer %(name)s; there are: %(names)s.")
        raise NotFound(message % {"name": name, "names": ", ".join(COMPUTED_LAYERS)}, "name")
    number, head = ChangeSet.objects.head()
    terrain = TerrainInForce.now().hashes
    return {
        "layer": name,
        "as_of": day.isoformat(),
        "ledger": number,
        "columns": ["route", "from_km", "to_km", COMPUTED_LAYERS[name].column],
        "rows": _rows(head, terrain, day, route, tuple(sorted(failed)))[name],
    }


@lru_cache(maxsize=ROWS_KEPT)
def _rows(head: str, terrain: str, day: date, route: str | None, failed: tuple[str, ...]) -> dict[str, Rows]:
    """Return the rows of every layer: what they all need, the sights, is what takes time."""
    surveillance = Surveillance(day, route, failed)
    return {name: _in_order(layer.classes(surveillance)) for name, layer in COMPUTED_LAYERS.items()}


def _in_order(classes: Mapping[str, Classes]) -> Rows:
    rows = [
        (route, from_cm, to_cm, name)
        for route, by_name in classes.items()
        for name, metres in by_name.items()
        for from_cm, to_cm in metres.pairs()
    ]
    return tuple(
        (route, from_cm / CM_PER_KM, to_cm / CM_PER_KM, name) for route, from_cm, to_cm, name in sorted(rows)
    )
