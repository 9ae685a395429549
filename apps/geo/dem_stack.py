"""Several rasters of heights as one terrain: at each cell the first of them that has a height decides.

The order is the caller's, so names of files decide nothing. One raster alone is read as it is; several are
brought onto cells of the finest of them that lies there, window by window.
"""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from math import ceil, sqrt
from pathlib import Path

import numpy as np
import rasterio
from numpy.typing import ArrayLike, NDArray
from rasterio.enums import Resampling
from rasterio.io import DatasetReader
from rasterio.transform import from_origin

from apps.geo.dem import Terrain
from apps.geo.dem_files import onto, terrain_in
from apps.geo.dem_source import CACHED_BYTES, Bounds, opened, without_infinite

BESIDE_CELLS = 2
SQUARE_M = 10_000
COMPARED_A_SIDE = 400
CELLS_A_SQUARE = 1_000_000
"""Of squares in which only the presence of heights is asked for: cells of 10 m."""


@dataclass(frozen=True)
class Cells:
    """Square cells of the grid: outer corner, side, rows and columns."""

    west_m: float
    north_m: float
    cell_m: float
    rows: int
    columns: int

    @property
    def shape(self) -> tuple[int, int]:
        return self.rows, self.columns


def terrain_of(
    grounds: Sequence[Path],
    bounds: Bounds,
    surfaces: Sequence[Path] = (),
    most_cells: int | None = None,
) -> Terrain | None:
    """Return the terrain over a rectangle; None if it is off all rasters of the ground.

    Parameters
    ----------
    grounds, surfaces : sequence of Path
        Rasters in the grid; at each cell the first with a height decides. Where no surface has one, the
        ground stands for it.
    bounds : tuple of float
        West, south, east, north in metres of the grid.
    most_cells : int, optional
        More are averaged to fewer, larger ones, so that memory has a bound.
    """
    if len(grounds) == 1 and len(surfaces) <= 1:
        return terrain_in(grounds[0], bounds, next(iter(surfaces), None), most_cells)
    with rasterio.Env(GDAL_CACHEMAX=CACHED_BYTES), ExitStack() as stack:
        sources = [stack.enter_context(opened(path)) for path in grounds]
        cells = _cells(sources, bounds, most_cells)
        if cells is None:
            return None
        ground_m = _stacked(sources, cells)
        tops_m = None
        if surfaces:
            above = [stack.enter_context(opened(path)) for path in surfaces]
            tops_m = _stacked(above, cells)
            tops_m = np.where(np.isnan(tops_m), ground_m, tops_m)
    return Terrain(ground_m, cells.west_m, cells.north_m, cells.cell_m, tops_m)


def with_heights(files: Sequence[Path], points: ArrayLike) -> NDArray[np.bool_]:
    """Tell for each of the (n, 2) points of the grid whether one of the rasters has a height there.

    It reads squares of 10 km in cells of 10 m or more, so a hole smaller than a cell may stay unnoticed.
    """
    points = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    found = np.zeros(len(points), dtype=bool)
    reach = [(path, _bounds(path)) for path in files]
    squares, square_of = np.unique(np.floor(points / SQUARE_M), axis=0, return_inverse=True)
    for n, (column, row) in enumerate(squares):
        bounds = (column * SQUARE_M, row * SQUARE_M, (column + 1) * SQUARE_M, (row + 1) * SQUARE_M)
        there = [path for path, around in reach if _meet(around, bounds)]
        terrain = terrain_of(there, bounds, most_cells=CELLS_A_SQUARE) if there else None
        if terrain is not None:
            inside = square_of.ravel() == n
            found[inside] = ~np.isnan(terrain.ground_at(points[inside, 0], points[inside, 1]))
    return found


