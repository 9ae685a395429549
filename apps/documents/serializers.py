from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.border.serializers import TYPED, Body, DayField, Query
from apps.documents.models import Document

DAY = "Day that the document bears, ISO 8601."
NO_UID = gettext_lazy("This is no uid of a change set.")
THING_TYPE = "Type of thing of the register, such as `sensor`."


@extend_schema_field({"type": "string", "format": "binary"})
class UploadField(serializers.FileField):
    """The file itself; whether it is empty the register tells in its own words."""

    def __init__(self, **options):
        super().__init__(**{"allow_empty_file": True, "max_length": None, **options})


class PlaceIn(Body):
    """One of three: a stretch (route, from_km, to_km), a thing (thing_type, thing), or a change set."""

    route = serializers.CharField(required=False, allow_blank=True, max_length=20, help_text="Route code.")
    from_km = serializers.CharField(
        required=False, allow_blank=True, max_length=40, help_text=f"Start of the stretch. {TYPED}"
    )
    to_km = serializers.CharField(
        required=False, allow_blank=True, max_length=40, help_text=f"End of the stretch. {TYPED}"
    )
    thing_type = serializers.CharField(required=False, allow_blank=True, max_length=40, help_text=THING_TYPE)
    thing = serializers.CharField(
        required=False, allow_blank=True, max_length=64, help_text="Code or uid of the thing."
    )
    change_set = serializers.UUIDField(
        required=False, error_messages={"invalid": NO_UID}, help_text="uid of a change set."
    )


class DocumentIn(PlaceIn):
    """A file with what it is, and what it is about: a stretch, a thing or a change set."""

    file = UploadField(help_text="pdf, png, jpg, webp, docx, xlsx, gpkg, csv or txt, decided by its content.")
    title = serializers.CharField(max_length=200, help_text="What people call it.")
    kind = serializers.CharField(max_length=40, help_text="Code of a document kind, such as `act`.")
    day = DayField(required=False, help_text=f"{DAY} Today if absent.")
    marking = serializers.ChoiceField(
        Document.Marking.choices, default=Document.Marking.RESTRICTED, help_text="Who may see it by law."
    )
    reason = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=500,
        help_text="Why; kept for ever. The title if absent.",
    )


class AmendIn(Body):
    """What a document is called and is, told anew."""

    title = serializers.CharField(max_length=200, help_text="What people call it.")
    kind = serializers.CharField(max_length=40, help_text="Code of a document kind, such as `act`.")
    day = DayField(help_text=DAY)
    marking = serializers.ChoiceField(Document.Marking.choices, help_text="Who may see it by law.")
    reason = serializers.CharField(max_length=500, help_text="Why; kept for ever.")


class TieIn(PlaceIn):
    reason = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=500, help_text="Why; kept for ever."
    )


class DocumentsQuery(Query):
    """Which documents: by text, kind, marking, day, and what they are about."""

    q = serializers.CharField(required=False, max_length=200, help_text="Words of title or file name.")
    kind = serializers.CharField(required=False, max_length=40, help_text="Code of a document kind.")
    marking = serializers.ChoiceField(
        Document.Marking.choices, required=False, help_text="Who may see it by law."
    )
    from_day = DayField(required=False, default=None, help_text=f"First day. {DAY}")
    until_day = DayField(required=False, default=None, help_text=f"Day after the last. {DAY}")
    route = serializers.CharField(required=False, max_length=20, help_text="Route code.")
    from_km = serializers.CharField(required=False, max_length=40, help_text=f"With route. {TYPED}")
    to_km = serializers.CharField(required=False, max_length=40, help_text=f"With route. {TYPED}")
    thing_type = serializers.CharField(required=False, max_length=40, help_text=THING_TYPE)
    thing = serializers.CharField(required=False, max_length=64, help_text="Code or uid of the thing.")
    change_set = serializers.UUIDField(
        required=False, error_messages={"invalid": NO_UID}, help_text="uid of a change set."
    )
    limit = serializers.IntegerField(
        required=False, min_value=1, max_value=500, help_text="Rows on a page; 50 if absent, 500 at most."
    )
    offset = serializers.IntegerField(
        required=False, min_value=0, help_text="Rows to pass over; 0 if absent."
    )


class TieOut(serializers.Serializer):
    """What a document is about; each is null unless the tie is of that sort."""

    uid = serializers.UUIDField(help_text="uid of the tie, by which it is removed.")
    route = serializers.CharField(allow_null=True, help_text="Route code; null of a thing.")
    from_km = serializers.FloatField(allow_null=True, help_text="Official km, in; null of a thing.")
    to_km = serializers.FloatField(allow_null=True, help_text="Official km, out; null of a thing.")
    thing_type = serializers.CharField(
        allow_null=True, help_text="Type of thing of the register, or change_set; null of a stretch."
    )
    thing = serializers.CharField(allow_null=True, help_text="Code or uid of the thing; null of a stretch.")


class DocumentOut(serializers.Serializer):
    uid = serializers.UUIDField(help_text="uid of the document.")
    title = serializers.CharField(help_text="What people call it.")
    kind = serializers.CharField(help_text="Code of its kind.")
    kind_name = serializers.CharField(help_text="Name of its kind in the reader's language.")
    day = serializers.DateField(help_text=DAY)
    marking = serializers.ChoiceField(Document.Marking.choices, help_text="Who may see it by law.")
    sha256 = serializers.CharField(help_text="SHA-256 of the file as it is kept, hex, as in the ledger.")
    media_type = serializers.CharField(help_text="What the content is.")
    size_bytes = serializers.IntegerField(help_text="Size of the kept file in bytes.")
    name = serializers.CharField(help_text="Name that the file is downloaded under.")
    file = serializers.CharField(help_text="Address of the file on this host.")
    ties = TieOut(many=True, help_text="What it is about.")


class KeptOut(DocumentOut):
    """The document as it stands, and what was written."""

    number = serializers.IntegerField(
        allow_null=True,
        help_text="Ledger number of the set that wrote it; null if nothing had to be written.",
    )
    was_there = serializers.BooleanField(
        help_text="Whether the same file was there before: it was tied again, not stored twice."
    )
