from datetime import date
from functools import lru_cache

from django.conf import settings
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from numpy.typing import NDArray
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.border import locate
from apps.border.models import Alignment, Route
from apps.border.packed_json import packed_answer, packed_json
from apps.border.serializers import (
    AsOfQuery,
    CandidatesOut,
    LineOut,
    LineQuery,
    LocateQuery,
    NearQuery,
    PointFeatureOut,
    PointQuery,
    RouteOut,
    StretchFeatureOut,
    StretchQuery,
)
from apps.geo.calibration import difference_pct
from apps.geo.measures import CM_PER_KM, CM_PER_M

CRS = "EPSG:4326"
GRID = f"EPSG:{settings.NATIONAL_SRID}"
DEGREE_DECIMALS = 8
"""About a millimetre."""
METRE_DECIMALS = 4
WARN_ABOVE_PCT = 0.5
LINES_KEPT = 16


@method_decorator(conditional_page, name="dispatch")
class RouteList(APIView):
    """The routes and the alignment of each that is in force on a day."""

    @extend_schema(parameters=[AsOfQuery], responses=RouteOut(many=True))
    def get(self, request):
        day = AsOfQuery.of(request)["as_of"]
        lines = locate.lines_on(day)
        alignments = {one.route_id: one for one in Alignment.objects.published().as_of(day).defer("line")}
        return Response(
            [_route(one, alignments.get(one.pk), lines.get(one.code)) for one in Route.objects.all()]
        )


@method_decorator([conditional_page, cache_control(private=True, no_cache=True)], name="dispatch")
class RouteLine(APIView):
    """The line of a route with the official measure of each vertex, whole or simplified.

    Browsers may keep it if they ask each time whether it is still the same: it is what a map loads longest.
    """

    @extend_schema(parameters=[LineQuery], responses=LineOut)
    def get(self, request, code: str):
        asked = LineQuery.of(request)
        route = Route.objects.named(code)
        alignments = Alignment.objects.published().as_of(asked["as_of"]).filter(route=route)
        version = next(iter(alignments.versions("attribution")), None)
        told = {"route": code, "crs": CRS, "length_km": route.official_length_cm / CM_PER_KM}
        if version is None:
            return packed_answer(request, packed_json(told | {"attribution": "", "points": []}))
        return packed_answer(request, _line(tuple(told.items()), *version[1:], asked["tolerance_m"]))


@lru_cache(maxsize=LINES_KEPT)
def _line(told: tuple, pk: int, version: str, attribution: str, tolerance_m: float) -> bytes:
    """Return a line packed; it stays in memory under the version of its row, so a new one is seen at once."""
    [points] = Alignment.objects.filter(pk=pk).points_wgs84(tolerance_m).values()
    return packed_json({**dict(told), "attribution": attribution, "points": _with_metres(points)})


class Locate(APIView):
    """From a point to candidates, from a measure to its point, or from a stretch to its line.

    Give `lon` and `lat`, or `route` and `km`, or `route`, `from_km` and `to_km`.
    """

    @extend_schema(
        parameters=[LocateQuery],
        responses=PolymorphicProxySerializer(
            component_name="Located",
            serializers=[CandidatesOut, PointFeatureOut, StretchFeatureOut],
            resource_type_field_name=None,
        ),
    )
    def get(self, request):
        given = request.query_params
        if "lon" in given or "lat" in given:
            return Response(_candidates(**NearQuery.of(request)))
        if "from_km" in given or "to_km" in given:
            return Response(_stretch(**StretchQuery.of(request)))
        if "km" in given or "route" in given:
            return Response(_point(**PointQuery.of(request)))
        LocateQuery.of(request)
        message = _("Give lon and lat, or route and km, or route, from_km and to_km.")
        raise serializers.ValidationError(message)


def _route(route: Route, alignment: Alignment | None, line: locate.CalibratedLine | None) -> dict:
    return {
        "code": route.code,
        "name": route.name,
        "neighbour": route.neighbour,
        "official_length_km": route.official_length_cm / CM_PER_KM,
        "direction": route.direction,
        "alignment": alignment and line and _alignment(alignment, line, route.official_length_cm),
    }


