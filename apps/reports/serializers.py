from rest_framework import serializers

from apps.border.serializers import Body
from apps.reports.content.asked import FULL, GENERAL
from apps.reports.kinds import KINDS
from apps.reports.models import Delivery, Pack


class ReportIn(Body):
    """A report that is asked for."""

    kind = serializers.ChoiceField(list(KINDS), default="coverage", help_text="Kind of report.")
    as_of = serializers.DateField(help_text="Day in the world, ISO 8601, Europe/Riga.")
    sections = serializers.ListField(
        child=serializers.CharField(max_length=30),
        default=list,
        max_length=1_000,
        help_text="Codes of border sections; the whole border if empty.",
    )
    language = serializers.ChoiceField(["lv", "en"], default="lv", help_text="Language of the report.")
    audience = serializers.ChoiceField(
        [FULL, GENERAL],
        default=FULL,
        help_text="full: positions and gaps; general: kilometres and counts by section, ends rounded.",
    )
    detail_maps = serializers.BooleanField(
        default=False, help_text="Map sheets 1:10 000 beside those 1:50 000."
    )


class FileOut(serializers.Serializer):
    """One file of a report."""

    name = serializers.CharField(help_text="Path inside the archive.")
    bytes = serializers.IntegerField(help_text="Size.")
    sha256 = serializers.CharField(help_text="SHA-256 of its bytes, hexadecimal.")


class ReportOut(serializers.ModelSerializer):
    """A report that was made."""

    files = FileOut(many=True, help_text="What the archive holds beside its manifest.")
    ledger_number = serializers.IntegerField(
        source="snapshot.ledger_number", help_text="Number of the last change set that the report knows."
    )
    ledger_head = serializers.CharField(
        source="snapshot.ledger_head", help_text="SHA-256 at the head of the ledger at that number."
    )

    class Meta:
        model = Pack
        fields = [
            "uid",
            "kind",
            "number",
            "as_of",
            "audience",
            "language",
            "asked",
            "ledger_number",
            "ledger_head",
            "sha256",
            "size_bytes",
            "made_at",
            "files",
        ]
        extra_kwargs = {
            "uid": {"help_text": "Of the report."},
            "kind": {"help_text": "coverage, committee or public."},
            "number": {"help_text": "Unique number that stands on every page."},
            "as_of": {"help_text": "Day in the world, ISO 8601."},
            "audience": {"help_text": "full or general."},
            "language": {"help_text": "lv or en."},
            "asked": {
                "help_text": "All that it was asked with; with the ledger's number it decides the content."
            },
            "sha256": {"help_text": "SHA-256 of the archive, hexadecimal."},
            "size_bytes": {"help_text": "Size of the archive."},
            "made_at": {"help_text": "When it was made, ISO 8601 with its offset."},
        }


class DeliveryOut(serializers.ModelSerializer):
    """A report on its way to a folder or a mail address."""

    state = serializers.ChoiceField(
        sorted(set(Delivery.STATES.values())),
        help_text="waiting, sent, failed, or stopped by somebody.",
    )
    attempts = serializers.IntegerField(source="job.attempts", help_text="How often it was tried.")
    next_try_at = serializers.DateTimeField(
        source="job.not_before",
        allow_null=True,
        help_text="When it is tried again at the earliest, ISO 8601 with its offset; null: at once, or no more.",
    )
    finished_at = serializers.DateTimeField(
        source="job.finished_at",
        allow_null=True,
        help_text="When it was sent, failed or stopped, ISO 8601 with its offset; null until then.",
    )
    failure = serializers.CharField(
        source="job.failure", help_text="Why the last try was in vain; empty if it was not."
    )
    job = serializers.UUIDField(source="job.uid", help_text="The job that brings it there.")

    class Meta:
        model = Delivery
        fields = ["uid", "way", "to", "state", "attempts", "next_try_at", "finished_at", "failure", "job"]
        extra_kwargs = {
            "uid": {"help_text": "Of the delivery."},
            "way": {"help_text": "folder or mail."},
            "to": {"help_text": "Name of the folder, or a mail address."},
        }
