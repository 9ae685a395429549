"""What the API of land gives: land units by cadastral designation, never an owner."""

from django.utils.translation import gettext as _
from rest_framework import serializers

from apps.border.serializers import AsOfQuery
from apps.land.models import Parcel


class ParcelsQuery(AsOfQuery):
    route = serializers.CharField(default=None, max_length=20, help_text="Route code; all routes if absent.")
    status = serializers.CharField(
        default=None, max_length=40, help_text="Land-rights status code; all if absent."
    )
    purpose = serializers.CharField(default=None, max_length=10, help_text="strip or road; both if absent.")

    def validate_purpose(self, value: str | None) -> str | None:
        if value is not None and value not in Parcel.Purpose.values:
            known = ", ".join(Parcel.Purpose.values)
            raise serializers.ValidationError(
                _("There is no such purpose; there are: %(names)s.") % {"names": known}
            )
        return value


class ParcelStretchOut(serializers.Serializer):
    route = serializers.CharField(help_text="Route code.")
    from_km = serializers.FloatField(help_text="Official km, in.")
    to_km = serializers.FloatField(help_text="Official km, out.")


class ParcelOut(serializers.Serializer):
    """A land unit with its case of a day."""

    code = serializers.CharField(help_text="Cadastral designation, 11 digits.")
    property_number = serializers.CharField(
        help_text="Cadastral number of the property, 11 digits; empty if not recorded."
    )
    purpose = serializers.CharField(
        help_text="strip (under the border strips) or road (under a border road)."
    )
    area_ha = serializers.FloatField(allow_null=True, help_text="Area in hectares; null: not recorded.")
    status = serializers.CharField(
        allow_null=True, help_text="Land-rights status code; null: no case that day."
    )
    status_name = serializers.CharField(help_text="Status in the request's language; empty without a case.")
    titled = serializers.BooleanField(help_text="Whether the status is the State's title.")
    cleared = serializers.BooleanField(help_text="Whether the status lets works begin.")
    cabinet_order = serializers.CharField(help_text="Reference of the Cabinet order; empty if none.")
    amount_eur = serializers.DecimalField(
        max_digits=12, decimal_places=2, allow_null=True, help_text="Compensation, euros; null: not recorded."
    )
    since = serializers.DateField(
        allow_null=True, help_text="First day of this state of the case; null: no case that day."
    )
    note = serializers.CharField(help_text="Note.")
    stretches = ParcelStretchOut(many=True, help_text="Which metres of the border it lies along.")
