"""The history of a thing or of a fact's key: who, when, why, before and after, newest first, each with its undo."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from apps.accounts.models import User
from apps.accounts.permissions import may_write
from apps.ledger.models import ChangeSet, Operation
from apps.ledger.register import Layer, ObjectType, layers
from apps.ledger.uses import refers
from apps.pages.changes import ShownOperation, Wording

MOST_STEPS = 50


@dataclass(frozen=True)
class Step:
    """What one change set did here."""

    change_set: ChangeSet
    operations: list[ShownOperation]
    undone_by: ChangeSet | None
    may_undo: bool
    needs_four_eyes: bool


def history_of_object(kind: ObjectType, uid: str, user: User, wording: Wording) -> list[Step]:
    """Return what was done to a thing and to the dated facts that are about it."""
    about = Q(target=kind.name, uid=uid)
    for layer in layers():
        for column in layer.key_columns:
            if not layer.linear and refers(column, kind):
                about |= Q(target=layer.name, key__contains={column.name: uid})
    return steps(Operation.objects.filter(about), user, wording)


def history_of_key(layer: Layer, key: Mapping[str, Any], user: User, wording: Wording) -> list[Step]:
    return steps(Operation.objects.filter(target=layer.name, key=dict(key)), user, wording)


def steps(operations: QuerySet[Operation], user: User, wording: Wording) -> list[Step]:
    """Return the applied sets among the operations, newest first, each with what it did here."""
    found = operations.filter(change_set__seq__isnull=False)
    found = found.select_related("change_set__author").prefetch_related("change_set__undone_by")
    by_set: dict[int, tuple[ChangeSet, list[Operation]]] = {}
    for one in found.order_by("-change_set__seq", "n")[: MOST_STEPS * 4]:
        by_set.setdefault(one.change_set.seq, (one.change_set, []))[1].append(one)
    return [_step(*pair, user, wording) for pair in list(by_set.values())[:MOST_STEPS]]


def _step(change_set: ChangeSet, operations: list[Operation], user: User, wording: Wording) -> Step:
    targets = {one.target for one in operations}
    undone_by = change_set.undoing
    return Step(
        change_set=change_set,
        operations=[wording.operation(one) for one in operations],
        undone_by=undone_by,
        may_undo=undone_by is None and all(may_write(user, target) for target in targets),
        needs_four_eyes=bool(targets & set(settings.FOUR_EYES_LAYERS)),
    )
