"""Two days of a computed layer beside each other: which metres came to be covered and which no longer are."""

from collections import defaultdict
from datetime import date
from typing import Any

from apps.geo.coverage_classes import DEPTH_CLASSES, NONE
from apps.geo.measures import CM_PER_KM, EMPTY, MeasureSet, union
from apps.indicators.surveillance_layers import computed_json
from apps.pages.comparison import Difference, by_value
from apps.surveillance.situation import lengths_cm

FIGURE = "K2"
UNCOVERED = {NONE, DEPTH_CLASSES[0]}

Classes = dict[tuple[str, str], MeasureSet]


def compared_computed(name: str, before: date, after: date) -> dict[str, Any]:
    """Return what was gained and lost: covered metres on each route, and metres of each class."""
    first, second = (_classes(name, day) for day in (before, after))
    covered = [
        (route, Difference.of(_covered(name, first, route, cm), _covered(name, second, route, cm)))
        for route, cm in lengths_cm().items()
    ]
    sets = [{(route, (), value): metres for (route, value), metres in one.items()} for one in (first, second)]
    return {
        "counted": [{"route": route, "key": {}, **one.as_json()} for route, one in covered],
        "values": by_value(*sets),
    }


def _classes(name: str, day: date) -> Classes:
    pairs = defaultdict(list)
    for route, from_km, to_km, value in computed_json(name, day)["rows"]:
        pairs[route, value].append((round(from_km * CM_PER_KM), round(to_km * CM_PER_KM)))
    return {place: MeasureSet.from_pairs(some) for place, some in pairs.items()}


def _covered(name: str, classes: Classes, route: str, length_cm: int) -> MeasureSet:
    """Return the covered metres of a route: where a class says so, or where there is no gap."""
    if name == "gap":
        gaps = [metres for (on, _cause), metres in classes.items() if on == route]
        return MeasureSet.of((0, length_cm)) - union(EMPTY, *gaps)
    seen = [metres for (on, value), metres in classes.items() if on == route and value not in UNCOVERED]
    return union(EMPTY, *seen)
