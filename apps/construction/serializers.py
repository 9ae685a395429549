"""What the API of construction takes and gives: official km, places in EPSG:4326, money in euros without VAT."""

from rest_framework import serializers

from apps.border.serializers import AsOfQuery
from apps.ledger.serializers import LayerOut

ROUTE = "Route code; all routes if absent."


class OnRouteQuery(AsOfQuery):
    route = serializers.CharField(default=None, max_length=20, help_text=ROUTE)


class ReadinessQuery(OnRouteQuery):
    element = serializers.CharField(default=None, max_length=40, help_text="Element code; all if absent.")


class ContractsQuery(AsOfQuery):
    lot = serializers.CharField(default=None, max_length=40, help_text="Lot code; all lots if absent.")


class AcceptancesQuery(OnRouteQuery):
    lot = serializers.CharField(default=None, max_length=40, help_text="Lot code; all if absent.")


class StructuresQuery(AcceptancesQuery):
    kind = serializers.CharField(
        default=None, max_length=40, help_text="Type of structure, such as `tower`; all if absent."
    )


class ReadinessClassOut(serializers.Serializer):
    """One state as a legend shows it."""

    code = serializers.CharField(help_text="Code, as in the column `status`.")
    name = serializers.CharField(help_text="Name in the request's language.")
    colour = serializers.CharField(help_text="Colour, #rrggbb.")
    pattern = serializers.CharField(help_text="Pattern beside the colour.")
    letter = serializers.CharField(help_text="Letter beside the colour.")


class ReadinessOut(LayerOut):
    """Each required metre with its state, as a layer: what can be built next, and what holds the rest up."""

    columns = serializers.ListField(
        child=serializers.CharField(),
        help_text="route, element, from_km, to_km (official km), from_day, to_day, status. It is worked out for"
        " `as_of`: from_day is that day, to_day is null.",
    )
    classes = ReadinessClassOut(many=True, help_text="The states in the order of a legend.")


class ContractOut(serializers.Serializer):
    """A contract with its terms of a day."""

    code = serializers.CharField(help_text="Code of the contract.")
    number = serializers.CharField(help_text="Contract number.")
    lot = serializers.CharField(help_text="Code of its lot.")
    contractor = serializers.CharField(
        allow_null=True, help_text="Code of the organisation; null: not chosen."
    )
    contractor_name = serializers.CharField(help_text="Name of the organisation; empty if not chosen.")
    signed_on = serializers.DateField(allow_null=True, help_text="Day of signing; null: not signed.")
    state = serializers.CharField(
        allow_null=True,
        help_text="tender, in_force, suspended, completed or terminated; null: no terms on that day.",
    )
    amount_eur = serializers.DecimalField(
        max_digits=14, decimal_places=2, allow_null=True, help_text="Euros without VAT; null: not known."
    )
    paid_eur = serializers.DecimalField(
        max_digits=14, decimal_places=2, allow_null=True, help_text="Euros paid to date; null: not recorded."
    )
    complete_by = serializers.DateField(allow_null=True, help_text="Planned completion; null: not planned.")
    project = serializers.CharField(help_text="Number of the co-financing project; empty if none.")
    fund_share_pct = serializers.FloatField(
        allow_null=True, help_text="Share of the fund in percent; null: not co-financed."
    )
    change_order = serializers.CharField(help_text="The act that brought these terms; empty if none.")
    note = serializers.CharField(help_text="Note.")


class AcceptanceOut(serializers.Serializer):
    """An act of acceptance on a stretch."""

    route = serializers.CharField(help_text="Route code.")
    element = serializers.CharField(help_text="Element code.")
    element_name = serializers.CharField(help_text="Name of the element in the request's language.")
    from_km = serializers.FloatField(help_text="Official km, in.")
    to_km = serializers.FloatField(help_text="Official km, out.")
    verdict = serializers.CharField(help_text="submitted, defects or accepted.")
    act = serializers.CharField(help_text="Reference of the act; empty if there is none.")
    act_on = serializers.DateField(allow_null=True, help_text="Day of the act; null: not recorded.")
    lot = serializers.CharField(allow_null=True, help_text="Lot code; null: of no lot.")
    change_order = serializers.CharField(
        help_text="Reference of the order to build otherwise than designed; empty if none."
    )
    note = serializers.CharField(help_text="Note.")


class StructureOut(serializers.Serializer):
    """A structure as of a day."""

    code = serializers.CharField(help_text="Code of the structure.")
    name = serializers.CharField(help_text="Name in the request's language.")
    kind = serializers.CharField(help_text="Code of its type, such as `tower`.")
    kind_name = serializers.CharField(help_text="Name of its type in the request's language.")
    length_m = serializers.FloatField(allow_null=True, help_text="Length in metres; null: not recorded.")
    route = serializers.CharField(help_text="Route code.")
    km = serializers.FloatField(allow_null=True, help_text="Official km; null: placed by its own point.")
    lon = serializers.FloatField(
        allow_null=True, help_text="Longitude, degrees, EPSG:4326; null: placed by its km."
    )
    lat = serializers.FloatField(
        allow_null=True, help_text="Latitude, degrees, EPSG:4326; null: placed by its km."
    )
    status = serializers.CharField(help_text="Work status code.")
    status_name = serializers.CharField(help_text="Work status in the request's language.")
    built = serializers.BooleanField(help_text="Whether the status counts as built.")
    accepted = serializers.BooleanField(help_text="Whether the status counts as accepted into operation.")
    lot = serializers.CharField(allow_null=True, help_text="Lot code; null: of no lot.")
    note = serializers.CharField(help_text="Note.")
