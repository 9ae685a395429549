"""Bring a spreadsheet into the log: first look at what it would do, then do all of it or nothing."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import require_write
from apps.deployments.counting import Log, days_json
from apps.deployments.periods import Writing
from apps.deployments.services import writing_of
from apps.deployments.sheets import Book, read_book, refusal_of
from apps.deployments.uses import writing_of_items
from apps.deployments.workbook import Fault
from apps.geo.errors import BorderGisError
from apps.ledger import services
from apps.ledger.models import ChangeSet


@dataclass(frozen=True)
class Outcome:
    """What a spreadsheet would do: faults by row, and the counts of its years before and after."""

    rows: int
    faults: list[Fault]
    changes: int = 0
    before: list[dict[str, Any]] = field(default_factory=list)
    after: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "faults": [fault.as_json() for fault in self.faults],
            "changes": self.changes,
            "days": {"before": self.before, "after": self.after},
        }


def look(*, file: BinaryIO, by: User) -> Outcome:
    """Return what a spreadsheet would do; nothing is kept, and nothing read for who may not write."""
    require_write(by, "slot")
    book = read_book(file)
    years = _years(book)
    before = _counts(years)
    try:
        writing = writing_of_book(book)
        with services.trial(commands=writing.commands, by=by, kind=writing.kind) as changes:
            return Outcome(book.rows, book.faults, len(changes), before, _counts(years))
    except BorderGisError as error:
        fault = Fault(None, error.where, error.translated(_))
        return Outcome(book.rows, [*book.faults, fault], 0, before, before)


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
    writing = writing_of_book(book)
    return services.record(commands=writing.commands, by=by, reason=reason, kind=writing.kind, seen=seen)


def writing_of_book(book: Book) -> Writing:
    """Return what brings slots and items into the log; items come first, for slots may be their crews.

    The days that a sheet gives of a slot take the place of those that the log has: an export can be mended and
    brought in again. An item that is elsewhere on the same days is a fault of its row.
    """
    items, slots = writing_of_items(book.items), writing_of(book.slots, replaces=True)
    corrects = ChangeSet.Kind.CORRECT in (items.kind, slots.kind)
    kind = ChangeSet.Kind.CORRECT if corrects else ChangeSet.Kind.UPDATE
    return Writing([*items.commands, *slots.commands], kind)


def _years(book: Book) -> list[int]:
    periods = [(one.first, one.last) for one in book.slots]
    periods += [(one.use.first, one.use.last) for one in book.items]
    days: list[date] = [day for first, last in periods for day in (first, last or first)]
    return list(range(min(days).year, max(days).year + 1)) if days else []


def _counts(years: list[int]) -> list[dict[str, Any]]:
    log = Log()
    return [days_json(year, log) for year in years]
