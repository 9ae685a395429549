"""Places as people and programs give them: brought into the national grid, and refused far from Latvia."""

import json
import re
from collections.abc import Mapping
from functools import cache
from math import isfinite

import numpy as np
import shapely
from django.conf import settings
from django.utils.translation import gettext as _
from pyproj import CRS

from apps.border.geometry import point_hex
from apps.border.locate import TO_DEGREES, TO_GRID
from apps.geo.calibration import GEOGRAPHIC_SRID

NEIGHBOURHOOD_M = 50_000
CENTIMETRE_DECIMALS = 2
EWKT = re.compile(r"^\s*(?:SRID=(?P<srid>\d{1,6})\s*;)?\s*(?P<wkt>[A-Z].*)$", re.IGNORECASE | re.DOTALL)
HEX = re.compile(r"(?:[0-9a-f]{2})+", re.IGNORECASE)


def place_hex(given: object) -> str:
    """Return a place as the ledger keeps it: hex EWKB of a point of the national grid.

    Understood are GeoJSON (degrees, longitude first), `e` and `n` in metres of the grid, WKT in the grid, EWKT in the
    grid or in degrees, and hex EWKB of the grid.

    Raises
    ------
    ValueError
        It is no place, or one far from Latvia.
    """
    if isinstance(given, Mapping):
        return _of_geojson(given) if "type" in given else _of_metres(given)
    if isinstance(given, str) and HEX.fullmatch(given.strip()):
        return _of_point(_read(shapely.from_wkb, given.strip()))
    if isinstance(given, str) and (found := EWKT.match(given)):
        srid = int(found["srid"] or settings.NATIONAL_SRID)
        return _of_point(shapely.set_srid(_read(shapely.from_wkt, found["wkt"]), srid))
    raise ValueError(_no_place())


def grid_hex(x: float, y: float) -> str:
    """Return the place at metres of the national grid."""
    require_near(x, y)
    return point_hex(x, y, settings.NATIONAL_SRID)


def require_near(x: float, y: float) -> None:
    """Raise ValueError if metres of the national grid lie nowhere near the country."""
    west, south, east, north = neighbourhood_m()
    if not (isfinite(x) and isfinite(y)):
        raise ValueError(_("a place has two finite numbers"))
    if not (west <= x <= east and south <= y <= north):
        raise ValueError(
            _("E %(e)s, N %(n)s of EPSG:%(srid)s lies more than 50 km outside the country")
            % {"e": f"{x:g}", "n": f"{y:g}", "srid": settings.NATIONAL_SRID}
        )


def degrees_hex(lon: float, lat: float) -> str:
    """Return the place at degrees of EPSG:4326, to the centimetre of the grid."""
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise ValueError(_("longitude is at most 180 and latitude at most 90 degrees, longitude first"))
    x, y = TO_GRID.transform(lon, lat)
    return grid_hex(round(x, CENTIMETRE_DECIMALS), round(y, CENTIMETRE_DECIMALS))


@cache
def neighbourhood_m() -> tuple[float, float, float, float]:
    """Return west, south, east, north of where the national grid is meant for, and 50 km around, in its metres."""
    area = CRS.from_epsg(settings.NATIONAL_SRID).area_of_use
    west, south, east, north = TO_GRID.transform_bounds(*area.bounds)
    return (
        west - NEIGHBOURHOOD_M,
        south - NEIGHBOURHOOD_M,
        east + NEIGHBOURHOOD_M,
        north + NEIGHBOURHOOD_M,
    )


def _of_geojson(given: Mapping) -> str:
    numbers = given.get("coordinates")
    if given["type"] != "Point" or not isinstance(numbers, list | tuple) or len(numbers) not in (2, 3):
        raise ValueError(_no_place())
    return degrees_hex(*map(_number, numbers[:2]))


def _of_metres(given: Mapping) -> str:
    if set(given) != {"e", "n"}:
        raise ValueError(_no_place())
    return grid_hex(_number(given["e"]), _number(given["n"]))


def _of_point(shape: shapely.Geometry) -> str:
    if shape.geom_type != "Point" or shape.is_empty:
        raise ValueError(_("a point is wanted, not %(shape)s") % {"shape": shape.wkt[:60]})
    srid = shapely.get_srid(shape)
    if srid == GEOGRAPHIC_SRID:
        return degrees_hex(shape.x, shape.y)
    if srid != settings.NATIONAL_SRID:
        wanted = {"national": settings.NATIONAL_SRID, "srid": srid}
        raise ValueError(_("a place is given in EPSG:%(national)s or EPSG:4326, not EPSG:%(srid)s") % wanted)
    return grid_hex(shape.x, shape.y)


def _read(reader, text: str) -> shapely.Geometry:
    try:
        with np.errstate(over="ignore"):
            return reader(text)
    except shapely.errors.ShapelyError:
        raise ValueError(_no_place()) from None


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(_no_place())
    try:
        return float(value)
    except OverflowError:
        raise ValueError(_no_place()) from None


def _no_place() -> str:
    west, south, east, north = neighbourhood_m()
    x, y = round((west + east) / 2, -3), round((south + north) / 2, -3)
    lon, lat = (round(number, 3) for number in TO_DEGREES.transform(x, y))
    examples = {
        "geojson": json.dumps({"type": "Point", "coordinates": [lon, lat]}),
        "metres": json.dumps({"e": int(x), "n": int(y)}),
        "srid": settings.NATIONAL_SRID,
    }
    return (
        _(
            "not a place; give GeoJSON in degrees such as %(geojson)s, metres of EPSG:%(srid)s such as %(metres)s,"
            " WKT or hex EWKB"
        )
        % examples
    )
