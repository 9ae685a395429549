"""The API of the terrain in force: which models there are, and taking one out of force or in again."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.border.serializers import Body
from apps.ledger.api import IF_MATCH, created, validated
from apps.ledger.etag import seen, with_number
from apps.ledger.idempotency import idempotent
from apps.ledger.serializers import ChangeSetDetailOut
from apps.surveillance.terrain_loading import reinstate, retire
from apps.surveillance.terrain_reading import terrain_models_json

KM = "Official km"
CODE = OpenApiParameter("code", str, "path", description="Code of the terrain model.")


class BorderHeightsOut(serializers.Serializer):
    """How much of one route has heights."""

    route = serializers.CharField(help_text="Route code.")
    length_km = serializers.FloatField(help_text=f"{KM} of the whole route.")
    line_km = serializers.FloatField(help_text=f"{KM} of the line with heights, in steps of 5 m.")
    around_km = serializers.FloatField(
        help_text=f"{KM} of that with heights in eight directions at the largest range too, in steps of 100 m."
    )
    without_km = serializers.FloatField(help_text=f"{KM} of the line without heights.")


class TerrainModelOut(serializers.Serializer):
    """A raster of heights in the national grid."""

    code = serializers.CharField(help_text="Code.")
    name = serializers.CharField(help_text="What it is called.")
    kind = serializers.CharField(help_text="ground, or surface: with what stands on the ground.")
    in_force = serializers.BooleanField(help_text="Whether coverage is computed over it; false: retired.")
    synthetic = serializers.BooleanField(help_text="Whether it is invented.")
    cell_m = serializers.FloatField(help_text="Side of a cell, metres.")
    vertical_datum = serializers.CharField(help_text="Height system that its heights refer to, metres.")
    source = serializers.CharField(help_text="Who made it; empty if not told.")
    source_crs = serializers.CharField(help_text="Coordinate reference system of the file that was loaded.")
    licence = serializers.CharField(help_text="Its licence; empty if not told.")
    missing_pct = serializers.FloatField(help_text="Cells without height, percent, 3 decimals.")
    bounds_m = serializers.ListField(
        child=serializers.FloatField(), help_text="West, south, east, north: metres of the national grid."
    )
    file_there = serializers.BooleanField(help_text="Whether its file is here; if not, load it again.")
    sha256 = serializers.CharField(help_text="Hash of the stored raster.")
    border = BorderHeightsOut(many=True, help_text="What it alone covers of each route of today.")
    loaded_by = serializers.CharField(
        allow_null=True, help_text="Username of who loaded it; null if nobody is known."
    )
    loaded_at = serializers.DateTimeField(
        allow_null=True, help_text="When it was loaded, ISO 8601; null if not known."
    )
    changed_by = serializers.CharField(
        allow_null=True, help_text="Username of who changed it last; null if nobody is known."
    )
    changed_at = serializers.DateTimeField(
        allow_null=True, help_text="When it was changed last, ISO 8601; null if not known."
    )
    reason = serializers.CharField(help_text="Reason of the last change.")


class TerrainModelsOut(serializers.Serializer):
    """The terrain models, and what those in force cover together."""

    range_m = serializers.FloatField(
        help_text="Largest range of a sensor or a model, metres, 30,000 at most."
    )
    models = TerrainModelOut(
        many=True, help_text="In force, in the order in which they decide; then retired ones."
    )
    routes = BorderHeightsOut(many=True, help_text="What the ground in force covers of each route of today.")


class ReasonIn(Body):
    reason = serializers.CharField(max_length=500, help_text="Why; kept for ever.")


class TerrainModelList(APIView):
    """The terrain models: those in force in the order in which they decide, then retired ones."""

    @extend_schema(responses=TerrainModelsOut)
    def get(self, request):
        return with_number(Response(TerrainModelsOut(terrain_models_json()).data))


class TerrainRetire(APIView):
    """Take a terrain model out of force; what lies under it decides again. 409 if it is not in force."""

    @extend_schema(parameters=[CODE, IF_MATCH], request=ReasonIn, responses={201: ChangeSetDetailOut})
    @idempotent
    def post(self, request, code: str):
        number, reason = seen(request), validated(ReasonIn, request.data)["reason"]
        return created(retire(code=code, by=request.user, reason=reason, seen=number))


class TerrainReinstate(APIView):
    """Put a retired terrain model in force again, at its place in the order. 409 if it is in force."""

    @extend_schema(parameters=[CODE, IF_MATCH], request=ReasonIn, responses={201: ChangeSetDetailOut})
    @idempotent
    def post(self, request, code: str):
        number, reason = seen(request), validated(ReasonIn, request.data)["reason"]
        return created(reinstate(code=code, by=request.user, reason=reason, seen=number))
