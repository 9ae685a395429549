"""Surveillance means and the network that joins them: things, and what is so about each on which days.

What a sensor sees is derived: computed from its pose, the terrain and the line, and kept only to be quick.
"""

from functools import cached_property

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.border.codes import Named
from apps.border.events import LinearEvent, ObjectFact, one_fact_at_a_time

CODE = RegexValidator(r"^[\w.:-]+\Z", _("Letters, digits, dot, colon, dash and underscore only."))
FULL_CIRCLE_DEG = 360
MOST_MAST_M = 500


class Family(models.TextChoices):
    PRESENCE = "presence", _("presence detection")
    OBSERVATION = "observation", _("observation")


class Senses(models.TextChoices):
    AROUND = "around", _("around its place")
    ALONG = "along", _("along itself, as a fibre or a cable does")


class State(models.TextChoices):
    PLANNED = "planned", _("planned")
    PROCURED = "procured", _("procured")
    INSTALLED = "installed", _("installed")
    IN_TEST = "in_test", _("in test")
    OPERATIONAL = "operational", _("operational")
    DEGRADED = "degraded", _("degraded")
    OUT_OF_SERVICE = "out_of_service", _("out of service")
    DAMAGED = "damaged", _("damaged")
    DECOMMISSIONED = "decommissioned", _("decommissioned")


def metres(label, **options) -> models.PositiveIntegerField:
    limits = [MinValueValidator(1), MaxValueValidator(100_000)]
    return models.PositiveIntegerField(label, validators=limits, **options)


def code_field() -> models.CharField:
    return models.CharField(_("code"), max_length=40, unique=True, validators=[CODE])


