"""Which measures of a line lie inside a bounding box."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from apps.geo.errors import BorderGisError, gettext_noop
from apps.geo.measures import EMPTY, MeasureSet

BBox = tuple[float, float, float, float]


def checked_bbox(west: float, south: float, east: float, north: float) -> BBox:
    """Return the box; BorderGisError if a side is no finite number or the box has no inside.

    A box across the antimeridian is refused too: no national grid reaches over it.
    """
    box = (west, south, east, north)
    if not np.isfinite(box).all() or not (west < east and south < north):
        message = gettext_noop(
            "A bounding box is west,south,east,north, west below east and south below north."
        )
        raise BorderGisError(message, "bbox")
    return box


def measures_inside(line: ArrayLike, bbox: BBox) -> MeasureSet:
    """Return the measures of a line that lie inside a box or on its edge.

    Parameters
    ----------
    line : (n, 3) array of float
        x, y in the CRS of the box, and M in centimetres, strictly increasing.
    bbox : (west, south, east, north)
        In the CRS of the line.

    Returns
    -------
    MeasureSet
        Whole centimetres that have a point inside; a line that only touches the box gives one centimetre.
    """
    line = np.asarray(line, dtype=np.float64)
    if len(line) < 2:
        return EMPTY
    enter, leave = _clipped(line[:-1, :2], np.diff(line[:, :2], axis=0), bbox)
    inside = enter <= leave
    begin, step = line[:-1, 2][inside], np.diff(line[:, 2])[inside]
    starts = np.floor(begin + enter[inside] * step).astype(np.int64)
    ends = np.ceil(begin + leave[inside] * step).astype(np.int64)
    return MeasureSet(starts, np.maximum(ends, starts + 1))


def _clipped(starts: NDArray, steps: NDArray, bbox: BBox) -> tuple[NDArray, NDArray]:
    """Return where (0 to 1) each segment enters the box and leaves it; enters after leaving if nowhere."""
    enter, leave = np.zeros(len(starts)), np.ones(len(starts))
    for axis in (0, 1):
        low, high = bbox[axis] - starts[:, axis], bbox[axis + 2] - starts[:, axis]
        with np.errstate(divide="ignore", invalid="ignore"):
            crossings = np.sort(np.stack((low, high)) / steps[:, axis], axis=0)
        stands_still = steps[:, axis] == 0
        stays_inside = (low <= 0) & (high >= 0)
        crossings[:, stands_still] = np.where(stays_inside, [[-np.inf], [np.inf]], [[np.inf], [-np.inf]])[
            :, stands_still
        ]
        enter, leave = np.maximum(enter, crossings[0]), np.minimum(leave, crossings[1])
    return enter, leave
