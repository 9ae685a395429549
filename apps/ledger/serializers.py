"""What the API takes and gives of change sets. Kilometres are official measures, `from` in and `to` out."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.border.serializers import Body
from apps.geo.errors import MeasureError
from apps.geo.stationing import parse_measure
from apps.ledger.models import ChangeSet

DAY = "ISO 8601 day, Europe/Riga."


@extend_schema_field({"oneOf": [{"type": "number"}, {"type": "string"}]})
class KmField(serializers.Field):
    """A measure in kilometres: a number with at most 5 decimals, or text such as `12+346.25`."""

    def to_internal_value(self, value) -> int:
        try:
            return parse_measure(value)
        except MeasureError as error:
            from django.utils.translation import gettext

            raise serializers.ValidationError(error.translated(gettext)) from None

    def to_representation(self, value: int) -> float:
        return value / 100_000


class OperationIn(Body):
    """One write: put or clear a box of a layer; add, amend or remove an object."""

    verb = serializers.ChoiceField(
        ["put", "clear", "add", "amend", "remove"],
        help_text="put or clear a box of a layer; add, amend or remove an object.",
    )
    target = serializers.CharField(max_length=40, help_text="Layer or type of object, such as `work`.")
    key = serializers.DictField(
        required=False, help_text="Of a layer: whose fact, such as route and element, by code."
    )
    uid = serializers.CharField(required=False, max_length=64, help_text="Of an object: its code or uid.")
    from_km = KmField(required=False, help_text="Official km, in; at most 5 decimals, or `12+346.25`.")
    to_km = KmField(required=False, help_text="Official km, out; at most 5 decimals, or `12+346.25`.")
    from_day = serializers.CharField(required=False, help_text=f"First day. {DAY}")
    until_day = serializers.CharField(
        required=False,
        allow_null=True,
        help_text=f"Day after the last; null for no end. Corrections only. {DAY}",
    )
    values = serializers.DictField(
        required=False,
        help_text="Columns to change, by name; the others stay. A `point` is GeoJSON"
        ' `{"type": "Point", "coordinates": [27.5, 56.4]}` (degrees, EPSG:4326, longitude first),'
        ' `{"e": 700000, "n": 250000}` (metres of EPSG:3059), WKT or EWKT, or hex EWKB as answers give it;'
        " at most 50 km outside the area of that grid. Other geometries are hex EWKB in EPSG:3059.",
    )


class ChangeSetIn(Body):
    """A set of writes with its reason."""

    reason = serializers.CharField(max_length=500, help_text="Why; kept for ever.")
    kind = serializers.ChoiceField(
        ChangeSet.Kind.values,
        default=ChangeSet.Kind.UPDATE,
        help_text="update: the world changed, from `from_day` on; correct: we were wrong about a period.",
    )
    state = serializers.ChoiceField(
        ["applied", "draft"], default="applied", help_text="Apply at once, or keep as a draft."
    )
    later = serializers.ChoiceField(
        ["until_next", "replace"],
        default="until_next",
        help_text="Where later facts begin in a box without an end: hold until the next one, or replace them."
        " A box with `until_day` is written as a whole.",
    )
    operations = OperationIn(many=True, allow_empty=False, help_text="Applied in order, all or none.")


class DraftQuery(serializers.Serializer):
    """A reading of the register as one's own draft would leave it."""

    draft = serializers.UUIDField(
        default=None,
        help_text="uid of one's own draft: the answer is of the register as it would leave it; as it is if absent.",
    )


class TryIn(ChangeSetIn):
    """A set of writes to look at, by itself or at the end of a draft."""

    draft = serializers.UUIDField(
        required=False,
        help_text="uid of one's own draft: the writes come after it, and the answer is of both together.",
    )


class UndoIn(Body):
    reason = serializers.CharField(max_length=500, help_text="Why it is undone; kept for ever.")
    state = serializers.ChoiceField(
        ["applied", "draft"],
        default="applied",
        help_text="Undo at once, or keep the inverse as a draft, as layers that need a second person ask.",
    )


