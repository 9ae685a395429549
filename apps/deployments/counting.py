"""The versioned rules of counting, with the parameters that a definition gives them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from apps.deployments.models import EquipmentDays, EquipmentItem, Slot, SlotDays
from apps.deployments.person_days import Periods, days_between, person_days, units_and_days

CATEGORIES = (1, 2, 3, 4)
STAGES = ("deployed", "agreed")


@dataclass(frozen=True)
class PeopleRule:
    """How person-days are counted; by default both stages, no travel, four months a contribution."""

    categories: tuple[int, ...] = CATEGORIES
    stages: tuple[str, ...] = STAGES
    travel: bool = False
    months: int = 4

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> "PeopleRule":
        return cls(
            tuple(parameters.get("categories", CATEGORIES)),
            tuple(parameters.get("stages", STAGES)),
            parameters.get("travel_days", False),
            parameters.get("limit_months", 4),
        )

    def words(self) -> list[str]:
        """Return the rule in plain sentences, in the reader's language."""
        return [
            _("Whole calendar days, both ends included, clipped to the year; a leap day counts."),
            _("Person-days are heads times days."),
            _("Days of travel count.")
            if self.travel
            else _("Days of travel do not count; they are shown beside."),
            _("A slot counts as deployed; while it is only agreed, as planned.")
            if "agreed" in self.stages
            else _("Only what was deployed counts."),
            _("More than %(months)s months of a slot in one year count as a separate contribution.")
            % {"months": self.months},
        ]


@dataclass(frozen=True)
class EquipmentRule:
    """How days of equipment are counted; by default both stages, and days on which an item did not work count."""

    stages: tuple[str, ...] = STAGES
    downtime: bool = True

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> "EquipmentRule":
        return cls(tuple(parameters.get("stages", STAGES)), parameters.get("downtime_counts", True))


@dataclass(frozen=True)
class Count:
    """Person-days: all, with the days of travel, and how many of them are only planned."""

    days: int = 0
    with_travel: int = 0
    planned: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.days + other.days, self.with_travel + other.with_travel, self.planned + other.planned
        )


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

    def year(self, year: int) -> dict[int, Count]:
        """Return the person-days of each category in a year."""
        return self.between(date(year, 1, 1), date(year, 12, 31))

    def between(self, first: date, last: date) -> dict[int, Count]:
        """Return the person-days of each category from one day of a year to another, both included."""
        rows = clipped(self.people.that_count(first.year), first, last)
        duty, planned = ~rows.travel, rows.rank > 0
        years = range(first.year, first.year + 1)
        totals = [_by_category(rows[chosen], years) for chosen in (duty, duty | rows.travel, duty & planned)]
        return {category: Count(*(int(total[category]) for total in totals)) for category in CATEGORIES}

    def units(self, first: date, last: date, *, without_downtime: bool = False) -> EquipmentCount:
        """Return units and days of equipment from one day of a year to another, both included."""
        rows = self.equipment.that_count(first.year)
        ends = np.datetime64(first), np.datetime64(last + timedelta(days=1))
        units, days = units_and_days(rows.thing, rows.begin, rows.end, *ends)
        planned = int(days_between(rows.begin, rows.end, *ends)[rows.rank > 0].sum())
        lost = _shared_days(rows, self.down, *ends) if without_downtime else 0
        return EquipmentCount(units, days - lost, planned)


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


def days_json(year: int, log: Log | None = None) -> dict[str, Any]:
    """Return the count of one year as the command and the API give it."""
    log = log or Log()
    equipment = log.units(date(year, 1, 1), date(year, 12, 31))
    return {
        "year": year,
        "categories": {
            str(category): {
                "person_days": count.days,
                "person_days_with_travel": count.with_travel,
                "planned_person_days": count.planned,
            }
            for category, count in log.year(year).items()
            if category > 1
        },
        "equipment": {"units": equipment.units, "days": equipment.days, "planned_days": equipment.planned},
    }
