import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.jobs.querysets import JobQuerySet


class Job(models.Model):
    """Work that takes longer than a request. This row is the truth; Celery only rings the bell.

    A job that was split runs until the last of its parts has ended; several workers share those.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    parent = models.ForeignKey("self", models.CASCADE, related_name="parts", null=True, editable=False)
    kind = models.CharField(_("type"), max_length=40)
    arguments = models.JSONField(_("arguments"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="jobs", null=True)
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    rung_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    put_off = models.PositiveSmallIntegerField(_("put off"), default=0)
    not_before = models.DateTimeField(_("not before"), null=True)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    is_cancel_asked = models.BooleanField(default=False)
    language = models.CharField(_("language"), max_length=10, default=settings.LANGUAGE_CODE, editable=False)
    result = models.JSONField(_("result"), null=True)
    failure = models.TextField(_("reason of failure"), default="")
    fault = models.TextField(_("fault of the program"), default="", help_text=_("for administrators alone"))

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [
            models.Index(
                fields=["asked_at"],
                name="job_open",
                condition=models.Q(state__in=["queued", "running"]),
            )
        ]

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.RUNNING)

    @property
    def is_stopping(self) -> bool:
        """Whether it still runs though somebody asked that it stop: it hears of it at its next step."""
        return self.is_open and self.is_cancel_asked

    @property
    def is_put_off(self) -> bool:
        """Whether it was tried in vain and waits for its next try."""
        return self.state == self.State.QUEUED and self.put_off > 0

    @property
    def is_moving(self) -> bool:
        """Whether it may change any moment: open, and no wait for its next try."""
        return self.is_open and not self.is_put_off

    @property
    def percent(self) -> int | None:
        """How far it is, in whole percent; None while it is not known."""
        if self.state == self.State.DONE:
            return 100
        return 100 * self.done // self.total if self.total else None

    @property
    def not_needed(self) -> int:
        """How many of its steps a job that is done could leave out."""
        return self.total - self.done if self.state == self.State.DONE else 0
