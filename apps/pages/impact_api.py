from datetime import date
from typing import Any

from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.border.models import SectionImpact, SectionStretch
from apps.border.serializers import AsOfQuery
from apps.geo.measures import CM_PER_KM
from apps.ledger.etag import with_number
from apps.ledger.models import ChangeSet

COLUMNS = ("route", "from_km", "to_km", "from_day", "to_day", "section", "level")


class SectionImpactOut(serializers.Serializer):
    layer = serializers.CharField(help_text="`section_impact`.")
    as_of = serializers.DateField(help_text="The day asked for, ISO 8601.")
    ledger = serializers.IntegerField(help_text="Number of the ledger that was read.")
    columns = serializers.ListField(child=serializers.CharField(), help_text="What each cell of a row is.")
    rows = serializers.ListField(
        child=serializers.ListField(),
        help_text="A row for each stretch of a section that has a level on that day, by route and km.",
    )


@method_decorator(gzip_page, name="dispatch")
class SectionImpactLayer(APIView):
    """The impact level of each metre, which is that of its section, in the shape of a layer."""

    @extend_schema(operation_id="section_impact", parameters=[AsOfQuery], responses=SectionImpactOut)
    def get(self, request):
        day, number = AsOfQuery.of(request)["as_of"], ChangeSet.objects.number()
        told = {"layer": "section_impact", "as_of": day, "ledger": number}
        return with_number(Response({**told, "columns": COLUMNS, "rows": impact_rows(day)}), number)


def impact_rows(day: date) -> list[list[Any]]:
    """Return the stretches in the order of `COLUMNS`; a section without a level on that day has none."""
    impacts = SectionImpact.objects.as_of(day)
    levels = dict(impacts.values_list("section__code", "level__code"))
    stretches = SectionStretch.objects.as_of(day).order_by("route__code", "from_cm")
    return [
        [route, from_cm / CM_PER_KM, to_cm / CM_PER_KM, day.isoformat(), None, section, levels[section]]
        for route, from_cm, to_cm, section in stretches.values_list(
            "route__code", "from_cm", "to_cm", "section__code"
        )
        if section in levels
    ]
