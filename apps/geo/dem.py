"""A raster of ground heights in memory: where its cells lie, heights between them, the highest of each block.

Heights are metres above the vertical datum of the raster, on square cells of a metric grid, north up. A cell
without height is NaN. Heights between the centres of cells are bilinear; beside a cell without height, and
outside the centres of the outermost cells, there is none.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from apps.geo.errors import TerrainError, gettext_noop
from apps.geo.rays import CLOSE_BITS, FAR_BITS, NEAR_BITS, block_maxima, corner_maxima, heights_at


@dataclass(frozen=True, eq=False)
class Terrain:
    """Ground heights over a rectangle of a metric grid.

    Parameters
    ----------
    ground_m : (rows, columns) array of float
        Heights in metres, the northern row first, NaN where there is none.
    west_m, north_m : float
        Outer corner of the first cell, in metres of the grid.
    cell_m : float
        Side of a cell in metres.
    tops_m : (rows, columns) array of float, optional
        Heights of what stands on the ground, trees included (a surface model); the bare ground if absent.

    Raises
    ------
    TerrainError
        Not two dimensions, fewer than two cells a side, a side that is no length, or tops of another shape.
    """

    ground_m: NDArray[np.float32]
    west_m: float
    north_m: float
    cell_m: float
    tops_m: NDArray[np.float32] | None = None

    def __post_init__(self):
        ground_m = _as_heights(self.ground_m)
        tops_m = ground_m if self.tops_m is None else _as_heights(self.tops_m)
        if tops_m.shape != ground_m.shape:
            raise TerrainError(gettext_noop("The surface model does not cover the same cells as the ground."))
        if not (np.isfinite([self.west_m, self.north_m, self.cell_m]).all() and self.cell_m > 0):
            raise TerrainError(gettext_noop("A cell of the terrain has a side above zero and a place."))
        object.__setattr__(self, "ground_m", ground_m)
        object.__setattr__(self, "tops_m", tops_m)

    @cached_property
    def corners_m(self) -> NDArray[np.float32]:
        """The highest of the four tops around each place between centres; infinite beside NaN."""
        return corner_maxima(self.tops_m)

    @cached_property
    def close_maxima_m(self) -> NDArray[np.float32]:
        """The highest corner in each block of ``2**CLOSE_BITS`` cells and those around; infinite beside NaN."""
        return _spread(self._close_blocks_m)

    @cached_property
    def near_maxima_m(self) -> NDArray[np.float32]:
        """As `close_maxima_m`, in blocks of ``2**NEAR_BITS`` cells."""
        return _spread(self._near_blocks_m)

    @cached_property
    def far_maxima_m(self) -> NDArray[np.float32]:
        """As `close_maxima_m`, in blocks of ``2**FAR_BITS`` cells."""
        return _spread(block_maxima(self._near_blocks_m, FAR_BITS - NEAR_BITS))

    @cached_property
    def _close_blocks_m(self) -> NDArray[np.float32]:
        return block_maxima(self.corners_m, CLOSE_BITS)

    @cached_property
    def _near_blocks_m(self) -> NDArray[np.float32]:
        return block_maxima(self._close_blocks_m, NEAR_BITS - CLOSE_BITS)

    def prepared(self) -> "Terrain":
        """Return the terrain itself once all that is derived from its heights is there: several may then look."""
        _ = self.corners_m, self.close_maxima_m, self.near_maxima_m, self.far_maxima_m
        return self

    def ground_at(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.float64]:
        """Return the ground height in metres at points of the grid; NaN where there is none."""
        return self._heights_at(self.ground_m, x, y)

    def tops_at(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.float64]:
        """Return the height in metres of what stands at points of the grid; NaN where there is none."""
        return self._heights_at(self.tops_m, x, y)

    def _heights_at(self, heights_m: NDArray, x: ArrayLike, y: ArrayLike) -> NDArray[np.float64]:
        x, y = np.broadcast_arrays(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))
        rows, columns = (self.north_m - y) / self.cell_m - 0.5, (x - self.west_m) / self.cell_m - 0.5
        return heights_at(heights_m, rows.ravel(), columns.ravel()).reshape(x.shape)


def _as_heights(heights_m: ArrayLike) -> NDArray[np.float32]:
    heights_m = np.ascontiguousarray(heights_m, dtype=np.float32)
    if heights_m.ndim != 2 or min(heights_m.shape) < 2:
        raise TerrainError(gettext_noop("A terrain has two cells or more along each side."))
    return heights_m


def _spread(maxima: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return for each block the highest of it and the eight around it; nothing is known beyond the raster."""
    padded = np.pad(maxima, 1, constant_values=np.inf)
    tall = np.maximum(np.maximum(padded[:-2], padded[1:-1]), padded[2:])
    return np.maximum(np.maximum(tall[:, :-2], tall[:, 1:-1]), tall[:, 2:])
