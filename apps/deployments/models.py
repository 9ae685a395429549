"""Deployments by slot, never by person: a slot is a post of some heads; its days are facts."""

from datetime import date, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.border.codes import CodeList, Named
from apps.border.events import ObjectFact, one_fact_at_a_time
from apps.deployments.querysets import EquipmentDaysQuerySet, SlotDaysQuerySet, SlotQuerySet

MOST_HEADS = 9_999
CODE = RegexValidator(r"^[\w.:-]+\Z", _("Letters, digits, dot, colon, dash and underscore only."))


class Stage(models.TextChoices):
    """How firm a period is. What was deployed counts; what is only planned is projected."""

    NOMINATED = "nominated", _("nominated")
    AGREED = "agreed", _("agreed")
    DEPLOYED = "deployed", _("deployed")


class EquipmentStage(models.TextChoices):
    AVAILABLE = "available", _("available")
    AGREED = "agreed", _("agreed")
    DEPLOYED = "deployed", _("deployed")
    DOWN = "down", _("technical downtime")


class Category(models.IntegerChoices):
    """Categories of the standing corps, Regulation (EU) 2019/1896, Articles 55 to 58."""

    STATUTORY = 1, _("1: statutory staff")
    SECONDED = 2, _("2: long-term secondment")
    SHORT_TERM = 3, _("3: short-term deployment")
    RESERVE = 4, _("4: rapid reaction reserve")


FIRST_DAY, LAST_DAY = date(2004, 1, 1), date(2100, 12, 31)  # the Agency was founded in 2004


def days_that_can_be(name: str) -> models.CheckConstraint:
    """Return the constraint that keeps days before the Agency, or absurdly late ones, out of the log."""
    until = LAST_DAY + timedelta(days=1)
    return models.CheckConstraint(
        name=f"{name}_days_that_can_be",
        condition=Q(valid__startswith__gte=FIRST_DAY)
        & (Q(valid__endswith__lte=until) | Q(valid__endswith=None)),
    )


def free_text(label, length: int) -> models.CharField:
    return models.CharField(label, max_length=length, default="")


class HostCountry(Named):
    """A country that hosts operations, by its ISO 3166-1 code."""

    code = models.CharField(_("code"), max_length=2, unique=True, validators=[RegexValidator(r"^[A-Z]{2}\Z")])

    class Meta:
        ordering = ["code"]
        verbose_name = _("host country")
        verbose_name_plural = _("host countries")


class SendingBody(CodeList):
    """Who sends: the State Border Guard, the State Police, the Agency."""

    class Meta(CodeList.Meta):
        verbose_name = _("sending body")
        verbose_name_plural = _("sending bodies")


class Profile(CodeList):
    """What the people of a slot are trained for."""

    class Meta(CodeList.Meta):
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")


class CurtailmentReason(CodeList):
    """Why a deployment ended before its planned day."""

    class Meta(CodeList.Meta):
        verbose_name = _("reason of curtailment")
        verbose_name_plural = _("reasons of curtailment")


class EquipmentCategory(CodeList):
    """Patrol car, thermo-vision vehicle, vessel, helicopter."""

    class Meta(CodeList.Meta):
        verbose_name = _("category of equipment")
        verbose_name_plural = _("categories of equipment")


class Operation(Named):
    """An operation that people and equipment are sent to."""

    class Kind(models.TextChoices):
        JOINT = "joint", _("joint operation")
        RAPID = "rapid", _("rapid border intervention")
        RETURN = "return", _("return operation")
        OTHER = "other", _("other")

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[CODE])
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.JOINT)
    host = models.ForeignKey(
        HostCountry, models.PROTECT, verbose_name=_("host country"), related_name="operations"
    )
    area = free_text(_("operational area"), 200)
    plan_id = free_text(_("plan id"), 60)

    class Meta:
        ordering = ["code"]
        verbose_name = _("operation")
        verbose_name_plural = _("operations")


class EquipmentItem(models.Model):
    """A registered item of technical equipment; what can change about it is its standing."""

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[CODE])
    category = models.ForeignKey(
        EquipmentCategory, models.PROTECT, verbose_name=_("category of equipment"), related_name="items"
    )
    registration = free_text(_("registration"), 60)
    crew_size = models.PositiveSmallIntegerField(_("crew"), default=0, validators=[MaxValueValidator(200)])

    class Meta:
        ordering = ["code"]
        verbose_name = _("equipment item")
        verbose_name_plural = _("equipment items")

    def __str__(self):
        return self.code


