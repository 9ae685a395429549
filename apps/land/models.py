"""The land under the border: land units by their cadastral designation, and what the State holds on it.

Never an owner, a personal code or an address: the designation and the state of the case only.
"""

from decimal import Decimal

from django.conf import settings
from django.contrib.gis.db import models
from django.core.validators import MinValueValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

from apps.border.codes import CodeList
from apps.border.events import LinearEvent, ObjectFact, one_fact_at_a_time

ELEVEN_DIGITS = RegexValidator(r"^\d{11}\Z", _("A cadastral designation has 11 digits."))
NUMBER_OF_PROPERTY = RegexValidator(r"^(\d{11})?\Z", _("A cadastral number has 11 digits."))


class LandStatus(CodeList):
    """What the State holds on the land; `counts_cleared` lets works begin, `counts_titled` is the State's title."""

    counts_cleared = models.BooleanField(_("lets works begin"), default=False)
    counts_titled = models.BooleanField(_("is the State's title"), default=False)

    class Meta(CodeList.Meta):
        verbose_name = _("land-rights status")
        verbose_name_plural = _("land-rights statuses")


class LandRight(LinearEvent):
    """What the State holds on the land under the border strips."""

    status = models.ForeignKey(LandStatus, models.PROTECT, related_name="+", db_index=False)
    note = models.CharField(_("note"), max_length=500, default="")

    class Meta:
        constraints = one_fact_at_a_time("landright", "route")


class Parcel(models.Model):
    """A land unit. Its designation and the number of its property may coincide, and are two things."""

    class Purpose(models.TextChoices):
        STRIP = "strip", _("under the border strips")
        ROAD = "road", _("under a border road")

    code = models.CharField(
        _("cadastral designation"), max_length=11, unique=True, validators=[ELEVEN_DIGITS]
    )
    property_number = models.CharField(
        _("cadastral number of the property"), max_length=11, default="", validators=[NUMBER_OF_PROPERTY]
    )
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices, default=Purpose.STRIP)
    area_ha = models.DecimalField(
        _("area, ha"),
        max_digits=9,
        decimal_places=4,
        null=True,
        validators=[MinValueValidator(Decimal("0.0001"))],
    )
    boundary = models.PolygonField(_("boundary"), srid=settings.NATIONAL_SRID, null=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("land unit")
        verbose_name_plural = _("land units")

    def __str__(self):
        return self.code


class ParcelStretch(LinearEvent):
    """Which metres of the border a land unit lies along."""

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="stretches", db_index=False)
    note = models.CharField(_("note"), max_length=500, default="")

    class Meta:
        constraints = one_fact_at_a_time("parcelstretch", "route", "parcel")


class LandCase(ObjectFact):
    """How far the State has come with a land unit."""

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="cases")
    status = models.ForeignKey(LandStatus, models.PROTECT, related_name="+")
    cabinet_order = models.CharField(_("Cabinet order"), max_length=100, default="")
    amount_eur = models.DecimalField(
        _("compensation, EUR"),
        max_digits=12,
        decimal_places=2,
        null=True,
        validators=[MinValueValidator(0)],
    )
    note = models.CharField(_("note"), max_length=500, default="")

    class Meta:
        constraints = one_fact_at_a_time("landcase", "parcel", linear=False)
