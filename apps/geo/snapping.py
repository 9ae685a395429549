"""From a point to measures on a calibrated line, and from measures to points and lines.

A calibrated line is an (n, 3) array: x and y in metres of a national grid, and M, the official measure in
centimetres, strictly increasing. Nothing here is done in degrees: in Latvia a point 200 m off a diagonal
line would land 89 m wrong along it.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from apps.geo.errors import MeasureError, gettext_noop
from apps.geo.measures import CM_PER_KM, CM_PER_M, not_a_stretch

Side = Literal["left", "right", "on"]

ON_THE_LINE_M = 0.005
"""Half a centimetre: nearer than that, a point has no side."""


@dataclass(frozen=True)
class Candidate:
    """A place on the line that a point may stand for.

    ``side`` is where the point lies, seen along the route; ``x``, ``y`` are the place itself, on the line.
    """

    measure_cm: int
    distance_m: float
    side: Side
    segment: int
    x: float
    y: float


def candidates(
    line: ArrayLike,
    point: ArrayLike,
    tolerance_m: float,
    limit: int = 5,
    apart_m: float = 50,
) -> list[Candidate]:
    """Return the places on the line that the point may stand for, nearest first.

    They are where the distance to the line has a local minimum: each arm of a U-bend has its own, and the
    nearer one is not always the one that was meant. Whoever asks decides; a single one can be taken as it is.

    Parameters
    ----------
    line : (n, 3) array of float
        Calibrated line.
    point : (2,) array of float
        x and y in the line's CRS.
    tolerance_m : float
        Places farther than this from the point are left out.
    limit : int
        How many candidates at most.
    apart_m : float
        Two minima nearer to each other than this along the route are one place, the nearer.

    Returns
    -------
    list of Candidate
        Empty if the line is nowhere within the tolerance. ``measure_cm`` is from 0 to the last M.

    Raises
    ------
    MeasureError
        A coordinate of the point is missing or infinite, or the tolerance is not above zero.
    """
    line, point = np.asarray(line, dtype=np.float64), _checked_point(point)
    if not tolerance_m > 0:
        message = gettext_noop("A tolerance is above zero, not %(given)s.")
        raise MeasureError(message, "tolerance_m", given=tolerance_m)
    along, distances_m = _nearest_on_segments(line, point)
    minima = _local_minima(along, distances_m) & (distances_m <= tolerance_m)
    measures_cm = line[:-1, 2] + along * np.diff(line[:, 2])
    nearest_first = sorted(np.flatnonzero(minima).tolist(), key=distances_m.__getitem__)
    chosen = _apart(nearest_first, measures_cm, apart_m * CM_PER_M, limit)
    return [_candidate(line, point, segment, along[segment], distances_m[segment]) for segment in chosen]


def points_at(line: ArrayLike, measures_cm: ArrayLike) -> NDArray[np.float64]:
    """Return the points of the line at some measures.

    Parameters
    ----------
    line : (n, 3) array of float
        Calibrated line.
    measures_cm : (m,) array of float
        From the first M of the line to the last.

    Returns
    -------
    (m, 2) array of float

    Raises
    ------
    MeasureError
        A measure that is not on the line, or NaN.
    """
    line = np.asarray(line, dtype=np.float64)
    measures_cm = np.atleast_1d(np.asarray(measures_cm, dtype=np.float64))
    _check_on_line(line, measures_cm)
    return np.column_stack([np.interp(measures_cm, line[:, 2], axis) for axis in line[:, :2].T])


def point_at(line: ArrayLike, cm: float) -> tuple[float, float]:
    """Return x and y of the line at one measure; MeasureError if it is not on the line."""
    x, y = points_at(line, cm)[0].tolist()
    return x, y


def line_between(line: ArrayLike, from_cm: float, to_cm: float) -> NDArray[np.float64]:
    """Return the part of the line between two measures, its own vertices kept.

    Parameters
    ----------
    line : (n, 3) array of float
        Calibrated line.
    from_cm, to_cm : float
        Measures, the first below the second.

    Returns
    -------
    (k, 3) array of float, k >= 2
        M begins at exactly `from_cm` and ends at exactly `to_cm`.

    Raises
    ------
    MeasureError
        Reversed or empty, or one of the two is not on the line: nothing is clipped.
    """
    line = np.asarray(line, dtype=np.float64)
    ends = np.array([from_cm, to_cm], dtype=np.float64)
    _check_on_line(line, ends)
    if not from_cm < to_cm:
        raise not_a_stretch(from_cm, to_cm)
    start, stop = np.column_stack((points_at(line, ends), ends))
    inside = (line[:, 2] > from_cm) & (line[:, 2] < to_cm)
    return np.vstack((start, line[inside], stop))


def _checked_point(point: ArrayLike) -> NDArray[np.float64]:
    point = np.asarray(point, dtype=np.float64)
    if point.shape != (2,) or not np.isfinite(point).all():
        raise MeasureError(gettext_noop("A point needs two coordinates, both finite."))
    return point


def _check_on_line(line: NDArray, measures_cm: NDArray) -> None:
    outside = ~((line[0, 2] <= measures_cm) & (measures_cm <= line[-1, 2]))
    if outside.any():
        message = gettext_noop("km %(km)s is not on the line, which runs from km %(first)s to km %(last)s.")
        ends_km = {"first": line[0, 2] / CM_PER_KM, "last": line[-1, 2] / CM_PER_KM}
        raise MeasureError(message, km=measures_cm[outside][0] / CM_PER_KM, **ends_km)


def _nearest_on_segments(line: NDArray, point: NDArray) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each segment how far along it (0 to 1) its nearest point lies, and that point's distance."""
    starts, steps = line[:-1, :2], np.diff(line[:, :2], axis=0)
    along = np.clip(((point - starts) * steps).sum(axis=1) / (steps**2).sum(axis=1), 0, 1)
    return along, np.hypot(*(point - starts - along[:, None] * steps).T)


