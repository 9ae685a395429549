"""Bring a spreadsheet into the log: first look at what it would do, then do all of it or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO

from apps.accounts.models import User
from apps.accounts.permissions import require_write
from apps.border.days import today
from apps.deployments.counting import Log, days_json
from apps.deployments.models import EquipmentDays, SlotDays
from apps.deployments.periods import A_DAY, Writing, last_of
from apps.deployments.services import recorded, writing_of
from apps.deployments.sheets import Book, read_book, refusal_of
from apps.deployments.uses import writing_of_items
from apps.deployments.workbook import Fault
from apps.geo.errors import BorderGisError
from apps.geo.facts import FOREVER
from apps.ledger import services
from apps.ledger.commands import Change, Clear
from apps.ledger.models import ChangeSet


@dataclass(frozen=True)
class Outcome:
    """What a spreadsheet would do: faults by row, days given up, the counts of each year it touches."""

    rows: int
    faults: list[Fault]
    changes: int = 0
    before: list[dict[str, Any]] = field(default_factory=list)
    after: list[dict[str, Any]] = field(default_factory=list)
    given_up: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "faults": [fault.as_json() for fault in self.faults],
            "changes": self.changes,
            "given_up": self.given_up,
            "days": {"before": self.before, "after": self.after},
        }


def look(*, file: BinaryIO, by: User) -> Outcome:
    """Return what a spreadsheet would do; nothing is kept, and nothing read for who may not write."""
    require_write(by, "slot")
    book = read_book(file)
    years = _years(book)
    before = _counts(years)
    try:
        with _trial(book, by) as (writing, changes):
            given_up = [_given_up(one) for one in writing.given_up]
            return Outcome(book.rows, book.faults, len(changes), before, _counts(years), given_up)
    except BorderGisError as error:
        return Outcome(book.rows, [*book.faults, book.fault_of(error)], 0, before, before)


@contextmanager
def _trial(book: Book, by: User) -> Iterator[tuple[Writing, list[Change]]]:
    writing = writing_of_book(book)
    try:
        with services.trial(commands=writing.commands, by=by, kind=writing.kind) as changes:
            yield writing, changes
    except BorderGisError as error:
        raise writing.placed(error) from None


def bring_in(
    *, file: BinaryIO, by: User, reason: str, skip_faulty: bool = False, seen: int | None = None
) -> ChangeSet | None:
    """Bring a spreadsheet into the log as one change set.

    Raises
    ------
    FactError
        A row is faulty and is not to be skipped: then nothing is brought in, `detail` names each fault.
    """
    require_write(by, "slot")
    book = read_book(file)
    if book.faults and not skip_faulty:
        raise refusal_of(book.faults)
    try:
        return recorded(writing_of_book(book), by=by, reason=reason, seen=seen)
    except BorderGisError as error:
        fault = book.fault_of(error)
        if fault.row:
            error.where, error.detail = "file", {**error.detail, "faults": [fault.as_json()]}
        raise


def writing_of_book(book: Book) -> Writing:
    """Return what brings slots and items into the log; items come first, for slots may be their crews.

    The days that a sheet gives of a slot or of an item take the place of each run of days in the log that they meet,
    the travel around it included: an export can be mended and brought in again. Runs that no row meets stay.
    """
    items = writing_of_items(book.items)
    slots = writing_of(book.slots, replaces=True, whole_runs=True)
    corrects = ChangeSet.Kind.CORRECT in (items.kind, slots.kind)
    return Writing(
        [*items.commands, *slots.commands],
        ChangeSet.Kind.CORRECT if corrects else ChangeSet.Kind.UPDATE,
        [*items.told_by, *slots.told_by],
        [*slots.given_up, *items.given_up],
    )


def _given_up(days: Clear) -> dict[str, Any]:
    last = None if days.end == FOREVER else days.end - A_DAY
    code = days.key.get("slot") or days.key["item"]
    return {"code": code, "stage": days.key["stage"], "first": days.start, "last": last}


def _years(book: Book) -> list[int]:
    """Return the years that the sheet may change: those of its days, and of all days of the slots and items in it."""
    periods = [(one.begin, one.travel_to or one.last) for one in book.slots]
    periods += [(one.use.first, one.use.last) for one in book.items]
    slots = SlotDays.objects.filter(slot__code__in={one.slot for one in book.slots})
    items = EquipmentDays.objects.filter(item__code__in={one.use.item for one in book.items})
    periods += [(one.valid.lower, last_of(one)) for one in (*slots, *items)]
    days: list[date] = [day for first, last in periods for day in (first, last or max(first, today()))]
    return list(range(min(days).year, max(days).year + 1)) if days else []


def _counts(years: list[int]) -> list[dict[str, Any]]:
    log = Log()
    return [days_json(year, log) for year in years]
