"""The terrain in force: rasters that were loaded, the first with a height decides, and windows around a place."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from django.conf import settings
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from apps.geo.dem import Terrain
from apps.geo.dem_source import Bounds
from apps.geo.dem_stack import terrain_of
from apps.geo.errors import TerrainError
from apps.surveillance.models import Dem

SQUARE_M = 10_000
SQUARES_KEPT = 4
"""With a range of 10 km and cells of 20 m some 20 MB each."""
MOST_CELLS = 25_000_000
"""Around one sensor: some 200 MB. A finer raster is averaged, 10 km around to cells of 6 m."""
NEIGHBOURS = 2
"""So many cells beside what an eye reaches may decide a height there."""
NAMES_SHOWN = 3


@dataclass(frozen=True)
class TerrainInForce:
    """The rasters of ground and of surface, first those that decide; without a ground only range and sector do."""

    grounds: tuple[Dem, ...] = ()
    surfaces: tuple[Dem, ...] = ()

    @classmethod
    def now(cls) -> "TerrainInForce":
        found = list(Dem.objects.filter(in_force=True))
        grounds, surfaces = (tuple(one for one in found if one.kind == kind) for kind in Dem.Kind.values)
        return cls(grounds, surfaces)

    @property
    def is_loaded(self) -> bool:
        return bool(self.grounds)

    @cached_property
    def hashes(self) -> str:
        """What its heights depend on, as one text: the hashes of the rasters in their order."""
        return json.dumps([[one.sha256 for one in some] for some in (self.grounds, self.surfaces)])

    def near(self, x: float, y: float, radius_m: float) -> "TerrainInForce":
        """Return those of the rasters that may decide a height within so many metres: the others change nothing."""
        if len(self.grounds) + len(self.surfaces) <= 1:
            return self
        west, south, east, north = self._reaches
        met = (west < x + radius_m) & (x - radius_m < east) & (south < y + radius_m) & (y - radius_m < north)
        return self if met.all() else self._some(met.tobytes())

    @cached_property
    def _reaches(self) -> NDArray[np.float64]:
        """West, south, east, north of all rasters, a row each, with the cells beside them."""
        rasters = [*self.grounds, *self.surfaces]
        reaches = [
            (west - beside, south - beside, east + beside, north + beside)
            for one in rasters
            for beside in [NEIGHBOURS * float(one.cell_m)]
            for west, south, east, north in [one.bounds]
        ]
        return np.array(reaches, dtype=np.float64).reshape(-1, 4).T

    @cached_property
    def _subsets(self) -> dict[bytes, "TerrainInForce"]:
        return {}

    def _some(self, met: bytes) -> "TerrainInForce":
        if met not in self._subsets:
            kept = np.frombuffer(met, dtype=bool)
            middle = len(self.grounds)
            parts = ((self.grounds, kept[:middle]), (self.surfaces, kept[middle:]))
            self._subsets[met] = TerrainInForce(
                *(tuple(one for one, is_near in zip(some, of, strict=True) if is_near) for some, of in parts)
            )
        return self._subsets[met]

    def around(self, x: float, y: float, radius_m: float) -> Terrain | None:
        """Return the terrain around a point and more; None if there is none, or it does not reach there.

        Raises
        ------
        TerrainError
            The file of a raster is gone.
        """
        near = self.near(x, y, radius_m)
        if not near.grounds:
            return None
        # Neighbours on a border see the same ground: squares that many of them share are read once.
        west, south = (np.floor((middle - radius_m) / SQUARE_M) * SQUARE_M for middle in (x, y))
        east, north = (np.ceil((middle + radius_m) / SQUARE_M) * SQUARE_M for middle in (x, y))
        with _reading:  # one thread reads, its neighbours wait for it and share what it read
            return _read(files_of(near.grounds), (west, south, east, north), files_of(near.surfaces))

    def as_json(self) -> dict[str, Any] | None:
        """Return what coverage is computed over; None if only range and sector decide."""
        if not self.grounds:
            return None
        rasters, first = [*self.grounds, *self.surfaces], self.grounds[0]
        names = [one.name for one in self.grounds]
        more = [f"+ {len(names) - NAMES_SHOWN}"] if len(names) > NAMES_SHOWN else []
        alone = len(rasters) == 1
        return {
            "name": ", ".join([*names[:NAMES_SHOWN], *more]),
            "synthetic": any(one.is_synthetic for one in rasters),
            "invented": ", ".join(one.name for one in rasters if one.is_synthetic),
            "cell_m": float(min(one.cell_m for one in self.grounds)),
            "sha256": first.sha256 if alone else hashlib.sha256(self.hashes.encode()).hexdigest(),
            "models": [one.code for one in rasters],
        }


_reading = Lock()


@lru_cache(maxsize=SQUARES_KEPT)
def _read(grounds: tuple[Path, ...], bounds: Bounds, surfaces: tuple[Path, ...]) -> Terrain | None:
    terrain = terrain_of(grounds, bounds, surfaces, most_cells=MOST_CELLS)
    return terrain and terrain.prepared()


def folder() -> Path:
    """Return where rasters are kept; made if absent."""
    path = Path(settings.DEM_DIR)
    path.mkdir(parents=True, exist_ok=True)
    return path


def file_of(sha256: str) -> Path:
    return Path(settings.DEM_DIR) / f"{sha256}.tif"


def files_of(rasters: Iterable[Dem]) -> tuple[Path, ...]:
    """Return the files of rasters in their order.

    Raises
    ------
    TerrainError
        The file of one is gone.
    """
    return tuple(map(_file, rasters))


def _file(dem: Dem) -> Path:
    path = file_of(dem.sha256)
    if not path.is_file():
        message = _("The file of the terrain model %(name)s is gone: load it again.")
        raise TerrainError(message % {"name": dem.name})
    return path
