"""A year of slots drawn as bars, operation by operation: numbers for one SVG, which the template writes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from django.utils.formats import date_format

from apps.deployments.models import Operation, Slot, Stage

WIDTH, NAMES_WIDTH = 1200, 190
HEAD, ROW, GROUP, BAR = 26, 20, 26, 12
ORDER = (Stage.NOMINATED, Stage.AGREED, Stage.DEPLOYED)
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Bar:
    """A run of days of a slot in one stage; `first` and `last` are both included."""

    x: float
    width: float
    stage: str
    travel: bool
    heads: int
    first: date
    last: date | None


@dataclass
class Line:
    slot: Slot
    y: int
    bars: list[Bar]

    @property
    def duty(self) -> Bar | None:
        """The bar that carries the number of heads: the last one on duty in the firmest stage."""
        return next((one for one in reversed(self.bars) if not one.travel), None)


@dataclass
class Group:
    operation: Operation
    y: int
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Month:
    x: float
    name: str


@dataclass(frozen=True)
class Calendar:
    year: int
    width: int
    height: int
    names_width: int
    months: list[Month]
    groups: list[Group]
    today_x: float | None


def calendar(slots: Iterable[Slot], year: int, today: date) -> Calendar:
    """Return the calendar of a year; give slots in the order of operations, days and names at hand."""
    groups, y = [], HEAD
    for _code, of_operation in groupby(slots, key=lambda one: one.operation.code):
        lines = sorted(of_operation, key=first_day)
        group = Group(lines[0].operation, y)
        y += GROUP
        for slot in lines:
            group.lines.append(Line(slot, y, bars(slot, year)))
            y += ROW
        groups.append(group)
    now = x_of(today, year) if today.year == year else None
    return Calendar(year, WIDTH, y + 8, NAMES_WIDTH, months(year), groups, now)


def first_day(slot: Slot) -> tuple[date, str]:
    return min((one.valid.lower for one in slot.days.all()), default=date.max), slot.code


def bars(slot: Slot, year: int) -> list[Bar]:
    """Return the bars of a slot, the firmest stage last, so that it lies on top."""
    days = sorted(slot.days.all(), key=lambda one: (ORDER.index(one.stage), one.valid.lower))
    first, until = date(year, 1, 1), date(year + 1, 1, 1)
    found = []
    for one in days:
        begin, end = max(one.valid.lower, first), min(one.valid.upper or until, until)
        if begin < end:
            x = x_of(begin, year)
            last = one.valid.upper - A_DAY if one.valid.upper else None
            found.append(
                Bar(x, round(x_of(end, year) - x, 1), one.stage, one.travel, one.heads, one.valid.lower, last)
            )
    return found


def x_of(day: date, year: int) -> float:
    """Return where a day begins, in pixels of the drawing."""
    days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    return round(NAMES_WIDTH + (WIDTH - NAMES_WIDTH) * (day - date(year, 1, 1)).days / days, 1)


def months(year: int) -> list[Month]:
    """Return the months with the first three letters of their names."""
    days = [date(year, n, 1) for n in range(1, 13)]
    return [Month(x_of(day, year), date_format(day, "E")[:3].lower()) for day in days]
