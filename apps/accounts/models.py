import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Somebody who signs in. The ledger names its authors by `uid`, which never changes."""

    class Role(models.TextChoices):
        VIEWER = "viewer", _("viewer")
        PLANNER = "planner", _("planner")
        CONSTRUCTOR = "constructor", _("constructor")
        ADMIN = "admin", _("administrator")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.VIEWER)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username
