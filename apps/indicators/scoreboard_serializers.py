"""What the API gives of the scoreboard, its targets and tasks, and of snapshots."""

from rest_framework import serializers

from apps.border.serializers import Body, Query


class TargetQuery(Query):
    code = serializers.CharField(required=False, help_text="Figure, such as K1; all if absent.")


class DefinitionOut(serializers.Serializer):
    version = serializers.IntegerField(help_text="Number of the version, counted from 1.")
    rule = serializers.CharField(help_text="Name of the rule that counts, such as built_share.")
    parameters = serializers.JSONField(help_text="What the rule is told, such as which elements count.")
    text = serializers.CharField(help_text="In the request's language.")


class BaselineOut(serializers.Serializer):
    year = serializers.IntegerField(help_text="Calendar year that it stands for.")
    value = serializers.FloatField(help_text="In the figure's `unit`.")
    units = serializers.IntegerField(
        allow_null=True, help_text="Of K4: items, beside the days of `value`; null of other figures."
    )
    source = serializers.CharField(help_text="Where the value comes from.")


class AimOut(serializers.Serializer):
    """A target as it stood from a day on, with why it was set."""

    value = serializers.FloatField(help_text="Aim for the end of the year, in the figure's `unit`.")
    units = serializers.IntegerField(
        allow_null=True, help_text="Of K4: items, beside the days of `value`; null of other figures."
    )
    since = serializers.DateField(help_text="First day on which it was the aim, ISO 8601, Europe/Riga.")
    until = serializers.DateField(allow_null=True, help_text="Day after the last; null: still in force.")
    source = serializers.CharField(help_text="Document that sets it.")
    reason = serializers.CharField(help_text="Reason of the change set that set it.")
    by = serializers.CharField(help_text="Display name of the change set's author.")
    ledger_number = serializers.IntegerField(
        allow_null=True, help_text="Number of the change set that set it; null if the ledger holds none."
    )


class YearsAimOut(serializers.Serializer):
    code = serializers.CharField(required=False, help_text="Figure, such as K1.")
    year = serializers.IntegerField(help_text="Calendar year by whose end it is to be reached.")
    now = AimOut(help_text="In force on the day.")
    history = AimOut(many=True, help_text="Oldest first; more than one: re-baselined.")


class ForecastOut(serializers.Serializer):
    value = serializers.FloatField(help_text="Expected at the end of the day's year, in the figure's `unit`.")
    units = serializers.IntegerField(
        allow_null=True, help_text="Of K4: items expected, beside the days of `value`; null of other figures."
    )
    rule = serializers.CharField(help_text="How it was made, in the request's language.")


class ActualOut(serializers.Serializer):
    year = serializers.IntegerField(help_text="Calendar year that it stands for.")
    as_of = serializers.DateField(help_text="Day in the world on which it was read, ISO 8601, Europe/Riga.")
    value = serializers.FloatField(
        allow_null=True, help_text="In the figure's `unit`; null unless `state` is ok."
    )
    units = serializers.IntegerField(
        allow_null=True, help_text="Of K4: items with at least one day; null of other figures."
    )
    planned = serializers.IntegerField(
        allow_null=True,
        help_text="Of `value`: only planned, in the same unit; null of figures that have no plan.",
    )
    state = serializers.CharField(help_text="ok, no_data, not_applicable or not_countable.")


class IndicatorOut(serializers.Serializer):
    """One line of the scoreboard."""

    code = serializers.CharField(help_text="K1 to K5 of the strategy, or a series beside them.")
    name = serializers.CharField(help_text="In the request's language.")
    unit = serializers.CharField(help_text="% or the unit of every value of this figure.")
    responsible = serializers.CharField(help_text="Body that answers for it; empty if none is recorded.")
    definition = DefinitionOut(
        allow_null=True, help_text="How it is counted, as in force on the day; null if no rule is."
    )
    actual = ActualOut(help_text="The figure over all routes on the day.")
    baseline = BaselineOut(
        allow_null=True, help_text="What it was before the strategy began; null if none is recorded."
    )
    targets = YearsAimOut(many=True, help_text="By year, earliest first.")
    forecast = ForecastOut(
        allow_null=True, help_text="For the end of the day's year; null if nothing can be said."
    )
    light = serializers.ChoiceField(
        ["met", "near", "missed", "unknown"],
        help_text="How the forecast stands to the year's target; unknown where one of them is missing.",
    )
    light_rule = serializers.CharField(help_text="In the request's language.")
    note = serializers.CharField(help_text="Of the responsible body.")
    series = ActualOut(many=True, help_text="By year; of counts also what is planned.")
    tasks = serializers.ListField(
        child=serializers.CharField(), help_text="Codes of the tasks that bear on it."
    )


class TaskOut(serializers.Serializer):
    code = serializers.CharField(help_text="Number of the task in the strategy.")
    name = serializers.CharField(help_text="In the request's language.")
    direction = serializers.CharField(
        help_text="Direction of action that it belongs to, in the request's language."
    )
    responsible = serializers.CharField(help_text="Body that answers for it.")
    involved = serializers.CharField(help_text="Bodies that take part.")
    due = serializers.DateField(
        allow_null=True, help_text="Day by which it is to be done, ISO 8601; null if none is set."
    )
    status = serializers.CharField(
        allow_null=True,
        help_text="planned, under_way, done or stopped; null if nothing is recorded on the day.",
    )
    evidence = serializers.CharField(help_text="What shows it; empty if nothing is recorded.")
    note = serializers.CharField(help_text="Of the responsible body; empty if there is none.")
    is_late = serializers.BooleanField(help_text="Due before the day, and not done or stopped.")
    figures = serializers.ListField(
        child=serializers.CharField(), help_text="Codes of the figures that it bears on."
    )


