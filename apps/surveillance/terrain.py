"""The terrain in force: rasters that were loaded, and windows of them around a place."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

import numpy as np
from django.conf import settings
from django.utils.translation import gettext as _

from apps.geo.dem import Terrain
from apps.geo.dem_files import Bounds, terrain_in
from apps.geo.errors import TerrainError
from apps.surveillance.models import Dem

SQUARE_M = 10_000
SQUARES_KEPT = 4
"""With a range of 10 km and cells of 20 m some 20 MB each."""
MOST_CELLS = 25_000_000
"""Around one sensor: some 200 MB. A finer raster is averaged, 10 km around to cells of 6 m."""


@dataclass(frozen=True)
class TerrainInForce:
    """The newest ground and the newest surface; without a ground only range and sector decide."""

    ground: Dem | None = None
    surface: Dem | None = None

    @classmethod
    def now(cls) -> "TerrainInForce":
        newest = {kind: Dem.objects.filter(kind=kind).first() for kind in Dem.Kind.values}
        return cls(newest[Dem.Kind.GROUND], newest[Dem.Kind.SURFACE])

    def around(self, x: float, y: float, radius_m: float) -> Terrain | None:
        """Return the terrain around a point and more; None if there is none, or it does not reach there.

        Raises
        ------
        TerrainError
            The file of a raster is gone.
        """
        if self.ground is None:
            return None
        # Neighbours on a border see the same ground: squares that many of them share are read once.
        west, south = (np.floor((middle - radius_m) / SQUARE_M) * SQUARE_M for middle in (x, y))
        east, north = (np.ceil((middle + radius_m) / SQUARE_M) * SQUARE_M for middle in (x, y))
        with _reading:  # one thread reads, its neighbours wait for it and share what it read
            return _read(_file(self.ground), (west, south, east, north), self.surface and _file(self.surface))


_reading = Lock()


@lru_cache(maxsize=SQUARES_KEPT)
def _read(ground: Path, bounds: Bounds, surface: Path | None) -> Terrain | None:
    terrain = terrain_in(ground, bounds, surface, most_cells=MOST_CELLS)
    return terrain and terrain.prepared()


def folder() -> Path:
    """Return where rasters are kept; made if absent."""
    path = Path(settings.DEM_DIR)
    path.mkdir(parents=True, exist_ok=True)
    return path


def file_of(sha256: str) -> Path:
    return Path(settings.DEM_DIR) / f"{sha256}.tif"


def _file(dem: Dem) -> Path:
    path = file_of(dem.sha256)
    if not path.is_file():
        message = _("The file of the terrain model %(name)s is gone: load it again.")
        raise TerrainError(message % {"name": dem.name})
    return path
