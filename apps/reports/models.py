import uuid
from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.jobs.models import Job
from apps.reports.querysets import DeliveryQuerySet, PackQuerySet, ScheduleQuerySet


class Kind(models.TextChoices):
    COVERAGE = "coverage", _("coverage report")
    COMMITTEE = "committee", _("committee report")
    PUBLIC = "public", _("public summary")


class Pack(models.Model):
    """A report that was made: its files in one archive, known by its hash, and all that it was made from."""

    uid = models.UUIDField(_("id"), default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    number = models.CharField(_("number"), max_length=200, unique=True)
    as_of = models.DateField(_("as of"))
    audience = models.CharField(_("readers"), max_length=10)
    language = models.CharField(_("language"), max_length=5)
    asked = models.JSONField(_("asked"))
    snapshot = models.ForeignKey("indicators.Snapshot", models.PROTECT, related_name="+")
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size_bytes = models.BigIntegerField(_("bytes"))
    files = models.JSONField(_("files"))
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    objects = PackQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    @property
    def file_name(self) -> str:
        """Its own number: of other sections, readers or ledgers it has another name."""
        return f"{self.number}.zip"


class Delivery(models.Model):
    """A kept report on its way into a folder or to a mail address; its job tells how far it is."""

    class Way(models.TextChoices):
        FOLDER = "folder", _("folder")
        MAIL = "mail", _("mail")

    STATES = {
        Job.State.QUEUED: "waiting",
        Job.State.RUNNING: "waiting",
        Job.State.DONE: "sent",
        Job.State.FAILED: "failed",
        Job.State.CANCELLED: "stopped",
    }

    uid = models.UUIDField(_("id"), default=uuid.uuid4, unique=True, editable=False)
    pack = models.ForeignKey(Pack, models.CASCADE, related_name="deliveries")
    way = models.CharField(_("way"), max_length=10, choices=Way.choices)
    to = models.CharField(_("to"), max_length=320)
    job = models.ForeignKey(Job, models.PROTECT, related_name="+")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")

    @property
    def state(self) -> str:
        return self.STATES[Job.State(self.job.state)]


class Schedule(models.Model):
    """A report that is made each month for the last day of the month before, and where it goes."""

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    audience = models.CharField(_("readers"), max_length=10)
    language = models.CharField(_("language"), max_length=5)
    sections = models.JSONField(_("sections"), default=list)
    day = models.PositiveSmallIntegerField(
        _("day of the month"), default=1, validators=[MinValueValidator(1), MaxValueValidator(28)]
    )
    mail_to = models.CharField(_("mail to"), max_length=500, default="", blank=True)
    folder = models.CharField(_("folder"), max_length=100, default="", blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    last_month = models.DateField(_("made for"), null=True)
    asked_month = models.DateField(_("asked for"), null=True, editable=False)
    job = models.ForeignKey(Job, models.SET_NULL, related_name="+", null=True, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")

    def is_due(self, month_end: date) -> bool:
        """Tell whether the report of a month is still to be asked for: it is not made, nor asked for but in vain."""
        if self.last_month is not None and self.last_month >= month_end:
            return False
        is_asked = self.asked_month == month_end and self.job is not None
        return not is_asked or self.job.state == Job.State.FAILED

    @property
    def is_missing(self) -> bool:
        """Whether the month that was last asked for has no report yet."""
        return self.job is not None and (self.last_month is None or self.last_month < self.asked_month)
