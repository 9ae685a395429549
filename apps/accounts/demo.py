"""The people of the demo: one of each working role, with random passwords for the checkout's owner only."""

import json
import os
import secrets
from pathlib import Path

from django.db import transaction

from apps.accounts.models import Grant, User
from apps.accounts.people import give

DEMO_ROLES = [
    User.Role.PLANNER,
    User.Role.CONSTRUCTOR,
    User.Role.VIEWER,
    User.Role.APPROVER,
    User.Role.AUDITOR,
    User.Role.CONTRACTOR,
]
DEMO_LEVEL = User.Level.FULL  # what the demo places on the line is invented
CONTRACTORS_LOT, DEMO_AUTHOR = "BY-2", "demo"


def read_passwords(path: Path) -> dict[str, str]:
    """Return the passwords kept in `path`; none if there is no such file."""
    return json.loads(path.read_text()) if path.exists() else {}


def new_passwords(kept: dict[str, str]) -> dict[str, str]:
    """Return a password for each role that has none yet."""
    return {str(role): secrets.token_urlsafe(12) for role in DEMO_ROLES if role not in kept}


def keep_passwords(path: Path, passwords: dict[str, str]) -> None:
    """Write `path` so that nobody but its owner ever could read it, not even for a moment."""
    with open(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
        json.dump(passwords, file, indent=2)


@transaction.atomic
def make_people(passwords: dict[str, str], renew: bool) -> None:
    """Make the people that are missing; with `renew` the others get these passwords too."""
    for name, password in passwords.items():
        level = User.Level.GENERAL if name == User.Role.CONTRACTOR else DEMO_LEVEL
        user, is_new = User.objects.get_or_create(
            username=name, defaults={"role": name, "reading_level": level}
        )
        if is_new or renew:
            user.set_password(password)
            user.save()
        if name == User.Role.CONTRACTOR:
            give_lot(user)


def give_lot(contractor: User) -> None:
    """Grant the contractor a lot of the demo, once, if the register holds it."""
    author = User.objects.filter(username=DEMO_AUTHOR).first()
    lots = Grant._meta.get_field("lot").related_model.objects
    if author and not contractor.grants.exists() and lots.filter(code=CONTRACTORS_LOT).exists():
        give(person=contractor, by=author, target=Grant.EVERY_LAYER, lot=CONTRACTORS_LOT, until=None)
