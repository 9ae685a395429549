"""Sensors that would be in operation and see nothing: no place and no site that has one, or laid along nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from apps.geo.facts import FOREVER
from apps.geo.measures import EMPTY, MeasureSet, union
from apps.indicators.checks import Found
from apps.ledger.commands import Change, fact_key
from apps.surveillance.linear import is_linear
from apps.surveillance.models import NodeStanding, SensorStanding, SensorStretch
from apps.surveillance.situation import WORKING

STANDING = "sensor_standing"
ON_SENSORS = frozenset({STANDING, "sensor_stretch"})
Days = MeasureSet
"""Days by their ordinals: periods are unions and differences as stretches are."""


def unplaced_days(changes: Iterable[Change]) -> dict[str, Days]:
    """Return the days on which sensors that the writes are about work without a place, as the register is now."""
    keys = [(change.target, change.key or {}) for change in changes]
    codes = {str(key["sensor"]) for target, key in keys if target in ON_SENSORS}
    nodes = {str(key["node"]) for target, key in keys if target == "node_standing"}
    if nodes:
        at_nodes = SensorStanding.objects.filter(site__code__in=nodes)
        codes |= set(at_nodes.values_list("sensor__code", flat=True))
    return _unplaced(codes) if codes else {}


def newly_unplaced(before: Mapping[str, Days], after: Mapping[str, Days]) -> Iterator[Found]:
    """Yield the sensors that lose their place by the writes or begin to work without one, from the first such day."""
    for code, days in after.items():
        if new := days - before.get(code, EMPTY):
            first = date.fromordinal(int(new.starts[0]))
            yield Found("no_place", fact_key(STANDING, {"sensor": code}), MeasureSet.of((0, 1)), first)


def _unplaced(codes: set[str]) -> dict[str, Days]:
    working = SensorStanding.objects.filter(sensor__code__in=codes, state=WORKING)
    rows = list(working.select_related("sensor__model", "site"))
    stretches = SensorStretch.objects.filter(sensor__code__in=codes)
    places = NodeStanding.objects.filter(node__in={row.site_id for row in rows if row.site_id})
    along = _by_owner(stretches.values_list("sensor_id", "valid"))
    at_site = _by_owner(places.exclude(point=None).values_list("node_id", "valid"))
    found: dict[str, Days] = {}
    for row in rows:
        placed = along.get(row.sensor_id, EMPTY)
        if not is_linear(row.sensor.model):
            placed |= at_site.get(row.site_id, EMPTY) if row.point is None else _days(row.valid)
        if bare := _days(row.valid) - placed:
            found[row.sensor.code] = found.get(row.sensor.code, EMPTY) | bare
    return found


def _by_owner(rows: Iterable[tuple[int, Any]]) -> dict[int, Days]:
    periods = defaultdict(list)
    for owner, valid in rows:
        periods[owner].append(_days(valid))
    return {owner: union(*found) for owner, found in periods.items()}


def _days(valid: Any) -> Days:
    return MeasureSet.of((valid.lower.toordinal(), (valid.upper or FOREVER).toordinal()))