class SensorModel(Named):
    """A type of sensor as its maker describes it."""

    code = code_field()
    family = models.CharField(_("family"), max_length=20, choices=Family.choices)
    kind = models.CharField(_("class"), max_length=60, default="", help_text=_("camera, radar, fibre …"))
    senses = models.CharField(
        _("senses"),
        max_length=10,
        choices=Senses.choices,
        null=True,
        help_text=_(
            "what senses along itself counts only where it is laid; an older model may leave it to its class"
        ),
    )
    by_day = models.BooleanField(_("by day"), default=True)
    by_night = models.BooleanField(_("by night"), default=True)
    detection_m = metres(_("detection range, m"))
    recognition_m = metres(_("recognition range, m"), null=True)
    identification_m = metres(_("identification range, m"), null=True)
    field_of_view_deg = models.DecimalField(
        _("field of view, degrees"),
        max_digits=4,
        decimal_places=1,
        default=FULL_CIRCLE_DEG,
        validators=[MinValueValidator(1), MaxValueValidator(FULL_CIRCLE_DEG)],
    )
    vertical_fov_deg = models.DecimalField(
        _("vertical field of view, degrees"),
        max_digits=4,
        decimal_places=1,
        null=True,
        validators=[MinValueValidator(1), MaxValueValidator(180)],
        help_text=_("around the tilt of the sensor; without it up and down are not limited"),
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("sensor model")
        verbose_name_plural = _("sensor models")


class Node(Named):
    """A site with its mast, a data node, a source of power, or a command centre."""

    class Kind(models.TextChoices):
        SITE = "site", _("site")
        DATA = "data", _("data node")
        POWER = "power", _("power")
        COMMAND = "command", _("command centre")

    class Level(models.TextChoices):
        LOCAL = "local", _("local")
        REGIONAL = "regional", _("regional")
        NATIONAL = "national", _("national")

    code = code_field()
    kind = models.CharField(_("type"), max_length=10, choices=Kind.choices)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices, null=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("node")
        verbose_name_plural = _("nodes")
        constraints = [
            models.CheckConstraint(
                name="node_level_of_command", condition=Q(kind="command") ^ Q(level__isnull=True)
            )
        ]


class Sensor(Named):
    """One device, or a fibre or cable that senses along a stretch."""

    code = code_field()
    model = models.ForeignKey(SensorModel, models.PROTECT, related_name="sensors")

    class Meta:
        ordering = ["code"]
        verbose_name = _("sensor")
        verbose_name_plural = _("sensors")


class Link(Named):
    """A way for data or power between two nodes, in both directions."""

    class Kind(models.TextChoices):
        DATA = "data", _("data")
        POWER = "power", _("power")

    class Medium(models.TextChoices):
        FIBRE = "fibre", _("fibre")
        RADIO = "radio", _("radio")
        CABLE = "cable", _("cable")

    code = code_field()
    kind = models.CharField(_("type"), max_length=10, choices=Kind.choices)
    medium = models.CharField(_("medium"), max_length=10, choices=Medium.choices)
    from_node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    to_node = models.ForeignKey(Node, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["code"]
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            models.CheckConstraint(
                name="link_two_ends",
                condition=~Q(from_node=F("to_node")),
                violation_error_message=_("A link leads from one node to another, not to itself."),
            )
        ]


class Standing(ObjectFact):
    """What is so about a thing of the network on some days, whatever the thing."""

    state = models.CharField(_("state"), max_length=20, choices=State.choices)
    owner = models.CharField(_("owner"), max_length=100, default="")
    unit = models.ForeignKey(
        "border.Unit", models.PROTECT, related_name="+", null=True, verbose_name=_("operating unit")
    )
    verified_on = models.DateField(_("verified on"), null=True)
    confidence = models.ForeignKey(
        "construction.Confidence", models.PROTECT, related_name="+", null=True, verbose_name=_("confidence")
    )
    note = models.CharField(_("note"), max_length=500, default="")

    class Meta:
        abstract = True


class NodeStanding(Standing):
    """Where a node is and how it does."""

    node = models.ForeignKey(Node, models.PROTECT, related_name="standings")
    point = models.PointField(_("place"), srid=settings.NATIONAL_SRID, null=True)

    class Meta:
        constraints = one_fact_at_a_time("nodestanding", "node", linear=False)


class SensorStanding(Standing):
    """Where a sensor stands, how it looks, how it does. Without a place of its own it stands at its site."""

    sensor = models.ForeignKey(Sensor, models.PROTECT, related_name="standings")
    site = models.ForeignKey(Node, models.PROTECT, related_name="+", null=True, verbose_name=_("site"))
    point = models.PointField(_("place"), srid=settings.NATIONAL_SRID, null=True)
    mast_m = models.DecimalField(
        _("height above ground, m"),
        max_digits=5,
        decimal_places=1,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(MOST_MAST_M)],
    )
    azimuth_deg = models.DecimalField(
        _("bearing from true north, degrees"),
        max_digits=4,
        decimal_places=1,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(359.9)],
    )
    sector_deg = models.DecimalField(
        _("sector, degrees"),
        max_digits=4,
        decimal_places=1,
        null=True,
        validators=[MinValueValidator(1), MaxValueValidator(FULL_CIRCLE_DEG)],
        help_text=_("the model's field of view if empty"),
    )
    tilt_deg = models.DecimalField(
        _("tilt, degrees"),
        max_digits=4,
        decimal_places=1,
        default=0,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    range_m = metres(_("range, m"), null=True, help_text=_("the model's detection range if empty"))

    class Meta:
        constraints = one_fact_at_a_time("sensorstanding", "sensor", linear=False)


class LinkStanding(Standing):
    """How a link does."""

    link = models.ForeignKey(Link, models.PROTECT, related_name="standings")

    class Meta:
        constraints = one_fact_at_a_time("linkstanding", "link", linear=False)


class SensorStretch(LinearEvent):
    """Along which metres a fibre or cable senses."""

    sensor = models.ForeignKey(Sensor, models.PROTECT, related_name="+", db_index=False)
    note = models.CharField(_("note"), max_length=500, default="")

    class Meta:
        constraints = one_fact_at_a_time("sensorstretch", "route", "sensor")


class Dem(models.Model):
    """A raster of heights that was checked and brought into the national grid; its file lies under its hash.

    Of those in force the first in this order that has a height decides: real ones, finer ones, later ones.
    """

    class Kind(models.TextChoices):
        GROUND = "ground", _("terrain")
        SURFACE = "surface", _("surface with vegetation")

    code = code_field()
    sha256 = models.CharField(_("SHA-256"), max_length=64, unique=True)
    kind = models.CharField(_("type"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=200)
    in_force = models.BooleanField(_("in force"), default=True)
    load_number = models.PositiveIntegerField(_("number of the loading"))
    is_synthetic = models.BooleanField(_("synthetic"), default=False)
    cell_m = models.DecimalField(_("cell, m"), max_digits=8, decimal_places=2)
    west_m = models.DecimalField(_("west, m"), max_digits=12, decimal_places=2)
    south_m = models.DecimalField(_("south, m"), max_digits=12, decimal_places=2)
    east_m = models.DecimalField(_("east, m"), max_digits=12, decimal_places=2)
    north_m = models.DecimalField(_("north, m"), max_digits=12, decimal_places=2)
    source = models.CharField(_("source"), max_length=200, default="")
    source_crs = models.CharField(_("source CRS"), max_length=200)
    vertical_datum = models.CharField(_("height system"), max_length=100)
    missing_pct = models.DecimalField(_("cells without height, %"), max_digits=6, decimal_places=3)
    licence = models.CharField(_("licence"), max_length=200, default="")

    class Meta:
        ordering = ["is_synthetic", "cell_m", "-load_number", "sha256"]
        verbose_name = _("terrain model")
        verbose_name_plural = _("terrain models")

    def __str__(self):
        return self.name

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in metres of the national grid."""
        return float(self.west_m), float(self.south_m), float(self.east_m), float(self.north_m)


class ComputedPose(models.Model):
    """A place to look from, with all that decides what is seen from it; known by the hash of these."""

    digest = models.CharField(max_length=64, primary_key=True)
    method = models.PositiveSmallIntegerField()
    parameters = models.JSONField()
    computed_at = models.DateTimeField(auto_now_add=True)


class ComputedSight(models.Model):
    """What is seen of one route from a pose: starts and ends of stretches in turn, in centimetres.

    The route is named by its code: what is derived holds nothing of the register fast, whatever its ids.
    """

    pose = models.ForeignKey(ComputedPose, models.CASCADE, related_name="sights")
    route = models.CharField(max_length=40)
    reach = ArrayField(models.IntegerField())
    seen = ArrayField(models.IntegerField())
    unknown = ArrayField(models.IntegerField())

    class Meta:
        constraints = [models.UniqueConstraint(name="sight_once", fields=["pose", "route"])]
