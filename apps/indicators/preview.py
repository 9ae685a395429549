"""What a change set would do to the figures: the register after it, read, and rolled back."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from apps.accounts.models import User
from apps.border.days import today
from apps.geo.facts import FOREVER, Row, later_facts
from apps.indicators.figures import figures
from apps.indicators.findings import findings, read_ground
from apps.indicators.unplaced import newly_unplaced, unplaced_days
from apps.ledger import services
from apps.ledger.commands import Change, Command, Put
from apps.ledger.models import ChangeSet
from apps.ledger.reading import change_json, row_json
from apps.ledger.register import Layer, entry


def preview(
    *,
    by: User,
    commands: list[Command] = (),
    change_set: ChangeSet | None = None,
    as_of: date | None = None,
    kind: str = ChangeSet.Kind.UPDATE,
) -> dict[str, Any]:
    """Return the figures before and after the writes, later facts in their way, operations and findings.

    Commands beside a draft come after it: figures, operations and findings are of both, later facts of the commands.

    Without `as_of` the figures are those of today, or of the first day on which the writes can be seen.
    """
    with services.trial(commands=commands, change_set=change_set, by=by, kind=kind) as changes:
        day = as_of or _first_seen(changes)
        after, ground_after = _figures_on(day), read_ground(changes)
        unplaced_after = unplaced_days(changes)
    kept = change_set.operations.count() if commands and change_set else 0
    author = by if change_set is None else change_set.author
    whose = {"author": author, "reader": by, "change_set": change_set}
    unplaced = newly_unplaced(unplaced_days(changes), unplaced_after)
    found = findings(changes, read_ground(changes), ground_after, beside=unplaced, **whose)
    return {
        "as_of": day,
        "figures": {"before": _figures_on(day), "after": after},
        "later_facts": [row_json(row) for row in _later(commands, changes[kept:])],
        "operations": [change_json(n, change) for n, change in enumerate(changes)],
        "drafted": kept,
        **found,
    }


def _figures_on(day: date) -> list[dict[str, Any]]:
    return [figure.as_json() for figure in figures(as_of=day)]


def _first_seen(changes: list[Change]) -> date:
    boxes = [change.box for change in changes if change.box is not None]
    if not boxes or any(box.start <= today() < box.end for box in boxes):
        return today()
    return min(box.start for box in boxes) if all(box.start > today() for box in boxes) else boxes[0].start


def _later(commands: Iterable[Command], changes: list[Change]) -> list[Row]:
    """Return the facts that begin inside the boxes of updates and would be replaced or given way to."""
    columns = {command.target: list(command.values) for command in commands if isinstance(command, Put)}
    found = []
    for change in changes:
        layer = entry(change.target)
        if isinstance(layer, Layer) and change.box.end == FOREVER:
            found += later_facts(change.before, change.box, columns.get(change.target, layer.values))
    return found
