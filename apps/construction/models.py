"""What is built along the border: elements and structures, the lots and contracts that build them, acts of acceptance.

Money is told as totals of a contract, in euros and cents; a contractor is an organisation, never a person.
"""

from decimal import Decimal

from django.conf import settings
from django.contrib.gis.db import models
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.border.codes import CodeList, Named
from apps.border.events import LinearEvent, ObjectFact, one_fact_at_a_time

CODE = RegexValidator(r"^[\w.:-]+\Z", _("Letters, digits, dot, colon, dash and underscore only."))
A_WIDTH = MinValueValidator(Decimal("0.01"))
NOT_BELOW_ZERO = MinValueValidator(0)


def code_field() -> models.CharField:
    return models.CharField(_("code"), max_length=40, unique=True, validators=[CODE])


def note_field() -> models.CharField:
    return models.CharField(_("note"), max_length=500, default="")


def euros(label, **options) -> models.DecimalField:
    return models.DecimalField(label, max_digits=14, decimal_places=2, validators=[NOT_BELOW_ZERO], **options)


class Element(CodeList):
    """A kind of thing that is built along the border: strip, fence, path."""

    class Meta(CodeList.Meta):
        verbose_name = _("element")
        verbose_name_plural = _("elements")


class WorkStatus(CodeList):
    """How far the work on an element has come, and what that counts for."""

    counts_cleared = models.BooleanField(_("counts as cleared"), default=False)
    counts_designed = models.BooleanField(_("counts as in design or past it"), default=False)
    counts_begun = models.BooleanField(_("counts as begun"), default=False)
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


class Lot(Named):
    """What is bought together: works, their design, or the supervision of them, on stretches of the border."""

    class Kind(models.TextChoices):
        WORKS = "works", _("works")
        DESIGN_BUILD = "design_build", _("design and works")
        DESIGN = "design", _("design")
        SUPERVISION = "supervision", _("supervision")
        SURVEY = "survey", _("survey")

    code = code_field()
    kind = models.CharField(_("type"), max_length=20, choices=Kind.choices)
    procurement = models.CharField(_("procurement number"), max_length=60, default="")

    class Meta:
        ordering = ["code"]
        verbose_name = _("lot")
        verbose_name_plural = _("lots")


class LotStretch(LinearEvent):
    """On which metres a lot lies; lots of different elements may lie over each other."""

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="stretches", db_index=False)
    note = note_field()

    class Meta:
        constraints = one_fact_at_a_time("lotstretch", "route", "lot")


class LotElement(ObjectFact):
    """Which elements a lot builds on its metres."""

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="elements")
    element = models.ForeignKey(Element, models.PROTECT, related_name="+")
    note = note_field()

    class Meta:
        constraints = one_fact_at_a_time("lotelement", "lot", "element", linear=False)


class Contractor(Named):
    """An organisation that builds, designs or supervises."""

    code = code_field()
    registration = models.CharField(
        _("registration number"),
        max_length=30,
        default="",
        help_text=_("of the organisation in its commercial register"),
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("contractor")
        verbose_name_plural = _("contractors")


class Contract(models.Model):
    """An agreement on one lot; what can be amended of it stands in its terms."""

    code = code_field()
    number = models.CharField(_("contract number"), max_length=60)
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="contracts")
    contractor = models.ForeignKey(Contractor, models.PROTECT, related_name="+", null=True)
    signed_on = models.DateField(_("signed on"), null=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")

    def __str__(self):
        return self.number


class ContractTerms(ObjectFact):
    """The terms of a contract from a day on: an amendment is a new fact, the old one stays readable."""

    class State(models.TextChoices):
        TENDER = "tender", _("in tender")
        IN_FORCE = "in_force", _("in force")
        SUSPENDED = "suspended", _("suspended")
        COMPLETED = "completed", _("completed")
        TERMINATED = "terminated", _("terminated")

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="terms")
    state = models.CharField(_("state"), max_length=20, choices=State.choices)
    amount_eur = euros(_("amount without VAT, EUR"), null=True)
    complete_by = models.DateField(_("planned completion"), null=True)
    project = models.CharField(_("co-financing project"), max_length=60, default="")
    fund_share_pct = models.DecimalField(
        _("fund's share, %"),
        max_digits=5,
        decimal_places=2,
        null=True,
        validators=[NOT_BELOW_ZERO, MaxValueValidator(100)],
    )
    change_order = models.CharField(
        _("change order"), max_length=100, default="", help_text=_("the act that brought these terms")
    )
    note = note_field()

    class Meta:
        constraints = one_fact_at_a_time("contractterms", "contract", linear=False)


class Payment(ObjectFact):
    """What has been paid under a contract up to a day, as one total."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="payments")
    paid_eur = euros(_("paid to date, EUR"))
    source = models.CharField(_("source"), max_length=200, default="")

    class Meta:
        constraints = one_fact_at_a_time("payment", "contract", linear=False)


class Acceptance(LinearEvent):
    """The act by which an element is handed over on a stretch; how far the work is stands in `Work`."""

    class Verdict(models.TextChoices):
        SUBMITTED = "submitted", _("submitted")
        DEFECTS = "defects", _("defects found")
        ACCEPTED = "accepted", _("accepted into operation")

    element = models.ForeignKey(Element, models.PROTECT, related_name="+", db_index=False)
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict.choices)
    act = models.CharField(_("acceptance act"), max_length=100, default="")
    act_on = models.DateField(_("day of the act"), null=True)
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+", null=True, db_index=False)
    change_order = models.CharField(
        _("change order"), max_length=100, default="", help_text=_("if it was built otherwise than designed")
    )
    note = note_field()

    class Meta:
        constraints = one_fact_at_a_time("acceptance", "route", "element")


class StructureKind(CodeList):
    """A kind of thing that is built at a place and counted by pieces: bridge, culvert, tower."""

    class Meta(CodeList.Meta):
        verbose_name = _("type of structure")
        verbose_name_plural = _("types of structures")


class Structure(Named):
    """One thing that is built at a place of the border."""

    code = code_field()
    kind = models.ForeignKey(StructureKind, models.PROTECT, related_name="+", verbose_name=_("type"))
    length_m = models.DecimalField(
        _("length, m"), max_digits=7, decimal_places=1, null=True, validators=[NOT_BELOW_ZERO]
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("structure")
        verbose_name_plural = _("structures")


class StructureStanding(ObjectFact):
    """Where a structure stands, by measure or by its own point, and how far the work on it has come."""

    structure = models.ForeignKey(Structure, models.PROTECT, related_name="standings")
    route = models.ForeignKey("border.Route", models.PROTECT, related_name="+")
    measure_cm = models.IntegerField(_("official measure, cm"), null=True, validators=[NOT_BELOW_ZERO])
    point = models.PointField(_("place"), srid=settings.NATIONAL_SRID, null=True)
    status = models.ForeignKey(WorkStatus, models.PROTECT, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="structures", null=True)
    note = note_field()

    class Meta:
        constraints = [
            *one_fact_at_a_time("structurestanding", "structure", linear=False),
            models.CheckConstraint(
                name="structurestanding_has_a_place",
                condition=Q(measure_cm__isnull=False) | Q(point__isnull=False),
                violation_error_message=_("A structure stands at a measure or at a point."),
            ),
        ]