def compared(
    one: Sequence[Path], other: Sequence[Path], bounds: Bounds
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the heights by two sets of rasters at places spread over a rectangle where both have some.

    Each is averaged to some 400 × 400 cells there, so memory does not grow with the rasters.
    """
    if not (one and other):
        return np.empty(0, np.float32), np.empty(0, np.float32)
    most = COMPARED_A_SIDE**2
    first, second = (terrain_of(files, bounds, most_cells=most) for files in (one, other))
    if first is None or second is None:
        return np.empty(0, np.float32), np.empty(0, np.float32)
    west, south, east, north = bounds
    eastings = west + (np.arange(COMPARED_A_SIDE) + 0.5) * (east - west) / COMPARED_A_SIDE
    northings = south + (np.arange(COMPARED_A_SIDE) + 0.5) * (north - south) / COMPARED_A_SIDE
    x, y = (grid.ravel() for grid in np.meshgrid(eastings, northings))
    heights, others = first.ground_at(x, y), second.ground_at(x, y)
    common = ~(np.isnan(heights) | np.isnan(others))
    return heights[common], others[common]


def _cells(sources: Iterable[DatasetReader], bounds: Bounds, most_cells: int | None) -> Cells | None:
    """Return the cells of the finest raster over the rectangle and two more on each side, where any raster is."""
    there = [source for source in sources if _meet(source.bounds, bounds)]
    if not there:
        return None
    finest = min(there, key=lambda source: source.transform.a)
    cell_m, beside_m = finest.transform.a, BESIDE_CELLS * max(source.transform.a for source in there)
    sides = list(zip(*(source.bounds for source in there), strict=True))
    west, south = (max(min(sides[n]), bounds[n] - beside_m) for n in (0, 1))
    east, north = (min(max(sides[n]), bounds[n] + beside_m) for n in (2, 3))
    origin_x, origin_y = finest.transform.c, finest.transform.f
    left, right = np.floor((west - origin_x) / cell_m), np.ceil((east - origin_x) / cell_m)
    top, bottom = np.floor((origin_y - north) / cell_m), np.ceil((origin_y - south) / cell_m)
    times = 1 if most_cells is None else ceil(sqrt((right - left) * (bottom - top) / most_cells))
    rows, columns = (max(2, ceil(number / times)) for number in (bottom - top, right - left))
    return Cells(origin_x + left * cell_m, origin_y - top * cell_m, cell_m * times, rows, columns)


def _stacked(sources: Iterable[DatasetReader], cells: Cells) -> NDArray[np.float32]:
    heights_m = np.full(cells.shape, np.nan, dtype=np.float32)
    for source in sources:
        if not np.isnan(heights_m).any():
            break
        _fill(heights_m, source, cells)
    return heights_m


def _fill(heights_m: NDArray[np.float32], source: DatasetReader, cells: Cells) -> None:
    """Put the raster's heights where there is none yet, reading only the cells that it covers."""
    west, south, east, north = source.bounds
    left = max(0, int(np.floor((west - cells.west_m) / cells.cell_m)))
    top = max(0, int(np.floor((cells.north_m - north) / cells.cell_m)))
    right = min(cells.columns, int(np.ceil((east - cells.west_m) / cells.cell_m)))
    bottom = min(cells.rows, int(np.ceil((cells.north_m - south) / cells.cell_m)))
    if left >= right or top >= bottom:
        return
    corner = cells.west_m + left * cells.cell_m, cells.north_m - top * cells.cell_m
    transform = from_origin(*corner, cells.cell_m, cells.cell_m)
    way = Resampling.average if source.transform.a < cells.cell_m else Resampling.bilinear
    with onto(source, source.crs, transform, (bottom - top, right - left), way) as warped:
        found = without_infinite(warped.read(1, masked=True).astype(np.float32).filled(np.nan))
    part = heights_m[top:bottom, left:right]
    np.copyto(part, found, where=np.isnan(part))


def _bounds(path: Path) -> Bounds:
    with opened(path) as source:
        return tuple(source.bounds)


def _meet(one: Bounds, other: Bounds) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
