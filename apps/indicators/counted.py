"""Figures that are not shares of a line: counted from the deployment log, or told with a source."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from apps.deployments.counting import STAGES, EquipmentRule, Log, PeopleRule
from apps.deployments.person_days import Periods
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
        self._logs: dict[tuple[str, ...], Log] = {}

    def log(self, stages: tuple[str, ...] = STAGES) -> Log:
        if stages not in self._logs:
            self._logs[stages] = Log(stages)
        return self._logs[stages]

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


def _person_days(known: Counted, definition: Definition, day: date) -> Value | None:
    rule = PeopleRule.of(definition.parameters)
    log = known.log(rule.stages)
    if not _begun(log.people[np.isin(log.people.category, rule.categories)], day):
        return None
    counts = log.between(date(day.year, 1, 1), day)
    chosen = [counts[category] for category in rule.categories]
    days = sum(one.with_travel if rule.travel else one.days for one in chosen)
    return Value(days, planned=sum(one.planned for one in chosen))


def _equipment_days(known: Counted, definition: Definition, day: date) -> Value | None:
    rule = EquipmentRule.of(definition.parameters)
    log = known.log(rule.stages)
    if not _begun(log.equipment, day):
        return None
    count = log.units(date(day.year, 1, 1), day, without_downtime=not rule.downtime)
    return Value(count.days, count.units, count.planned)


def _told(known: Counted, definition: Definition, day: date) -> Value | None:
    held = [one for one in known.observations if one.indicator_id == definition.indicator_id]
    told = [one for one in held if one.valid.lower <= day and (not one.valid.upper or day < one.valid.upper)]
    return Value(float(told[0].value)) if told else None


def _begun(rows: Periods, day: date) -> bool:
    """Tell whether the log had begun in the day's year: before that it knows nothing, which is not 0."""
    return bool((rows.begin < np.datetime64(date(day.year + 1, 1, 1))).any())


COUNTING_RULES: dict[str, Callable[[Counted, Definition, date], Value | None]] = {
    "person_days": _person_days,
    "equipment_days": _equipment_days,
    "told": _told,
}
