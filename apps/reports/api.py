import zipfile

from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.border.finding import the_one
from apps.border.serializers import PAGE, page_of
from apps.geo.errors import NotFound
from apps.jobs.serializers import JobOut
from apps.ledger.api import validated
from apps.reports import deliveries, jobs
from apps.reports.content.asked import Asked
from apps.reports.models import Delivery, Pack
from apps.reports.pack import kept_at
from apps.reports.serializers import DeliveryOut, ReportIn, ReportOut

TYPES = {
    "pdf": "application/pdf",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "xml": "application/xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

DELIVERY = OpenApiParameter("delivery", OpenApiTypes.UUID, "path", description="Uid of the delivery.")


class ReportList(APIView):
    """Reports that were made, newest first; ask for another."""

    @extend_schema(operation_id="reports_list", parameters=PAGE, responses=page_of(ReportOut))
    def get(self, request):
        packs = Pack.objects.visible_to(request.user).select_related("snapshot")
        paginator = LimitOffsetPagination()
        paginator.default_limit, paginator.max_limit = 50, 500
        page = paginator.paginate_queryset(packs, request)
        return paginator.get_paginated_response(ReportOut(page, many=True).data)

    @extend_schema(request=ReportIn, responses={202: JobOut})
    def post(self, request):
        given = validated(ReportIn, request.data)
        kind = given.pop("kind")
        asked = Asked(**{**given, "sections": tuple(given["sections"])})
        job = jobs.ask(kind=kind, asked=asked, by=request.user)
        return Response(JobOut(job).data, status=status.HTTP_202_ACCEPTED)


class ReportDetail(APIView):
    """One report with its files."""

    @extend_schema(responses=ReportOut)
    def get(self, request, uid):
        return Response(ReportOut(visible(request, uid)).data)


class ReportArchive(APIView):
    """All files of a report in one archive. The reading is logged."""

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def get(self, request, uid):
        pack = visible(request, uid)
        path = kept_at(pack.sha256)
        if not path.is_file():
            raise NotFound(_("The archive of the report %(uid)s is gone.") % {"uid": uid}, "uid")
        return FileResponse(path.open("rb"), as_attachment=True, filename=pack.file_name)


class ReportFile(APIView):
    """One file of a report. The reading is logged."""

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request, uid, name):
        pack = visible(request, uid)
        path = kept_at(pack.sha256)
        if name not in {one["name"] for one in pack.files} or not path.is_file():
            raise NotFound(_("The report has no file %(name)s.") % {"name": name}, "name")
        with zipfile.ZipFile(path) as archive:
            content = archive.read(name)
        ending, shown = name.rpartition(".")[2], name.rpartition("/")[2]
        disposition = f'attachment; filename="{pack.kind}-{pack.as_of}-{shown}"'
        return HttpResponse(content, content_type=TYPES[ending], headers={"Content-Disposition": disposition})


class DeliveryList(APIView):
    """Where a report goes, as its schedule said, and how far each delivery is."""

    @extend_schema(operation_id="report_deliveries_list", responses=DeliveryOut(many=True))
    def get(self, request, uid):
        return Response(DeliveryOut(visible(request, uid).deliveries.select_related("job"), many=True).data)


class DeliveryAgain(APIView):
    """Send a report once more, or at once if its next try is still to come. 409 while it is under way."""

    @extend_schema(parameters=[DELIVERY], request=None, responses={202: DeliveryOut})
    def post(self, request, uid, delivery):
        deliveries.require_sender(request.user)
        found = the_one(
            Delivery.objects.filter(pack__uid=uid), _("There is no delivery %(uid)s."), uid=delivery
        )
        again = deliveries.again(delivery=found, by=request.user)
        return Response(DeliveryOut(again).data, status=status.HTTP_202_ACCEPTED)


def visible(request, uid) -> Pack:
    """Return the report if this person may have it, else raise NotFound."""
    packs = Pack.objects.visible_to(request.user).select_related("snapshot")
    return the_one(packs, _("There is no report %(uid)s."), uid=uid)
