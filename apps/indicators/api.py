from calendar import monthrange
from datetime import date
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.border.days import day_or_today, parse_day
from apps.border.serializers import refuse_unknown
from apps.geo.errors import NotPermitted, PeriodError
from apps.geo.measures import CM_PER_KM, MeasureSet
from apps.indicators import figures as reading
from apps.indicators.parts import PartShare, shares_by
from apps.indicators.preview import preview
from apps.indicators.section_sensors import SensorCount, sensors_by_section
from apps.indicators.serializers import BehindOut, FigureByPartOut, FigureOut
from apps.ledger.api import as_drafted, own_draft, validated, visible
from apps.ledger.etag import with_number
from apps.ledger.parsing import commands_from
from apps.ledger.serializers import DraftQuery, PreviewOut, TryIn

AS_OF = OpenApiParameter("as_of", date, description="Day in the world, ISO 8601; today if absent.")
ROUTE = OpenApiParameter("route", str, description="Route code; all routes if absent.")
CODE = OpenApiParameter("code", str, description="Figure, such as K1; all figures if absent.")
MOST_MONTHS = 600


class FigureList(APIView):
    """The strategy's figures as of a day: the totals, then route by route; or one route."""

    @extend_schema(parameters=[AS_OF, ROUTE, CODE, DraftQuery], responses=FigureOut(many=True))
    def get(self, request):
        asked = _asked(request, "as_of", "route", "code", "draft")
        day = day_or_today(asked.get("as_of"))
        with as_drafted(request, _draft_in(asked)):
            found = reading.figures(as_of=day, route=asked.get("route"), code=asked.get("code"))
        return with_number(Response([figure.as_json() for figure in found]))


class FigureBehind(APIView):
    """The metres behind a share: what counts, what is missing, what is left out and why, element by element."""

    @extend_schema(parameters=[AS_OF, ROUTE, DraftQuery], responses=BehindOut(many=True))
    def get(self, request, code: str):
        asked = _asked(request, "as_of", "route", "draft")
        day = day_or_today(asked.get("as_of"))
        with as_drafted(request, _draft_in(asked)):
            found = reading.behind(as_of=day, route=asked.get("route"), code=code)
        return with_number(Response([_behind_json(name, one) for name, one in found.items()]))


class FigureByPart(APIView):
    """A share cut by sections, units or segments; the general reading level gets sections."""

    @extend_schema(parameters=[AS_OF, ROUTE], responses=FigureByPartOut(many=True))
    def get(self, request, code: str, partition: str):
        asked = _asked(request, "as_of", "route")
        if partition != "section" and not request.user.reads_fully:
            raise NotPermitted(_("Your reading level is general: figures are cut by section."), "by")
        day = day_or_today(asked.get("as_of"))
        found = shares_by(partition, as_of=day, code=code, route=asked.get("route"))
        counts = sensors_by_section(day, asked.get("route")) if (code, partition) == ("K2", "section") else {}
        return with_number(Response([_part_json(share, counts) for share in found]))


class FigureSeries(APIView):
    """A figure at the end of each month, the register read once."""

    @extend_schema(
        parameters=[
            OpenApiParameter("from", date, required=True, description="First month; any day of it."),
            OpenApiParameter("to", date, description="Last month; this month if absent."),
            ROUTE,
        ],
        responses=FigureOut(many=True),
    )
    def get(self, request, code: str):
        asked = _asked(request, "from", "to", "route")
        if not asked.get("from"):
            raise PeriodError(_("Say from which month: any day of it."), "from")
        days = month_ends(parse_day(asked["from"], "from"), day_or_today(asked.get("to"), "to"))
        found = reading.figures_on(days, route=asked.get("route"), code=code)
        return with_number(Response([figure.as_json() for figure in found]))


class ChangeSetTry(APIView):
    """What a set of writes would do, without keeping it: figures before and after, later facts in its way."""

    @extend_schema(parameters=[AS_OF], request=TryIn, responses=PreviewOut)
    def post(self, request):
        given = {"reason": "preview", **request.data} if isinstance(request.data, dict) else request.data
        asked = validated(TryIn, given)
        commands = commands_from(asked["operations"], asked["later"])
        draft = own_draft(request, asked["draft"]) if "draft" in asked else None
        whole = {"kind": asked["kind"] if draft is None else draft.kind, "change_set": draft}
        found = preview(commands=commands, by=request.user, as_of=_asked_day(request), **whole)
        return with_number(Response(found))


class ChangeSetPreview(APIView):
    """What a draft would do to the register as it stands now."""

    @extend_schema(parameters=[AS_OF], responses=PreviewOut)
    def get(self, request, uid):
        found = preview(change_set=visible(request, uid), by=request.user, as_of=_asked_day(request))
        return with_number(Response(found))


def _part_json(share: PartShare, counts: dict[tuple[str, str], SensorCount]) -> dict[str, Any]:
    count = counts.get((share.route, share.part))
    return {
        **share.as_json(),
        "sensors_installed": count and count.installed,
        "sensors_integrated": count and count.integrated,
    }


def _draft_in(asked: QueryDict) -> UUID | None:
    return validated(DraftQuery, {"draft": asked["draft"]} if "draft" in asked else {})["draft"]


def _asked_day(request) -> date | None:
    asked = _asked(request, "as_of").get("as_of")
    return parse_day(asked) if asked else None


def _asked(request, *known: str) -> QueryDict:
    refuse_unknown(request.query_params, known)
    return request.query_params


def month_ends(first: date, last: date) -> list[date]:
    """Return the last day of each month from that of `first` to that of `last`."""
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    if not 0 < len(months) <= MOST_MONTHS:
        raise PeriodError(_("A series has 1 to %(most)s months.") % {"most": MOST_MONTHS}, "to")
    return [date(m // 12, m % 12 + 1, monthrange(m // 12, m % 12 + 1)[1]) for m in months]


def _behind_json(route: str, found: reading.RouteShare) -> dict:
    share = found.share
    return {
        "route": route,
        "counted_km": _pairs(share.part) if share else [],
        "missing_km": _pairs(share.missing) if share else [],
        "left_out": [
            {"reason": reason, "km": metres.length_cm / CM_PER_KM, "stretches_km": _pairs(metres)}
            for reason, metres in found.left_out.items()
        ],
        "elements": [_element_json(name, one) for name, one in found.elements.items()],
    }


def _element_json(name: str, one) -> dict:
    lengths = {
        "required_km": one.required,
        "built_km": one.required & one.built,
        "accepted_km": one.required & one.accepted,
        "built_elsewhere_km": one.built - one.required,
    }
    return {"element": name, **{key: metres.length_cm / CM_PER_KM for key, metres in lengths.items()}}


def _pairs(metres: MeasureSet) -> list[list[float]]:
    return [[from_cm / CM_PER_KM, to_cm / CM_PER_KM] for from_cm, to_cm in metres.pairs()]
