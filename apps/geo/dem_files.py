"""Files of heights: bring them into the grid, read a window of it.

All reading goes block by block, so memory does not grow with the file.
"""

import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from math import ceil, sqrt
from pathlib import Path

import numpy as np
import rasterio
import rasterio.shutil
from numpy.typing import NDArray
from rasterio.enums import Resampling
from rasterio.io import DatasetReader
from rasterio.transform import Affine, from_origin
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window

from apps.geo.dem import Terrain
from apps.geo.dem_checks import Checked
from apps.geo.dem_source import (
    BLOCK,
    BYTES_A_HEIGHT,
    CACHED_BYTES,
    HIGHEST_M,
    LOWEST_M,
    Bounds,
    Extremes,
    blocks,
    check_size,
    in_metres,
    opened,
    without_infinite,
)
from apps.geo.errors import TerrainError, gettext_noop


def bounds_of(files: Sequence[Checked], area: Bounds | None = None) -> Bounds:
    """Return the rectangle that the files cover together, cut to the area."""
    west, south, east, north = zip(*(one.bounds for one in files), strict=True)
    around = min(west), min(south), max(east), max(north)
    if area is None:
        return around
    return (*map(max, around[:2], area[:2]), *map(min, around[2:], area[2:]))


def to_grid(
    files: Sequence[Checked],
    target: Path,
    *,
    srid: int,
    cell_m: float | None = None,
    area: Bounds | None = None,
) -> Extremes:
    """Write the files, cut to the area, as one cloud-optimised GeoTIFF in the grid; the first with a height wins.

    Returns
    -------
    Extremes
        The lowest and the highest height of what was written, and where they are.

    Raises
    ------
    TerrainError
        The disk has no room for it, it is larger than is ever read, or none of it has a height.
    """
    cell_m = cell_m or min(one.cell_m for one in files)
    bounds = bounds_of(files, area)
    west, south = (np.floor(side / cell_m) * cell_m for side in bounds[:2])
    east, north = (np.ceil(side / cell_m) * cell_m for side in bounds[2:])
    width, height = round((east - west) / cell_m), round((north - south) / cell_m)
    check_size(files[0].path, width * height * BYTES_A_HEIGHT)
    _check_room(target.parent, width * height * BYTES_A_HEIGHT)
    profile = {
        "driver": "GTiff",
        "dtype": "float32",
        "count": 1,
        "nodata": np.nan,
        "crs": f"EPSG:{srid}",
        "transform": from_origin(west, north, cell_m, cell_m),
        "width": width,
        "height": height,
        "tiled": True,
        "blockxsize": BLOCK,
        "blockysize": BLOCK,
        "compress": "zstd",
        "zstd_level": 1,
        "bigtiff": "if_safer",
    }
    rough = target.with_suffix(".rough.tif")
    try:
        with rasterio.Env(GDAL_CACHEMAX=CACHED_BYTES):
            with rasterio.open(rough, "w", **profile) as written:
                extremes = _mosaic([one.path for one in files], written)
            if extremes.is_bare:
                message = gettext_noop("%(file)s holds no height near the border.")
                raise TerrainError(message, "file", file=", ".join(one.path.name for one in files))
            rasterio.shutil.copy(
                rough, target, driver="COG", compress="ZSTD", level=1, blocksize=BLOCK, bigtiff="IF_SAFER"
            )
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    finally:
        rough.unlink(missing_ok=True)
    return extremes


def write_heights(
    path: Path, heights_m: NDArray, *, west_m: float, north_m: float, cell_m: float, srid: int
) -> None:
    """Write an array of heights as a plain GeoTIFF in the grid."""
    rows, columns = heights_m.shape
    with rasterio.open(
        path, "w", driver="GTiff", dtype="float32", count=1, width=columns, height=rows, nodata=np.nan,
        crs=f"EPSG:{srid}", transform=from_origin(west_m, north_m, cell_m, cell_m), compress="deflate",
    ) as written:  # fmt: skip
        written.write(heights_m.astype(np.float32), 1)


def terrain_around(
    ground: Path, x: float, y: float, radius_m: float, surface: Path | None = None
) -> Terrain | None:
    """Return the terrain around a point, see `terrain_in`."""
    return terrain_in(ground, (x - radius_m, y - radius_m, x + radius_m, y + radius_m), surface)


