import uuid

from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.border.fields import extent_field
from apps.ledger.querysets import ChangeSetQuerySet, OperationQuerySet


class ChangeSet(models.Model):
    """One reasoned set of writes. Once applied it is numbered, chained and never changes again."""

    class Kind(models.TextChoices):
        UPDATE = "update", _("update: the world changed")
        CORRECT = "correct", _("correction: we were wrong")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        REJECTED = "rejected", _("rejected")
        APPLIED = "applied", _("applied")

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    reason = models.CharField(_("reason"), max_length=500)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.UPDATE)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="change_sets")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    base_seq = models.BigIntegerField(_("ledger number its author saw"))
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="approved_change_sets", null=True
    )
    undoes = models.ForeignKey("self", models.PROTECT, related_name="undone_by", null=True)
    created_at = models.DateTimeField(_("begun at"), auto_now_add=True)
    revision = models.PositiveIntegerField(_("how often its operations were changed"), default=0)

    seq = models.BigIntegerField(_("ledger number"), unique=True, null=True)
    applied_at = models.DateTimeField(_("applied at"), null=True)
    prev_hash = models.CharField(max_length=64, null=True)
    hash = models.CharField(max_length=64, null=True)

    objects = ChangeSetQuerySet.as_manager()

    class Meta:
        ordering = ["-seq", "-created_at"]
        verbose_name = _("change set")
        verbose_name_plural = _("change sets")
        constraints = [
            models.CheckConstraint(name="changeset_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="changeset_sealed",
                condition=Q(
                    state="applied",
                    seq__isnull=False,
                    applied_at__isnull=False,
                    prev_hash__isnull=False,
                    hash__isnull=False,
                )
                | (
                    ~Q(state="applied")
                    & Q(seq=None, applied_at=None, prev_hash=None, hash=None, approver=None)
                ),
            ),
        ]

    def __str__(self):
        return f"{self.seq or self.get_state_display()}: {self.reason}"

    @property
    def undoing(self) -> "ChangeSet | None":
        """The applied set that took this one back; a draft that would does not count."""
        return next((one for one in self.undone_by.all() if one.seq is not None), None)


class Operation(models.Model):
    """One box, or one object, with what it held before and what it holds after."""

    change_set = models.ForeignKey(ChangeSet, models.CASCADE, related_name="operations")
    n = models.PositiveIntegerField()
    target = models.CharField(max_length=40)
    key = models.JSONField(null=True)
    uid = models.CharField(max_length=64, null=True)
    route = models.CharField(max_length=20, default="")
    from_cm = models.IntegerField(null=True)
    to_cm = models.IntegerField(null=True)
    extent = extent_field()
    valid = DateRangeField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    objects = OperationQuerySet.as_manager()

    class Meta:
        ordering = ["change_set", "n"]
        constraints = [
            models.UniqueConstraint(name="operation_n", fields=["change_set", "n"]),
            models.CheckConstraint(
                name="operation_box_or_object",
                condition=Q(key__isnull=False, uid=None, from_cm__isnull=False, to_cm__isnull=False)
                & Q(valid__isnull=False)
                | Q(key=None, uid__isnull=False, from_cm=None, to_cm=None, valid=None),
            ),
        ]
        indexes = [
            GistIndex(fields=["target", "route", "extent"], name="operation_place"),
            models.Index(fields=["target", "uid"], name="operation_object", condition=Q(uid__isnull=False)),
        ]


class Comment(models.Model):
    """What somebody says of a change set under review; it stays when the set is applied."""

    change_set = models.ForeignKey(ChangeSet, models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.CharField(_("comment"), max_length=2000)
    is_rejection = models.BooleanField(_("reason of a rejection"), default=False)
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")


class IdempotencyKey(models.Model):
    """The answer to a write, kept for a day under the key that its sender chose: a retry writes nothing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.JSONField(null=True)
    etag = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="idempotency_key", fields=["user", "key"])]
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
