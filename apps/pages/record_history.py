"""How an entry came to be what it is: each applied change with what it held before, who, when and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language

from apps.ledger.amending import own_layers
from apps.ledger.models import ChangeSet, Operation
from apps.ledger.register import ObjectType
from apps.pages.changes import ShownOperation, Wording

MOST = 100


@dataclass(frozen=True)
class Past:
    """One change: the set that made it, and what it did in words."""

    change_set: ChangeSet
    did: ShownOperation


def history_of_key(target: str, key: Mapping[str, Any]) -> list[Past]:
    """Return the changes of one key of a layer, newest first."""
    return _told(Q(target=target, route="", key=dict(key)))


def history_of_thing(kind: ObjectType, uid: str) -> list[Past]:
    """Return the changes of a thing and of its own facts, newest first."""
    about = Q(target=kind.name, uid=uid)
    for layer, name in own_layers(kind):
        about |= Q(target=layer.name, route="", key__contains={name: uid})
    return _told(about)


def _told(about: Q) -> list[Past]:
    found = Operation.objects.filter(about, change_set__seq__isnull=False)
    found = found.select_related("change_set__author").order_by("-change_set__seq", "-n")[:MOST]
    wording = Wording(get_language() or "lv")
    return [Past(one.change_set, wording.operation(one)) for one in found]
