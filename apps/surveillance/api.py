from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.border.serializers import AsOfQuery
from apps.ledger.etag import with_number
from apps.surveillance import reading
from apps.surveillance.models import SensorModel
from apps.surveillance.serializers import (
    LinkOut,
    NodeOut,
    SensorModelOut,
    SensorOut,
)


class SensorModelList(APIView):
    """The types of sensors."""

    @extend_schema(responses=SensorModelOut(many=True))
    def get(self, request):
        return with_number(Response(SensorModelOut(SensorModel.objects.all(), many=True).data))


class SiteList(APIView):
    """The sites with their masts, as of a day."""

    @extend_schema(parameters=[AsOfQuery], responses=NodeOut(many=True))
    def get(self, request):
        return with_number(Response(reading.nodes(AsOfQuery.of(request)["as_of"], kind="site")))


class NodeList(APIView):
    """All nodes: sites, data nodes, sources of power, command centres, as of a day."""

    @extend_schema(parameters=[AsOfQuery], responses=NodeOut(many=True))
    def get(self, request):
        return with_number(Response(reading.nodes(AsOfQuery.of(request)["as_of"])))


class LinkList(APIView):
    """The links of data and power as of a day."""

    @extend_schema(parameters=[AsOfQuery], responses=LinkOut(many=True))
    def get(self, request):
        return with_number(Response(reading.links(AsOfQuery.of(request)["as_of"])))


class SensorList(APIView):
    """The sensors as of a day, each with its place and how it looks."""

    @extend_schema(parameters=[AsOfQuery], responses=SensorOut(many=True))
    def get(self, request):
        return with_number(Response(reading.sensors(AsOfQuery.of(request)["as_of"])))