class EquipmentStanding(ObjectFact):
    """Whose an item is, who co-finances it, and whether the Technical Equipment Pool has it."""

    item = models.ForeignKey(
        EquipmentItem, models.PROTECT, verbose_name=_("equipment item"), related_name="standing"
    )
    in_pool = models.BooleanField(_("in the Technical Equipment Pool"), default=False)
    owner = models.ForeignKey(
        SendingBody, models.PROTECT, verbose_name=_("owner"), related_name="+", null=True
    )
    project = free_text(_("co-financing project"), 60)

    class Meta:
        constraints = one_fact_at_a_time("equipmentstanding", "item", linear=False)


class Slot(models.Model):
    """A post of some heads of one category in one operation. Its days are `SlotDays`."""

    class Direction(models.TextChoices):
        OUT = "out", _("out: to operations abroad")
        IN = "in", _("in: to the Latvian border")

    class Source(models.TextChoices):
        AGREED_LIST = "agreed_list", _("agreed list")
        ACTUAL_REPORT = "actual_report", _("actual report")

    code = models.CharField(_("slot"), max_length=40, unique=True, validators=[CODE])
    direction = models.CharField(
        _("direction"), max_length=3, choices=Direction.choices, default=Direction.OUT
    )
    category = models.PositiveSmallIntegerField(
        _("category"), choices=Category.choices, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    profile = models.ForeignKey(Profile, models.PROTECT, verbose_name=_("profile"), related_name="slots")
    operation = models.ForeignKey(
        Operation, models.PROTECT, verbose_name=_("operation"), related_name="slots"
    )
    body = models.ForeignKey(
        SendingBody, models.PROTECT, verbose_name=_("sending body"), related_name="slots"
    )
    crew_of = models.ForeignKey(
        EquipmentItem, models.PROTECT, verbose_name=_("crew of"), related_name="crews", null=True
    )
    curtailed = models.ForeignKey(
        CurtailmentReason,
        models.PROTECT,
        verbose_name=_("curtailed because"),
        related_name="slots",
        null=True,
    )
    source = models.CharField(_("source"), max_length=20, choices=Source.choices, default=Source.AGREED_LIST)
    note = free_text(_("note"), 300)

    objects = SlotQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        constraints = [
            models.CheckConstraint(name="slot_category", condition=Q(category__gte=1, category__lte=4))
        ]

    def __str__(self):
        return self.code


class SlotDays(ObjectFact):
    """How many heads a slot has on each day, as nominated, agreed, deployed; travel is told apart."""

    slot = models.ForeignKey(Slot, models.PROTECT, verbose_name=_("slot"), related_name="days")
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices)
    heads = models.PositiveSmallIntegerField(
        _("heads"), validators=[MinValueValidator(1), MaxValueValidator(MOST_HEADS)]
    )
    travel = models.BooleanField(_("days of travel"), default=False)

    objects = SlotDaysQuerySet.as_manager()

    class Meta:
        constraints = [
            *one_fact_at_a_time("slotdays", "slot", "stage", linear=False),
            days_that_can_be("slotdays"),
            models.CheckConstraint(name="slotdays_heads", condition=Q(heads__gte=1, heads__lte=MOST_HEADS)),
        ]


class EquipmentDays(ObjectFact):
    """Where an item is on each day, as available, agreed and deployed, and when it did not work."""

    item = models.ForeignKey(
        EquipmentItem, models.PROTECT, verbose_name=_("equipment item"), related_name="days"
    )
    stage = models.CharField(_("stage"), max_length=10, choices=EquipmentStage.choices)
    operation = models.ForeignKey(
        Operation, models.PROTECT, verbose_name=_("operation"), related_name="equipment_days", null=True
    )

    objects = EquipmentDaysQuerySet.as_manager()

    class Meta:
        constraints = [
            *one_fact_at_a_time("equipmentdays", "item", "stage", linear=False),
            days_that_can_be("equipmentdays"),
        ]


class Commitment(ObjectFact):
    """How many heads a year asks for: the share by the Regulation's annex, the lists proposed and agreed."""

    class Basis(models.TextChoices):
        ANNEX = "annex", _("annex of the Regulation")
        PROPOSED = "proposed", _("proposed list")
        AGREED = "agreed", _("agreed list")

    category = models.PositiveSmallIntegerField(_("category"), choices=Category.choices)
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2016), MaxValueValidator(2200)]
    )
    basis = models.CharField(_("basis"), max_length=10, choices=Basis.choices)
    heads = models.PositiveIntegerField(_("heads"))
    days_each = models.PositiveSmallIntegerField(
        _("days each"), null=True, validators=[MaxValueValidator(366)], help_text=_("empty: the whole year")
    )
    source = free_text(_("source"), 200)

    class Meta:
        constraints = one_fact_at_a_time("commitment", "category", "year", "basis", linear=False)
