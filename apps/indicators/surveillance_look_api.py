"""Computed layers, and one sensor looked at closely."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.indicators import surveillance_look_serializers as shapes
from apps.indicators.surveillance import Surveillance, codes_of
from apps.indicators.surveillance_layers import computed_json
from apps.indicators.surveillance_sensor import sensor_sheet
from apps.ledger.etag import with_number
from apps.ledger.serializers import LayerOut
from apps.surveillance.reading import eye_of, profile_json
from apps.surveillance.viewsheds import viewshed_of


@method_decorator(gzip_page, name="dispatch")
class ComputedLayerRows(APIView):
    """A computed layer of a day, as intervals like those of a recorded one: coverage_family, coverage_depth, gap."""

    @extend_schema(parameters=[shapes.ComputedQuery], responses=LayerOut)
    def get(self, request, name: str):
        asked = shapes.ComputedQuery.of(request)
        failed = tuple(codes_of(asked.get("fail")))
        found = computed_json(name, asked["as_of"], asked.get("route"), failed)
        return with_number(Response(found), found["ledger"])


class SensorSheet(APIView):
    """A sensor as of a day: facts, what it sees, and the way to its command centre."""

    @extend_schema(parameters=[shapes.SensorQuery], responses=shapes.SensorSheetOut)
    def get(self, request, code: str):
        asked = shapes.SensorQuery.of(request)
        surveillance = Surveillance(asked["as_of"], failed=codes_of(asked.get("fail")))
        return with_number(Response(sensor_sheet(surveillance, code)))


class SightProfile(APIView):
    """The line of sight from a sensor to a metre of a route; 409 where no terrain is loaded."""

    @extend_schema(parameters=[shapes.ProfileQuery], responses=shapes.ProfileOut)
    def get(self, request):
        asked = shapes.ProfileQuery.of(request)
        situation = Surveillance(asked["as_of"]).situation
        return with_number(Response(profile_json(situation, asked["sensor"], asked["route"], asked["km"])))


class ViewshedPlace(APIView):
    """Where the picture of what a sensor sees lies, and how much it is."""

    @extend_schema(parameters=[shapes.ViewshedQuery], responses=shapes.ViewshedOut)
    def get(self, request):
        asked = shapes.ViewshedQuery.of(request)
        return with_number(Response(_viewshed_json(asked["as_of"], asked["sensor"])))


@method_decorator(cache_control(private=True, no_cache=True), name="dispatch")
class ViewshedPicture(APIView):
    """The picture itself: a PNG in Web Mercator, orange in sight, hatched hidden, dotted unknown."""

    @extend_schema(parameters=[shapes.ViewshedQuery], responses={(200, "image/png"): bytes})
    def get(self, request):
        asked = shapes.ViewshedQuery.of(request)
        situation = Surveillance(asked["as_of"]).situation
        digest, _found, picture = viewshed_of(eye_of(situation, asked["sensor"]), situation.scenery)
        response = FileResponse(picture.open("rb"), content_type="image/png")
        response["ETag"] = f'"{digest}"'
        return response


def _viewshed_json(day: date, sensor: str) -> dict[str, Any]:
    surveillance = Surveillance(day)
    digest, found, _picture = viewshed_of(
        eye_of(surveillance.situation, sensor), surveillance.situation.scenery
    )
    asked = urlencode({"sensor": sensor, "as_of": day.isoformat()})
    address = reverse("viewshed-picture")
    return {
        "sensor": sensor,
        "as_of": day.isoformat(),
        "digest": digest,
        "image": f"{address}?{asked}",
        **vars(found),
        "terrain": surveillance.terrain_json(),
    }
