"""Who may write what. Reading levels and grants by stretch come on top of this table of roles."""

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.geo.errors import NotPermitted

PLANNED = frozenset(
    {
        "section_stretch",
        "section_impact",
        "unit_stretch",
        "segment",
        "exclusion",
        "requirement",
        "work",
        "land_right",
        "target",
        "section",
        "unit",
        "border_sign",
    }
)
WRITES = {
    User.Role.VIEWER: frozenset(),
    User.Role.CONSTRUCTOR: frozenset({"work"}),
    User.Role.PLANNER: PLANNED,
}


def may_write(user: User, target: str) -> bool:
    """Tell whether the person may change this layer or type of object."""
    if not user.is_active:
        return False
    return user.role == User.Role.ADMIN or target in WRITES.get(user.role, frozenset())


def require_write(user: User, target: str) -> None:
    if not may_write(user, target):
        message = _("The role “%(role)s” may not change %(target)s.")
        raise NotPermitted(message % {"role": user.get_role_display(), "target": target}, "target")
