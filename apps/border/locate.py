"""Where on the routes: from points to candidates, from typed text to measures, from measures to lines."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from operator import attrgetter

import numpy as np
from django.conf import settings
from numpy.typing import NDArray
from pyproj import Transformer

from apps.border.models import Alignment, BorderSign, Route
from apps.geo.bbox import BBox, measures_inside
from apps.geo.calibration import GEOD, GEOGRAPHIC_SRID, difference_pct
from apps.geo.errors import BorderGisError, MeasureError
from apps.geo.measures import MeasureSet, Stretch
from apps.geo.snapping import Candidate, candidates, line_between, point_at
from apps.geo.stationing import (
    SignOffset,
    answering_cm,
    format_stationing,
    parse_measure,
    parse_sign_offset,
    sign_measure,
    sign_offset,
)

LINES_KEPT = 32
MILLIMETRE_DECIMALS = 8
SIGN = re.compile(r"\s*(sign|zīme|robežzīme)\b", re.IGNORECASE)
SPACE_FOR_PLUS = re.compile(r"(?<=\d)\s+(?=\d+(?:[.,]\d+)?(?:\s*m)?\s*$)")
TO_DEGREES = Transformer.from_crs(settings.NATIONAL_SRID, GEOGRAPHIC_SRID, always_xy=True)
TO_GRID = Transformer.from_crs(GEOGRAPHIC_SRID, settings.NATIONAL_SRID, always_xy=True)


@dataclass(frozen=True, eq=False)
class CalibratedLine:
    """A published alignment in memory: its `points` are x, y (m, NATIONAL_SRID) and official measure (cm)."""

    points: NDArray

    @cached_property
    def degrees(self) -> NDArray:
        """Longitude, latitude (EPSG:4326) and official measure (cm)."""
        return in_degrees(self.points)

    @cached_property
    def geodesic_m(self) -> float:
        """Length on the ellipsoid: a check on the official one."""
        return geodesic_length_m(self.degrees)


@dataclass(frozen=True)
class Address:
    """A centimetre of a route in every way that people name it."""

    route: str
    cm: int
    sign: SignOffset | None

    @property
    def stationing(self) -> str:
        return format_stationing(self.cm)


@dataclass(frozen=True)
class Place:
    """An address with its point: easting and northing in metres (NATIONAL_SRID), longitude and latitude."""

    address: Address
    easting_m: float
    northing_m: float
    lon: float
    lat: float


@dataclass(frozen=True)
class Found:
    """A place on a route that a point may stand for, with its distance and side."""

    place: Place
    distance_m: float
    side: str


@dataclass(frozen=True)
class CutLine:
    """A stretch drawn: longitude, latitude and measure of each vertex, and its geodesic length as a check."""

    degrees: NDArray
    geodesic_m: float
    difference_pct: float


class Lines:
    """The lines of all days; one query tells which there are."""

    def __init__(self):
        self._versions = Alignment.objects.published().versions("valid")

    @property
    def days(self) -> set[date]:
        """The days on which a line comes into force."""
        return {valid.lower for *_line, valid in self._versions}

    def on(self, day: date) -> dict[str, CalibratedLine]:
        """Return the line of each route that has one on a day, by code."""
        return {
            code: _line(pk, version)
            for code, pk, version, valid in self._versions
            if valid.lower <= day and (valid.upper is None or day < valid.upper)
        }


def lines_on(day: date) -> dict[str, CalibratedLine]:
    """Return the line of each route that has an alignment on a day, by code.

    One query tells which; lines stay in memory under the version of their row, so a new one is seen at once.
    """
    versions = Alignment.objects.published().as_of(day).versions()
    return {code: _line(pk, version) for code, pk, version in versions}


@lru_cache(maxsize=LINES_KEPT)
def _line(pk: int, version: str) -> CalibratedLine:
    [points] = Alignment.objects.filter(pk=pk).points().values()
    points.flags.writeable = False
    return CalibratedLine(points)


def in_degrees(points: NDArray) -> NDArray:
    """Return x, y, M with x and y turned from NATIONAL_SRID into longitude and latitude."""
    return np.column_stack((*TO_DEGREES.transform(*points[:, :2].T), points[:, 2]))


def geodesic_length_m(degrees: NDArray) -> float:
    return float(GEOD.line_length(*degrees[:, :2].T))


def measure_of(text: str, route: Route, day: date) -> int:
    """Return the centimetre that a person means; the official length answers with its last centimetre.

    Raises
    ------
    MeasureError
        Not a measure, no such sign on that day, or not on the route.
    """
    return answering_cm(typed_cm(text, route, day), route.official_length_cm)


def stretch_of(from_text: str, to_text: str, route: Route, day: date) -> Stretch:
    """Return the stretch between two typed measures; it may end at the official length.

    Raises
    ------
    MeasureError
        One of them is none, or the end is not beyond the start; `where` says which.
    """
    from_cm = named("from_km", typed_cm, from_text, route, day)
    to_cm = named("to_km", typed_cm, to_text, route, day)
    return named("to_km", Stretch, from_cm, to_cm)


def typed_cm(text: str, route: Route, day: date) -> int:
    """Return the measure of ``12.346``, ``12+346.25``, or a sign of that day plus metres; it is on the route.

    ``123+35`` is stationing unless the word for a sign stands before it. A space between two numbers is a
    plus: that is what becomes of one in an address that nobody encoded.
    """
    typed = SPACE_FOR_PLUS.sub("+", text)
    cm = _from_sign(typed, route, day) if SIGN.match(typed) else _from_number(typed, route, day)
    answering_cm(cm, route.official_length_cm)
    return cm


def named(where: str, function, *arguments):
    """Return what the function returns; its errors name the field at fault."""
    try:
        return function(*arguments)
    except BorderGisError as error:
        error.where = where
        raise


def _from_number(text: str, route: Route, day: date) -> int:
    try:
        return parse_measure(text)
    except MeasureError:
        signs = _signs(route, day)
        position = _sign_or_none(text)
        if position is None or position.label not in signs:
            raise
        return sign_measure(position, signs)


def _from_sign(text: str, route: Route, day: date) -> int:
    return sign_measure(parse_sign_offset(text), _signs(route, day))


def _sign_or_none(text: str) -> SignOffset | None:
    try:
        return parse_sign_offset(text)
    except MeasureError:
        return None


def _signs(route: Route, day: date) -> dict[str, int]:
    signs = BorderSign.objects.filter(route=route).as_of(day).addresses()
    return {label: cm for cm, label in signs.get(route.code, [])}


def address_at(route: Route, cm: int, day: date) -> Address:
    signs = BorderSign.objects.filter(route=route).as_of(day).addresses()
    return Address(route.code, cm, sign_offset(cm, signs.get(route.code, [])))


def place_at(address: Address, line: CalibratedLine) -> Place:
    return _place(address, *point_at(line.points, address.cm))


def _place(address: Address, easting_m: float, northing_m: float) -> Place:
    return Place(address, easting_m, northing_m, *TO_DEGREES.transform(easting_m, northing_m))


def candidates_near(lon: float, lat: float, *, tolerance_m: float, limit: int, day: date) -> list[Found]:
    """Return the places on any route within the tolerance of a point (EPSG:4326), nearest first."""
    point = TO_GRID.transform(lon, lat)
    if not np.isfinite(point).all():
        return []
    signs = BorderSign.objects.as_of(day).addresses()
    found = [
        _found(one, Address(code, one.measure_cm, sign_offset(one.measure_cm, signs.get(code, []))))
        for code, line in lines_on(day).items()
        for one in candidates(line.points, point, tolerance_m, limit)
    ]
    return sorted(found, key=attrgetter("distance_m"))[:limit]


def _found(one: Candidate, address: Address) -> Found:
    return Found(_place(address, one.x, one.y), one.distance_m, one.side)


def cut_line(line: CalibratedLine, stretch: Stretch) -> CutLine:
    """Return the stretch of a line and how its geodesic length differs from the official one."""
    degrees = in_degrees(line_between(line.points, stretch.from_cm, stretch.to_cm))
    geodesic_m = geodesic_length_m(degrees)
    return CutLine(degrees, geodesic_m, difference_pct(geodesic_m, stretch.length_cm))


def metres_inside(bbox: BBox, day: date) -> dict[str, MeasureSet]:
    """Return which metres of each route lie inside a box (EPSG:4326) on a day, by route code."""
    return {code: measures_inside(line.degrees, bbox) for code, line in lines_on(day).items()}


def degrees_of(point) -> dict[str, float | None]:
    """Return longitude and latitude (EPSG:4326) of a point in the national grid, or nulls for no point."""
    if point is None:
        return {"lon": None, "lat": None}
    lon, lat = TO_DEGREES.transform(point.x, point.y)
    return {"lon": round(lon, MILLIMETRE_DECIMALS), "lat": round(lat, MILLIMETRE_DECIMALS)}
