"""Figures that are not shares of a line: counted from the deployment log, or told with a source."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from apps.deployments.counting import Logs
from apps.deployments.person_days import Periods
from apps.deployments.rules import EquipmentRule, PeopleRule
from apps.indicators.models import Definition, Observation


@dataclass(frozen=True)
class Value:
    """A figure in its unit; of equipment also the units, of the log also how much of it is only planned."""

    value: float
    units: int | None = None
    planned: int | None = None


class Counted:
    """What the log and the observations say, read when first asked and once for all days."""

    def __init__(self):
        self.logs = Logs()

    @cached_property
    def observations(self) -> list[Observation]:
        return list(Observation.objects.all())

    def value(self, definition: Definition, day: date) -> Value | None:
        """Return the figure from 1 January to the day, or as told on the day; None if nothing is recorded.

        A definition that cannot be counted by counts nothing.
        """
        if definition.fault:
            return None
        return COUNTING_RULES[definition.rule](self, definition, day)

    def expected(self, definition: Definition, day: date) -> Value | None:
        """Return what the figure of a day's year will come to by 31 December; a told value stays."""
        if definition.fault:
            return None
        return COUNTING_RULES[definition.rule](self, definition, day, expects=True)


def _person_days(known: Counted, definition: Definition, day: date, *, expects: bool = False) -> Value | None:
    rule = PeopleRule.of(definition.parameters)
    log = known.logs.of(rule.stages)
    if not _begun(log.people[np.isin(log.people.category, rule.categories)], day):
        return None
    counts = log.expected(day.year, day) if expects else log.between(date(day.year, 1, 1), day)
    chosen = [counts[category] for category in rule.categories]
    return Value(sum(one.by(rule)[0] for one in chosen), planned=sum(one.planned for one in chosen))


def _equipment_days(
    known: Counted, definition: Definition, day: date, *, expects: bool = False
) -> Value | None:
    rule = EquipmentRule.of(definition.parameters)
    log = known.logs.of(rule.stages)
    if not _begun(log.equipment, day):
        return None
    without = {"without_downtime": not rule.downtime}
    count = (
        log.expected_units(day.year, day, **without)
        if expects
        else log.units(date(day.year, 1, 1), day, **without)
    )
    return Value(count.days, count.units, count.planned)


def _told(known: Counted, definition: Definition, day: date, *, expects: bool = False) -> Value | None:
    held = [one for one in known.observations if one.indicator_id == definition.indicator_id]
    told = [one for one in held if one.valid.lower <= day and (not one.valid.upper or day < one.valid.upper)]
    return Value(float(told[0].value)) if told else None


def _begun(rows: Periods, day: date) -> bool:
    """Tell whether the log had begun in the day's year: before that it knows nothing, which is not 0."""
    return bool((rows.begin < np.datetime64(date(day.year + 1, 1, 1))).any())


COUNTING_RULES: dict[str, Callable[..., Value | None]] = {
    "person_days": _person_days,
    "equipment_days": _equipment_days,
    "told": _told,
}
