"""Periods of the log as people give them: a first and a last day, both included; no last day if it goes on."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from apps.deployments.models import FIRST_DAY, LAST_DAY, EquipmentDays, SlotDays
from apps.geo.errors import PeriodError
from apps.geo.facts import FOREVER
from apps.ledger.commands import Command

A_DAY = timedelta(days=1)
Fact = SlotDays | EquipmentDays


@dataclass(frozen=True)
class Writing:
    """What to write, and whether it completes the log (an update) or changes what it said (a correction)."""

    commands: list[Command]
    kind: str


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


def last_of(fact: Fact) -> date | None:
    return fact.valid.upper - A_DAY if fact.valid.upper else None


def period_json(fact: Fact) -> dict[str, Any]:
    return {"first": fact.valid.lower, "last": last_of(fact)}


def shown_period(fact: Fact) -> dict[str, date | str]:
    return {"first": fact.valid.lower, "last": last_of(fact) or "…"}
