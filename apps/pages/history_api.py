from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.border.locate import named
from apps.border.models import Route
from apps.border.serializers import Query
from apps.geo.errors import MeasureError
from apps.geo.measures import Stretch
from apps.geo.stationing import as_km
from apps.ledger.etag import with_number
from apps.ledger.serializers import KmField, PieceOut
from apps.pages.stretch_history import stretch_history


class HistoryQuery(Query):
    route = serializers.CharField(max_length=20, help_text="Route code.")
    from_km = KmField(help_text="Official km, in: a number or text such as `12+346.25`.")
    to_km = KmField(help_text="Official km, out.")
    before = serializers.IntegerField(
        default=None, min_value=1, help_text="Ledger number: only sets before it, for the next page."
    )
    limit = serializers.IntegerField(default=20, min_value=1, max_value=100, help_text="Sets on a page.")


class HistoryStepOut(serializers.Serializer):
    target = serializers.CharField(help_text="Layer, such as `work`.")
    key = serializers.DictField(help_text="Whose fact, such as the element, without the route.")
    from_km = serializers.FloatField(help_text="Official km, in, cut to the stretch asked for.")
    to_km = serializers.FloatField(help_text="Official km, out, cut to the stretch asked for.")
    from_day = serializers.DateField(help_text="First day, ISO 8601, Europe/Riga.")
    until_day = serializers.DateField(allow_null=True, help_text="Day after the last; null for no end.")
    before = PieceOut(many=True, help_text="What stood there before, cut to the stretch; six pieces at most.")
    after = PieceOut(many=True, help_text="What stood there after, cut to the stretch; six pieces at most.")


class HistorySetOut(serializers.Serializer):
    number = serializers.IntegerField(help_text="Ledger number.")
    uid = serializers.UUIDField(help_text="uid of the change set.")
    by = serializers.CharField(help_text="Its author.")
    approver = serializers.CharField(allow_null=True, help_text="Who approved it; null: nobody had to.")
    at = serializers.DateTimeField(help_text="When it was applied, ISO 8601.")
    reason = serializers.CharField(help_text="Why, in its author's words.")
    kind = serializers.CharField(help_text="`update` or `correct`.")
    undoes = serializers.IntegerField(
        allow_null=True, help_text="Ledger number of the set that it takes back; null: it takes none back."
    )
    undone_by = serializers.IntegerField(
        allow_null=True, help_text="Ledger number of the set that took it back; null: it stands."
    )
    may_undo = serializers.BooleanField(help_text="Whether the reader may take it back.")
    four_eyes = serializers.BooleanField(help_text="Whether a second person has to approve that.")
    operations = HistoryStepOut(many=True, help_text="What it changed on the stretch; six at most.")
    more = serializers.IntegerField(help_text="Further operations of the set on the stretch.")


class StretchHistoryOut(serializers.Serializer):
    route = serializers.CharField(help_text="Route code.")
    from_km = serializers.FloatField(help_text="Official km, in.")
    to_km = serializers.FloatField(help_text="Official km, out.")
    sets = HistorySetOut(many=True, help_text="The change sets that wrote there, newest first.")
    older = serializers.BooleanField(help_text="Whether there are older ones.")


class History(APIView):
    """What happened on a stretch of a route, on any day: who, when, why, before and after, newest first."""

    @extend_schema(operation_id="history", parameters=[HistoryQuery], responses=StretchHistoryOut)
    def get(self, request):
        asked = HistoryQuery.of(request)
        route = Route.objects.named(asked.pop("route"))
        stretch = named("to_km", _on, route, asked.pop("from_km"), asked.pop("to_km"))
        return with_number(Response(stretch_history(route, stretch, request.user, **asked)))


def _on(route: Route, from_cm: int, to_cm: int) -> Stretch:
    if to_cm > route.official_length_cm:
        message = _("%(route)s ends at km %(km)s.")
        raise MeasureError(message, "to_km", route=route.code, km=as_km(route.official_length_cm))
    return Stretch(from_cm, to_cm)
