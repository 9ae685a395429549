from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.permissions import require_write
from apps.border.serializers import Nothing
from apps.indicators import placement_asking
from apps.indicators import surveillance_serializers as shapes
from apps.indicators.surveillance import Surveillance, codes_of, gaps_json, losses_json, outage_json
from apps.jobs import services as jobs
from apps.jobs.serializers import JobOut
from apps.ledger.api import validated
from apps.ledger.etag import with_number


class CoverageOnDay(APIView):
    """What is covered as of a day, in kilometres and stretches of each kind."""

    @extend_schema(parameters=[shapes.OnRouteQuery], responses=shapes.CoverageOut)
    def get(self, request):
        asked = shapes.OnRouteQuery.of(request)
        return with_number(Response(Surveillance(asked["as_of"], asked.get("route")).coverage_json()))


class CoverageCompute(APIView):
    """Compute what sensors see and is not stored yet; answers with the job."""

    @extend_schema(request=None, responses={202: JobOut})
    def post(self, request):
        validated(Nothing, request.data)
        require_write(request.user, "sensor_standing")
        return accepted(jobs.ask_in_turn(kind="coverage", arguments={}, by=request.user))


class GapList(APIView):
    """The stretches that no integrated surveillance covers as of a day, one cause each."""

    @extend_schema(parameters=[shapes.GapsQuery], responses=shapes.GapsOut)
    def get(self, request):
        asked = shapes.GapsQuery.of(request)
        surveillance = Surveillance(asked["as_of"], asked.get("route"), codes_of(asked.get("fail")))
        return with_number(Response(gaps_json(surveillance.gaps(), surveillance)))


class Outages(APIView):
    """What every single failure of a mast, node or link loses, or some that fail together."""

    @extend_schema(parameters=[shapes.OutagesQuery], responses=shapes.OutagesOut)
    def get(self, request):
        asked = shapes.OutagesQuery.of(request)
        day, surveillance = asked["as_of"], Surveillance(asked["as_of"])
        failed = codes_of(asked.get("fail"))
        if failed:
            return with_number(Response(outage_json(surveillance, failed)))
        return with_number(Response(losses_json(surveillance.failures(), day)))


class PlacementAsk(APIView):
    """Ask where the next sensors belong; answers with the job that will tell."""

    @extend_schema(request=shapes.PlacementIn, responses={202: JobOut})
    def post(self, request):
        asked = validated(shapes.PlacementIn, request.data)
        return accepted(placement_asking.ask(asked=asked, by=request.user))


def accepted(job) -> Response:
    return Response(JobOut(job).data, status=status.HTTP_202_ACCEPTED)
