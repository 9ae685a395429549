"""Documents by API. Sending a file is the one request that is multipart/form-data instead of JSON."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.border.days import today
from apps.border.finding import the_one
from apps.border.locate import stretch_of
from apps.border.models import Route
from apps.border.serializers import page_of
from apps.documents import services
from apps.documents.models import Document, DocumentTie
from apps.documents.places import ROUTE_NEEDED, place_from
from apps.documents.querysets import DocumentQuerySet
from apps.documents.reading import document_json
from apps.documents.serializers import DocumentIn, DocumentOut, DocumentsQuery, KeptOut, TieIn
from apps.geo.errors import DocumentError
from apps.ledger.api import validated
from apps.ledger.idempotency import idempotent


class DocumentList(APIView):
    """Documents, newest day first; a file with what it is about is sent as multipart/form-data."""

    parser_classes = [MultiPartParser]

    @extend_schema(operation_id="documents_list", parameters=[DocumentsQuery], responses=page_of(DocumentOut))
    def get(self, request):
        asked = DocumentsQuery.of(request)
        paginator = LimitOffsetPagination()
        paginator.default_limit, paginator.max_limit = 50, 500
        page = paginator.paginate_queryset(narrowed(asked).with_ties(), request)
        return paginator.get_paginated_response([document_json(one) for one in page])

    @extend_schema(request=DocumentIn, responses={200: KeptOut, 201: KeptOut})
    @idempotent
    def post(self, request):
        """Keep a file; 200 if nothing had to be written: the same file is tied there already."""
        kept = kept_from(validated(DocumentIn, request.data), by=request.user)
        shown = document_json(Document.objects.with_ties().get(pk=kept.document.pk))
        code = status.HTTP_201_CREATED if kept.change_set else status.HTTP_200_OK
        number = kept.change_set.seq if kept.change_set else None
        return Response({**shown, "number": number, "was_there": kept.was_there}, status=code)


class DocumentDetail(APIView):
    """One document with what it is about."""

    @extend_schema(responses=DocumentOut)
    def get(self, request, uid):
        document = the_one(Document.objects.with_ties(), _("There is no document %(uid)s."), uid=uid)
        return Response(document_json(document))


class DocumentTies(APIView):
    """Tie a document to one more stretch, thing or change set."""

    @extend_schema(request=TieIn, responses={200: DocumentOut, 201: DocumentOut})
    @idempotent
    def post(self, request, uid):
        asked = validated(TieIn, request.data)
        document = the_one(Document.objects, _("There is no document %(uid)s."), uid=uid)
        place = place_from(asked)
        if place is None:
            raise DocumentError(
                _("Say what the document is about: a stretch, a thing or a change set."), "route"
            )
        written = services.tie(document=document, place=place, by=request.user, reason=asked["reason"])
        shown = document_json(Document.objects.with_ties().get(pk=document.pk))
        return Response(shown, status=status.HTTP_201_CREATED if written else status.HTTP_200_OK)


class DocumentTieDetail(APIView):
    """Take a document away from what it was tied to; the document stays."""

    @extend_schema(responses={204: None})
    @idempotent
    def delete(self, request, uid, tie):
        ties = DocumentTie.objects.select_related("route", "document")
        tied = the_one(ties, _("There is no tie %(uid)s of a document."), uid=tie)
        services.untie(tied=tied, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


def kept_from(given: dict, *, by) -> services.Kept:
    """Keep the file of checked fields."""
    told = services.Told(given["title"], given["kind"], given["day"], given["marking"])
    return services.add(
        file=given["file"],
        name=given["file"].name,
        told=told,
        place=place_from(given),
        by=by,
        reason=given["reason"],
    )


def narrowed(asked: dict) -> DocumentQuerySet:
    """Return the documents that fields of `DocumentsQuery` ask for."""
    found = Document.objects.all()
    if not asked.get("route") and (asked.get("from_km") or asked.get("to_km")):
        raise DocumentError(ROUTE_NEEDED, "route")
    if asked.get("route") and not (asked.get("from_km") or asked.get("to_km")):
        found = found.filter(ties__route=Route.objects.named(asked["route"])).distinct()
    elif asked.get("route"):
        route = Route.objects.named(asked["route"])
        found = found.on(route, stretch_of(asked.get("from_km", ""), asked.get("to_km", ""), route, today()))
    if asked.get("thing_type"):
        found = found.about(asked["thing_type"], asked.get("thing", ""))
    if asked.get("change_set"):
        found = found.about(DocumentTie.CHANGE_SET, str(asked["change_set"]))
    columns = {"kind": "kind__code", "marking": "marking", "from_day": "day__gte", "until_day": "day__lt"}
    found = found.filter(**{column: asked[name] for name, column in columns.items() if asked.get(name)})
    return found.saying(asked["q"]) if asked.get("q") else found
