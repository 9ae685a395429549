"""Bring a spreadsheet into the log: first look at what it would do, then do all of it or nothing."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.deployments.counting import Log, days_json
from apps.deployments.services import log_slots, writing_of
from apps.deployments.sheets import Fault, Sheet, read_sheet
from apps.geo.errors import BorderGisError, FactError
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
    """Return what a spreadsheet would do; nothing is kept."""
    sheet = read_sheet(file)
    years = _years(sheet)
    before = _counts(years)
    try:
        writing = writing_of(sheet.entries.values())
        with services.trial(commands=writing.commands, by=by, kind=writing.kind) as changes:
            return Outcome(len(sheet.entries), sheet.faults, len(changes), before, _counts(years))
    except BorderGisError as error:
        fault = Fault(None, error.where, error.translated(_))
        return Outcome(len(sheet.entries), [*sheet.faults, fault], 0, before, before)


def bring_in(
    *, file: BinaryIO, by: User, reason: str, skip_faulty: bool = False, seen: int | None = None
) -> ChangeSet | None:
    """Bring a spreadsheet into the log as one change set.

    Raises
    ------
    FactError
        A row is faulty and is not to be skipped: then nothing is brought in, `detail` names each fault.
    """
    sheet = read_sheet(file)
    if sheet.faults and not skip_faulty:
        faults = [fault.as_json() for fault in sheet.faults]
        message = _("%(count)s faults: nothing was brought in.") % {"count": len(faults)}
        raise FactError(message, "file", detail={"faults": faults})
    return log_slots(entries=sheet.entries.values(), by=by, reason=reason, seen=seen)


def _years(sheet: Sheet) -> list[int]:
    days: list[date] = [day for one in sheet.entries.values() for day in (one.first, one.last)]
    return list(range(min(days).year, max(days).year + 1)) if days else []


def _counts(years: list[int]) -> list[dict[str, Any]]:
    log = Log()
    return [days_json(year, log) for year in years]
