import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from apps.accounts.querysets import ApiTokenQuerySet, GrantQuerySet


class User(AbstractUser):
    """Somebody who signs in. The ledger names its authors by `uid`, which never changes."""

    class Role(models.TextChoices):
        VIEWER = "viewer", _("viewer")
        PLANNER = "planner", _("planner")
        CONSTRUCTOR = "constructor", _("constructor")
        CONTRACTOR = "contractor", _("contractor")
        APPROVER = "approver", _("approver")
        AUDITOR = "auditor", _("auditor")
        ADMIN = "admin", _("administrator")

    class Level(models.TextChoices):
        GENERAL = "general", _("general: kilometres and counts")
        FULL = "full", _("full: positions and gaps too")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.VIEWER)
    reading_level = models.CharField(
        _("reading level"), max_length=10, choices=Level.choices, default=Level.GENERAL
    )
    bounded = models.BooleanField(_("writes only on granted stretches"), default=False)
    password_is_temporary = models.BooleanField(_("has to choose a password"), default=False)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="user_name_in_any_letters",
                violation_error_message=_("There is somebody of that name already, in other letters."),
            )
        ]

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username

    @property
    def is_bounded(self) -> bool:
        """Whether this person writes only where granted; a contractor always."""
        return self.bounded or self.role == self.Role.CONTRACTOR

    @property
    def is_read_only(self) -> bool:
        """Whether this person reads and exports alone, and nothing that they send is written."""
        return self.role == self.Role.AUDITOR

    @property
    def reads_fully(self) -> bool:
        """Whether this person sees positions and gaps; who plans, builds, reviews or audits has to."""
        narrow = (self.Role.VIEWER, self.Role.CONTRACTOR)
        return self.role not in narrow or self.reading_level == self.Level.FULL


class Grant(models.Model):
    """Where a person may write a layer, until it is revoked or runs out: a stretch of a route, or a lot.

    A lot's grant follows its stretches and elements: it covers what the lot covers on the day of writing.
    """

    EVERY_LAYER = "*"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="grants")
    target = models.CharField(_("layer"), max_length=40)
    route = models.ForeignKey(
        "border.Route", models.PROTECT, related_name="+", verbose_name=_("route"), null=True
    )
    from_cm = models.IntegerField(_("from, cm"), null=True)
    to_cm = models.IntegerField(_("to, cm"), null=True)
    lot = models.ForeignKey(
        "construction.Lot", models.PROTECT, related_name="+", verbose_name=_("lot"), null=True
    )
    reference = models.CharField(_("contract or order"), max_length=60, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(_("given at"), auto_now_add=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["user", "target", "route", "from_cm"]
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = [
            models.CheckConstraint(
                name="grant_stretch_or_lot",
                condition=Q(lot=None, route__isnull=False, from_cm__gte=0, from_cm__lt=F("to_cm"))
                | Q(lot__isnull=False, route=None, from_cm=None, to_cm=None),
            )
        ]


class ApiToken(models.Model):
    """A key for programs that act for a person. Only its HMAC is kept; the key itself is shown once."""

    class Scope(models.TextChoices):
        READ = "read", _("read")
        WRITE = "write", _("read and write")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=60)
    prefix = models.CharField(_("prefix"), max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    scope = models.CharField(_("scope"), max_length=10, choices=Scope.choices, default=Scope.READ)
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    last_used_on = models.DateField(_("last used on"), null=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")


class AccessEvent(models.Model):
    """Something about access: a sign-in, a refusal, a right given or taken. Rows are only ever added."""

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", _("signed in")
        SIGNED_OUT = "signed_out", _("signed out")
        SIGN_IN_FAILED = "sign_in_failed", _("sign-in failed")
        LOCKED_OUT = "locked_out", _("locked out after wrong passwords")
        FACTOR_REFUSED = "factor_refused", _("second factor refused")
        PASSWORD_REFUSED = "password_refused", _("password refused when asked again")
        REFUSED = "refused", _("refused")
        PERSON_MADE = "person_made", _("account made")
        PERSON_CHANGED = "person_changed", _("account changed")
        PASSWORD_RESET = "password_reset", _("password reset")
        PASSWORD_CHANGED = "password_changed", _("own password changed")
        FACTOR_ADDED = "factor_added", _("second factor added")
        FACTOR_REMOVED = "factor_removed", _("second factor removed")
        CODES_RENEWED = "codes_renewed", _("recovery codes renewed")
        SESSION_ENDED = "session_ended", _("session ended")
        GRANTED = "granted", _("stretch granted")
        GRANT_REVOKED = "grant_revoked", _("grant revoked")
        TOKEN_MADE = "token_made", _("token made")
        TOKEN_REVOKED = "token_revoked", _("token revoked")
        SCHEDULE_MADE = "schedule_made", _("monthly report scheduled")
        SCHEDULE_STOPPED = "schedule_stopped", _("monthly report stopped")
        SENDING_STOPPED = "sending_stopped", _("sending of a report stopped")

    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    kind = models.CharField(_("what"), max_length=20, choices=Kind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    about = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    username = models.CharField(_("user name"), max_length=150, blank=True)
    address = models.GenericIPAddressField(_("address"), null=True)
    request_id = models.CharField(max_length=64, blank=True)
    detail = models.JSONField(_("detail"), default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("access event")
        verbose_name_plural = _("access log")


class ReadEvent(models.Model):
    """One reading of positions or gaps: who, what, when."""

    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    what = models.CharField(_("what"), max_length=60)
    path = models.CharField(_("address"), max_length=400)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("reading")
        verbose_name_plural = _("read log")
