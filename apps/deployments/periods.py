"""Periods of the log as people give them: a first and a last day, both included; no last day if it goes on."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from apps.deployments.models import FIRST_DAY, LAST_DAY, EquipmentDays, SlotDays
from apps.geo.errors import BorderGisError, PeriodError
from apps.geo.facts import FOREVER
from apps.ledger.commands import Clear, Command

A_DAY = timedelta(days=1)
Fact = SlotDays | EquipmentDays
OPERATION = re.compile(r"operations\[(?P<number>\d+)\](?:\.\w+)*\.(?P<field>\w+)")
COLUMNS = {"from_day": "first", "until_day": "last", "crew_size": "crew"}


@dataclass(frozen=True)
class Writing:
    """What to write, and whether it completes the log (an update) or changes what it said (a correction).

    `told_by` names for each command the entry that it comes from, ``slots[3]``; `given_up` are the days that
    the log has and that nobody tells any more.
    """

    commands: list[Command]
    kind: str
    told_by: list[str] = field(default_factory=list)
    given_up: list[Clear] = field(default_factory=list)

    def placed(self, error: BorderGisError) -> BorderGisError:
        """Return what the ledger refused with `where` in the words of the entries, ``slots[3].note``."""
        found = OPERATION.fullmatch(error.where or "")
        if found and found["field"] != "target" and int(found["number"]) < len(self.told_by):
            told_by = self.told_by[int(found["number"])]
            own = {"uid": "slot" if told_by.startswith("slots") else "item"}
            error.where = f"{told_by}.{(COLUMNS | own).get(found['field'], found['field'])}"
        return error


def day_after(last: date | None) -> date:
    """Return where a period ends that has this last day, or none."""
    return FOREVER if last is None else last + A_DAY


def require_days(first: date, last: date | None, where: str = "last") -> None:
    """Refuse days that no deployment can have; `last` is included, None for no end."""
    if last and last < first:
        raise PeriodError(
            _("The last day %(last)s is before the first %(first)s."), where, first=first, last=last
        )
    for name, day in (("first", first), ("last", last)):
        if day and not FIRST_DAY <= day <= LAST_DAY:
            values = {"day": day, "from": FIRST_DAY.year, "to": LAST_DAY.year}
            raise PeriodError(_("The day %(day)s is not between %(from)s and %(to)s."), name, **values)


def overlap(fact: Fact, begin: date, end: date) -> bool:
    return fact.valid.lower < end and begin < (fact.valid.upper or FOREVER)


def outside(begin: date, end: date, told: Iterable[tuple[date, date]]) -> Iterator[tuple[date, date]]:
    """Yield what of ``[begin, end)`` lies in none of the periods told."""
    for first, until in sorted(told):
        if begin < min(first, end):
            yield begin, min(first, end)
        begin = max(begin, until)
    if begin < end:
        yield begin, end


def last_of(fact: Fact) -> date | None:
    return fact.valid.upper - A_DAY if fact.valid.upper else None


def period_json(fact: Fact) -> dict[str, Any]:
    return {"first": fact.valid.lower, "last": last_of(fact)}


def shown_period(fact: Fact) -> dict[str, date | str]:
    return {"first": fact.valid.lower, "last": last_of(fact) or "…"}
