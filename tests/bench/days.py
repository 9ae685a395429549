"""Counting the days of 1,000,000 slots over 20 years, beside pandas exploding them into days in the same run."""

import tracemalloc
from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from apps.deployments.person_days import person_days
from tests.bench.timing import goal, ratio, say, tell, timed, title

YEARS = range(2007, 2027)
SLOTS = 1_000_000
EXPLODED_AT_ONCE = 50_000  # pandas needs some 16 bytes a day: all at once would take gigabytes
GOAL_TIMES_FASTER = 20
GOAL_MEMORY_GROWTH = 1.1


def slots(count: int, seed: int = 2027) -> tuple[NDArray, ...]:
    """Return begin, end, heads and category of slots of one day to four months, some of two years."""
    random = np.random.default_rng(seed)
    first, last = np.datetime64(f"{YEARS.start}-01-01"), np.datetime64(f"{YEARS.stop}-01-01")
    category = random.integers(1, 5, count)
    days = np.where(category == 2, random.integers(300, 731, count), random.integers(1, 123, count))
    begin = first + random.integers(0, (last - first).astype(int), count)
    return begin, begin + days, random.integers(1, 20, count), category


def by_pandas(begin: NDArray, end: NDArray, heads: NDArray, category: NDArray) -> NDArray:
    """Return the same count from one row a slot and day, exploded part by part."""
    total = np.zeros((len(YEARS), 5), dtype=np.int64)
    for start in range(0, begin.size, EXPLODED_AT_ONCE):
        part = slice(start, start + EXPLODED_AT_ONCE)
        total += _exploded(begin[part], end[part], heads[part], category[part])
    return total


def _exploded(begin: NDArray, end: NDArray, heads: NDArray, category: NDArray) -> NDArray:
    days = [np.arange(first, until) for first, until in zip(begin, end, strict=True)]
    frame = pd.DataFrame({"day": days, "heads": heads, "category": category}).explode("day")
    frame["year"] = pd.to_datetime(frame["day"]).dt.year
    counted = frame[frame["year"].isin(YEARS)].groupby(["year", "category"])["heads"].sum()
    total = np.zeros((len(YEARS), 5), dtype=np.int64)
    for (year, number), days_of_heads in counted.items():
        total[year - YEARS.start, number] = days_of_heads
    return total


def peak_mb(function: Callable[[], object]) -> float:
    """Return how much memory a call takes at its peak, beside what was there before."""
    tracemalloc.start()
    function()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1024**2


def run(full: bool = False) -> None:
    title(f"Days of {SLOTS:,} slots over {len(YEARS)} years, by year and category")
    many = slots(SLOTS)
    ours = timed(lambda: person_days(*many, YEARS))
    pandas = timed(lambda: by_pandas(*many), runs=1, warm=0)
    tell("person_days", ours)
    tell("pandas: explode into days, group, sum", pandas, f"{EXPLODED_AT_ONCE:,} slots at once")
    say(f"the same numbers: {(ours.answer == pandas.answer).all()}")
    goal("pandas / person_days", ratio(pandas, ours), GOAL_TIMES_FASTER, at_most=False)
    few = [column[: SLOTS // 10] for column in many]
    peaks = peak_mb(lambda: person_days(*few, YEARS)), peak_mb(lambda: person_days(*many, YEARS))
    say(f"peak memory: {peaks[0]:.1f} MB for {SLOTS // 10:,} slots, {peaks[1]:.1f} MB for {SLOTS:,}")
    goal("memory for ten times the slots", peaks[1] / peaks[0], GOAL_MEMORY_GROWTH)
