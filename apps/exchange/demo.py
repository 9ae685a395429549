"""The demo register, written through the ledger: real line, published totals, invented places."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction

from apps.accounts.models import User
from apps.ledger import services
from apps.ledger.models import ChangeSet
from apps.surveillance.models import Dem
from apps.surveillance.terrain import file_of
from apps.surveillance.terrain_loading import load_dem
from spatial_data.demo_register import DemoSet
from spatial_data.demo_surveillance import write_synthetic_terrain

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
def write_demo(change_sets: Sequence[DemoSet]) -> list[ChangeSet]:
    """Write the demo's change sets, each known by its day and reason, into a register that holds none of them.

    A demo that is there already stays as it is, another edition's too: sets of two editions do not fit together.
    """
    if ChangeSet.objects.filter(uid__in=[uid_of(one) for one in change_sets]).exists():
        return []
    author, approver = demo_account(AUTHOR, User.Role.ADMIN), demo_account(APPROVER, User.Role.APPROVER)
    return [
        services.record(
            commands=[*one.commands],
            by=author,
            reason=one.reason,
            kind=ChangeSet.Kind.UPDATE,
            uid=uid_of(one),
            approver=approver,
        )
        for one in change_sets
    ]


def is_whole(change_sets: Sequence[DemoSet]) -> bool:
    """Tell whether every set of this edition of the demo is in the ledger."""
    uids = {uid_of(one) for one in change_sets}
    return ChangeSet.objects.filter(uid__in=uids).count() == len(uids)


def uid_of(one: DemoSet) -> UUID:
    return uuid5(NAMESPACE, f"{one.day} {one.reason}")


def load_demo_terrain() -> Dem | None:
    """Load the invented ground unless there is a terrain model whose file is here; None if there is."""
    if any(file_of(dem.sha256).is_file() for dem in Dem.objects.filter(kind=Dem.Kind.GROUND)):
        return None
    with TemporaryDirectory() as place:
        path = Path(place) / "demo.tif"
        write_synthetic_terrain(path, settings.NATIONAL_SRID)
        loaded = load_dem(
            files=[path],
            by=demo_account(AUTHOR, User.Role.ADMIN),
            code="synthetic",
            reason="Sintētisks reljefs (izdomāts)",
            source="Border GIS",
            name="Sintētisks demonstrācijas reljefs / Synthetic demo terrain",
            vertical_datum="izdomāts / invented",
            licence="CC0",
            is_synthetic=True,
        )
        return loaded.dem
