"""Who may write what, and where: one place, asked by record, draft, apply and undo.

A role says which layers and objects its people may change at all. Whoever is *bounded*, as contractors always
are, changes them only inside the stretches and lots granted to them: taking a grant away never widens what one may do.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Grant, User
from apps.accounts.reading import OWN_LOT_VIEWS, OWN_PREFIXES, OWN_SET_VIEWS
from apps.geo.errors import NotPermitted
from apps.geo.measures import MeasureSet

BUILDING = frozenset(
    {
        "work",
        "acceptance",
        "lot",
        "lot_stretch",
        "lot_element",
        "contractor",
        "contract",
        "contract_terms",
        "payment",
        "structure",
        "structure_standing",
    }
)
LAND = frozenset({"parcel", "parcel_stretch", "land_case"})
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
        "direction",
        "task",
        "task_indicator",
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
        "terrain_model",
    }
)
DOCUMENTED = frozenset({"document", "document_tie"})
"""Evidence of any layer: whoever is granted a stretch of one may bring documents of that stretch."""

WRITES = {
    User.Role.PLANNER: PLANNED | DEPLOYED | SURVEYED | BUILDING | LAND | DOCUMENTED,
    User.Role.CONSTRUCTOR: BUILDING | LAND | DOCUMENTED,
    User.Role.CONTRACTOR: frozenset({"work"}) | DOCUMENTED,
}
APPROVERS = frozenset({User.Role.APPROVER, User.Role.ADMIN})
AUDITORS = frozenset({User.Role.AUDITOR, User.Role.ADMIN})
KEEPS_NOTHING = frozenset(
    {
        # one's own account and language
        "login",
        "logout",
        "oidc_login",
        "oidc_callback",
        "session",
        "set_language",
        "healthz",
        "pages:session-end",
        "pages:token-make",
        "pages:token-revoke",
        # checks that change nothing: what is kept is made again and compared
        "events-check",
        "reports:verify",
        "scoreboard:snapshot-verify",
        "snapshot-verify",
    }
)
"""What an auditor may send: their own account's business, and questions that leave the register as it is."""

Stretch = tuple[int, int]


def may_write(
    user: User, target: str, key: Mapping[str, Any] | None = None, stretch: Stretch | None = None
) -> bool:
    """Tell whether the person may change this layer or type of object there; with no key, anywhere at all."""
    if not user.is_active or not _role_writes(user, target):
        return False
    if not user.is_bounded:
        return True
    metres = granted(user, target, key and key.get("element"))
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


def granted(user: User, target: str, element: Any = None) -> dict[str, MeasureSet]:
    """Return the metres of each route on which the layer is granted to the person, of one element if given."""
    if target in DOCUMENTED:
        return own_metres(user)
    grants = Grant.objects.in_force().filter(user=user, target__in=(target, Grant.EVERY_LAYER))
    stretches = grants.filter(lot=None).values_list("route__code", "from_cm", "to_cm")
    return _by_route([*stretches, *grants.on_lots(timezone.localdate(), element)])


def lots_of(user: User) -> set[str]:
    """Return the codes of the lots that are granted to the person."""
    found = Grant.objects.in_force().filter(user=user, lot__isnull=False)
    return set(found.values_list("lot__code", flat=True))


def own_metres(user: User) -> dict[str, MeasureSet]:
    """Return the metres of each route on which anything is granted to the person: what a contractor reads."""
    grants = Grant.objects.in_force().filter(user=user)
    stretches = grants.filter(lot=None).values_list("route__code", "from_cm", "to_cm")
    return _by_route([*stretches, *grants.on_lots(timezone.localdate())])


def _by_route(stretches: Iterable[tuple[str, int, int]]) -> dict[str, MeasureSet]:
    pairs = defaultdict(list)
    for route, from_cm, to_cm in stretches:
        pairs[route].append((from_cm, to_cm))
    return {route: MeasureSet.from_pairs(found) for route, found in pairs.items()}


def reads_own_lots(user: User, view_name: str | None) -> bool:
    """Tell whether a view of the full level is open to somebody bounded, who is then shown their own stretches only."""
    is_own = view_name in OWN_LOT_VIEWS or view_name in OWN_SET_VIEWS
    return is_own and user.is_bounded and bool(own_metres(user))


def first_page(user: User) -> str:
    """Return the address that somebody begins at: the first that they may open."""
    if user.reads_fully:
        return "/"
    return "/work/" if user.is_bounded and own_metres(user) else "/figures/"


def may_approve(user: User) -> bool:
    """Tell whether the person may approve or reject what others have handed in."""
    return user.is_active and user.role in APPROVERS


def may_audit(user: User) -> bool:
    """Tell whether the person may read who signed in, was refused, and read what."""
    return user.is_active and user.role in AUDITORS


def may_send(user: User, view_name: str | None) -> bool:
    """Tell whether the person may send a form or a body to this view at all: an auditor writes nothing."""
    name = view_name or ""
    return not user.is_read_only or name in KEEPS_NOTHING or name.startswith(OWN_PREFIXES)


def writes_anything(user: User) -> bool:
    """Tell whether the person's role may change anything of the register."""
    return user.role == User.Role.ADMIN or user.role in WRITES


def may_manage_people(user: User) -> bool:
    return user.is_active and user.role == User.Role.ADMIN


def _role_writes(user: User, target: str) -> bool:
    return user.role == User.Role.ADMIN or target in WRITES.get(user.role, ())


def _covers(metres: MeasureSet, stretch: Stretch | None) -> bool:
    if stretch is None or not 0 <= stretch[0] < stretch[1]:
        return False
    return not MeasureSet.of(stretch) - metres