class ExtendIn(Body):
    """Operations for the end of a draft; they meet the register as the draft would leave it."""

    later = serializers.ChoiceField(
        ["until_next", "replace"],
        default="until_next",
        help_text="Where later facts begin in a box without an end: hold until the next one, or replace them."
        " A box with `until_day` is written as a whole.",
    )
    operations = OperationIn(
        many=True, allow_empty=False, help_text="Added in order after those of the draft, all or none."
    )


class RevisionIn(Body):
    """Which state of a set somebody looked at."""

    revision = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=2**31 - 1,
        help_text="`revision` of the set as it was read; 412 if its operations were changed since.",
    )


class RejectIn(Body):
    reason = serializers.CharField(max_length=2000, help_text="Why; it stays as a comment.")


class CommentIn(Body):
    text = serializers.CharField(max_length=2000, help_text="What to say; it is kept with the change set.")


class CommentOut(serializers.Serializer):
    author = serializers.CharField(source="author.display_name", help_text="Display name.")
    text = serializers.CharField(help_text="What was said.")
    is_rejection = serializers.BooleanField(help_text="Whether it is the reason of a rejection.")
    written_at = serializers.DateTimeField(help_text="When it was written, ISO 8601 with its offset.")


class PieceOut(serializers.Serializer):
    from_km = serializers.FloatField(help_text="Official km, in.")
    to_km = serializers.FloatField(help_text="Official km, out.")
    from_day = serializers.DateField(help_text=f"First day. {DAY}")
    until_day = serializers.DateField(allow_null=True, help_text="Day after the last; null for no end.")
    values = serializers.DictField(help_text="What the layer holds there.")


class OperationOut(serializers.Serializer):
    """One applied or drafted operation: what stood there before, and what stands there after it."""

    n = serializers.IntegerField(help_text="Its place in the set, counted from 0.")
    target = serializers.CharField(help_text="Layer or type of object, such as `work`.")
    key = serializers.DictField(
        allow_null=True,
        help_text="Of a layer: whose fact, such as route and element, by code; null of an object.",
    )
    uid = serializers.CharField(allow_null=True, help_text="Of an object: its code or uid; null of a layer.")
    from_km = serializers.FloatField(allow_null=True, help_text="Official km, in; null of an object.")
    to_km = serializers.FloatField(allow_null=True, help_text="Official km, out; null of an object.")
    from_day = serializers.DateField(
        allow_null=True, help_text="First day, ISO 8601, Europe/Riga; null of an object."
    )
    until_day = serializers.DateField(
        allow_null=True, help_text="Day after the last, ISO 8601; null for no end, and of an object."
    )
    before = PieceOut(
        many=True,
        allow_null=True,
        help_text="Of a layer: pieces of the box as they were;"
        " of an object: its columns, null if there was none.",
    )
    after = PieceOut(
        many=True,
        allow_null=True,
        help_text="Of a layer: pieces of the box as they become;"
        " of an object: its columns, null once removed.",
    )


