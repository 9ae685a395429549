"""What a file of heights says of itself, and whether that can be used as terrain."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import numpy as np
import rasterio
from pyproj import CRS
from pyproj.exceptions import CRSError
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader
from rasterio.transform import array_bounds
from rasterio.warp import calculate_default_transform, transform_bounds

from apps.geo.dem_source import (
    CACHED_BYTES,
    CUT_OFF,
    HIGHEST_M,
    LOWEST_M,
    Bounds,
    blocks,
    in_metres,
    opened,
    refused,
)
from apps.geo.errors import TerrainError, gettext_noop

METRE_UNITS = {"", "m", "metre", "meter", "metres", "meters"}
SMALLEST_CELL_M, LARGEST_CELL_M = 0.1, 1_000.0
SYSTEMS = {"las-2000,5": "EPSG:7700", "las-2000.5": "EPSG:7700", "bas-77": "EPSG:5705"}
"""Height systems as Latvian maps name them."""


@dataclass(frozen=True)
class Checked:
    """What a file of heights says of itself; its bounds (west, south, east, north) in the grid."""

    path: Path
    crs: str
    vertical_datum: str
    bounds: Bounds
    cell_m: float
    missing_pct: float


def check(
    path: Path | str,
    *,
    srid: int,
    area: Bounds | None = None,
    vertical_datum: str = "",
    holes_allowed: bool = False,
) -> Checked:
    """Return what a file holds, if it can be used as terrain.

    Parameters
    ----------
    srid : int
        EPSG code of the grid.
    area : tuple of float, optional
        Where terrain is wanted: west, south, east, north in the grid.
    vertical_datum : str
        What heights refer to, for a file that does not say it itself.
    holes_allowed : bool
        Take a file with cells that have no height; nothing is known of what lies behind them.

    Raises
    ------
    TerrainError
        Not a GeoTIFF of one band; cut off, askew; no CRS, no vertical datum, depths, heights in feet, off the
        Earth or off the area; holes, or no height at all.
    """
    path = Path(path)
    with rasterio.Env(GDAL_CACHEMAX=CACHED_BYTES), opened(path) as source:
        datum = _vertical_datum(source, vertical_datum, path)
        _check_units(source, path)
        _check_shape(source, path)
        bounds, cell_m = _in_grid(source, srid, path)
        if area is not None and not _overlap(bounds, area):
            raise refused(path, gettext_noop("%(file)s lies outside the border."))
        missing_pct = _check_heights(source, path)
        if missing_pct == 100:
            raise refused(path, gettext_noop("%(file)s holds no height at all."))
        if missing_pct > 0 and not holes_allowed:
            message = gettext_noop("%(file)s has holes: %(pct).2f %% of its cells have no height.")
            raise refused(path, message, pct=missing_pct)
        return Checked(path, str(source.crs), datum, bounds, cell_m, missing_pct)


def check_cell(cell_m: float | None) -> None:
    """Refuse a cell that no terrain can be stored in.

    Raises
    ------
    TerrainError
        It is no number, not positive, or far off what heights are made in.
    """
    if cell_m is not None and not SMALLEST_CELL_M <= cell_m <= LARGEST_CELL_M:
        message = gettext_noop("A cell of the terrain is from %(least)s m to %(most)s m, not %(cell)s m.")
        values = {"least": SMALLEST_CELL_M, "most": f"{LARGEST_CELL_M:g}", "cell": f"{cell_m:g}"}
        raise TerrainError(message, "cell_m", **values)


def check_systems(paths: Sequence[Path], given: str = "") -> None:
    """Refuse files whose heights do not refer to the same, or to something else than was given.

    Raises
    ------
    TerrainError
        Two files of several height systems; a file that declares another one than `given`.
    """
    declared = {path: _declared_in(path) for path in paths}
    systems = [(path, name) for path, own in declared.items() if (name := own or given)]
    for path, name in systems[1:]:
        first, its_name = systems[0]
        if not _same_system(name, its_name):
            message = gettext_noop(
                "%(first)s has heights in the system %(first_system)s, %(file)s in %(system)s:"
                " load each height system by itself."
            )
            raise refused(path, message, system=name, first=first.name, first_system=its_name)
    for path, own in declared.items():
        if own and given and not _same_system(own, given):
            message = gettext_noop(
                "%(file)s declares heights in the system %(system)s, not %(given)s: leave the option away if the"
                " file is right."
            )
            raise refused(path, message, system=own, given=given)


def _declared_in(path: Path) -> str:
    with opened(path) as source:
        return _declared(source) if source.crs else ""


def _same_system(one: str, other: str) -> bool:
    return _system(one) == _system(other)


def _system(name: str) -> str:
    """Return the name of a height system as the registry of CRSs writes it; as it is if it has none."""
    text = SYSTEMS.get(name.strip().casefold(), name.strip())
    with suppress(CRSError):
        crs = CRS.from_user_input(text)
        text = next((part.name for part in [crs, *crs.sub_crs_list] if part.is_vertical), text)
    return text.casefold()


def _declared(source: DatasetReader) -> str:
    """Return what the file says that its heights refer to; nothing if it does not."""
    crs = CRS.from_wkt(source.crs.to_wkt())
    for part in crs.sub_crs_list:
        if part.is_vertical:
            return part.name
    return f"{crs.name}: ellipsoid" if crs.is_geographic and len(crs.axis_info) > 2 else ""


def _vertical_datum(source: DatasetReader, given: str, path: Path) -> str:
    if source.count != 1:
        raise refused(
            path, gettext_noop("%(file)s has %(count)s bands; heights are one."), count=source.count
        )
    if source.crs is None:
        raise refused(path, gettext_noop("%(file)s does not say its coordinate reference system."))
    datum = _declared(source) or given
    if not datum:
        raise refused(path, gettext_noop("%(file)s does not say its vertical datum: name it."))
    return datum


def _check_units(source: DatasetReader, path: Path) -> None:
    crs = CRS.from_wkt(source.crs.to_wkt())
    vertical = [(part.name, axis) for part in crs.sub_crs_list if part.is_vertical for axis in part.axis_info]
    for name, axis in vertical:
        if axis.direction.lower() == "down":
            message = gettext_noop("%(file)s holds depths, counted downwards (%(system)s), not heights.")
            raise refused(path, message, system=name)
    for unit in [*(axis.unit_name for _name, axis in vertical), source.units[0] or ""]:
        if unit.lower() not in METRE_UNITS:
            message = gettext_noop("The heights of %(file)s are in %(unit)s, not in metres.")
            raise refused(path, message, unit=unit)


def _check_shape(source: DatasetReader, path: Path) -> None:
    """Refuse cells that lie askew, and numbers that do not tell heights; upside down is no harm."""
    place = source.transform
    if place.b or place.d:
        message = gettext_noop("The cells of %(file)s lie askew: turn it north up first.")
        raise refused(path, message)
    if source.dtypes[0].startswith("complex"):
        raise refused(path, gettext_noop("%(file)s holds complex numbers, which are no heights."))
    scale, offset = source.scales[0], source.offsets[0]
    if not (isfinite(scale) and isfinite(offset) and scale):
        message = gettext_noop(
            "%(file)s declares a scale of %(scale)s and an offset of %(offset)s, which cannot be used."
        )
        raise refused(path, message, scale=f"{scale:g}", offset=f"{offset:g}")


def _in_grid(source: DatasetReader, srid: int, path: Path) -> tuple[Bounds, float]:
    grid = rasterio.CRS.from_epsg(srid)
    one, two, three, four = array_bounds(source.height, source.width, source.transform)
    around = min(one, three), min(two, four), max(one, three), max(two, four)
    try:
        transform, _width, _height = calculate_default_transform(
            source.crs, grid, source.width, source.height, *around
        )
        bounds = transform_bounds(source.crs, grid, *around)
    except RasterioError:
        bounds, transform = (), None
    if transform is None or not all(map(isfinite, bounds)):
        message = gettext_noop("%(file)s lies where the national grid does not reach.")
        raise refused(path, message) from None
    return bounds, max(0.01, round(abs(transform.a), 2))


def _overlap(one: Bounds, other: Bounds) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _check_heights(source: DatasetReader, path: Path) -> float:
    """Return the percentage of cells without height; refuse heights that are none."""
    missing = 0
    for window in blocks(source.width, source.height):
        try:
            heights_m = in_metres(source.read(1, window=window, masked=True), source)
        except RasterioError:
            raise refused(path, CUT_OFF) from None
        known = heights_m[~np.isnan(heights_m)]
        missing += heights_m.size - known.size
        wrong = known[(known < LOWEST_M) | (known > HIGHEST_M)]
        if wrong.size:
            message = gettext_noop(
                "%(file)s holds %(height)s, which is no height and not declared as nodata."
            )
            raise refused(path, message, height=wrong[0])
    return 100 * missing / (source.width * source.height)
