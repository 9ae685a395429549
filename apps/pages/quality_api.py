from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.border.days import today
from apps.border.serializers import AsOfQuery
from apps.ledger.models import ChangeSet
from apps.pages.mending import finding_json
from apps.pages.quality import checked, checked_one

MOST_FINDINGS = 5_000


class QualityQuery(AsOfQuery):
    limit = serializers.IntegerField(
        default=500, min_value=1, max_value=MOST_FINDINGS, help_text="Findings on a page."
    )
    offset = serializers.IntegerField(
        default=0, min_value=0, max_value=2**31, help_text="Findings to pass over."
    )


class QualityCheckOut(serializers.Serializer):
    code = serializers.CharField(help_text="The check as a word, such as no_status.")
    title = serializers.CharField(help_text="Its name, in the reader's language.")
    why = serializers.CharField(help_text="What it looks for, in the reader's language.")
    count = serializers.IntegerField(help_text="Findings.")
    km = serializers.FloatField(
        help_text="Official kilometres of the findings; a metre found for two elements counts twice."
    )


class QualityFindingOut(serializers.Serializer):
    layer = serializers.CharField(help_text="Layer of the register that is to be mended.")
    key = serializers.DictField(help_text="Whose fact: route and element, or the thing.")
    from_km = serializers.FloatField(help_text="Official km, in; null: a thing.", allow_null=True)
    to_km = serializers.FloatField(help_text="Official km, out; null: a thing.", allow_null=True)
    note = serializers.CharField(help_text="What is odd, in the reader's language; may be empty.")
    mend = serializers.CharField(help_text="Address of the page of this site on which it is mended.")


class QualityOut(serializers.Serializer):
    as_of = serializers.DateField(help_text="The day looked at, ISO 8601.")
    ledger = serializers.IntegerField(help_text="Number of the ledger that was read.")
    checks = QualityCheckOut(many=True, help_text="Every check in its order.")


class QualityFindingsOut(QualityCheckOut):
    as_of = serializers.DateField(help_text="The day looked at, ISO 8601.")
    ledger = serializers.IntegerField(help_text="Number of the ledger that was read.")
    findings = QualityFindingOut(many=True, help_text="This page of the findings, in order.")


class Quality(APIView):
    """What each check of data quality counts on a day. What it found is for the full reading level."""

    @extend_schema(operation_id="quality", parameters=[AsOfQuery], responses=QualityOut)
    def get(self, request):
        day, number = AsOfQuery.of(request)["as_of"], ChangeSet.objects.number()
        counts = [one.counts() for one in checked(day)]
        return Response({"as_of": day, "ledger": number, "checks": counts})


class QualityFindings(APIView):
    """What one check found on a day, each with the page that mends it."""

    @extend_schema(operation_id="quality_findings", parameters=[QualityQuery], responses=QualityFindingsOut)
    def get(self, request, code: str):
        asked, number = QualityQuery.of(request), ChangeSet.objects.number()
        day, first = asked["as_of"], asked["offset"]
        found = checked_one(code, day)
        at = None if day == today() else day
        shown = [finding_json(code, one, at) for one in found.findings[first : first + asked["limit"]]]
        return Response({"as_of": day, "ledger": number, **found.counts(), "findings": shown})
