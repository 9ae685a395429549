from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.border.codes import Named
from apps.border.events import ObjectFact, one_fact_at_a_time


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


class Target(ObjectFact):
    """What a figure should reach by the end of a year; its period is when that was the aim in force."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets")
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2)
    units = models.PositiveIntegerField(_("units"), null=True)
    source = models.CharField(_("source"), max_length=300, default="")

    class Meta:
        constraints = one_fact_at_a_time("target", "indicator", "year", linear=False)
