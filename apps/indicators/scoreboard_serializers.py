"""What the API gives of the scoreboard, its targets and tasks, and of snapshots."""

from rest_framework import serializers

from apps.border.serializers import Query


class TargetQuery(Query):
    code = serializers.CharField(required=False, help_text="Figure, such as K1; all if absent.")


class DefinitionOut(serializers.Serializer):
    version = serializers.IntegerField()
    rule = serializers.CharField()
    parameters = serializers.JSONField()
    text = serializers.CharField(help_text="In the request's language.")


class BaselineOut(serializers.Serializer):
    year = serializers.IntegerField()
    value = serializers.FloatField()
    units = serializers.IntegerField(allow_null=True)
    source = serializers.CharField()


class AimOut(serializers.Serializer):
    """A target as it stood from a day on, with why it was set."""

    value = serializers.FloatField()
    units = serializers.IntegerField(allow_null=True)
    since = serializers.DateField()
    until = serializers.DateField(allow_null=True, help_text="Day after the last; null: still in force.")
    source = serializers.CharField()
    reason = serializers.CharField(help_text="Reason of the change set that set it.")
    by = serializers.CharField()
    ledger_number = serializers.IntegerField(allow_null=True)


class YearsAimOut(serializers.Serializer):
    code = serializers.CharField(required=False)
    year = serializers.IntegerField()
    now = AimOut(help_text="In force on the day.")
    history = AimOut(many=True, help_text="Oldest first; more than one: re-baselined.")


class ForecastOut(serializers.Serializer):
    value = serializers.FloatField()
    units = serializers.IntegerField(allow_null=True)
    rule = serializers.CharField(help_text="How it was made, in the request's language.")


class ActualOut(serializers.Serializer):
    year = serializers.IntegerField()
    as_of = serializers.DateField()
    value = serializers.FloatField(allow_null=True)
    units = serializers.IntegerField(allow_null=True)
    planned = serializers.IntegerField(allow_null=True, help_text="Of `value`: only planned.")
    state = serializers.CharField(help_text="ok, no_data or not_applicable.")


class IndicatorOut(serializers.Serializer):
    """One line of the scoreboard."""

    code = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.CharField()
    responsible = serializers.CharField()
    definition = DefinitionOut(allow_null=True)
    actual = ActualOut()
    baseline = BaselineOut(allow_null=True)
    targets = YearsAimOut(many=True)
    forecast = ForecastOut(allow_null=True)
    light = serializers.ChoiceField(["met", "near", "missed", "unknown"])
    light_rule = serializers.CharField(help_text="In the request's language.")
    note = serializers.CharField(help_text="Of the responsible body.")
    series = ActualOut(many=True, help_text="By year; of counts also what is planned.")
    tasks = serializers.ListField(
        child=serializers.CharField(), help_text="Codes of the tasks that bear on it."
    )


class TaskOut(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    direction = serializers.CharField()
    responsible = serializers.CharField()
    involved = serializers.CharField()
    due = serializers.DateField(allow_null=True)
    status = serializers.CharField(allow_null=True)
    evidence = serializers.CharField()
    note = serializers.CharField()
    is_late = serializers.BooleanField(help_text="Due before the day, and not done or stopped.")
    figures = serializers.ListField(child=serializers.CharField())


class SnapshotIn(serializers.Serializer):
    as_of = serializers.DateField(required=False, help_text="Day in the world; today if absent.")
    reason = serializers.CharField(required=False, max_length=300, allow_blank=True, default="")


class SnapshotOut(serializers.Serializer):
    uid = serializers.UUIDField()
    kind = serializers.CharField()
    as_of = serializers.DateField()
    ledger_number = serializers.IntegerField()
    ledger_head = serializers.CharField(help_text="Hash of that ledger number.")
    made_at = serializers.DateTimeField()
    made_by = serializers.CharField()
    reason = serializers.CharField()
    sha256 = serializers.CharField(help_text="Of the sealed content.")


class SnapshotDetailOut(SnapshotOut):
    content = serializers.JSONField(help_text="Definitions, figures, and the metres and slots behind them.")


class VerifiedOut(serializers.Serializer):
    holds = serializers.BooleanField(help_text="Made again from the ledger, it is the same byte for byte.")
    where = serializers.CharField(allow_null=True, help_text="Place of the first difference.")
    sealed = serializers.JSONField(allow_null=True)
    remade = serializers.JSONField(allow_null=True)


class MetresOut(serializers.Serializer):
    route = serializers.CharField()
    why = serializers.ChoiceField(["new", "repaired", "damaged", "remeasured", "corrected"])
    counts_now = serializers.BooleanField()
    km = serializers.FloatField()
    stretches_km = serializers.ListField(child=serializers.ListField(child=serializers.FloatField()))


class FigureDifferenceOut(serializers.Serializer):
    code = serializers.CharField()
    unit = serializers.CharField()
    before = serializers.CharField(allow_null=True)
    after = serializers.CharField(allow_null=True)
    definition_changed = serializers.BooleanField()
    metres = MetresOut(many=True, help_text="Of shares: metres that began or ceased to count, and why.")
    corrected = serializers.FloatField(allow_null=True, help_text="Of counts: learned about the earlier day.")
    new = serializers.FloatField(allow_null=True, help_text="Of counts: happened between the two days.")


class SlotDifferenceOut(serializers.Serializer):
    slot = serializers.CharField()
    before = serializers.IntegerField()
    known_later = serializers.IntegerField(help_text="The earlier day, as known by the later snapshot.")
    after = serializers.IntegerField()


class DifferenceOut(serializers.Serializer):
    """How the later of two snapshots came from the earlier one."""

    earlier = SnapshotOut()
    later = SnapshotOut()
    figures = FigureDifferenceOut(many=True)
    slots = SlotDifferenceOut(many=True)
