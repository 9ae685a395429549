"""The strategy's series as they come out of the demo register: by command, API and page, in both languages."""

import json
from datetime import date

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from apps.indicators.scoreboard import scoreboard
from apps.indicators.snapshots import take, verify
from tests.factories import api_of, person

# Interior sector strategy 2023-2027, chapter 2: values of 2021, targets of the years after it
SERIES = {
    "K1": {2021: 52.33},
    "K2": {2021: 43, 2023: 44, 2024: 45, 2025: 46},
    "K3": {2021: 13404, 2023: 10560, 2024: 11220, 2025: 13200, 2026: 13860, 2027: 14520},
    "K4": {2021: 2195, 2023: 935, 2024: 936, 2025: 935, 2026: 935, 2027: 935},
    "K5": {2021: 2902, 2023: 3650, 2024: 5490, 2025: 7300, 2026: 9125, 2027: 10950},
}
UNITS = {2021: 29, 2023: 11, 2024: 11, 2025: 11, 2026: 11, 2027: 11}


def read(code: str) -> dict[int, float]:
    years = {year: scoreboard(as_of=date(year, 12, 31)).line(code).actual for year in SERIES[code]}
    return {year: figure.as_json()["value"] for year, figure in years.items()}


@pytest.mark.parametrize("code", SERIES)
def test_the_scoreboard_reads_the_strategys_series(demo, code):
    assert read(code) == SERIES[code]


def test_equipment_is_told_in_units_too(demo):
    board = {year: scoreboard(as_of=date(year, 12, 31)).line("K4").actual.units for year in UNITS}
    assert board == UNITS


def test_baselines_are_those_of_2021(demo):
    lines = scoreboard(as_of=date(2026, 11, 20)).lines
    baselines = {one.indicator.code: float(one.baseline.value) for one in lines if one.baseline}
    assert baselines == {code: series[2021] for code, series in SERIES.items()}


def test_the_command_and_the_api_give_the_same(demo, capsys):
    call_command("figures", "--as-of", "2024-12-31", "--code", "K3", "--json")
    [printed] = json.loads(capsys.readouterr().out)
    [line] = [
        one for one in api_of().get("/api/v1/indicators/?as_of=2024-12-31").json() if one["code"] == "K3"
    ]
    assert printed["value"] == line["actual"]["value"] == 11220
    call_command("days", "--year", "2024", "--json")
    printed = json.loads(capsys.readouterr().out)
    assert printed == api_of().get("/api/v1/deployments/days/?year=2024").json()
    assert printed["categories"]["2"]["person_days"] == 5490


@pytest.mark.parametrize(("language", "shown"), [("lv", "11\u00a0220"), ("en", "11,220")])
def test_the_page_tells_it_in_both_languages(demo, language, shown):
    browser = Client()
    browser.force_login(person("planner"), backend=settings.AUTHENTICATION_BACKENDS[-1])
    browser.cookies["django_language"] = language
    assert shown in browser.get("/scoreboard/?as_of=2024-12-31").content.decode()


def test_a_snapshot_of_the_demo_verifies(demo):
    assert verify(take(as_of=date(2023, 12, 31), by=person("planner"))) is None