def _alignment(alignment: Alignment, line: locate.CalibratedLine, length_cm: int) -> dict:
    more_pct = difference_pct(line.geodesic_m, length_cm)
    return {
        "uid": alignment.uid,
        "source": alignment.source,
        "licence": alignment.licence,
        "attribution": alignment.attribution,
        "from_day": alignment.valid.lower,
        "accuracy_m": None if alignment.accuracy_m is None else float(alignment.accuracy_m),
        "geodesic_length_km": round(line.geodesic_m / 1000, 3),
        "difference_pct": round(more_pct, 3),
        "warning": _warning(more_pct),
    }


def _warning(more_pct: float) -> str | None:
    if abs(more_pct) <= WARN_ABOVE_PCT:
        return None
    return _("The line differs from the official length by %(pct).2f %%.") % {"pct": more_pct}


def _candidates(*, as_of: date, lon: float, lat: float, tolerance_m: float, n: int) -> dict:
    found = locate.candidates_near(lon, lat, tolerance_m=tolerance_m, limit=n, day=as_of)
    return {
        "crs": CRS,
        "candidates": [
            {**place_json(one.place), "distance_m": round(one.distance_m, 3), "side": one.side}
            for one in found
        ],
    }


def _point(*, as_of: date, route: str, km: str) -> dict:
    on = Route.objects.named(route)
    address = locate.address_at(on, locate.named("km", locate.measure_of, km, on, as_of), as_of)
    line = locate.lines_on(as_of).get(route)
    if line is None:
        nowhere = {"easting_m": None, "northing_m": None, "grid": GRID}
        return {"type": "Feature", "geometry": None, "properties": {**address_json(address), **nowhere}}
    place = place_json(locate.place_at(address, line))
    geometry = {"type": "Point", "coordinates": [place.pop("lon"), place.pop("lat")]}
    return {"type": "Feature", "geometry": geometry, "properties": place}


def _stretch(*, as_of: date, route: str, from_km: str, to_km: str) -> dict:
    stretch = locate.stretch_of(from_km, to_km, Route.objects.named(route), as_of)
    line = locate.lines_on(as_of).get(route)
    cut = line and locate.cut_line(line, stretch)
    return {
        "type": "Feature",
        "geometry": cut and {"type": "LineString", "coordinates": _rounded(cut.degrees)},
        "properties": {
            "route": route,
            "from_km": stretch.from_cm / CM_PER_KM,
            "to_km": stretch.to_cm / CM_PER_KM,
            "length_km": stretch.length_cm / CM_PER_KM,
            "geodesic_length_km": cut and round(cut.geodesic_m / 1000, 5),
            "difference_pct": cut and round(cut.difference_pct, 3),
        },
    }


def address_json(address: locate.Address) -> dict:
    """Return an address as the API shows it."""
    sign = address.sign
    return {
        "route": address.route,
        "km": address.cm / CM_PER_KM,
        "stationing": address.stationing,
        "sign": sign and {"label": sign.label, "offset_m": sign.offset_cm / CM_PER_M},
    }


def place_json(place: locate.Place) -> dict:
    """Return a place as the API shows it: its address, degrees to a millimetre, metres to a centimetre."""
    return {
        **address_json(place.address),
        "lon": round(place.lon, DEGREE_DECIMALS),
        "lat": round(place.lat, DEGREE_DECIMALS),
        "easting_m": round(place.easting_m, 2),
        "northing_m": round(place.northing_m, 2),
        "grid": GRID,
    }


def _rounded(degrees: NDArray) -> list[list[float]]:
    return degrees[:, :2].round(DEGREE_DECIMALS).tolist()


def _with_metres(points: NDArray) -> list[list[float]]:
    metres = (points[:, 2] / CM_PER_M).round(METRE_DECIMALS)
    return [[lon, lat, m] for (lon, lat), m in zip(_rounded(points), metres.tolist(), strict=True)]
