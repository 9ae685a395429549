import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import RegexValidator
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.border.codes import CodeList, Named
from apps.border.events import LinearEvent, ObjectFact, one_fact_at_a_time
from apps.border.fields import LineStringMField
from apps.border.querysets import AlignmentPieceQuerySet, AlignmentQuerySet, BorderSignQuerySet, RouteQuerySet

Code = RegexValidator(r"^[\w.-]+\Z", _("Letters, digits, dot, dash and underscore only."))


class Route(Named):
    """The thing measured along: the border with one neighbour. Its official length is fixed by treaty."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    neighbour = models.CharField(_("neighbour"), max_length=2, help_text=_("ISO 3166-1 alpha-2"))
    official_length_cm = models.IntegerField(_("official length, cm"))
    direction_lv = models.CharField(_("direction (Latvian)"), max_length=100, default="")
    direction_en = models.CharField(_("direction (English)"), max_length=100, default="")

    objects = RouteQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("route")
        verbose_name_plural = _("routes")
        constraints = [models.CheckConstraint(name="route_length", condition=Q(official_length_cm__gt=0))]

    def __str__(self):
        return self.code

    @property
    def direction(self) -> str:
        """Where measures grow to, in the reader's language."""
        return self.direction_en if get_language() == "en" else self.direction_lv


class Alignment(models.Model):
    """One surveyed geometry of a route, M in centimetres of official measure, valid over a period."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    route = models.ForeignKey(Route, models.PROTECT, related_name="alignments")
    line = LineStringMField(_("line"))
    valid = DateRangeField(_("period"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    source = models.CharField(_("source"), max_length=200)
    licence = models.CharField(_("licence"), max_length=100, default="")
    attribution = models.CharField(_("attribution"), max_length=200, default="")
    source_crs = models.IntegerField(_("source CRS, EPSG code"), default=4326)
    accuracy_m = models.DecimalField(_("accuracy, m"), max_digits=8, decimal_places=2, null=True)

    objects = AlignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("alignment")
        verbose_name_plural = _("alignments")
        constraints = [
            ExclusionConstraint(
                name="alignment_one_published",
                expressions=[("route", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=Q(state="published"),
            ),
            models.CheckConstraint(name="alignment_period", condition=Q(valid__isempty=False)),
        ]


class AlignmentPiece(models.Model):
    """A kilometre of an alignment, from a whole one on: a stretch is cut 48 times faster from these.

    Derived, by `services.cut_pieces`. It names its alignment by the uid, which outlives the row's id.
    """

    alignment = models.ForeignKey(
        Alignment, models.CASCADE, to_field="uid", related_name="pieces", db_index=False
    )
    from_cm = models.IntegerField(_("from, cm"))
    to_cm = models.IntegerField(_("to, cm"))
    line = LineStringMField(_("line"), spatial_index=False)

    objects = AlignmentPieceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="alignmentpiece_from", fields=["alignment", "from_cm"])]


class BorderSign(models.Model):
    """A border sign: ties an official measure to a point, and gives people their addresses."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    route = models.ForeignKey(Route, models.PROTECT, related_name="signs")
    label = models.CharField(_("sign"), max_length=20)
    ordinal = models.PositiveIntegerField(_("ordinal"))
    measure_cm = models.IntegerField(_("official measure, cm"))
    point = models.PointField(_("point"), srid=settings.NATIONAL_SRID)
    valid = DateRangeField(_("period"))
    confirmed = models.BooleanField(_("confirmed"), default=False)
    source = models.CharField(_("source"), max_length=200, default="")

    objects = BorderSignQuerySet.as_manager()

    class Meta:
        ordering = ["route", "ordinal"]
        verbose_name = _("border sign")
        verbose_name_plural = _("border signs")
        constraints = [
            ExclusionConstraint(
                name="bordersign_one_ordinal",
                expressions=[
                    ("route", RangeOperators.EQUAL),
                    ("ordinal", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="bordersign_one_label",
                expressions=[
                    ("route", RangeOperators.EQUAL),
                    ("label", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="bordersign_measure", condition=Q(measure_cm__gte=0)),
            models.CheckConstraint(name="bordersign_period", condition=Q(valid__isempty=False)),
        ]


class ImpactLevel(CodeList):
    """Impact level of a section (Regulation (EU) 2019/1896, Article 34)."""

    class Meta(CodeList.Meta):
        verbose_name = _("impact level")
        verbose_name_plural = _("impact levels")


class ExclusionReason(CodeList):
    """Why metres stand outside the denominator of a figure."""

    class Meta(CodeList.Meta):
        verbose_name = _("exclusion reason")
        verbose_name_plural = _("exclusion reasons")


class Section(Named):
    """An external border section in the sense of the EUROSUR rules (Article 30)."""

    class Kind(models.TextChoices):
        LAND = "land", _("land")
        RIVER = "river", _("river")
        LAKE = "lake", _("lake")

    code = models.CharField(_("code"), max_length=30, unique=True, validators=[Code])
    agency_id = models.CharField(_("the Agency's identifier"), max_length=50, default="")
    kind = models.CharField(_("type"), max_length=10, choices=Kind.choices, default=Kind.LAND)

    class Meta:
        ordering = ["code"]
        verbose_name = _("border section")
        verbose_name_plural = _("border sections")


class SectionStretch(LinearEvent):
    """Which section each metre belongs to: a partition of the route."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="stretches")

    class Meta:
        constraints = one_fact_at_a_time("sectionstretch", "route")


class SectionImpact(ObjectFact):
    """The impact level of a section over a period."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="impacts")
    level = models.ForeignKey(ImpactLevel, models.PROTECT, related_name="+")
    source = models.CharField(_("source"), max_length=200, default="")

    class Meta:
        constraints = one_fact_at_a_time("sectionimpact", "section", linear=False)


class Unit(Named):
    """A board of the State Border Guard, or a unit of one."""

    code = models.CharField(_("code"), max_length=30, unique=True, validators=[Code])
    board = models.ForeignKey("self", models.PROTECT, related_name="units", null=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("unit")
        verbose_name_plural = _("units")


class UnitStretch(LinearEvent):
    """Which unit guards each metre: a partition of the route."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="stretches")

    class Meta:
        constraints = one_fact_at_a_time("unitstretch", "route")


class Segment(LinearEvent):
    """A label on metres, which planners split and merge: a partition of the route. Statuses never hang on it."""

    code = models.CharField(_("code"), max_length=30, validators=[Code])

    class Meta:
        constraints = one_fact_at_a_time("segment", "route")
        indexes = [models.Index(fields=["code"])]


class Exclusion(LinearEvent):
    """Metres outside the denominator of one figure, and why."""

    indicator = models.CharField(_("figure"), max_length=20)
    reason = models.ForeignKey(ExclusionReason, models.PROTECT, related_name="+")
    note = models.CharField(_("note"), max_length=500, default="")

    class Meta:
        constraints = one_fact_at_a_time("exclusion", "route", "indicator")
