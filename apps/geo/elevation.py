"""How steeply a sensor looks at a place, and what of a route lies within its vertical field of view.

The angle is that of the straight line from the eye to the target, above or below the eye's horizontal; heights drop
with the Earth's curvature as in `apps.geo.sight`. It is asked after the rays, so a sensor without such a limit
pays nothing.
"""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from apps.geo.measures import MeasureSet

WHOLE_DEG = 180.0
"""A vertical field of view that limits nothing."""

Angles = Callable[[NDArray], NDArray]
"""From measures in centimetres to degrees; NaN where there are no heights."""


def elevation_deg(
    distance_m: NDArray, target_m: NDArray, eye_m: float, drop_per_m2: float
) -> NDArray[np.float64]:
    """Return degrees above the horizontal at which targets of some height are seen from an eye."""
    return np.degrees(np.arctan2(target_m - drop_per_m2 * distance_m**2 - eye_m, distance_m))


def room_deg(elevations_deg: NDArray, tilt_deg: float, vertical_deg: float) -> NDArray[np.float64]:
    """Return by how many degrees each elevation lies within the field of view; below 0 if it does not.

    What has no elevation, as heights are missing, is not left out: it stays unknown.
    """
    room = vertical_deg / 2 - np.abs(elevations_deg - tilt_deg)
    return np.where(np.isnan(room), vertical_deg / 2, room)


def within_view(reach: MeasureSet, samples_cm: NDArray, room: Angles) -> MeasureSet:
    """Return the metres of `reach` with room, each edge on a straight line between two samples.

    Parameters
    ----------
    reach : MeasureSet
        What is in range and sector.
    samples_cm : (n,) array of int
        Measures at which the route is looked at, increasing.
    room : callable
        From measures to degrees of room, see `room_deg`.
    """
    found: list[tuple[int, int]] = []
    for from_cm, to_cm in reach.pairs():
        inside = samples_cm[(samples_cm > from_cm) & (samples_cm < to_cm)]
        measures = np.concatenate(([from_cm], inside, [to_cm]))
        found += _runs(measures, room(measures))
    return MeasureSet.from_pairs(found)


def _runs(measures: NDArray, room: NDArray) -> list[tuple[int, int]]:
    holds = room >= 0
    turns = np.flatnonzero(holds[1:] != holds[:-1])
    share = np.abs(room[turns]) / (np.abs(room[turns]) + np.abs(room[turns + 1]))
    edges = np.rint(measures[turns] + share * (measures[turns + 1] - measures[turns])).astype(int)
    bounds = [int(measures[0]), *edges.tolist(), int(measures[-1])]
    pairs = list(pairwise(bounds))[0 if holds[0] else 1 :: 2]
    return [(start, end) for start, end in pairs if start < end]
