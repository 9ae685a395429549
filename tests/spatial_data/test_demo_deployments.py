"""The demo's log gives the strategy's series exactly, and keeps the rule of four months."""

from datetime import date

import pytest

from apps.deployments.counting import Counting, Log, days_json
from apps.deployments.models import Slot
from apps.deployments.person_days import contributions
from apps.ledger.commands import Add
from spatial_data.demo_deployments import YEARS, change_sets
from tests.factories import named, person, record

SHORT_TERM = {2021: 13404, 2023: 10560, 2024: 11220, 2025: 13200, 2026: 13860, 2027: 14520}
SECONDED = {2021: 2902, 2023: 3650, 2024: 5490, 2025: 7300, 2026: 9125, 2027: 10950}
EQUIPMENT = {
    2021: (29, 2195),
    2023: (11, 935),
    2024: (11, 936),
    2025: (11, 935),
    2026: (11, 935),
    2027: (11, 935),
}


@pytest.fixture
def demo_log(db):
    record(*(Add("indicator", f"K{n}", named(f"K{n}")) for n in range(1, 6)))
    for one in change_sets():
        record(*one.commands, by=person(), reason=one.reason)


def test_the_log_gives_the_strategys_series(demo_log):
    counting = Counting()
    years = {year: days_json(year, counting) for year in YEARS}
    counted = {year: one["categories"] for year, one in years.items()}
    assert {
        year: counted[year]["3"]["person_days"] + counted[year]["4"]["person_days"] for year in SHORT_TERM
    } == SHORT_TERM
    assert {year: counted[year]["2"]["person_days"] for year in SECONDED} == SECONDED
    equipment = {year: years[year]["equipment"] for year in EQUIPMENT}
    assert {year: (one["units"], one["days"]) for year, one in equipment.items()} == EQUIPMENT


def test_only_the_last_year_is_planned(demo_log):
    counting = Counting()
    planned = {year: days_json(year, counting)["categories"]["2"]["planned_person_days"] for year in YEARS}
    assert planned == {**dict.fromkeys(YEARS, 0), 2027: 10950}


def test_no_short_term_slot_stays_longer_than_four_months(demo_log):
    slots = Slot.objects.filter(category__in=(3, 4), direction="out").prefetch_related("days")
    assert slots
    for slot in slots:
        days = [(one.valid.lower, one.valid.upper) for one in slot.days.all() if one.stage == "deployed"]
        for year in YEARS:
            assert len(list(contributions(days, year, 4))) <= 1


def test_every_row_says_that_it_is_invented(demo_log):
    assert not Slot.objects.exclude(note__contains="izdomāts").exists()


def test_the_figures_of_a_day_count_from_new_year(demo_log):
    log = Log()
    assert log.between(date(2023, 1, 1), date(2023, 1, 31))[2].days == 10 * 31
