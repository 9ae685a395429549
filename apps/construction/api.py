from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.permissions import lots_of, own_metres
from apps.border.models import Route
from apps.construction import reading
from apps.construction.models import Element, Lot, StructureKind
from apps.construction.serializers import (
    AcceptanceOut,
    AcceptancesQuery,
    ContractOut,
    ContractsQuery,
    ReadinessOut,
    ReadinessQuery,
    StructureOut,
    StructuresQuery,
)
from apps.geo.errors import NotFound
from apps.ledger.etag import with_number
from apps.ledger.models import ChangeSet

KNOWN = {"route": Route, "element": Element, "lot": Lot, "kind": StructureKind}


@method_decorator(gzip_page, name="dispatch")
class Readiness(APIView):
    """What can be built next, and what holds the rest up: for each required metre the first answer that holds.

    In the shape of a layer. Whoever writes only where it was granted is shown those stretches.
    """

    @extend_schema(parameters=[ReadinessQuery], responses=ReadinessOut)
    def get(self, request):
        asked, number = asked_of(ReadinessQuery, request), ChangeSet.objects.number()
        within = None if request.user.reads_fully else own_metres(request.user)
        rows = reading.readiness_rows(
            asked["as_of"], route=asked["route"], element=asked["element"], within=within
        )
        told = {"layer": "readiness", "as_of": asked["as_of"], "ledger": number}
        shown = {**told, "columns": reading.COLUMNS, "rows": rows, "classes": reading.classes()}
        return with_number(Response(shown), number)


class ContractList(APIView):
    """The contracts with their terms of a day; a contractor is shown those of their lots."""

    @extend_schema(parameters=[ContractsQuery], responses=ContractOut(many=True))
    def get(self, request):
        asked = asked_of(ContractsQuery, request)
        found = reading.contracts(asked["as_of"], lot=asked["lot"], lots=own_lots(request))
        return with_number(Response(ContractOut(found, many=True).data))


class AcceptanceList(APIView):
    """The acts of acceptance as of a day; a contractor is shown those of their stretches."""

    @extend_schema(parameters=[AcceptancesQuery], responses=AcceptanceOut(many=True))
    def get(self, request):
        asked = asked_of(AcceptancesQuery, request)
        within = None if request.user.reads_fully else own_metres(request.user)
        found = reading.acceptances(asked.pop("as_of"), **asked, within=within)
        return with_number(Response(AcceptanceOut(found, many=True).data))


class StructureList(APIView):
    """The structures as of a day; a contractor is shown those of their lots."""

    @extend_schema(parameters=[StructuresQuery], responses=StructureOut(many=True))
    def get(self, request):
        asked = asked_of(StructuresQuery, request)
        found = reading.structures(asked.pop("as_of"), **asked, lots=own_lots(request))
        return with_number(Response(StructureOut(found, many=True).data))


def asked_of(query, request) -> dict:
    """Return the checked parameters; NotFound for a code that the register does not know."""
    asked = query.of(request)
    for name, model in KNOWN.items():
        code = asked.get(name)
        if code is not None and not model.objects.filter(code=code).exists():
            values = {"type": model._meta.verbose_name, "uid": code}
            raise NotFound(_("There is no %(type)s %(uid)s.") % values, name)
    return asked


def own_lots(request) -> set[str] | None:
    """Return the lots that the person is held to; None for whoever reads all."""
    return None if request.user.reads_fully else lots_of(request.user)
