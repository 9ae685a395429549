"""The log counted by a rule: by category, by slot, by item; as it stands, or as the rest of a year is expected."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np

from apps.deployments.models import EquipmentDays, EquipmentItem, Slot, SlotDays
from apps.deployments.person_days import Periods, days_between, person_days, units_and_days
from apps.deployments.rules import CATEGORIES, STAGES, EquipmentRule, PeopleRule, Rules, Rulings


@dataclass(frozen=True)
class Count:
    """Person-days: all, with the days of travel, and how many of either are only planned."""

    days: int = 0
    with_travel: int = 0
    planned: int = 0
    planned_with_travel: int = 0

    def by(self, rule: PeopleRule) -> tuple[int, int]:
        """Return what a rule counts, and how much of it is only planned."""
        return (self.with_travel, self.planned_with_travel) if rule.travel else (self.days, self.planned)


@dataclass(frozen=True)
class EquipmentCount:
    """Items with at least one day, their days together, and how many of the days are only planned."""

    units: int = 0
    days: int = 0
    planned: int = 0


@dataclass
class Log:
    """The log read once, in two queries; asked for any number of years and days."""

    stages: tuple[str, ...] = STAGES
    people: Periods = field(init=False)
    equipment: Periods = field(init=False)
    down: Periods = field(init=False)

    def __post_init__(self):
        self.people = SlotDays.objects.out().periods(self.stages)
        self.equipment = EquipmentDays.objects.periods((*self.stages, "down"))
        is_down = self.equipment.rank == len(self.stages)
        self.down, self.equipment = self.equipment[is_down], self.equipment[~is_down]

    @cached_property
    def curtailed(self) -> set[int]:
        """The slots that ended before their planned day: what was agreed of that stay is no longer expected."""
        return set(Slot.objects.exclude(curtailed=None).values_list("pk", flat=True))

    def between(self, first: date, last: date) -> dict[int, Count]:
        """Return the person-days of each category from one day of a year to another, both included."""
        return _counted(clipped(self.people.that_count(first.year), first, last), first.year)

    def expected(self, year: int, day: date) -> dict[int, Count]:
        """Return what a year will come to, as a day expects it: what was agreed for after the last report too."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        if day >= last:
            return self.between(first, last)
        return _counted(clipped(self.people.expected(year, self.curtailed), first, last), year)

    def units(self, first: date, last: date, *, without_downtime: bool = False) -> EquipmentCount:
        """Return units and days of equipment from one day of a year to another, both included."""
        return self._units(self.equipment.that_count(first.year), first, last, without_downtime)

    def expected_units(self, year: int, day: date, *, without_downtime: bool = False) -> EquipmentCount:
        """Return units and days of equipment that a year will come to, as a day expects them."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        rows = self.equipment.that_count(year) if day >= last else self.equipment.expected(year, set())
        return self._units(rows, first, last, without_downtime)

    def _units(self, rows: Periods, first: date, last: date, without_downtime: bool) -> EquipmentCount:
        ends = np.datetime64(first), np.datetime64(last + timedelta(days=1))
        units, days = units_and_days(rows.thing, rows.begin, rows.end, *ends)
        planned = int(days_between(rows.begin, rows.end, *ends)[rows.rank > 0].sum())
        lost = _shared_days(rows, self.down, *ends) if without_downtime else 0
        return EquipmentCount(units, days - lost, planned)


def _counted(rows: Periods, year: int) -> dict[int, Count]:
    """Return the person-days of each category in periods of one year."""
    duty, planned = ~rows.travel, rows.rank > 0
    every, years = np.ones_like(duty), range(year, year + 1)
    totals = [_by_category(rows[chosen], years) for chosen in (duty, every, duty & planned, planned)]
    return {category: Count(*(int(total[category]) for total in totals)) for category in CATEGORIES}


class Logs:
    """The log by the stages that count: each read when first asked, once for all days."""

    def __init__(self):
        self._logs: dict[tuple[str, ...], Log] = {}

    def of(self, stages: tuple[str, ...] = STAGES) -> Log:
        if stages not in self._logs:
            self._logs[stages] = Log(stages)
        return self._logs[stages]


class Counting:
    """The log with the rules by which it is counted, read once; asked for any number of years."""

    def __init__(self):
        self.logs, self.rulings = Logs(), Rulings()

    def year(self, year: int) -> dict[int, tuple[PeopleRule, Count]]:
        """Return the person-days of each category in a year, and the rule that counts them."""
        rules = self.rulings.of_year(year).people
        days = date(year, 1, 1), date(year, 12, 31)
        counts = {
            stages: self.logs.of(stages).between(*days) for stages in {rule.stages for rule in rules.values()}
        }
        return {category: (rule, counts[rule.stages][category]) for category, rule in rules.items()}

    def equipment(self, year: int) -> EquipmentCount:
        rule = self.rulings.of_year(year).equipment
        log = self.logs.of(rule.stages)
        return log.units(date(year, 1, 1), date(year, 12, 31), without_downtime=not rule.downtime)


@dataclass(frozen=True)
class SlotCount:
    """Person-days of one slot over some days, and whether they are only planned."""

    slot: Slot
    days: int
    is_planned: bool


def by_slot(first: date, last: date, rule: PeopleRule | None = None) -> list[SlotCount]:
    """Return the days that a rule counts of each slot, from one day of a year to another, both included."""
    rule = rule or PeopleRule()
    rows = clipped(Log(rule.stages).people.that_count(first.year), first, last)
    rows = rows[(~rows.travel | rule.travel) & np.isin(rows.category, rule.categories)]
    slots = Slot.objects.with_names().in_bulk(set(rows.thing.tolist()))
    days: dict[tuple[int, bool], int] = defaultdict(int)
    for thing, rank, number in zip(
        rows.thing, rows.rank, (rows.end - rows.begin).astype(int) * rows.heads, strict=True
    ):
        days[int(thing), bool(rank)] += int(number)
    found = [SlotCount(slots[thing], number, planned) for (thing, planned), number in days.items()]
    return sorted(found, key=lambda one: (one.slot.category, one.slot.code))


@dataclass(frozen=True)
class ItemCount:
    """Days of one item over some days, and whether they are only planned."""

    item: EquipmentItem
    days: int
    is_planned: bool


def by_item(first: date, last: date, rule: EquipmentRule | None = None) -> list[ItemCount]:
    """Return the days that a rule counts of each item, from one day of a year to another, both included."""
    rule = rule or EquipmentRule()
    log = Log(rule.stages)
    rows = clipped(log.equipment.that_count(first.year), first, last)
    items = EquipmentItem.objects.select_related("category").in_bulk(set(rows.thing.tolist()))
    days: dict[tuple[int, bool], int] = defaultdict(int)
    for thing, rank, number in zip(rows.thing, rows.rank, (rows.end - rows.begin).astype(int), strict=True):
        days[int(thing), bool(rank)] += int(number)
    if not rule.downtime:
        for thing, rank in days:
            mine = rows[(rows.thing == thing) & ((rows.rank > 0) == rank)]
            ends = np.datetime64(first), np.datetime64(last + timedelta(days=1))
            days[thing, rank] -= _shared_days(mine, log.down, *ends)
    found = [ItemCount(items[thing], number, planned) for (thing, planned), number in days.items()]
    return sorted(found, key=lambda one: one.item.code)


def by_slot_and_rules(first: date, last: date, rules: Rules) -> list[SlotCount]:
    """Return the days of each slot, each category by its own rule."""
    return [one for rule in rules.apart() for one in by_slot(first, last, rule)]


def clipped(rows: Periods, first: date, last: date) -> Periods:
    """Return what of the periods lies between two days, both included."""
    begin = np.maximum(rows.begin, np.datetime64(first))
    end = np.minimum(rows.end, np.datetime64(last + timedelta(days=1)))
    kept = begin < end
    rows = rows[kept]
    return Periods(rows.thing, rows.rank, begin[kept], end[kept], rows.heads, rows.category, rows.travel)


def _by_category(rows: Periods, years: range):
    return person_days(rows.begin, rows.end, rows.heads, rows.category, years)[0]


def _shared_days(rows: Periods, down: Periods, first: np.datetime64, until: np.datetime64) -> int:
    """Return how many of the deployed days are days on which the item did not work."""
    return sum(
        int(days_between(rows.begin, rows.end, max(first, begin), min(until, end))[rows.thing == thing].sum())
        for thing, begin, end in zip(down.thing, down.begin, down.end, strict=True)
    )


def days_json(year: int, counting: Counting | None = None) -> dict[str, Any]:
    """Return the count of one year, by the rules in force, as the command and the API give it."""
    counting = counting or Counting()
    equipment = counting.equipment(year)
    return {
        "year": year,
        "categories": {
            str(category): _count_json(rule, count)
            for category, (rule, count) in counting.year(year).items()
            if category > 1
        },
        "equipment": {"units": equipment.units, "days": equipment.days, "planned_days": equipment.planned},
    }


def _count_json(rule: PeopleRule, count: Count) -> dict[str, int]:
    days, planned = count.by(rule)
    return {
        "person_days": days,
        "person_days_with_travel": count.with_travel,
        "planned_person_days": planned,
    }
