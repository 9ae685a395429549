"""Counting days: whole calendar days, both ends included, clipped to the year, leap days counted.

A period is ``[begin, end)``: `end` is the day after the last. Arrays are ``datetime64[D]`` and integers, one
element a period; nothing is exploded into days, so a million periods cost a few passes over four arrays.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from apps.geo.errors import PeriodError, gettext_noop

Days = NDArray[np.datetime64]
CHUNK = 1 << 16


@dataclass(frozen=True)
class Periods:
    """Many periods as arrays: whose, how firm (rank 0 counts first), ``[begin, end)`` and what is counted."""

    thing: NDArray[np.int64]
    rank: NDArray[np.int64]
    begin: Days
    end: Days
    heads: NDArray[np.int64]
    category: NDArray[np.int64]
    travel: NDArray[np.bool_]

    def __getitem__(self, chosen: NDArray[np.bool_]) -> "Periods":
        return Periods(*(getattr(self, one.name)[chosen] for one in fields(self)))

    def __add__(self, other: "Periods") -> "Periods":
        return Periods(
            *(np.concatenate([getattr(self, one.name), getattr(other, one.name)]) for one in fields(self))
        )

    def that_count(self, year: int) -> "Periods":
        """Return the periods that count in a year: of each thing those of the firmest rank it has there."""
        there = self[days_in_year(self.begin, self.end, year) > 0]
        things, number = np.unique(there.thing, return_inverse=True)
        firmest = np.full(things.size, np.iinfo(np.int64).max)
        np.minimum.at(firmest, number, there.rank)
        return there[there.rank == firmest[number]]

    def expected(self, year: int, ended: Collection[int]) -> "Periods":
        """Return what counts in a year, and of things with a report what was agreed for the days after their last.

        Of things that `ended` early the stay that was cut short is over; only what was to begin later is expected.
        """
        counts, there = self.that_count(year), self[days_in_year(self.begin, self.end, year) > 0]
        things, number = np.unique(counts.thing[counts.rank == 0], return_inverse=True)
        last = np.full(things.size, new_year(year).astype(np.int64))
        np.maximum.at(last, number, counts.end[counts.rank == 0].astype(np.int64))
        agreed = there[(there.rank > 0) & np.isin(there.thing, things)]
        reported_until = last.astype("datetime64[D]")[np.searchsorted(things, agreed.thing)]
        is_over = np.isin(agreed.thing, list(ended)) & ((agreed.begin < reported_until) | agreed.travel)
        begin = np.maximum(agreed.begin, reported_until)
        to_come = (begin < agreed.end) & ~is_over
        return counts + replace(agreed, begin=begin)[to_come]


def new_year(year: int) -> np.datetime64:
    return np.datetime64(f"{year:04d}-01-01", "D")


def days_in_year(begin: Days, end: Days, year: int) -> NDArray[np.int64]:
    """Return how many days of each period lie in a year."""
    return days_between(begin, end, new_year(year), new_year(year + 1))


def days_between(begin: Days, end: Days, first: np.datetime64, until: np.datetime64) -> NDArray[np.int64]:
    """Return how many days of each period lie in ``[first, until)``."""
    return np.maximum((np.minimum(end, until) - np.maximum(begin, first)).astype(np.int64), 0)


def person_days(begin: Days, end: Days, heads: NDArray, category: NDArray, years: range) -> NDArray[np.int64]:
    """Return heads × days by year and category: an array of shape ``(len(years), 5)``, category 0 unused.

    Raises
    ------
    PeriodError
        A period ends before it begins.
    """
    total = np.zeros((len(years), 5), dtype=np.int64)
    for start in range(0, len(begin), CHUNK):
        chunk = slice(start, start + CHUNK)
        _add(total, begin[chunk], end[chunk], heads[chunk], category[chunk], years)
    return total


def _add(total: NDArray, begin: Days, end: Days, heads: NDArray, category: NDArray, years: range) -> None:
    """Add one chunk. Most periods lie in one or two years: each pass takes a year of those still open."""
    if (end < begin).any():
        raise PeriodError(gettext_noop("A period ends before it begins."), "until_day")
    begin = np.maximum(begin, new_year(years.start))
    end = np.minimum(end, new_year(years.stop))
    open_ = begin < end
    while open_.any():
        begin, end, heads, category = begin[open_], end[open_], heads[open_], category[open_]
        year = begin.astype("datetime64[Y]")
        next_year = (year + 1).astype("datetime64[D]")
        days = (np.minimum(end, next_year) - begin).astype(np.int64)
        cell = (year.astype(np.int64) + 1970 - years.start) * 5 + category
        total += np.bincount(cell, heads * days, total.size).astype(np.int64).reshape(total.shape)
        begin, open_ = next_year, next_year < end


def units_and_days(
    item: NDArray, begin: Days, end: Days, first: np.datetime64, until: np.datetime64
) -> tuple[int, int]:
    """Return how many items have a day in ``[first, until)``, and how many days they have together."""
    days = days_between(begin, end, first, until)
    return int(np.unique(item[days > 0]).size), int(days.sum())


@dataclass(frozen=True)
class Contribution:
    """What one slot gives in one year within the limit; the next one begins where the limit is reached."""

    number: int
    first: date
    last: date
    days: int


def contributions(periods: Iterable[tuple[date, date]], year: int, months: int) -> Iterator[Contribution]:
    """Yield the contributions of one slot in a year: `months` months of presence each, breaks left out.

    A longer stay is allowed and counts as a separate contribution (Regulation (EU) 2019/1896, Article 57).
    """
    number, used = 1, 0
    first = last = None
    for begin, end in sorted(_clipped(periods, year)):
        while begin < end:
            first = first or begin
            limit = (months_later(first, months) - first).days
            stop = min(end, begin + timedelta(days=limit - used))
            used, last, begin = used + (stop - begin).days, stop - timedelta(days=1), stop
            if used == limit:
                yield Contribution(number, first, last, used)
                number, used, first = number + 1, 0, None
    if used:
        yield Contribution(number, first, last, used)


def _clipped(periods: Iterable[tuple[date, date]], year: int) -> Iterator[tuple[date, date]]:
    for begin, end in periods:
        inside = max(begin, date(year, 1, 1)), min(end, date(year + 1, 1, 1))
        if inside[0] < inside[1]:
            yield inside


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later; where there is none, the first of the month after."""
    month = day.year * 12 + day.month - 1 + months
    try:
        return date(month // 12, month % 12 + 1, day.day)
    except ValueError:
        return date((month + 1) // 12, (month + 1) % 12 + 1, 1)
