from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.deployments.person_days import contributions, months_later, person_days, units_and_days
from apps.geo.errors import PeriodError

DAY = st.integers(0, 20 * 365).map(lambda n: np.datetime64("2010-01-01") + n)
PERIOD = st.tuples(DAY, st.integers(1, 1500), st.integers(1, 9_999), st.integers(1, 4))
YEARS = range(2005, 2045)


def counted(*periods, years=YEARS):
    """Count periods given as (begin, days, heads, category)."""
    begin = np.array([p[0] for p in periods], dtype="datetime64[D]")
    days, heads, category = (np.array([p[n] for p in periods], dtype=np.int64) for n in (1, 2, 3))
    return person_days(begin, begin + days, heads, category, years)


def test_leap_day_counts():
    years = range(2023, 2025)
    assert counted(("2023-01-01", 731, 15, 2), years=years)[:, 2].tolist() == [15 * 365, 15 * 366]


def test_what_lies_outside_the_years_is_left_out():
    assert counted(("2019-12-31", 800, 1, 3), years=range(2020, 2021))[:, 3].tolist() == [366]


def test_nothing_counts_to_nothing():
    assert counted(years=range(2020, 2022)).tolist() == [[0] * 5] * 2


def test_a_period_that_ends_before_it_begins_is_refused():
    begin, end = (np.array([day], dtype="datetime64[D]") for day in ("2024-01-02", "2024-01-01"))
    with pytest.raises(PeriodError):
        person_days(begin, end, np.ones(1, int), np.full(1, 2), YEARS)


@given(PERIOD, st.data())
def test_splitting_a_slot_at_any_day_keeps_the_days(period, data):
    begin, days, heads, category = period
    first = data.draw(st.integers(0, days))
    parts = (begin, first, heads, category), (begin + first, days - first, heads, category)
    assert counted(*parts).tolist() == counted(period).tolist()


@given(st.lists(PERIOD, max_size=20))
def test_clipping_to_years_sums_to_the_whole(periods):
    assert counted(*periods).sum() == sum(days * heads for _begin, days, heads, _category in periods)


@given(st.lists(PERIOD, max_size=8))
def test_counting_is_what_counting_day_by_day_gives(periods):
    total = np.zeros((len(YEARS), 5), dtype=np.int64)
    for begin, days, heads, category in periods:
        for day in begin + np.arange(days):
            total[int(str(day)[:4]) - YEARS.start, category] += heads
    assert counted(*periods).tolist() == total.tolist()


def test_an_item_is_one_unit_however_often_it_goes():
    begin = np.array(["2024-01-01", "2024-03-01", "2024-12-30"], dtype="datetime64[D]")
    first, until = np.datetime64("2024-01-01"), np.datetime64("2025-01-01")
    assert units_and_days(np.array([1, 1, 2]), begin, begin + 5, first, until) == (2, 5 + 5 + 2)


def test_four_months_are_one_contribution():
    four = [(date(2024, 3, 1), date(2024, 7, 1))]
    assert [(one.number, one.days) for one in contributions(four, 2024, 4)] == [(1, 122)]


def test_one_day_longer_is_a_separate_contribution():
    longer = [(date(2024, 3, 1), date(2024, 7, 2))]
    found = list(contributions(longer, 2024, 4))
    assert [(one.number, one.days) for one in found] == [(1, 122), (2, 1)]
    assert (found[1].first, found[1].last) == (date(2024, 7, 1), date(2024, 7, 1))


def test_breaks_do_not_use_up_the_four_months():
    visits = [(date(2024, 1, 1), date(2024, 3, 1)), (date(2024, 9, 1), date(2024, 11, 1))]
    assert [(one.number, one.days) for one in contributions(visits, 2024, 4)] == [(1, 121)]


def test_each_year_begins_its_own_contribution():
    winter = [(date(2023, 10, 1), date(2024, 3, 1))]
    assert [one.days for one in contributions(winter, 2023, 4)] == [92]
    assert [one.days for one in contributions(winter, 2024, 4)] == [60]


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 200)), max_size=5), st.integers(1, 11))
def test_contributions_lose_no_day(gaps, months):
    periods, at = [], date(2023, 6, 1)
    for gap, days in gaps:
        begin = date.fromordinal(at.toordinal() + gap)
        at = date.fromordinal(begin.toordinal() + days)
        periods.append((begin, at))
    inside = sum(
        max(0, (min(end, date(2025, 1, 1)) - max(begin, date(2024, 1, 1))).days) for begin, end in periods
    )
    assert sum(one.days for one in contributions(periods, 2024, months)) == inside


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2024, 1, 1), date(2024, 5, 1)),
        (date(2024, 10, 31), date(2025, 3, 1)),
        (date(2024, 9, 15), date(2025, 1, 15)),
    ],
)
def test_four_months_later(day, expected):
    assert months_later(day, 4) == expected