def _local_minima(along: NDArray, distances_m: NDArray) -> NDArray[np.bool_]:
    """Mark the segments whose nearest point is a local minimum of the distance to the whole line.

    At a vertex it is one only if both segments that meet there are nearest there; the first is marked.
    """
    at_start, at_end = along == 0, along == 1
    comes_nearer_before = np.concatenate(([False], ~at_end[:-1]))
    shared_with_before = np.concatenate(([False], at_end[:-1]))
    comes_nearer_after = np.concatenate((~at_start[1:], [False]))
    return ~(at_start & (comes_nearer_before | shared_with_before)) & ~(at_end & comes_nearer_after)


def _apart(segments: list[int], measures_cm: NDArray, apart_cm: float, limit: int) -> list[int]:
    """Return the segments, best first and not too many, without those whose place is near that of a better one."""
    chosen: list[int] = []
    for segment in segments:
        if len(chosen) == limit:
            break
        if all(abs(measures_cm[segment] - measures_cm[other]) >= apart_cm for other in chosen):
            chosen.append(segment)
    return chosen


def _candidate(line: NDArray, point: NDArray, segment: int, along: float, distance_m: float) -> Candidate:
    x, y, measure_cm = line[segment] + along * (line[segment + 1] - line[segment])
    return Candidate(
        measure_cm=round(measure_cm),
        distance_m=float(distance_m),
        side=_side(line, point, segment, along),
        segment=segment,
        x=float(x),
        y=float(y),
    )


def _side(line: NDArray, point: NDArray, segment: int, along: float) -> Side:
    direction = _direction(line, segment)
    if along == 1 and segment + 2 < len(line):
        # Beyond a corner the two segments may disagree; their bisector is right up to a full turn.
        direction = direction + _direction(line, segment + 1)
    east, north = point - line[segment + 1 if along == 1 else segment, :2]
    left_m = direction[0] * north - direction[1] * east
    if abs(left_m) <= ON_THE_LINE_M:
        return "on"
    return "left" if left_m > 0 else "right"


def _direction(line: NDArray, segment: int) -> NDArray[np.float64]:
    step = line[segment + 1, :2] - line[segment, :2]
    return step / np.hypot(*step)


def nearest_along(line: ArrayLike, points: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each of many points the measure of the place on the line nearest to it, and how far it is.

    Of the places of `candidates` it is the nearest only: for points that nobody looks at one by one.

    Parameters
    ----------
    line : (n, 3) array of float, n >= 2
        Calibrated line.
    points : (m, 2) array of float
        x and y in the line's CRS.

    Returns
    -------
    measures_cm, distances_m : (m,) arrays of float
        Measures are not rounded.
    """
    line, points = np.asarray(line, dtype=np.float64), np.asarray(points, dtype=np.float64).reshape(-1, 2)
    starts, steps = line[:-1, :2], np.diff(line[:, :2], axis=0)
    segments = shapely.linestrings(np.stack((starts, line[1:, :2]), axis=1))
    shapes = shapely.points(points)
    found, where = shapely.STRtree(segments).query_nearest(shapes, all_matches=True)
    _each, first = np.unique(found, return_index=True)
    near = where[first]
    squares = (steps[near] ** 2).sum(axis=1)
    share = np.clip(((points - starts[near]) * steps[near]).sum(axis=1) / squares, 0, 1)
    lengths = np.sqrt((steps**2).sum(axis=1))
    along = np.concatenate(([0.0], np.cumsum(lengths)))
    measures_cm = np.interp(along[near] + share * lengths[near], along, line[:, 2])
    return measures_cm, shapely.distance(segments[near], shapes)