class ChangeSetOut(serializers.Serializer):
    uid = serializers.UUIDField(allow_null=True, help_text="null if nothing was changed.")
    number = serializers.IntegerField(allow_null=True, help_text="Ledger number; null until applied.")
    state = serializers.CharField(
        help_text="draft, submitted, rejected, applied; unchanged if nothing changed."
    )
    kind = serializers.CharField(
        allow_null=True,
        help_text="update: the world changed; correct: we were wrong about a period;"
        " null where the register would choose and nothing was changed.",
    )
    reason = serializers.CharField(help_text="Why, as its author wrote it.")
    author = serializers.CharField(help_text="Display name.")
    approver = serializers.CharField(
        allow_null=True, help_text="Display name of the second person; null where there was none."
    )
    created_at = serializers.DateTimeField(
        allow_null=True, help_text="When it was made, ISO 8601 with its offset; null if nothing was changed."
    )
    applied_at = serializers.DateTimeField(
        allow_null=True, help_text="When it was applied, ISO 8601 with its offset; null until then."
    )
    base_number = serializers.IntegerField(help_text="Ledger number that the author saw.")
    revision = serializers.IntegerField(
        help_text="How often its operations were changed since it was made: send it back to approve."
    )
    hash = serializers.CharField(
        allow_null=True, help_text="SHA-256 of the chain up to this set; null until applied."
    )
    undoes = serializers.UUIDField(
        allow_null=True, help_text="uid of the set that it undoes; null if it undoes none."
    )
    undone_by = serializers.UUIDField(
        allow_null=True, help_text="uid of the set that undoes it; null if none does."
    )
    operation_count = serializers.IntegerField(help_text="Number of its operations.")


class ChangeSetDetailOut(ChangeSetOut):
    operations = OperationOut(
        many=True, help_text="In the order in which they apply; empty if nothing was changed."
    )


class RebasedOut(ChangeSetDetailOut):
    collided = OperationOut(many=True, help_text="Taken out: later sets lie on their place.")


class LedgerOut(serializers.Serializer):
    number = serializers.IntegerField(
        help_text="Number of the newest applied change set; 0 before the first."
    )
    head = serializers.CharField(help_text="Its hash.")


class LayerOut(serializers.Serializer):
    """Facts of a layer that hold on a day: one row each, values in the order of `columns`."""

    layer = serializers.CharField(help_text="Name of the layer.")
    as_of = serializers.DateField(help_text=DAY)
    ledger = serializers.IntegerField(help_text="Number of the ledger that was read.")
    columns = serializers.ListField(
        child=serializers.CharField(),
        help_text="from_km, to_km are official km; to_day is the day after the last.",
    )
    rows = serializers.ListField(
        child=serializers.ListField(), help_text="Facts, cells in the order of `columns`."
    )


class FindingOut(serializers.Serializer):
    """What one check found on one stretch. Only an error stands in the way of applying."""

    check = serializers.CharField(help_text="Name of the check, such as `not_required`; stays the same.")
    severity = serializers.ChoiceField(
        ["error", "warning", "notice"],
        help_text="error: it will be refused; warning: look again; notice: good to know.",
    )
    text = serializers.CharField(help_text="What was found, in the language that was asked for.")
    target = serializers.CharField(help_text="Layer, such as `work`.")
    key = serializers.DictField(help_text="Whose fact, such as route and element, by code.")
    from_km = serializers.FloatField(allow_null=True, help_text="Official km, in; null without a stretch.")
    to_km = serializers.FloatField(allow_null=True, help_text="Official km, out; null without a stretch.")
    length_km = serializers.FloatField(
        allow_null=True, help_text="Official km between the two; null without a stretch."
    )
    from_day = serializers.DateField(
        allow_null=True, help_text=f"First day that it is about; null where no day matters. {DAY}"
    )
    change_set = serializers.UUIDField(
        allow_null=True, help_text="Of `meets_draft`: uid of the other set; else null."
    )


class PreviewOut(serializers.Serializer):
    as_of = serializers.DateField(
        help_text="Day of the figures: the one asked for, else today or the first on which the writes show."
        f" {DAY}"
    )
    figures = serializers.DictField(help_text="`before` and `after`: lists of figures as of that day.")
    later_facts = PieceOut(many=True, help_text="Facts that begin inside the boxes, after their first day.")
    operations = OperationOut(
        many=True, help_text="What the writes come to, in the order in which they apply."
    )
    drafted = serializers.IntegerField(
        help_text="How many of the operations, from the first on, the draft that was named holds already."
    )
    findings = FindingOut(
        many=True, help_text="What the checks found, worst first, one a stretch; at most 500."
    )
    findings_count = serializers.IntegerField(help_text="How many the checks found in all.")
