"""What the API takes and gives of the log. Days are ISO 8601, Europe/Riga; first and last included."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.border.serializers import Body, DayField, Query
from apps.deployments.models import MOST_HEADS, Category, EquipmentStage, Operation, Slot, Stage
from apps.deployments.reading import parse_year

LAST = "Last day, included; null for no end."


@extend_schema_field({"type": "integer", "minimum": 2000, "maximum": 2200})
class YearField(serializers.Field):
    """A calendar year; this one if absent."""

    def to_internal_value(self, text) -> int:
        return parse_year(text, self.field_name)

    def to_representation(self, value: int) -> int:
        return value


class YearQuery(Query):
    year = YearField(required=False, help_text="Calendar year; this one if absent.")


class SlotQuery(YearQuery):
    direction = serializers.ChoiceField(
        Slot.Direction.choices,
        required=False,
        help_text="out: to operations abroad; in: to the Latvian border; both if absent.",
    )
    category = serializers.ChoiceField(Category.choices, required=False, help_text="1 to 4.")
    operation = serializers.CharField(required=False, help_text="Code of the operation.")
    limit = serializers.IntegerField(
        required=False, min_value=1, max_value=500, help_text="Slots on a page; 200 if absent."
    )
    offset = serializers.IntegerField(
        required=False, min_value=0, help_text="Slots to pass over; 0 if absent."
    )


class CommitmentQuery(YearQuery):
    as_of = DayField()


class CategoryDaysOut(serializers.Serializer):
    person_days = serializers.IntegerField(help_text="Heads times days of duty in the year.")
    person_days_with_travel = serializers.IntegerField(help_text="The same with days of travel.")
    planned_person_days = serializers.IntegerField(
        help_text="Of `person_days`: only agreed, nothing deployed."
    )


class EquipmentDaysOut(serializers.Serializer):
    units = serializers.IntegerField(help_text="Items with at least one day in the year.")
    days = serializers.IntegerField(help_text="Their days together.")
    planned_days = serializers.IntegerField(help_text="Of `days`: only agreed, nothing deployed.")


class DaysOut(serializers.Serializer):
    """The count of one year."""

    year = serializers.IntegerField(help_text="Calendar year.")
    categories = serializers.DictField(child=CategoryDaysOut(), help_text="By category: 2, 3 and 4.")
    equipment = EquipmentDaysOut(help_text="Of all items together.")


class HostedOperationOut(serializers.Serializer):
    code = serializers.CharField(help_text="Code of the operation.")
    name = serializers.CharField(help_text="In the request's language.")
    kind = serializers.ChoiceField(Operation.Kind.choices, help_text="Sort of operation.")
    host = serializers.CharField(help_text="ISO 3166-1 alpha-2.", source="host.code")
    host_name = serializers.CharField(
        source="host.name", help_text="Name of the host country, in the request's language."
    )
    area = serializers.CharField(help_text="Operational area, in words; empty if none is recorded.")
    plan_id = serializers.CharField(help_text="Number of the operational plan; empty if none is recorded.")


class PeriodOut(serializers.Serializer):
    stage = serializers.ChoiceField(Stage.choices, help_text="How firm the days are.")
    first = serializers.DateField(help_text="First day.")
    last = serializers.DateField(allow_null=True, help_text=LAST)
    heads = serializers.IntegerField(help_text="Heads on each of the days.")
    travel = serializers.BooleanField(help_text="Days of travel, not of duty.")


class SlotOut(serializers.Serializer):
    """A slot with its days in each stage. Never a person."""

    slot = serializers.CharField(source="code", help_text="Code of the slot.")
    direction = serializers.ChoiceField(Slot.Direction.choices, help_text="Which way it is sent.")
    category = serializers.IntegerField(help_text="Category of the standing corps, 1 to 4.")
    profile = serializers.CharField(source="profile.code", help_text="Code of the profile.")
    operation = serializers.CharField(source="operation.code", help_text="Code of the operation.")
    host = serializers.CharField(source="operation.host.code", help_text="Host country, ISO 3166-1 alpha-2.")
    body = serializers.CharField(source="body.code", help_text="Sending body.")
    crew_of = serializers.CharField(
        source="crew_of.code",
        allow_null=True,
        default=None,
        help_text="Code of the item of equipment that it is the crew of; null if of none.",
    )
    curtailed = serializers.CharField(
        source="curtailed.code",
        allow_null=True,
        default=None,
        help_text="Code of the reason for which it ended early; null if it did not.",
    )
    source = serializers.CharField(help_text="agreed_list or actual_report.")
    note = serializers.CharField(help_text="Note; empty if there is none.")
    days = PeriodOut(many=True, help_text="Periods by stage.")


class SlotIn(Body):
    """A slot with its days in one stage. What is left out of a slot that is there stays as it was."""

    slot = serializers.CharField(max_length=40, help_text="Code of the slot; one that is not there is added.")
    stage = serializers.ChoiceField(Stage.choices, help_text="How firm the days are.")
    first = serializers.DateField(help_text="First day of duty.")
    last = serializers.DateField(
        allow_null=True, help_text="Last day of duty, included; null: it goes on without a last day."
    )
    heads = serializers.IntegerField(
        min_value=1, max_value=MOST_HEADS, help_text="Heads on each of the days."
    )
    category = serializers.IntegerField(
        min_value=1, max_value=4, required=False, help_text="Category of the standing corps, 1 to 4."
    )
    direction = serializers.ChoiceField(
        Slot.Direction.choices, required=False, help_text="Which way it is sent."
    )
    profile = serializers.CharField(required=False, help_text="Code of the profile.")
    operation = serializers.CharField(required=False, help_text="Code of the operation.")
    body = serializers.CharField(required=False, help_text="Code of the sending body.")
    travel_from = serializers.DateField(
        required=False,
        allow_null=True,
        help_text="First day of travel, ISO 8601, not after `first`; null: no travel before.",
    )
    travel_to = serializers.DateField(
        required=False,
        allow_null=True,
        help_text="Last day of travel, included, ISO 8601, not before `last`; null: no travel after.",
    )
    crew_of = serializers.CharField(
        required=False,
        allow_null=True,
        help_text="Code of the item of equipment that it is the crew of; null stays as it was.",
    )
    curtailed = serializers.CharField(
        required=False,
        allow_null=True,
        help_text="Code of the reason for which it ended early; null stays as it was.",
    )
    source = serializers.ChoiceField(
        Slot.Source.choices, required=False, help_text="Where the days come from."
    )
    note = serializers.CharField(
        required=False, max_length=300, allow_blank=True, help_text="Note; no personal code."
    )


class SlotsIn(Body):
    reason = serializers.CharField(max_length=500, help_text="Why; kept for ever.")
    slots = SlotIn(many=True, allow_empty=False, help_text="All or none.")
    replaces = serializers.BooleanField(
        default=False,
        help_text="Put the days told in the place of those that the log has with other heads; else 409 names them.",
    )


class UseIn(Body):
    """Where an item of equipment is over some days; one that is elsewhere then is refused with 409."""

    reason = serializers.CharField(max_length=500, help_text="Why; kept for ever.")
    item = serializers.CharField(help_text="Code of the item.")
    operation = serializers.CharField(
        allow_null=True, default=None, help_text="Code of the operation that it is at; null if at none."
    )
    stage = serializers.ChoiceField(EquipmentStage.choices, help_text="What it does on these days.")
    first = serializers.DateField(help_text="First day, ISO 8601, Europe/Riga.")
    last = serializers.DateField(
        allow_null=True, help_text="Last day, included; null: it stays without a last day."
    )


class UseOut(serializers.Serializer):
    stage = serializers.ChoiceField(EquipmentStage.choices, help_text="What the item does on these days.")
    operation = serializers.CharField(
        allow_null=True, help_text="Code of the operation that it is at; null if at none."
    )
    first = serializers.DateField(help_text="First day, ISO 8601, Europe/Riga.")
    last = serializers.DateField(allow_null=True, help_text=LAST)


class ItemOut(serializers.Serializer):
    item = serializers.CharField(help_text="Code of the item.")
    category = serializers.CharField(help_text="Code of the category of equipment.")
    registration = serializers.CharField(help_text="Registration mark; empty if none is recorded.")
    crew = serializers.IntegerField(help_text="Heads that it takes.")
    in_pool = serializers.BooleanField(help_text="In the Technical Equipment Pool, today.")
    owner = serializers.CharField(
        allow_null=True, help_text="Code of the owning body today; null if none is recorded."
    )
    project = serializers.CharField(help_text="Co-financing project.")
    days = UseOut(many=True, help_text="Periods with a day in the year, in order.")
    days_in_year = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="Days of the year by stage: available, agreed, deployed, down.",
    )


class ImportIn(Body):
    file = serializers.FileField(
        help_text="XLSX; the first row of a sheet names its columns: `slot` makes it one of slots, `item` of equipment."
    )
    reason = serializers.CharField(
        max_length=500, required=False, help_text="Why; kept for ever; empty if absent."
    )
    skip_faulty = serializers.BooleanField(default=False, help_text="Bring in the other rows.")
    whole_year = YearField(
        required=False,
        help_text="Calendar year of which the sheets are the whole log: its days of runs that no row meets are taken"
        " out, of slots if there is a sheet of slots, of items likewise. No faulty row may be"
        " skipped then. Absent: what no row meets stays.",
    )


class FaultOut(serializers.Serializer):
    sheet = serializers.CharField(help_text="Name of the sheet; empty: the whole workbook.")
    row = serializers.IntegerField(allow_null=True, help_text="Row of the sheet; null: the whole sheet.")
    column = serializers.CharField(
        allow_null=True, help_text="Name of the column at fault; null: the whole row, or the sheet."
    )
    message = serializers.CharField(help_text="In the request's language.")


class BeforeAfterOut(serializers.Serializer):
    before = DaysOut(
        many=True, help_text="Year by year as the log stands: each year of the slots and items of the sheet."
    )
    after = DaysOut(many=True, help_text="Year by year, with the sheet brought in.")


class GivenUpOut(serializers.Serializer):
    """Days that the log has and the sheet does not tell."""

    code = serializers.CharField(help_text="Code of the slot or the item of equipment.")
    stage = serializers.CharField(help_text="Stage in which the log has the days.")
    first = serializers.DateField(help_text="First of the days, ISO 8601, Europe/Riga; travel included.")
    last = serializers.DateField(allow_null=True, help_text=LAST)


class OutcomeOut(serializers.Serializer):
    rows = serializers.IntegerField(help_text="Rows without a fault.")
    faults = FaultOut(many=True, help_text="Row by row; empty if the sheet has none.")
    changes = serializers.IntegerField(help_text="Operations that the ledger would hold.")
    given_up = GivenUpOut(many=True, help_text="Days that the log would have no more.")
    not_told = GivenUpOut(
        many=True,
        help_text="Days of the sheet's years that the log has and no row meets: they stay; the first 200.",
    )
    not_told_count = serializers.IntegerField(help_text="How many such runs of days there are.")
    days = BeforeAfterOut(help_text="The counts before and after.")


class PromiseOut(serializers.Serializer):
    basis = serializers.CharField(help_text="annex, proposed or agreed.")
    heads = serializers.IntegerField(help_text="Heads promised.")
    days_each = serializers.IntegerField(help_text="Days of each head in the year.")
    days = serializers.IntegerField(help_text="heads × days_each.")
    source = serializers.CharField(help_text="Document that promises them.")


class FulfilmentOut(serializers.Serializer):
    category = serializers.IntegerField(help_text="Category of the standing corps, 2 to 4.")
    promises = PromiseOut(many=True, help_text="By basis.")
    now = serializers.IntegerField(help_text="Person-days deployed to the day.")
    now_planned = serializers.IntegerField(
        help_text="Person-days to the day that were only agreed: nothing is reported of their slots."
    )
    projected = serializers.IntegerField(
        help_text="Person-days to the year's end: deployed, and agreed for the days after the last report."
    )
    percent_now = serializers.FloatField(
        allow_null=True,
        help_text="`now` in percent of the firmest promise, 2 decimals; null if nothing is promised.",
    )
    percent_projected = serializers.FloatField(
        allow_null=True,
        help_text="`projected` in percent of the firmest promise, 2 decimals; null if nothing is promised.",
    )
    contributions = serializers.IntegerField(
        help_text="Heads, of categories 3 and 4 again for each time that the limit of months is reached;"
        " as agreed where nothing is deployed."
    )


class DeadlineOut(serializers.Serializer):
    basis = serializers.CharField(help_text="Which list is due: proposed or agreed.")
    due = serializers.DateField(help_text="Day by which it is due, ISO 8601.")
    kept_on = serializers.DateField(
        allow_null=True,
        help_text="Day from which the list stands in the register, ISO 8601; null: it does not.",
    )
    state = serializers.CharField(help_text="kept, late, open or missed.")


class ReserveOut(serializers.Serializer):
    ready = serializers.IntegerField(help_text="Heads nominated or agreed on the day.")
    asked = serializers.IntegerField(help_text="Heads by the annex as it stood on `as_of`.")
    day = serializers.DateField(
        help_text="The day that `ready` is of: `as_of`, or the nearest day of the year."
    )


class OverrunOut(serializers.Serializer):
    slot = serializers.CharField(help_text="Code of the slot.")
    nominated = serializers.IntegerField(help_text="Person-days.")
    deployed = serializers.IntegerField(help_text="Person-days.")


class LongStayOut(serializers.Serializer):
    """A slot of category 3 or 4 that stays longer in the year than one contribution lasts."""

    slot = serializers.CharField(help_text="Code of the slot.")
    contributions = serializers.IntegerField(help_text="How many contributions its stay makes.")
    is_planned = serializers.BooleanField(help_text="Only agreed: nothing is deployed in the year.")


class CommitmentsOut(serializers.Serializer):
    """The commitments of a year and how far they are kept."""

    year = serializers.IntegerField(help_text="Calendar year of the commitments.")
    as_of = serializers.DateField(help_text="Day in the world, ISO 8601, Europe/Riga.")
    categories = FulfilmentOut(
        many=True, source="fulfilments", help_text="Categories 2 to 4: promised, done and projected."
    )
    deadlines = DeadlineOut(many=True, help_text="Days of the year before by which lists are due.")
    reserve = ReserveOut(help_text="The rapid reaction reserve on the day.")
    overruns = OverrunOut(many=True, help_text="Slots with more days deployed than nominated.")
    unnominated = serializers.ListField(
        child=serializers.CharField(),
        help_text="Codes of slots deployed in the year without a nomination for it.",
    )
    long_stays = LongStayOut(many=True, help_text="Slots that make more than one contribution.")
