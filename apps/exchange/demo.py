"""The demo register, written through the ledger: real line, published totals, invented places."""

from collections.abc import Iterable
from uuid import UUID, uuid5

from django.db import transaction

from apps.accounts.models import User
from apps.ledger import services
from apps.ledger.models import ChangeSet
from spatial_data.demo_register import DemoSet

AUTHOR, APPROVER = "demo", "demo-approver"
NAMESPACE = UUID("6f0c2f0e-5d0e-5b0a-9a53-0d3b0b6f5a11")


def demo_account(username: str, role: str) -> User:
    """Return an account that the demo is written or approved by; it cannot sign in."""
    account, is_new = User.objects.get_or_create(
        username=username, defaults={"role": role, "first_name": username.capitalize()}
    )
    if is_new:
        account.set_unusable_password()
        account.save()
    return account


@transaction.atomic
def write_demo(change_sets: Iterable[DemoSet]) -> list[ChangeSet]:
    """Write the demo's change sets that are not in the ledger yet, each known by its day and reason."""
    author, approver = demo_account(AUTHOR, User.Role.ADMIN), demo_account(APPROVER, User.Role.APPROVER)
    written = []
    for one in change_sets:
        uid = uuid5(NAMESPACE, f"{one.day} {one.reason}")
        if not ChangeSet.objects.filter(uid=uid).exists():
            kind = ChangeSet.Kind.UPDATE
            written.append(
                services.record(
                    commands=[*one.commands],
                    by=author,
                    reason=one.reason,
                    kind=kind,
                    uid=uid,
                    approver=approver,
                )
            )
    return written
