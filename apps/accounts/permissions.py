"""Who may write what, and where: one place, asked by record, draft, apply and undo.

A role says which layers and objects its people may change at all. Whoever is *bounded*, as contractors always
are, changes them only inside the stretches granted to them: taking a grant away never widens what one may do.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import Grant, User
from apps.geo.errors import NotPermitted
from apps.geo.measures import MeasureSet

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
DEPLOYED = frozenset(
    {
        "operation",
        "slot",
        "slot_days",
        "equipment_item",
        "equipment_standing",
        "equipment_days",
        "commitment",
        "observation",
        "indicator_note",
        "task_state",
        "host_country",
    }
)
SURVEYED = frozenset(
    {
        "sensor_model",
        "node",
        "sensor",
        "link",
        "node_standing",
        "sensor_standing",
        "link_standing",
        "sensor_stretch",
    }
)
DOCUMENTED = frozenset({"document", "document_tie"})
"""Evidence of any layer: whoever is granted a stretch of one may bring documents of that stretch."""

WRITES = {
    User.Role.PLANNER: PLANNED | DEPLOYED | SURVEYED | DOCUMENTED,
    User.Role.CONSTRUCTOR: frozenset({"work"}) | DOCUMENTED,
    User.Role.CONTRACTOR: frozenset({"work"}) | DOCUMENTED,
}
APPROVERS = frozenset({User.Role.APPROVER, User.Role.ADMIN})
AUDITORS = frozenset({User.Role.AUDITOR, User.Role.ADMIN})

Stretch = tuple[int, int]


def may_write(
    user: User, target: str, key: Mapping[str, Any] | None = None, stretch: Stretch | None = None
) -> bool:
    """Tell whether the person may change this layer or type of object there; with no key, anywhere at all."""
    if not user.is_active or not _role_writes(user, target):
        return False
    if not user.is_bounded:
        return True
    metres = granted(user, target)
    if key is None:
        return bool(metres)
    return _covers(metres.get(str(key.get("route")), MeasureSet()), stretch)


def require_write(
    user: User, target: str, key: Mapping[str, Any] | None = None, stretch: Stretch | None = None
) -> None:
    """Refuse a write that the person may not do.

    Raises
    ------
    NotPermitted
        `where` is ``target`` if the role forbids it, ``from_km`` if only the place does.
    """
    if may_write(user, target, key, stretch):
        return
    values = {"role": user.get_role_display(), "target": target}
    if user.is_active and key is not None and _role_writes(user, target):
        raise NotPermitted(
            _("This stretch of %(target)s is not among those granted to you.") % values, "from_km"
        )
    raise NotPermitted(_("The role “%(role)s” may not change %(target)s.") % values, "target")


def granted(user: User, target: str) -> dict[str, MeasureSet]:
    """Return the metres of each route on which the layer is granted to the person."""
    grants = Grant.objects.in_force().filter(user=user)
    if target not in DOCUMENTED:
        grants = grants.filter(target__in=(target, Grant.EVERY_LAYER))
    pairs = defaultdict(list)
    for route, *stretch in grants.values_list("route__code", "from_cm", "to_cm"):
        pairs[route].append(stretch)
    return {route: MeasureSet.from_pairs(found) for route, found in pairs.items()}


def may_approve(user: User) -> bool:
    """Tell whether the person may approve or reject what others have handed in."""
    return user.is_active and user.role in APPROVERS


def may_audit(user: User) -> bool:
    """Tell whether the person may read who signed in, was refused, and read what."""
    return user.is_active and user.role in AUDITORS


def may_manage_people(user: User) -> bool:
    return user.is_active and user.role == User.Role.ADMIN


def _role_writes(user: User, target: str) -> bool:
    return user.role == User.Role.ADMIN or target in WRITES.get(user.role, ())


def _covers(metres: MeasureSet, stretch: Stretch | None) -> bool:
    if stretch is None or not 0 <= stretch[0] < stretch[1]:
        return False
    return not MeasureSet.of(stretch) - metres
