"""A synthetic border of 456.5 km and works along it: real lengths, no real place, the same on every run."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from numpy.typing import NDArray

from apps.ledger.commands import Add, Put
from tests.factories import named, record

BEGIN = date(2021, 1, 1)
AS_OF = date(2021, 12, 31)
LENGTH_CM = {"LV-RU": 28_360_000, "LV-BY": 17_290_000}
ELEMENTS = ("border_strip", "patrol_strip", "sign_strip")
EXCLUDED_CM = (10_000_000, 11_700_000)
VERTEX_EVERY_CM = 2_500


@dataclass(frozen=True)
class Works:
    """Works of one element on one route, in order, none touching the next: whole centimetres."""

    route: str
    element: str
    from_cm: NDArray[np.int64]
    to_cm: NDArray[np.int64]


def lay_codes() -> None:
    """Record the routes, the strips of K1 required everywhere but on 17 km, two statuses that count as built."""
    counts = {"counts_cleared": True, "counts_built": True}
    strips = {"rule": "built_share", "parameters": {"elements": list(ELEMENTS)}, "version": 1}
    record(
        *(Add("route", code, {**named(code), "neighbour": code[-2:], "official_length_cm": length})
          for code, length in LENGTH_CM.items()),
        *(Add("element", code, named(code)) for code in ELEMENTS),
        Add("work_status", "cleared", {**named("cleared"), "counts_cleared": True}),
        Add("work_status", "built", {**named("built"), **counts}),
        Add("work_status", "accepted", {**named("accepted"), **counts, "counts_accepted": True}),
        Add("exclusion_reason", "river", named("river")),
        Add("indicator", "K1", named("K1")),
        Put("definition", {"indicator": "K1"}, strips, BEGIN),
    )  # fmt: skip
    record(
        *(Put("requirement", {"route": route, "element": element}, {}, BEGIN, from_cm=0, to_cm=length)
          for route, length in LENGTH_CM.items() for element in ELEMENTS),
        Put("exclusion", {"route": "LV-BY", "indicator": "K1"}, {"reason": "river"}, BEGIN,
            from_cm=EXCLUDED_CM[0], to_cm=EXCLUDED_CM[1]),
    )  # fmt: skip


def works(count: int, seed: int = 2021) -> list[Works]:
    """Return `count` works spread at random over routes and elements.

    No two of one element touch, so that a union has as many pieces as there are works: the worst case.
    """
    random = np.random.default_rng(seed)
    keys = [(route, element) for route in LENGTH_CM for element in ELEMENTS]
    weights = np.array([LENGTH_CM[route] for route, _ in keys], dtype=float)
    shares = np.diff(np.round(np.concatenate(([0], np.cumsum(weights / weights.sum()))) * count).astype(int))
    return [_works_of(random, *key, share) for key, share in zip(keys, shares, strict=True)]


def _works_of(random: np.random.Generator, route: str, element: str, count: int) -> Works:
    ends = np.sort(random.choice(LENGTH_CM[route], size=2 * count, replace=False, shuffle=False))
    return Works(route, element, ends[::2], ends[1::2])


def line(route: str) -> NDArray[np.float64]:
    """Return x and y (metres, in the grid) of a winding line with a vertex every 25 m, as long as the route.

    So a measure is the length along the line, and the length of a stretch's shape has to be the stretch's.
    """
    random = np.random.default_rng(len(route) + LENGTH_CM[route])
    steps = np.full(LENGTH_CM[route] // VERTEX_EVERY_CM, VERTEX_EVERY_CM / 100)
    turns = random.normal(0, 0.15, steps.size)
    heading = np.pi / 4 + np.sin(
        np.cumsum(turns)
    )  # within 57 degrees of north-east: the line never meets itself
    begin = {"LV-RU": (700_000, 200_000), "LV-BY": (600_000, 150_000)}[route]
    xy = np.cumsum(np.column_stack((steps * np.cos(heading), steps * np.sin(heading))), axis=0)
    return np.vstack(([(0, 0)], xy)) + begin


def shapes(some: Works) -> NDArray[np.object_]:
    """Return the line of each work, cut from the line of its route."""
    xy = line(some.route)
    measures = np.arange(len(xy)) * VERTEX_EVERY_CM
    first = np.searchsorted(measures, some.from_cm, side="right")
    last = np.searchsorted(measures, some.to_cm, side="left")
    inner = last - first
    counts = inner + 2
    number = np.repeat(np.arange(counts.size), counts)
    place = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    at = measures[np.clip(np.repeat(first, counts) + place - 1, 0, len(xy) - 1)]
    at = np.where(
        place == 0, some.from_cm[number], np.where(place == counts[number] - 1, some.to_cm[number], at)
    )
    points = np.column_stack([np.interp(at, measures, coordinate) for coordinate in xy.T])
    return shapely.linestrings(points, indices=number)
