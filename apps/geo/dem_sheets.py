"""How high sheets of one terrain lie where they overlap or touch, each read beside the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.enums import Resampling
from rasterio.transform import from_origin

from apps.geo.dem_checks import Checked
from apps.geo.dem_files import onto
from apps.geo.dem_source import CACHED_BYTES, Bounds, in_metres, opened

PLACES_A_SIDE = 200
LEAST_PLACES = 8
BESIDE_CELLS = 3


@dataclass(frozen=True)
class Seam:
    """Two sheets that meet: the heights by each at places that both have, or on the two sides of a common edge."""

    one: Checked
    other: Checked
    overlaps: bool
    heights_m: NDArray[np.float32]
    others_m: NDArray[np.float32]

    @property
    def cell_m(self) -> float:
        return max(self.one.cell_m, self.other.cell_m)


def seams(files: Sequence[Checked], srid: int) -> Iterator[Seam]:
    """Yield the pairs of sheets that overlap or touch, in the order of the files.

    Some 200 × 200 places of each pair are read, so neither memory nor time grows with the sheets.
    """
    with rasterio.Env(GDAL_CACHEMAX=CACHED_BYTES):
        for one, other in combinations(files, 2):
            box = _common(one, other)
            if box is not None and (found := _seam(one, other, box, srid)) is not None:
                yield found


def _common(one: Checked, other: Checked) -> Bounds | None:
    """Return the rectangle that both cover, or in which they touch, some cells wider; None if they are apart."""
    beside_m = BESIDE_CELLS * max(one.cell_m, other.cell_m)
    west, south = (max(one.bounds[n], other.bounds[n]) - beside_m for n in (0, 1))
    east, north = (min(one.bounds[n], other.bounds[n]) + beside_m for n in (2, 3))
    return (west, south, east, north) if west < east and south < north else None


def _seam(one: Checked, other: Checked, box: Bounds, srid: int) -> Seam | None:
    heights_m, others_m = (_heights(file, box, max(one.cell_m, other.cell_m), srid) for file in (one, other))
    common = ~(np.isnan(heights_m) | np.isnan(others_m))
    if np.count_nonzero(common) >= LEAST_PLACES:
        return Seam(one, other, True, heights_m[common], others_m[common])
    sides = _beside_edge(one, other, box, heights_m, others_m)
    known = ~(np.isnan(sides[0]) | np.isnan(sides[1]))
    if np.count_nonzero(known) < LEAST_PLACES:
        return None
    return Seam(one, other, False, sides[0][known], sides[1][known])


def _heights(file: Checked, box: Bounds, cell_m: float, srid: int) -> NDArray[np.float32]:
    """Return the file's heights at the middles of cells that fill a rectangle, NaN where it has none."""
    west, south, east, north = box
    columns, rows = (
        int(np.clip(np.ceil(side / cell_m), 1, PLACES_A_SIDE)) for side in (east - west, north - south)
    )
    transform = from_origin(west, north, (east - west) / columns, (north - south) / rows)
    with opened(file.path) as source:
        grid = rasterio.CRS.from_epsg(srid)
        with onto(source, grid, transform, (rows, columns), Resampling.nearest) as warped:
            return in_metres(warped.read(1, masked=True), source)


def _beside_edge(
    one: Checked, other: Checked, box: Bounds, heights_m: NDArray, others_m: NDArray
) -> tuple[NDArray, NDArray]:
    """Return for each step along the common edge the heights of the two sheets that are nearest to it."""
    west, south, east, north = box
    is_upright = north - south >= east - west
    n = 0 if is_upright else 1
    is_before = one.bounds[n] + one.bounds[n + 2] < other.bounds[n] + other.bounds[n + 2]
    if not is_upright:  # rows go from north to south
        heights_m, others_m, is_before = heights_m.T, others_m.T, not is_before
    return _nearest(heights_m, last=is_before), _nearest(others_m, last=not is_before)


def _nearest(rows: NDArray, last: bool) -> NDArray:
    """Return the first known height of each row, or the last one; NaN where it has none."""
    rows = rows[:, ::-1] if last else rows
    return rows[np.arange(len(rows)), np.argmax(~np.isnan(rows), axis=1)]
