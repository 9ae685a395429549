"""What the workspace asks besides the register itself: tables of facts, two days compared, kept views."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.models import User
from apps.accounts.throttles import ExportThrottle, PersonThrottle
from apps.border.finding import the_one
from apps.border.packed_json import packed_answer
from apps.border.serializers import AsOfQuery
from apps.geo.errors import BorderGisError, Conflict, FactError, PeriodError
from apps.geo.measures import CM_PER_KM
from apps.indicators.surveillance_layers import COMPUTED_LAYERS
from apps.ledger import services
from apps.ledger.api import as_drafted, validated
from apps.ledger.etag import with_number
from apps.ledger.idempotency import idempotent
from apps.ledger.models import ChangeSet
from apps.ledger.parsing import commands_from
from apps.ledger.serializers import ChangeSetIn
from apps.ledger.whole_layers import packed_layers
from apps.pages import events
from apps.pages.api import FormatIsOurs
from apps.pages.comparison import compared, figure_compared
from apps.pages.computed_comparison import FIGURE, compared_computed
from apps.pages.layers import NAMES
from apps.pages.models import SavedView
from apps.pages.sheets import Sheet, as_csv, as_xlsx
from apps.pages.workspace_serializers import (
    CheckOut,
    ComparisonOut,
    ComparisonQuery,
    EventsOut,
    EventsQuery,
    ExportQuery,
    SavedViewIn,
    SavedViewOut,
    ViewNameIn,
    WholeLayersOut,
)

MOST_VIEWS = 100
MOST_CHECKED = 1_000
HAVING = OpenApiParameter(
    "column", str, description="Any column by its name, such as `status=built,works` or `note=culvert`."
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class WholeLayers(APIView):
    """Every layer on the routes as of a day, each as intervals: what the workspace draws before all else."""

    @extend_schema(parameters=[AsOfQuery], responses=WholeLayersOut)
    def get(self, request):
        packed, number = packed_layers(AsOfQuery.of(request)["as_of"])
        return with_number(packed_answer(request, packed), number)


@method_decorator(gzip_page, name="dispatch")
class EventList(APIView):
    """The facts of a layer as of a day, as a table: narrowed, sorted, a page at a time."""

    @extend_schema(parameters=[EventsQuery, HAVING], responses=EventsOut)
    def get(self, request):
        given = EventsQuery.of(request)
        asked = _asked(given)
        with as_drafted(request, given["draft"]):
            count, length_cm = events.count(asked)
            table = {
                "layer": asked.layer.name,
                "as_of": asked.day,
                "ledger": ChangeSet.objects.number(),
                "count": count,
                "length_km": length_cm / CM_PER_KM,
                "columns": events.columns(asked.layer),
                "rows": list(events.rows(asked, given["limit"], given["offset"])),
            }
        return with_number(Response(table))


class EventExport(APIView):
    """The same table as a file for a spreadsheet: every row that the filter leaves, the columns that are shown."""

    content_negotiation_class = FormatIsOurs
    throttle_classes = (PersonThrottle, ExportThrottle)

    @extend_schema(parameters=[ExportQuery, HAVING], responses={(200, "text/csv"): str, (200, XLSX): bytes})
    def get(self, request):
        given = ExportQuery.of(request)
        asked = _asked(given)
        names = events.columns(asked.layer)
        rows = (dict(zip(names, cells, strict=True)) for cells in events.rows(asked))
        language = given.get("language") or get_language()
        with override(language), as_drafted(request, given["draft"]):
            sheet = Sheet(asked.layer, _shown(names, given["columns"]), language)
            return _file(sheet, rows, asked, given["format"], is_draft=given["draft"] is not None)


class EventCheck(APIView):
    """Try the operations of a body one by one and say of each what is wrong with it; nothing is kept."""

    @extend_schema(request=ChangeSetIn, responses=CheckOut)
    def post(self, request):
        is_body = isinstance(request.data, Mapping)
        asked = validated(ChangeSetIn, {"reason": "check", **request.data} if is_body else request.data)
        if len(asked["operations"]) > MOST_CHECKED:
            message = _("At most %(most)s rows can be checked at once.")
            raise FactError(message, "operations", most=MOST_CHECKED)
        with transaction.atomic():
            faults = [_fault(one, asked, request.user) for one in asked["operations"]]
        return with_number(Response({"faults": [{"n": n, **one} for n, one in enumerate(faults) if one]}))


class Comparison(APIView):
    """Two days of a layer: km gained and lost, by metres that count and by value, and its figure beside them."""

    @extend_schema(parameters=[ComparisonQuery, HAVING], responses=ComparisonOut)
    def get(self, request):
        given = ComparisonQuery.of(request)
        before, after = given["against"], given["as_of"]
        if before == after:
            raise PeriodError(_("To compare, choose two different days."), "against")
        name, number = given["layer"], ChangeSet.objects.number()
        is_computed = name in COMPUTED_LAYERS
        with as_drafted(request, None if is_computed else given["draft"]):
            if is_computed:
                found, figure = compared_computed(name, before, after), FIGURE
            else:
                layer = events.linear_layer(name)
                events.require_key(layer, given["having"])
                found, figure = compared(layer, before, after, given["having"]), "K1"
            figures = figure_compared(before, after, figure)
        days = {"layer": name, "against": before, "as_of": after, "ledger": number}
        return with_number(Response({**days, **found, "figures": figures}))


class SavedViewList(APIView):
    """The views that a person has kept, by name; keeping one under a known name replaces it."""

    @extend_schema(responses=SavedViewOut(many=True))
    def get(self, request):
        return Response(SavedViewOut(request.user.saved_views.all(), many=True).data)

    @extend_schema(request=SavedViewIn, responses={201: SavedViewOut})
    @idempotent
    def post(self, request):
        asked = validated(SavedViewIn, request.data)
        views = request.user.saved_views
        if views.exclude(name=asked["name"]).count() >= MOST_VIEWS:
            raise FactError(_("%(most)s views are kept already: remove one first."), "name", most=MOST_VIEWS)
        view, _made = SavedView.objects.update_or_create(
            user=request.user, name=asked["name"], defaults={"search": asked["search"]}
        )
        return Response(SavedViewOut(view).data, status=status.HTTP_201_CREATED)


class SavedViewDetail(APIView):
    """One kept view: called otherwise, or removed."""

    @extend_schema(request=ViewNameIn, responses={200: SavedViewOut})
    @idempotent
    def patch(self, request, pk: int):
        name = validated(ViewNameIn, request.data)["name"]
        view = the_one(request.user.saved_views, _("There is no saved view %(pk)s."), pk=pk)
        if request.user.saved_views.exclude(pk=pk).filter(name=name).exists():
            raise Conflict(_("A view of that name is there already."), "name")
        view.name = name
        view.save(update_fields=["name", "saved_at"])
        return Response(SavedViewOut(view).data)

    @extend_schema(responses={204: None})
    @idempotent
    def delete(self, request, pk: int):
        the_one(request.user.saved_views, _("There is no saved view %(pk)s."), pk=pk).delete()
        return Response(status=status.HTTP_204_NO_CONTENT)


def _asked(given: dict[str, Any]) -> events.Asked:
    return events.Asked(
        layer=events.linear_layer(given["layer"]),
        day=given["as_of"],
        having=given["having"],
        from_cm=given["from_km"],
        to_cm=given["to_km"],
        text=given["q"],
        sort=tuple(name for name in given["sort"].split(",") if name),
    )


def _shown(names: list[str], asked: str) -> list[str]:
    chosen = [name for name in asked.split(",") if name]
    for name in chosen:
        if name not in names:
            raise FactError(_("The layer has no column %(name)s."), "columns", name=name)
    return chosen or names


def _file(sheet: Sheet, rows, asked: events.Asked, kind: str, *, is_draft: bool) -> HttpResponse:
    title = str(NAMES.get(asked.layer.name, asked.layer.name))
    if kind == "xlsx":
        response = HttpResponse(as_xlsx(sheet, rows, title), content_type=XLSX)
    else:
        response = HttpResponse(as_csv(sheet, rows), content_type="text/csv; charset=utf-8")
    name = f"{asked.layer.name}-{asked.day}{'-draft' if is_draft else ''}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return with_number(response)


def _fault(operation: dict[str, Any], asked: dict[str, Any], by: User) -> dict[str, Any] | None:
    try:
        with services.trial(commands=commands_from([operation], asked["later"]), by=by, kind=asked["kind"]):
            return None
    except BorderGisError as error:
        where = (error.where or "").removeprefix("operations[0].")
        return {"where": where or None, "message": error.translated(_)}
