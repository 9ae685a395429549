"""What the workspace's own endpoints take and give. Kilometres are official measures of a route."""

from urllib.parse import unquote_plus

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.fields import empty

from apps.border.serializers import AsOfQuery, Body, DayField
from apps.ledger.privacy import no_personal_code
from apps.ledger.serializers import DraftQuery, KmField
from apps.pages.models import SavedView

MOST_ROWS = 5_000


class LayerQuery(AsOfQuery):
    """A layer and a day; any other parameter narrows a column of the layer, and is checked against it later."""

    layer = serializers.CharField(max_length=40, help_text="Layer on routes, such as `work`.")

    def to_internal_value(self, data):
        own = {name: value for name, value in data.items() if name in self.fields}
        having = {name: value for name, value in data.items() if name not in self.fields and value}
        return {**super().to_internal_value(own), "having": having}


class TableQuery(DraftQuery, LayerQuery):
    from_km = KmField(default=None, help_text="Official km, in: facts that meet the stretch from here.")
    to_km = KmField(default=None, help_text="Official km, out: facts that meet the stretch to here.")
    q = serializers.CharField(default="", max_length=200, help_text="Text in any column, code or name.")
    sort = serializers.CharField(
        default="",
        max_length=200,
        help_text="Columns by comma, `-` before one for downwards: `-length_km,route`.",
    )

    def validate(self, attrs):
        ends = attrs.get("from_km"), attrs.get("to_km")
        if (ends[0] is None) != (ends[1] is None):
            raise serializers.ValidationError({"to_km": _("A stretch needs both its ends.")})
        if ends[0] is not None and ends[0] >= ends[1]:
            raise serializers.ValidationError({"to_km": _("The end lies before the start.")})
        return super().validate(attrs)


class EventsQuery(TableQuery):
    limit = serializers.IntegerField(
        default=100, min_value=1, max_value=MOST_ROWS, help_text="Rows on a page."
    )
    offset = serializers.IntegerField(default=0, min_value=0, max_value=2**31, help_text="Rows to pass over.")


class ExportQuery(TableQuery):
    format = serializers.ChoiceField(choices=["csv", "xlsx"], default="xlsx", help_text="csv or xlsx.")
    columns = serializers.CharField(
        default="", max_length=1000, help_text="Columns by comma, in order; all if absent."
    )
    language = serializers.ChoiceField(
        choices=["lv", "en"],
        required=False,
        help_text="Of heads, names and numbers: lv or en; that of the request if absent.",
    )


class ComparisonQuery(DraftQuery, LayerQuery):
    against = DayField(
        default=empty, help_text="The other day, ISO 8601: gained and lost since then until `as_of`."
    )


class LayerRowsOut(serializers.Serializer):
    columns = serializers.ListField(
        child=serializers.CharField(),
        help_text="from_km, to_km are official km; to_day is the day after the last.",
    )
    rows = serializers.ListField(
        child=serializers.ListField(), help_text="Facts, cells in the order of `columns`."
    )


class WholeLayersOut(serializers.Serializer):
    as_of = serializers.DateField(help_text="Day in the world, ISO 8601, Europe/Riga.")
    ledger = serializers.IntegerField(help_text="Number of the ledger that was read.")
    layers = serializers.DictField(
        child=LayerRowsOut(),
        help_text="By the layer's name, such as `work`, each as `layers/{name}/` gives it.",
    )


class EventsOut(serializers.Serializer):
    layer = serializers.CharField(help_text="Name of the layer.")
    as_of = serializers.DateField(help_text="Day in the world, ISO 8601, Europe/Riga.")
    ledger = serializers.IntegerField(help_text="Number of the ledger that was read.")
    count = serializers.IntegerField(help_text="Rows on all pages.")
    length_km = serializers.FloatField(help_text="Official km of the rows on all pages, one after the other.")
    columns = serializers.ListField(
        child=serializers.CharField(), help_text="to_day is the day after the last."
    )
    rows = serializers.ListField(child=serializers.ListField(), help_text="Cells in the order of `columns`.")


class RowFaultOut(serializers.Serializer):
    n = serializers.IntegerField(help_text="Which operation, from 0.")
    where = serializers.CharField(
        allow_null=True, help_text="Its field at fault, such as `to_km`; null: the whole operation."
    )
    message = serializers.CharField(help_text="In the reader's language.")


class CheckOut(serializers.Serializer):
    faults = RowFaultOut(
        many=True, help_text="Of the operations that could not be written; empty if all could."
    )


class ComparedOut(serializers.Serializer):
    gained_km = serializers.FloatField(help_text="Official km that count now and did not before.")
    lost_km = serializers.FloatField(help_text="Official km that counted before and do not now.")


class StretchesOut(ComparedOut):
    route = serializers.CharField(help_text="Route code.")
    gained = serializers.ListField(child=serializers.ListField(), help_text="[from_km, to_km) pairs.")
    lost = serializers.ListField(child=serializers.ListField(), help_text="[from_km, to_km) pairs.")


class CountedOut(StretchesOut):
    key = serializers.DictField(help_text="Whose metres, such as the element.")


class FigureComparedOut(StretchesOut):
    code = serializers.CharField(help_text="Figure, such as K1.")


class ValueOut(ComparedOut):
    value = serializers.CharField(
        allow_null=True, help_text="Value of the layer's first column; null: the column is empty there."
    )


class ComparisonOut(serializers.Serializer):
    layer = serializers.CharField(help_text="Name of the layer.")
    against = serializers.DateField(help_text="The day before, ISO 8601, Europe/Riga.")
    as_of = serializers.DateField(help_text="The day after, ISO 8601, Europe/Riga.")
    ledger = serializers.IntegerField(help_text="Number of the ledger that was read.")
    counted = CountedOut(
        many=True, help_text="Works that are built, land that is cleared, covered metres, else any fact."
    )
    values = ValueOut(many=True, help_text="Official km gained and lost by each value.")
    figures = FigureComparedOut(
        many=True, help_text="K1 on each route; K2 for computed layers of surveillance."
    )


class ViewNameIn(Body):
    name = serializers.CharField(
        max_length=80, validators=[no_personal_code], help_text="What its owner calls it."
    )


class SavedViewIn(ViewNameIn):
    search = serializers.CharField(
        max_length=2000, allow_blank=True, help_text="Query of the address, with its `?`."
    )

    def validate_search(self, value: str) -> str:
        if value and not value.startswith("?"):
            raise serializers.ValidationError(_("The query of an address begins with ?."))
        no_personal_code(unquote_plus(value))
        return value


class SavedViewOut(serializers.ModelSerializer):
    class Meta:
        model = SavedView
        fields = ["id", "name", "search", "saved_at"]
        extra_kwargs = {
            "id": {"help_text": "Number of the view."},
            "name": {"help_text": "What its owner calls it."},
            "search": {"help_text": "Query of the address, with its `?`; empty for the whole workspace."},
            "saved_at": {"help_text": "When it was last saved, ISO 8601 with its offset."},
        }
