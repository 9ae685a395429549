"""Bring a spreadsheet into the log: first look at what it would do, then do all of it or nothing."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, BinaryIO

from apps.accounts.models import User
from apps.accounts.permissions import require_write
from apps.border.days import today
from apps.deployments.counting import Counting, days_json
from apps.deployments.models import EquipmentDays, SlotDays
from apps.deployments.periods import A_DAY, Writing, last_of
from apps.deployments.services import recorded, writing_of
from apps.deployments.sheets import Book, read_book, refusal_of
from apps.deployments.untold import untold
from apps.deployments.uses import writing_of_items
from apps.deployments.workbook import Fault
from apps.geo.errors import BorderGisError
from apps.geo.facts import FOREVER
from apps.ledger import services
from apps.ledger.commands import Change, Clear
from apps.ledger.models import ChangeSet

MOST_NOT_TOLD = 200


@dataclass(frozen=True)
class Outcome:
    """What a spreadsheet would do: faults by row, days given up, the counts of each year it touches.

    `not_told` is what the log has of the sheet's years and the sheet does not tell: it stays as it is.
    """

    rows: int
    faults: list[Fault]
    changes: int = 0
    before: list[dict[str, Any]] = field(default_factory=list)
    after: list[dict[str, Any]] = field(default_factory=list)
    given_up: list[dict[str, Any]] = field(default_factory=list)
    not_told: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "faults": [fault.as_json() for fault in self.faults],
            "changes": self.changes,
            "given_up": self.given_up,
            "not_told": self.not_told[:MOST_NOT_TOLD],
            "not_told_count": len(self.not_told),
            "days": {"before": self.before, "after": self.after},
        }


def look(*, file: BinaryIO, by: User, whole_year: int | None = None) -> Outcome:
    """Return what a spreadsheet would do; nothing is kept, and nothing read for who may not write."""
    require_write(by, "slot")
    book = read_book(file)
    years = _years(book, whole_year)
    before = _counts(years)
    try:
        with _trial(book, by, whole_year) as (writing, changes):
            given_up = [_days_json(one) for one in writing.given_up]
            not_told = [_days_json(one) for one in untold(book, _years_told(book))]
            return Outcome(book.rows, book.faults, len(changes), before, _counts(years), given_up, not_told)
    except BorderGisError as error:
        return Outcome(book.rows, [*book.faults, book.fault_of(error)], 0, before, before)


@contextmanager
def _trial(book: Book, by: User, whole_year: int | None) -> Iterator[tuple[Writing, list[Change]]]:
    writing = writing_of_book(book, whole_year)
    try:
        with services.trial(commands=writing.commands, by=by, kind=writing.kind) as changes:
            yield writing, changes
    except BorderGisError as error:
        raise writing.placed(error) from None


def bring_in(
    *,
    file: BinaryIO,
    by: User,
    reason: str,
    skip_faulty: bool = False,
    whole_year: int | None = None,
    seen: int | None = None,
) -> ChangeSet | None:
    """Bring a spreadsheet into the log as one change set.

    Raises
    ------
    FactError
        A row is faulty and is not to be skipped: then nothing is brought in, `detail` names each fault.
        None is skipped of what is a year's whole log: its days would be taken out as not told.
    """
    require_write(by, "slot")
    book = read_book(file)
    if book.faults and (whole_year is not None or not skip_faulty):
        raise refusal_of(book.faults)
    try:
        return recorded(writing_of_book(book, whole_year), by=by, reason=reason, seen=seen)
    except BorderGisError as error:
        fault = book.fault_of(error)
        if fault.row:
            error.where, error.detail = "file", {**error.detail, "faults": [fault.as_json()]}
        raise


def writing_of_book(book: Book, whole_year: int | None = None) -> Writing:
    """Return what brings slots and items into the log; items come first, for slots may be their crews.

    The days that a sheet gives of a slot or of an item take the place of each run of days in the log that they meet,
    the travel around it included: an export can be mended and brought in again. Runs that no row meets stay,
    unless the sheet is the whole log of a year.
    """
    taken_out = _taken_out(book, whole_year)
    items = writing_of_items(book.items)
    slots = writing_of(book.slots, replaces=True, whole_runs=True)
    corrects = taken_out or ChangeSet.Kind.CORRECT in (items.kind, slots.kind)
    return Writing(
        [*taken_out, *items.commands, *slots.commands],
        ChangeSet.Kind.CORRECT if corrects else ChangeSet.Kind.UPDATE,
        ["slots"] * len(taken_out) + [*items.told_by, *slots.told_by],
        [*taken_out, *slots.given_up, *items.given_up],
    )


def _taken_out(book: Book, whole_year: int | None) -> list[Clear]:
    """Return what clears the days of a year that the year's whole log does not tell; no other year loses any."""
    if whole_year is None:
        return []
    first, until = date(whole_year, 1, 1), date(whole_year + 1, 1, 1)
    found = untold(book, [whole_year])
    return [replace(one, start=max(one.start, first), end=min(one.end, until)) for one in found]


def _days_json(days: Clear) -> dict[str, Any]:
    last = None if days.end == FOREVER else days.end - A_DAY
    code = days.key.get("slot") or days.key["item"]
    return {"code": code, "stage": days.key["stage"], "first": days.start, "last": last}


def _years(book: Book, whole_year: int | None) -> list[int]:
    """Return the years that the sheet may change: of its days, of its slots and items, and the one it is whole for."""
    slots = SlotDays.objects.filter(slot__code__in={one.slot for one in book.slots})
    items = EquipmentDays.objects.filter(item__code__in={one.use.item for one in book.items})
    logged = _years_of((one.valid.lower, last_of(one)) for one in (*slots, *items))
    years = {*_years_told(book), *logged, *([] if whole_year is None else [whole_year])}
    return list(range(min(years), max(years) + 1)) if years else []


def _years_told(book: Book) -> list[int]:
    periods = [(one.begin, one.travel_to or one.last) for one in book.slots]
    return _years_of([*periods, *((one.use.first, one.use.last) for one in book.items)])


def _years_of(periods: Iterable[tuple[date, date | None]]) -> list[int]:
    """Return the years of some periods; one without an end goes on until this year."""
    years: set[int] = set()
    for first, last in periods:
        years.update(range(first.year, (last or max(first, today())).year + 1))
    return sorted(years)


def _counts(years: list[int]) -> list[dict[str, Any]]:
    counting = Counting()
    return [days_json(year, counting) for year in years]
