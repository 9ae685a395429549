"""Rasters of heights as somebody brings them: opened as GeoTIFF only, read in metres, block by block."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from math import inf, nan
from pathlib import Path
from typing import NamedTuple

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader
from rasterio.transform import Affine
from rasterio.windows import Window

from apps.geo.errors import TerrainError, gettext_noop

Bounds = tuple[float, float, float, float]
LOWEST_M, HIGHEST_M = -450.0, 9_000.0
BLOCK = 512
TIFF_BEGINS = {b"II*\0", b"II+\0", b"MM\0*", b"MM\0+"}
CUT_OFF = gettext_noop("%(file)s cannot be read to its end: it is cut off or damaged.")
BYTES_A_HEIGHT, MOST_BYTES = 4, 40 * 1000**3
CACHED_BYTES = 64 * 1024**2
"""Of blocks that were read; GDAL by itself would keep a twentieth of the machine's memory."""


def opened(path: Path, **options) -> DatasetReader:
    """Open a GeoTIFF, and nothing else; the caller closes it."""
    if not path.is_file():
        raise refused(path, gettext_noop("There is no file %(file)s."))
    check_size(path, path.stat().st_size)
    try:
        source = rasterio.open(path.resolve(), driver="GTiff", **options)
    except RasterioError:
        if _begins_as_tiff(path):
            raise refused(path, CUT_OFF) from None
        raise refused(path, gettext_noop("%(file)s is not a GeoTIFF.")) from None
    with ExitStack() as stack:
        stack.callback(source.close)
        # Compressed, or without its empty blocks, a file may be much smaller than what it holds.
        check_size(path, source.width * source.height * BYTES_A_HEIGHT)
        stack.pop_all()
    return source


def _begins_as_tiff(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) in TIFF_BEGINS


def check_size(path: Path, size: int) -> None:
    if size > MOST_BYTES:
        message = gettext_noop("%(file)s is larger than %(most)s GB: cut it to the border first.")
        raise refused(path, message, most=MOST_BYTES // 1000**3)


def refused(path: Path, message: str, **values) -> TerrainError:
    return TerrainError(message, "file", file=path.name, **values)


def blocks(width: int, height: int) -> Iterator[Window]:
    for row in range(0, height, BLOCK):
        for column in range(0, width, BLOCK):
            yield Window(column, row, min(BLOCK, width - column), min(BLOCK, height - row))


def in_metres(found: np.ma.MaskedArray, source: DatasetReader) -> NDArray[np.float32]:
    """Return what a window of the file's one band holds as heights, NaN where there is none.

    The band's own scale and offset are applied, nodata being what the file stores. Infinite is no height.
    """
    heights_m = found.astype(np.float32).filled(np.nan)
    scale, offset = source.scales[0], source.offsets[0]
    if (scale, offset) != (1, 0):
        heights_m = (heights_m * scale + offset).astype(np.float32)
    return without_infinite(heights_m)


class Extreme(NamedTuple):
    """A height in metres, and the middle of its cell in the raster's grid."""

    height_m: float
    x: float = nan
    y: float = nan


ABOVE_ALL, BELOW_ALL = Extreme(inf), Extreme(-inf)


@dataclass
class Extremes:
    """The lowest and the highest height of a raster, as far as it was met."""

    lowest: Extreme = ABOVE_ALL
    highest: Extreme = BELOW_ALL

    def meet(self, heights_m: NDArray[np.float32], place: Affine) -> None:
        """Take a window of the raster into account; `place` leads from its columns and rows to the grid."""
        if np.isnan(heights_m).all():
            return
        low, high = (_at(heights_m, found(heights_m), place) for found in (np.nanargmin, np.nanargmax))
        self.lowest, self.highest = min(self.lowest, low), max(self.highest, high)

    @property
    def is_bare(self) -> bool:
        """Whether no cell had a height."""
        return self.lowest is ABOVE_ALL


def _at(heights_m: NDArray, n: np.intp, place: Affine) -> Extreme:
    row, column = np.unravel_index(n, heights_m.shape)
    return Extreme(float(heights_m[row, column]), *(place @ (float(column) + 0.5, float(row) + 0.5)))


def without_infinite(heights_m: NDArray[np.float32]) -> NDArray[np.float32]:
    heights_m[np.isinf(heights_m)] = np.nan
    return heights_m
