"""What the API of lots and progress gives: official km, euros without VAT, counts."""

from rest_framework import serializers

from apps.border.serializers import DAY
from apps.construction.serializers import AcceptanceOut, ContractOut, OnRouteQuery, StructureOut
from apps.indicators.serializers import FigureOut
from apps.ledger.serializers import ChangeSetOut

FORESEEN = "Day on which it will be complete at the pace of the last 12 months; null: complete, or not to be foreseen."

__all__ = ["LotDetailOut", "LotOut", "OnRouteQuery", "ProgressOut"]


def km(help_text: str) -> serializers.FloatField:
    return serializers.FloatField(help_text=f"Official km {help_text}")


def euros(help_text: str) -> serializers.FloatField:
    return serializers.FloatField(help_text=f"Euros without VAT, {help_text}")


def count(help_text: str) -> serializers.IntegerField:
    return serializers.IntegerField(help_text=help_text)


class ElementLineOut(serializers.Serializer):
    """How far one element has come."""

    element = serializers.CharField(help_text="Element code.")
    name = serializers.CharField(help_text="Name in the request's language.")
    required_km = km("where it is required.")
    built_km = km("of these where it is built.")
    accepted_km = km("of these where it is accepted into operation.")
    with_act_km = km("of the accepted ones with the reference of an act.")
    elsewhere_km = km("built where it is not required.")
    left_out_km = km("of these where an exclusion of K1 says that nothing can be built.")
    missing_km = km("required, not left out and not built.")
    gained_km = km("required and built that were not built a year before.")
    complete_on = serializers.DateField(allow_null=True, help_text=FORESEEN)


class CountedStructuresOut(serializers.Serializer):
    recorded = count("How many are recorded.")
    built = count("How many of them count as built.")
    accepted = count("How many of them count as accepted into operation.")


class CountedKindOut(CountedStructuresOut):
    kind = serializers.CharField(help_text="Code of the type of structure.")
    name = serializers.CharField(help_text="Name in the request's language.")


class LandTotalOut(serializers.Serializer):
    recorded = count("Land units that are recorded.")
    cleared = count("Of them, where works may begin.")
    titled = count("Of them, under the State's title.")


class LandUnitsOut(LandTotalOut):
    purpose = serializers.CharField(
        help_text="strip (under the border strips) or road (under a border road)."
    )


class LotPlaceOut(serializers.Serializer):
    route = serializers.CharField(help_text="Route code.")
    from_km = km("in.")
    to_km = km("out.")


class LotOut(serializers.Serializer):
    """A lot with what became of it by a day."""

    code = serializers.CharField(help_text="Code of the lot.")
    name = serializers.CharField(help_text="Name in the request's language.")
    kind = serializers.CharField(help_text="works, design_build, design, supervision or survey.")
    procurement = serializers.CharField(help_text="Procurement number; empty if not recorded.")
    routes = serializers.ListField(child=serializers.CharField(), help_text="Codes of the routes it lies on.")
    length_km = km("that the lot covers.")
    elements = ElementLineOut(many=True, help_text="The elements that the lot builds, on its metres.")
    contracts = count("How many contracts there are.")
    contracted_eur = euros("of contracts in force, suspended or completed; of terminated ones what was paid.")
    paid_eur = euros("paid to date.")
    complete_by = serializers.DateField(
        allow_null=True, help_text="Planned completion, the last of its contracts; null: not planned."
    )
    complete_on = serializers.DateField(allow_null=True, help_text=FORESEEN)
    structures = CountedStructuresOut(help_text="The structures of the lot.")
    land_units = LandTotalOut(help_text="The land units that the lot's metres lie on.")
    stretches = LotPlaceOut(
        many=True,
        allow_null=True,
        help_text="Where the lot lies; null for who reads kilometres and counts only.",
    )


class LotDetailOut(LotOut):
    """One lot with its contracts, acts, structures and history."""

    contract_list = ContractOut(many=True, help_text="Its contracts with their terms of the day.")
    acceptance_list = AcceptanceOut(many=True, help_text="The acts of acceptance that name the lot.")
    structure_list = StructureOut(many=True, help_text="Its structures.")
    history = ChangeSetOut(
        many=True, help_text="The change sets that wrote on the lot or its contracts, newest first."
    )


class MoneyOut(serializers.Serializer):
    contracted_eur = euros("contracted in all lots.")
    paid_eur = euros("paid to date in all lots.")
    fund_eur = euros("of the contracted amount, borne by co-financing funds.")


class RouteProgressOut(serializers.Serializer):
    route = serializers.CharField(help_text="Route code.")
    name = serializers.CharField(help_text="Name in the request's language.")
    official_length_km = km("of the whole route.")
    elements = ElementLineOut(many=True, help_text="Each element that is required or built on the route.")
    readiness = serializers.DictField(
        child=serializers.DictField(child=serializers.FloatField()),
        help_text="Official km by element and state: ready, under_way, built, left_out, or what holds it up.",
    )
    land_units = LandUnitsOut(many=True, help_text="Land units by purpose.")
    structures = CountedKindOut(many=True, help_text="Structures by type.")


class ProgressOut(serializers.Serializer):
    """The committee's numbers as of a day."""

    as_of = serializers.DateField(help_text=DAY)
    figures = FigureOut(many=True, help_text="K1 with its target.")
    routes = RouteProgressOut(many=True, help_text="Route by route.")
    lots = LotOut(many=True, help_text="Lot by lot, without places.")
    money = MoneyOut(help_text="Totals of the lots.")
