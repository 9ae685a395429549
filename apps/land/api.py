from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.border.models import Route
from apps.geo.errors import NotFound
from apps.land import reading
from apps.land.models import LandStatus
from apps.land.serializers import ParcelOut, ParcelsQuery
from apps.ledger.etag import with_number


@method_decorator(gzip_page, name="dispatch")
class ParcelList(APIView):
    """The land units as of a day, each with the state of its case and the metres that it lies along."""

    @extend_schema(parameters=[ParcelsQuery], responses=ParcelOut(many=True))
    def get(self, request):
        asked = ParcelsQuery.of(request)
        if asked["route"] is not None:
            Route.objects.named(asked["route"])
        if asked["status"] is not None and not LandStatus.objects.filter(code=asked["status"]).exists():
            values = {"type": LandStatus._meta.verbose_name, "uid": asked["status"]}
            raise NotFound(_("There is no %(type)s %(uid)s.") % values, "status")
        found = reading.parcels(asked.pop("as_of"), **asked)
        return with_number(Response(ParcelOut(found, many=True).data))