class SnapshotIn(Body):
    as_of = serializers.DateField(
        required=False, help_text="Day in the world, ISO 8601, Europe/Riga; today if absent."
    )
    reason = serializers.CharField(
        required=False,
        max_length=300,
        allow_blank=True,
        default="",
        help_text="Why it is taken; may be empty.",
    )


class SnapshotOut(serializers.Serializer):
    uid = serializers.UUIDField(help_text="Of the snapshot.")
    kind = serializers.CharField(help_text="monthly or on_demand.")
    as_of = serializers.DateField(help_text="Day in the world that was read, ISO 8601, Europe/Riga.")
    ledger_number = serializers.IntegerField(help_text="Number of the ledger that was read.")
    ledger_head = serializers.CharField(help_text="Hash of that ledger number.")
    made_at = serializers.DateTimeField(help_text="When it was sealed, ISO 8601 with its offset.")
    made_by = serializers.CharField(help_text="Who took it.")
    reason = serializers.CharField(help_text="Why it was taken; may be empty.")
    sha256 = serializers.CharField(help_text="Of the sealed content.")


class SnapshotDetailOut(SnapshotOut):
    content = serializers.JSONField(
        help_text="Definitions, figures, and the metres, slots and items of equipment behind them."
    )


class VerifiedOut(serializers.Serializer):
    holds = serializers.BooleanField(help_text="Made again from the ledger, it is the same byte for byte.")
    where = serializers.CharField(
        allow_null=True, help_text="Place of the first difference; null if it holds."
    )
    sealed = serializers.JSONField(
        allow_null=True,
        help_text="What the snapshot holds at `where`; null if it holds, or has nothing there.",
    )
    remade = serializers.JSONField(
        allow_null=True, help_text="What the ledger gives at `where`; null if it holds, or has nothing there."
    )


class MetresOut(serializers.Serializer):
    route = serializers.CharField(help_text="Route code.")
    why = serializers.ChoiceField(
        ["new", "repaired", "damaged", "remeasured", "corrected"],
        help_text="new, repaired, damaged: works changed; remeasured: what there is to count did;"
        " corrected: we learned it of the earlier day.",
    )
    counts_now = serializers.BooleanField(help_text="Whether they began to count; else they ceased to.")
    km = serializers.FloatField(help_text="Official km, exact to the centimetre.")
    stretches_km = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField()), help_text="[from, to) in official km."
    )


class UnitsDifferenceOut(serializers.Serializer):
    before = serializers.IntegerField(help_text="Units in the earlier snapshot.")
    after = serializers.IntegerField(help_text="Units in the later snapshot.")
    corrected = serializers.IntegerField(help_text="Units learned about the earlier day; below 0: fewer.")
    new = serializers.IntegerField(
        allow_null=True,
        help_text="Units that came between the two days; below 0: that went; null: the count began anew.",
    )


class FigureDifferenceOut(serializers.Serializer):
    code = serializers.CharField(help_text="Figure, such as K1.")
    unit = serializers.CharField(help_text="% or the unit of `before` and `after`.")
    before = serializers.CharField(
        allow_null=True, help_text="Value in the earlier snapshot, in `unit`; null: no data."
    )
    after = serializers.CharField(
        allow_null=True, help_text="Value in the later snapshot, in `unit`; null: no data."
    )
    definition_changed = serializers.BooleanField(
        help_text="Whether the two were counted by different versions of the rule."
    )
    metres = MetresOut(many=True, help_text="Of shares: metres that began or ceased to count, and why.")
    corrected = serializers.FloatField(
        allow_null=True, help_text="Of counts: learned about the earlier day, in `unit`; null of shares."
    )
    new = serializers.FloatField(
        allow_null=True,
        help_text="Of counts: happened between the two days, in `unit`; null of shares, or if it began anew.",
    )
    began_anew = serializers.BooleanField(
        help_text="Whether it counts the days of a year, and the two snapshots lie in different years."
    )
    units = UnitsDifferenceOut(
        allow_null=True, help_text="Of K4: units of equipment beside their days; null of other figures."
    )


class SlotDifferenceOut(serializers.Serializer):
    slot = serializers.CharField(help_text="Code of the slot.")
    before = serializers.IntegerField(help_text="Person-days in the earlier snapshot.")
    known_later = serializers.IntegerField(help_text="The earlier day, as known by the later snapshot.")
    after = serializers.IntegerField(
        allow_null=True, help_text="Person-days in the later snapshot; null: it counts another year."
    )


class ItemDifferenceOut(serializers.Serializer):
    item = serializers.CharField(help_text="Code of the item of equipment.")
    before = serializers.IntegerField(help_text="Equipment-days in the earlier snapshot.")
    known_later = serializers.IntegerField(help_text="The earlier day, as known by the later snapshot.")
    after = serializers.IntegerField(
        allow_null=True, help_text="Equipment-days in the later snapshot; null: it counts another year."
    )


class DifferenceOut(serializers.Serializer):
    """How the later of two snapshots came from the earlier one."""

    earlier = SnapshotOut(help_text="The snapshot of the earlier day.")
    later = SnapshotOut(help_text="The snapshot of the later day.")
    figures = FigureDifferenceOut(many=True, help_text="Every figure over all routes.")
    slots = SlotDifferenceOut(many=True, help_text="Slots whose person-days differ.")
    items = ItemDifferenceOut(many=True, help_text="Items of equipment whose days differ.")
