from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.models import User
from apps.accounts.permissions import lots_of
from apps.border.serializers import AsOfQuery
from apps.construction.reading import acceptances
from apps.construction.serializers import AcceptanceOut, ContractOut, StructureOut
from apps.geo.errors import NotPermitted
from apps.indicators.building import Building, LotLine
from apps.indicators.building_serializers import LotDetailOut, LotOut, OnRouteQuery, ProgressOut
from apps.indicators.lot_history import history
from apps.ledger.etag import with_number
from apps.ledger.reading import change_set_json


def reads_lot(user: User, code: str) -> bool:
    """Tell whether somebody may read where a lot lies: who reads fully, or is granted the lot."""
    return user.reads_fully or code in lots_of(user)


def require_lot(user: User, code: str) -> None:
    if not reads_lot(user, code):
        raise NotPermitted(_("Lot %(code)s is not among those granted to you.") % {"code": code}, "code")


class LotList(APIView):
    """The lots as of a day: kilometres, money, structures and land units; places for who may read them."""

    @extend_schema(parameters=[OnRouteQuery], responses=LotOut(many=True))
    def get(self, request):
        asked, own = OnRouteQuery.of(request), lots_of(request.user)
        lots = Building(asked["as_of"], asked["route"]).lots
        shown = [one.as_json(with_places=request.user.reads_fully or one.lot.code in own) for one in lots]
        return with_number(Response(shown))


class LotDetail(APIView):
    """One lot with its contracts, acts of acceptance, structures and history."""

    @extend_schema(parameters=[AsOfQuery], responses=LotDetailOut)
    def get(self, request, code: str):
        require_lot(request.user, code)
        day = AsOfQuery.of(request)["as_of"]
        return with_number(Response(detail_json(Building(day).lot(code), day)))


def detail_json(line: LotLine, day) -> dict:
    return {
        **line.as_json(with_places=True),
        "contract_list": ContractOut(line.contracts, many=True).data,
        "acceptance_list": AcceptanceOut(acceptances(day, lot=line.lot.code), many=True).data,
        "structure_list": StructureOut(line.structures, many=True).data,
        "history": [change_set_json(one) for one in history(line.lot.code)],
    }


@method_decorator(gzip_page, name="dispatch")
class Progress(APIView):
    """The committee's numbers: km required, built and accepted, land units, structures, lots, money, forecast."""

    @extend_schema(parameters=[OnRouteQuery], responses=ProgressOut)
    def get(self, request):
        asked = OnRouteQuery.of(request)
        return with_number(Response(Building(asked["as_of"], asked["route"]).as_json()))
