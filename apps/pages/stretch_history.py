"""What happened on a stretch: the change sets that wrote there, newest first, each with its before and after."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from apps.accounts.models import User
from apps.accounts.permissions import may_write
from apps.border.models import Route
from apps.geo.facts import Row
from apps.geo.measures import CM_PER_KM, Stretch
from apps.ledger.commands import day_or_none, piece_from_json
from apps.ledger.models import ChangeSet, Operation
from apps.ledger.reading import row_json

MOST_OPERATIONS = 6
"""Of one set; the rest of a large one is told as a number, and stands on the set's own page."""
MOST_PIECES = 6


def stretch_history(
    route: Route, stretch: Stretch, user: User, *, before: int | None = None, limit: int = 20
) -> dict[str, Any]:
    """Return the sets that wrote on the stretch, those before a ledger number if one is given."""
    here = Operation.objects.filter(route=route.code, extent__overlap=(stretch.from_cm, stretch.to_cm))
    here = here.filter(change_set__seq__isnull=False)
    numbers = here if before is None else here.filter(change_set__seq__lt=before)
    numbers = numbers.order_by("-change_set__seq").values_list("change_set__seq", flat=True).distinct()
    wanted = list(numbers[: limit + 1])
    return {
        "route": route.code,
        "from_km": stretch.from_cm / CM_PER_KM,
        "to_km": stretch.to_cm / CM_PER_KM,
        "sets": list(_sets(here, wanted[:limit], stretch, user)),
        "older": len(wanted) > limit,
    }


def _sets(
    here: QuerySet[Operation], numbers: list[int], stretch: Stretch, user: User
) -> Iterator[dict[str, Any]]:
    sets = ChangeSet.objects.filter(seq__in=numbers).select_related("author", "approver", "undoes")
    operations: dict[int, list[Operation]] = {}
    for one in here.filter(change_set__seq__in=numbers).order_by("change_set_id", "n"):
        operations.setdefault(one.change_set_id, []).append(one)
    targets = _targets(numbers)
    for change_set in sets.prefetch_related("undone_by").order_by("-seq"):
        wrote = targets[change_set.pk]
        undone_by = change_set.undoing
        four_eyes = bool(wrote & set(settings.FOUR_EYES_LAYERS))
        shown = [told for one in operations[change_set.pk] if (told := _operation(one, stretch))]
        yield {
            **_described(change_set),
            "undone_by": undone_by and undone_by.seq,
            "may_undo": undone_by is None and all(may_write(user, target) for target in wrote),
            "four_eyes": four_eyes,
            "operations": shown[:MOST_OPERATIONS],
            "more": max(0, len(shown) - MOST_OPERATIONS),
        }


def _targets(numbers: list[int]) -> dict[int, set[str]]:
    """Return what each set wrote anywhere, by its id: to undo it, one has to be allowed all of that."""
    found: dict[int, set[str]] = {}
    pairs = Operation.objects.filter(change_set__seq__in=numbers).order_by()
    for pk, target in pairs.values_list("change_set_id", "target").distinct():
        found.setdefault(pk, set()).add(target)
    return found


def _described(change_set: ChangeSet) -> dict[str, Any]:
    return {
        "number": change_set.seq,
        "uid": str(change_set.uid),
        "by": change_set.author.display_name,
        "approver": change_set.approver and change_set.approver.display_name,
        "at": change_set.applied_at.isoformat(),
        "reason": change_set.reason,
        "kind": change_set.kind,
        "undoes": change_set.undoes and change_set.undoes.seq,
    }


def _operation(operation: Operation, stretch: Stretch) -> dict[str, Any] | None:
    """Return what an operation did on the stretch, cut to it; None if it changed nothing there."""
    box = stretch.clip(Stretch(operation.from_cm, operation.to_cm))
    before, after = (_cut(side, box) for side in (operation.before, operation.after))
    if before == after:
        return None
    return {
        "target": operation.target,
        "key": {name: value for name, value in operation.key.items() if name != "route"},
        "from_km": box.from_cm / CM_PER_KM,
        "to_km": box.to_cm / CM_PER_KM,
        "from_day": operation.valid.lower.isoformat(),
        "until_day": operation.valid.upper and day_or_none(operation.valid.upper),
        "before": [row_json(row) for row in before[:MOST_PIECES]],
        "after": [row_json(row) for row in after[:MOST_PIECES]],
    }


def _cut(pieces: Iterable[list], box: Stretch) -> list[Row]:
    rows = map(piece_from_json, pieces)
    return [
        row._replace(from_cm=max(row.from_cm, box.from_cm), to_cm=min(row.to_cm, box.to_cm))
        for row in rows
        if row.from_cm < box.to_cm and box.from_cm < row.to_cm
    ]
