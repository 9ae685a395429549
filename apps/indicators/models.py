import uuid

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.border.codes import Named
from apps.border.events import ObjectFact, one_fact_at_a_time
from apps.indicators.rules import fault_of
from apps.ledger.privacy import no_personal_code

YEARS = [MinValueValidator(2000), MaxValueValidator(2200)]


class Indicator(Named):
    """One of the strategy's figures, or a series beside them."""

    code = models.CharField(_("code"), max_length=20, unique=True, validators=[RegexValidator(r"^[\w.-]+\Z")])
    unit = models.CharField(_("unit"), max_length=30, default="%")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    responsible = models.CharField(_("responsible body"), max_length=200, default="")
    source = models.CharField(_("source"), max_length=300, default="")

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("figure")
        verbose_name_plural = _("figures")


class Definition(ObjectFact):
    """A version of how a figure is counted, over the period in which it is the rule."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="definitions")
    version = models.PositiveIntegerField(_("version"))
    rule = models.CharField(_("rule"), max_length=50)
    parameters = models.JSONField(_("parameters"), default=dict)
    text_lv = models.TextField(_("explanation (Latvian)"), default="")
    text_en = models.TextField(_("explanation (English)"), default="")

    class Meta:
        constraints = one_fact_at_a_time("definition", "indicator", linear=False)

    @property
    def fault(self) -> str:
        """Why nothing can be counted by it, in the reader's language; nothing if it can."""
        return fault_of({"rule": self.rule, "parameters": self.parameters})


class Target(ObjectFact):
    """What a figure should reach by the end of a year; its period is when that was the aim in force."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets")
    year = models.PositiveSmallIntegerField(_("year"), validators=YEARS)
    value = models.DecimalField(
        _("value"), max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )
    units = models.PositiveIntegerField(_("units"), null=True)
    source = models.CharField(_("source"), max_length=300, default="")

    class Meta:
        constraints = [
            *one_fact_at_a_time("target", "indicator", "year", linear=False),
            models.CheckConstraint(name="target_value_not_negative", condition=models.Q(value__gte=0)),
        ]


class Baseline(ObjectFact):
    """What a figure was before the strategy began: where the aims are counted from."""

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, verbose_name=_("figure"), related_name="baselines"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2)
    units = models.PositiveIntegerField(_("units"), null=True)
    source = models.CharField(_("source"), max_length=300, default="")

    class Meta:
        constraints = one_fact_at_a_time("baseline", "indicator", linear=False)


class IndicatorNote(ObjectFact):
    """What the responsible body says about a figure, from a day on."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, verbose_name=_("figure"), related_name="notes")
    text = models.TextField(_("note"))

    class Meta:
        constraints = one_fact_at_a_time("indicatornote", "indicator", linear=False)


class Observation(ObjectFact):
    """A value of a figure that is told and not counted, from a day on, with its source and evidence."""

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, verbose_name=_("figure"), related_name="observations"
    )
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=4)
    source = models.CharField(_("source"), max_length=300)
    evidence = models.CharField(_("evidence"), max_length=500, default="")

    class Meta:
        constraints = one_fact_at_a_time("observation", "indicator", linear=False)


class Direction(Named):
    """A direction of action of the strategy, which its tasks belong to."""

    code = models.CharField(_("code"), max_length=20, unique=True, validators=[RegexValidator(r"^[\w.-]+\Z")])
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("direction of action")
        verbose_name_plural = _("directions of action")


class Task(Named):
    """A task of the strategy: who answers for it, who takes part, and by when."""

    name_lv = models.CharField(_("name (Latvian)"), max_length=400)
    name_en = models.CharField(_("name (English)"), max_length=400)
    code = models.CharField(_("code"), max_length=20, unique=True, validators=[RegexValidator(r"^[\w.-]+\Z")])
    direction = models.ForeignKey(
        Direction, models.PROTECT, verbose_name=_("direction of action"), related_name="tasks"
    )
    responsible = models.CharField(_("responsible body"), max_length=200, default="")
    involved = models.CharField(_("bodies involved"), max_length=300, default="")
    due = models.DateField(_("due"), null=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["direction__order", "order", "code"]
        verbose_name = _("task")
        verbose_name_plural = _("tasks")


class TaskState(ObjectFact):
    """How far a task has come, and what shows it, from a day on."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("not begun")
        UNDER_WAY = "under_way", _("under way")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped")

    task = models.ForeignKey(Task, models.PROTECT, verbose_name=_("task"), related_name="states")
    status = models.CharField(_("status"), max_length=10, choices=Status.choices)
    evidence = models.CharField(_("evidence"), max_length=500, default="")
    note = models.CharField(_("note"), max_length=500, default="")

    class Meta:
        constraints = one_fact_at_a_time("taskstate", "task", linear=False)


class TaskIndicator(ObjectFact):
    """That a task bears on a figure."""

    task = models.ForeignKey(Task, models.PROTECT, verbose_name=_("task"), related_name="indicators")
    indicator = models.ForeignKey(Indicator, models.PROTECT, verbose_name=_("figure"), related_name="tasks")
    bearing = models.CharField(_("how it bears on the figure"), max_length=200, default="")

    class Meta:
        constraints = one_fact_at_a_time("taskindicator", "task", "indicator", linear=False)


class Snapshot(models.Model):
    """A sealed reading of the figures. The database lets nobody change or delete one."""

    class Kind(models.TextChoices):
        MONTHLY = "monthly", _("monthly")
        ON_DEMAND = "on_demand", _("on demand")

    uid = models.UUIDField(_("id"), default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.ON_DEMAND)
    as_of = models.DateField(_("as of"))
    ledger_number = models.BigIntegerField(_("ledger number"))
    ledger_head = models.CharField(_("ledger hash"), max_length=64)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    made_by = models.CharField(_("made by"), max_length=200)
    reason = models.CharField(_("reason"), max_length=300, default="", validators=[no_personal_code])
    content = models.BinaryField(_("content"))
    sha256 = models.CharField(_("SHA-256 of the content"), max_length=64)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        constraints = [
            models.UniqueConstraint(
                name="snapshot_monthly_once", fields=["as_of"], condition=models.Q(kind="monthly")
            )
        ]
