"""The people of the demo: one of each working role and a reader of totals, with random passwords for the owner only."""

import json
import os
import secrets
from pathlib import Path

from django.db import transaction

from apps.accounts.models import Grant, User
from apps.accounts.people import give

FULL, GENERAL = User.Level.FULL, User.Level.GENERAL  # what the demo places on the line is invented
DEMO_PEOPLE = {
    "planner": (User.Role.PLANNER, FULL),
    "constructor": (User.Role.CONSTRUCTOR, FULL),
    "viewer": (User.Role.VIEWER, FULL),
    "approver": (User.Role.APPROVER, FULL),
    "auditor": (User.Role.AUDITOR, FULL),
    "contractor": (User.Role.CONTRACTOR, GENERAL),
    "committee": (User.Role.VIEWER, GENERAL),
}
"""By user name; the committee reads kilometres and counts, no positions."""
CONTRACTORS_LOT, DEMO_AUTHOR = "BY-2", "demo"


def read_passwords(path: Path) -> dict[str, str]:
    """Return the passwords kept in `path`; none if there is no such file."""
    return json.loads(path.read_text()) if path.exists() else {}


def new_passwords(kept: dict[str, str]) -> dict[str, str]:
    """Return a password for each person who has none yet."""
    return {name: secrets.token_urlsafe(12) for name in DEMO_PEOPLE if name not in kept}


def keep_passwords(path: Path, passwords: dict[str, str]) -> None:
    """Write `path` so that nobody but its owner ever could read it, not even for a moment."""
    with open(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
        json.dump(passwords, file, indent=2)


@transaction.atomic
def make_people(passwords: dict[str, str], renew: bool) -> None:
    """Make the people that are missing; with `renew` the others get these passwords too."""
    for name, password in passwords.items():
        role, level = DEMO_PEOPLE.get(name, (name, FULL))
        user, is_new = User.objects.get_or_create(
            username=name, defaults={"role": role, "reading_level": level}
        )
        if is_new or renew:
            user.set_password(password)
            user.save()
        if role == User.Role.CONTRACTOR:
            give_lot(user)


def give_lot(contractor: User) -> None:
    """Grant the contractor a lot of the demo, once, if the register holds it."""
    author = User.objects.filter(username=DEMO_AUTHOR).first()
    lots = Grant._meta.get_field("lot").related_model.objects
    if author and not contractor.grants.exists() and lots.filter(code=CONTRACTORS_LOT).exists():
        give(person=contractor, by=author, target=Grant.EVERY_LAYER, lot=CONTRACTORS_LOT, until=None)