def terrain_in(
    ground: Path, bounds: Bounds, surface: Path | None = None, most_cells: int | None = None
) -> Terrain | None:
    """Return the terrain over a rectangle, read from files in the grid; None if it is off the raster.

    The surface is brought onto the ground's cells; where it has no height the ground stands for it.
    More than `most_cells` are averaged to fewer, larger ones, so that memory has a bound.
    """
    # Whoever waits for a window waits for its blocks to be unpacked: that goes on all cores.
    with rasterio.Env(GDAL_CACHEMAX=CACHED_BYTES), opened(ground, num_threads="all_cpus") as source:
        window = _window(source, bounds)
        if window is None:
            return None
        times = 1 if most_cells is None else ceil(sqrt(window.width * window.height / most_cells))
        heights_m, transform = _heights(source, window, times)
        tops_m = None
        if surface is not None:
            with opened(surface) as above, onto(above, source.crs, transform, heights_m.shape) as warped:
                tops_m = without_infinite(warped.read(1, masked=True).filled(np.nan))
            tops_m = np.where(np.isnan(tops_m), heights_m, tops_m)
    return Terrain(heights_m, transform.c, transform.f, transform.a, tops_m)


def _heights(source: DatasetReader, window: Window, times: int) -> tuple[NDArray[np.float32], Affine]:
    """Return the cells of a window, so many times larger, NaN where there is no height; and where they lie."""
    rows, columns = max(2, window.height // times), max(2, window.width // times)
    window = Window(window.col_off, window.row_off, columns * times, rows * times)
    options = {"window": window, "out_shape": (rows, columns), "resampling": Resampling.average}
    # A raster in the grid says NaN itself; a mask would be read at twice the cost.
    is_plain = source.nodata is not None and np.isnan(source.nodata)
    found = source.read(1, masked=not is_plain, **options)
    heights_m = found if is_plain else found.astype(np.float32).filled(np.nan)
    return without_infinite(heights_m), source.window_transform(window) @ Affine.scale(times)


def _check_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if needed * 2 > free:
        message = gettext_noop("The terrain needs up to %(needed).1f GB on the disk; %(free).1f GB are free.")
        raise TerrainError(message, "file", needed=needed * 2 / 1024**3, free=free / 1024**3)


def _mosaic(paths: Sequence[Path], written: rasterio.io.DatasetWriter) -> Extremes:
    """Write the files as one raster; return its lowest and its highest height."""
    extremes = Extremes()
    with ExitStack() as stack:
        sources = [stack.enter_context(opened(path)) for path in paths]
        shape = (written.height, written.width)
        warped = [
            stack.enter_context(onto(source, written.crs, written.transform, shape)) for source in sources
        ]
        for window in blocks(written.width, written.height):
            heights_m = np.full((window.height, window.width), np.nan, dtype=np.float32)
            for source, onto_cells in zip(sources, warped, strict=True):
                found = in_metres(onto_cells.read(1, window=window, masked=True), source)
                # Between a height and an infinite one the warper may have put anything.
                found[(found < LOWEST_M) | (found > HIGHEST_M)] = np.nan
                heights_m = np.where(np.isnan(heights_m), found, heights_m)
            extremes.meet(heights_m, written.window_transform(window))
            written.write(heights_m, 1, window=window)
    return extremes


def onto(
    source: DatasetReader,
    crs: rasterio.CRS,
    transform: Affine,
    shape: tuple[int, int],
    resampling: Resampling = Resampling.bilinear,
) -> WarpedVRT:
    """Return the raster resampled onto other cells; on its own cells it stays as it is."""
    return WarpedVRT(
        source,
        crs=crs,
        transform=transform,
        height=shape[0],
        width=shape[1],
        resampling=resampling,
        nodata=np.nan,
        dtype="float32",
    )


def _window(source: DatasetReader, bounds: Bounds) -> Window | None:
    """Return the cells over a rectangle, two more on each side; None if fewer than two by two lie on the raster."""
    west, south, east, north = bounds
    transform = source.transform
    left, right = (int(np.floor((x - transform.c) / transform.a)) for x in (west, east))
    top, bottom = (int(np.floor((y - transform.f) / transform.e)) for y in (north, south))
    left, top = max(0, left - 2), max(0, top - 2)
    right, bottom = min(source.width, right + 3), min(source.height, bottom + 3)
    if right - left < 2 or bottom - top < 2:
        return None
    return Window(left, top, right - left, bottom - top)
