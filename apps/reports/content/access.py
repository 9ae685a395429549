"""How people come to a stretch: the ways that are built along the line. How long it takes the register cannot know."""

from collections.abc import Iterable, Mapping
from datetime import date

from apps.construction.models import Work
from apps.geo.measures import EMPTY, MeasureSet, union
from apps.indicators.figures import percent_of
from apps.reports.content.asked import Row
from apps.reports.content.scope import Scope, km, nearest_m

PATHS = ("patrol_path", "footbridge", "pontoon")
"""Codes of the elements on which a patrol goes along the line."""
WAYS = (*PATHS, "access_road")
PATH = "path"


def built_ways(day: date) -> dict[tuple, MeasureSet]:
    """Return by route where each kind of way is built, and where any path is, as `PATH`."""
    rows = Work.objects.as_of(day).filter(element__code__in=WAYS, status__counts_built=True)
    found: dict[tuple, MeasureSet] = dict(rows.sets("route__code", "element__code"))
    for (route, element), metres in list(found.items()):
        if element in PATHS:
            found[route, PATH] = union(found.get((route, PATH), EMPTY), metres)
    return found


def access_row(lengths: Mapping[tuple, int], length_cm: int) -> Row:
    """Return kilometres of ways along a stretch, of a length."""
    path_cm = lengths.get((PATH,), 0)
    return {
        "path_km": km(path_cm),
        "path_pct": percent_of(path_cm, length_cm),
        "ways_km": {way: km(lengths[way,]) for way in WAYS if (way,) in lengths},
    }


def longest_without_path_m(scope: Scope, ways: Mapping[tuple, MeasureSet]) -> dict[str, int]:
    """Return the longest run of each section without a path, in whole metres."""
    longest = dict.fromkeys(scope.sections, 0)
    for piece in scope.pieces:
        bare = MeasureSet.of((piece.from_cm, piece.to_cm)) - ways.get((piece.route, PATH), EMPTY)
        longest[piece.section] = max(longest[piece.section], nearest_m(_longest_cm(bare.pairs())))
    return longest


def _longest_cm(pairs: Iterable[tuple[int, int]]) -> int:
    return max((to_cm - from_cm for from_cm, to_cm in pairs), default=0)
