"""What the API takes and gives of the log. Days are ISO 8601, Europe/Riga; first and last included."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.border.serializers import DayField, Query
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
    direction = serializers.ChoiceField(Slot.Direction.choices, required=False)
    category = serializers.ChoiceField(Category.choices, required=False, help_text="1 to 4.")
    operation = serializers.CharField(required=False, help_text="Code of the operation.")
    limit = serializers.IntegerField(required=False, min_value=1, max_value=500)
    offset = serializers.IntegerField(required=False, min_value=0)


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

    year = serializers.IntegerField()
    categories = serializers.DictField(child=CategoryDaysOut(), help_text="By category: 2, 3 and 4.")
    equipment = EquipmentDaysOut()


class HostedOperationOut(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField(help_text="In the request's language.")
    kind = serializers.ChoiceField(Operation.Kind.choices)
    host = serializers.CharField(help_text="ISO 3166-1 alpha-2.", source="host.code")
    host_name = serializers.CharField(source="host.name")
    area = serializers.CharField()
    plan_id = serializers.CharField()


class PeriodOut(serializers.Serializer):
    stage = serializers.ChoiceField(Stage.choices)
    first = serializers.DateField(help_text="First day.")
    last = serializers.DateField(allow_null=True, help_text=LAST)
    heads = serializers.IntegerField()
    travel = serializers.BooleanField(help_text="Days of travel, not of duty.")


class SlotOut(serializers.Serializer):
    """A slot with its days in each stage. Never a person."""

    slot = serializers.CharField(source="code")
    direction = serializers.ChoiceField(Slot.Direction.choices)
    category = serializers.IntegerField()
    profile = serializers.CharField(source="profile.code")
    operation = serializers.CharField(source="operation.code")
    host = serializers.CharField(source="operation.host.code")
    body = serializers.CharField(source="body.code", help_text="Sending body.")
    crew_of = serializers.CharField(source="crew_of.code", allow_null=True, default=None)
    curtailed = serializers.CharField(source="curtailed.code", allow_null=True, default=None)
    source = serializers.CharField()
    note = serializers.CharField()
    days = PeriodOut(many=True)


class SlotIn(serializers.Serializer):
    """A slot with its days in one stage. What is left out of a slot that is there stays as it was."""

    slot = serializers.CharField(max_length=40)
    stage = serializers.ChoiceField(Stage.choices)
    first = serializers.DateField(help_text="First day of duty.")
    last = serializers.DateField(help_text="Last day of duty, included.")
    heads = serializers.IntegerField(min_value=1, max_value=MOST_HEADS)
    category = serializers.IntegerField(min_value=1, max_value=4, required=False)
    direction = serializers.ChoiceField(Slot.Direction.choices, required=False)
    profile = serializers.CharField(required=False)
    operation = serializers.CharField(required=False)
    body = serializers.CharField(required=False)
    travel_from = serializers.DateField(required=False, allow_null=True)
    travel_to = serializers.DateField(required=False, allow_null=True)
    crew_of = serializers.CharField(required=False, allow_null=True)
    curtailed = serializers.CharField(required=False, allow_null=True)
    source = serializers.ChoiceField(Slot.Source.choices, required=False)
    note = serializers.CharField(required=False, max_length=300, allow_blank=True)


class SlotsIn(serializers.Serializer):
    reason = serializers.CharField(max_length=500, help_text="Why; kept for ever.")
    slots = SlotIn(many=True, allow_empty=False, help_text="All or none.")


class UseIn(serializers.Serializer):
    """Where an item of equipment is over some days; one that is elsewhere then is refused with 409."""

    reason = serializers.CharField(max_length=500)
    item = serializers.CharField()
    operation = serializers.CharField(allow_null=True, default=None)
    stage = serializers.ChoiceField(EquipmentStage.choices)
    first = serializers.DateField()
    last = serializers.DateField(help_text="Last day, included.")


class UseOut(serializers.Serializer):
    stage = serializers.ChoiceField(EquipmentStage.choices)
    operation = serializers.CharField(allow_null=True)
    first = serializers.DateField()
    last = serializers.DateField(allow_null=True, help_text=LAST)


class ItemOut(serializers.Serializer):
    item = serializers.CharField()
    category = serializers.CharField()
    registration = serializers.CharField()
    crew = serializers.IntegerField()
    in_pool = serializers.BooleanField(help_text="In the Technical Equipment Pool, today.")
    owner = serializers.CharField(allow_null=True)
    project = serializers.CharField(help_text="Co-financing project.")
    days = UseOut(many=True)
    days_in_year = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="Days of the year by stage: available, agreed, deployed, down.",
    )


class ImportIn(serializers.Serializer):
    file = serializers.FileField(help_text="XLSX; the first sheet's first row names the columns.")
    reason = serializers.CharField(max_length=500, required=False)
    skip_faulty = serializers.BooleanField(default=False, help_text="Bring in the other rows.")


class FaultOut(serializers.Serializer):
    row = serializers.IntegerField(allow_null=True, help_text="Row of the sheet; null: the whole sheet.")
    column = serializers.CharField(allow_null=True)
    message = serializers.CharField()


class BeforeAfterOut(serializers.Serializer):
    before = DaysOut(many=True)
    after = DaysOut(many=True)


class OutcomeOut(serializers.Serializer):
    rows = serializers.IntegerField(help_text="Rows without a fault.")
    faults = FaultOut(many=True)
    changes = serializers.IntegerField(help_text="Operations that the ledger would hold.")
    days = BeforeAfterOut()


class PromiseOut(serializers.Serializer):
    basis = serializers.CharField(help_text="annex, proposed or agreed.")
    heads = serializers.IntegerField()
    days_each = serializers.IntegerField()
    days = serializers.IntegerField(help_text="heads × days_each.")
    source = serializers.CharField()


class FulfilmentOut(serializers.Serializer):
    category = serializers.IntegerField()
    promises = PromiseOut(many=True)
    now = serializers.IntegerField(source="now.days", help_text="Person-days to the day.")
    projected = serializers.IntegerField(source="projected.days", help_text="To the year's end, as agreed.")
    percent_now = serializers.FloatField(allow_null=True)
    percent_projected = serializers.FloatField(allow_null=True)
    contributions = serializers.IntegerField(help_text="Four months of one head each; longer counts again.")


class DeadlineOut(serializers.Serializer):
    basis = serializers.CharField()
    due = serializers.DateField()
    kept_on = serializers.DateField(allow_null=True)
    state = serializers.CharField(help_text="kept, late, open or missed.")


class ReserveOut(serializers.Serializer):
    ready = serializers.IntegerField(help_text="Heads nominated or agreed on the day.")
    asked = serializers.IntegerField(help_text="Heads by the annex.")


class OverrunOut(serializers.Serializer):
    slot = serializers.CharField()
    nominated = serializers.IntegerField(help_text="Person-days.")
    deployed = serializers.IntegerField(help_text="Person-days.")


class CommitmentsOut(serializers.Serializer):
    """The commitments of a year and how far they are kept."""

    year = serializers.IntegerField()
    as_of = serializers.DateField()
    categories = FulfilmentOut(many=True, source="fulfilments")
    deadlines = DeadlineOut(many=True)
    reserve = ReserveOut()
    overruns = OverrunOut(many=True, help_text="Slots with more days deployed than nominated.")
