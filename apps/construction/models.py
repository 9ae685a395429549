from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.border.codes import CodeList
from apps.border.events import LinearEvent, one_fact_at_a_time

A_WIDTH = MinValueValidator(Decimal("0.01"))


class Element(CodeList):
    """A kind of thing that is built along the border: strip, fence, path."""

    class Meta(CodeList.Meta):
        verbose_name = _("element")
        verbose_name_plural = _("elements")


class WorkStatus(CodeList):
    """How far the work on an element has come, and what that counts for."""

    counts_cleared = models.BooleanField(_("counts as cleared"), default=False)
    counts_built = models.BooleanField(_("counts as built"), default=False)
    counts_accepted = models.BooleanField(_("counts as accepted into operation"), default=False)

    class Meta(CodeList.Meta):
        verbose_name = _("work status")
        verbose_name_plural = _("work statuses")


class Confidence(CodeList):
    """How sure we are of a fact."""

    class Meta(CodeList.Meta):
        verbose_name = _("confidence")
        verbose_name_plural = _("confidence levels")


class Requirement(LinearEvent):
    """Where an element has to be, and by which rule."""

    element = models.ForeignKey(Element, models.PROTECT, related_name="+", db_index=False)
    rule = models.CharField(_("rule"), max_length=100, default="", help_text=_("the act that asks for it"))
    width_m = models.DecimalField(
        _("required width, m"), max_digits=6, decimal_places=2, null=True, validators=[A_WIDTH]
    )

    class Meta:
        constraints = one_fact_at_a_time("requirement", "route", "element")


class Work(LinearEvent):
    """How far the work on an element has come on each metre and day."""

    element = models.ForeignKey(Element, models.PROTECT, related_name="+", db_index=False)
    status = models.ForeignKey(WorkStatus, models.PROTECT, related_name="+", db_index=False)
    designed_width_m = models.DecimalField(
        _("designed width, m"), max_digits=6, decimal_places=2, null=True, validators=[A_WIDTH]
    )
    as_built_width_m = models.DecimalField(
        _("as-built width, m"), max_digits=6, decimal_places=2, null=True, validators=[A_WIDTH]
    )
    verified_on = models.DateField(_("verified on"), null=True)
    confidence = models.ForeignKey(Confidence, models.PROTECT, related_name="+", null=True, db_index=False)
    note = models.CharField(_("note"), max_length=500, default="")

    class Meta:
        constraints = one_fact_at_a_time("work", "route", "element")
        indexes = [
            models.Index(
                fields=["route", "element", "from_cm"],
                include=["to_cm", "status", "valid"],
                name="work_sweep",
            )
        ]
