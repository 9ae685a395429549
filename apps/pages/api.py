import csv
import io
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page
from drf_spectacular.utils import extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.border.locate import measure_of, named
from apps.border.models import Route
from apps.border.serializers import AsOfQuery
from apps.ledger.etag import with_number
from apps.ledger.models import ChangeSet
from apps.pages import segments
from apps.pages.explain import explain
from apps.pages.segmentation import segmentation_table
from apps.pages.serializers import (
    ExplainOut,
    ExplainQuery,
    SegmentationOut,
    SegmentationQuery,
    SegmentBookmark,
    SegmentCollection,
    SegmentsQuery,
)

GEOJSON = "application/geo+json"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class FormatIsOurs(BaseContentNegotiation):
    """Leave ``?format=`` to the view: what it refuses is then told in JSON, whatever was asked for."""

    def select_parser(self, request, parsers):
        return parsers[0]

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


@method_decorator(gzip_page, name="dispatch")
class SegmentList(APIView):
    """The segments of a day as GeoJSON, page by page or whole, each with what lies on its metres."""

    @extend_schema(
        operation_id="segments_list",
        parameters=[SegmentsQuery],
        responses={(200, GEOJSON): SegmentCollection},
    )
    def get(self, request):
        asked = SegmentsQuery.of(request)
        day, narrowed, number = asked["as_of"], _narrowed(asked), ChangeSet.objects.number()
        found = segments.segments(day, narrowed)
        page = LimitOffsetPagination()
        page.default_limit = asked["limit"]
        chosen = found if asked["all"] else page.paginate_queryset(found, request)
        members = {
            "as_of": day.isoformat(),
            "ledger": number,
            "count": len(found),
            "next": None if asked["all"] else page.get_next_link(),
            "previous": None if asked["all"] else page.get_previous_link(),
        }
        return _geojson(members, segments.features(chosen, day, narrowed.element))


@method_decorator(gzip_page, name="dispatch")
class SegmentDetail(APIView):
    """A segment by its code; one that is gone answers with its last stretch and its successors."""

    @extend_schema(parameters=[AsOfQuery], responses={(200, GEOJSON): SegmentBookmark})
    def get(self, request, code: str):
        day, number = AsOfQuery.of(request)["as_of"], ChangeSet.objects.number()
        found = segments.bookmark(code, day)
        members = {
            "code": code,
            "state": found.state,
            "as_of": day.isoformat(),
            "ledger": number,
            "stretches": [segments.place_json(one) for one in found.stretches],
        }
        return _geojson(members, segments.features(found.segments, day))


class Explain(APIView):
    """Why a metre counts, or does not: its facts, what is missing, each figure's verdict, and its history."""

    @extend_schema(parameters=[ExplainQuery], responses=ExplainOut)
    def get(self, request):
        asked = ExplainQuery.of(request)
        day, route = asked["as_of"], Route.objects.named(asked["route"])
        found = explain(route, named("km", measure_of, asked["km"], route, day), day)
        return with_number(Response(found), found["ledger"])


@method_decorator(gzip_page, name="dispatch")
class Segmentation(APIView):
    """All layers of a route over each other: one row for each stretch on which none of them changes."""

    content_negotiation_class = FormatIsOurs

    @extend_schema(
        parameters=[SegmentationQuery],
        responses={(200, "application/json"): SegmentationOut, (200, "text/csv"): str},
    )
    def get(self, request):
        asked, number = SegmentationQuery.of(request), ChangeSet.objects.number()
        route, names = Route.objects.named(asked["route"]), asked["layers"]
        table = segmentation_table(route, asked["as_of"], None if names is None else names.split(","))
        if asked["format"] == "csv":
            content = as_csv(table.columns, table.rows)
            return with_number(HttpResponse(content, content_type="text/csv; charset=utf-8"), number)
        told = {"route": route.code, "as_of": asked["as_of"], "ledger": number}
        return with_number(Response({**told, "columns": table.columns, "rows": table.rows}), number)


def _narrowed(asked: dict[str, Any]) -> segments.Asked:
    codes = ("section", "unit", "element", "status", "land_status")
    named_by_code = {name: asked[name] and asked[name].code for name in codes}
    route = asked["route"] and Route.objects.named(asked["route"]).code
    return segments.Asked(route=route, code=asked["code"], bbox=asked["bbox"], **named_by_code)


def _geojson(members: dict[str, Any], features: list[str]) -> HttpResponse:
    written = HttpResponse(segments.collection(members, features), content_type=GEOJSON)
    return with_number(written, members["ledger"])


def as_csv(columns: list[str], rows: Iterable[list]) -> str:
    """Return rows as CSV; a text that a spreadsheet would take for a formula begins with an apostrophe."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return written.getvalue()


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
