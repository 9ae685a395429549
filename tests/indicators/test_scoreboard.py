from datetime import date

import pytest
from django.utils.translation import override

from apps.geo.errors import FactError, NotFound
from apps.indicators.forecast import at_the_pace_of_a_year, light, light_of_both
from apps.indicators.scoreboard import scoreboard
from apps.ledger.commands import Add, Put
from tests.deployments.log import add_lists, item, item_days, log, slot_days, slot_with_days
from tests.factories import BEGIN, add_codes, add_route, named, put_work, record, require

DAY = date(2024, 6, 30)
QUERIES = 20


@pytest.fixture
def register(db):
    add_route("LV-RU", km=10)
    add_codes("strip")
    add_lists()
    rules = {
        "K1": {"rule": "built_share", "parameters": {"elements": ["strip"]}},
        "K3": {"rule": "person_days", "parameters": {"categories": [3, 4]}},
        "K4": {"rule": "equipment_days"},
        "Z1": {"rule": "told"},
    }
    for order, (code, rule) in enumerate(rules.items(), start=1):
        record(
            Add("indicator", code, {**named(code), "order": order}),
            Put("definition", {"indicator": code}, {"version": 1, **rule}, BEGIN),
        )


def target(code: str, year: int, value: str, start: date = BEGIN, units: int | None = None) -> Put:
    return Put("target", {"indicator": code, "year": year}, {"value": value, "units": units}, start)


def line(code: str, day: date = DAY):
    return scoreboard(as_of=day).line(code)


def test_a_count_is_forecast_from_what_is_deployed_and_agreed(register):
    log(*slot_with_days("A", date(2024, 6, 1), date(2024, 6, 30), category=3))
    log(*slot_with_days("B", date(2024, 9, 1), date(2024, 9, 10), category=3, stage="agreed"))
    record(target("K3", 2024, "40"))
    found = line("K3")
    assert (found.actual.value, found.forecast.value, found.light) == (30, 40, "met")
    assert line("K3", date(2024, 12, 31)).actual.planned == 10


def test_after_a_report_of_some_months_the_rest_of_the_year_is_forecast_as_agreed(register):
    log(*slot_with_days("A", date(2024, 1, 1), date(2024, 12, 31), category=3, stage="agreed"))
    log(slot_days("A", date(2024, 1, 1), date(2024, 3, 31)), item("E"))
    log(item_days("E", date(2024, 1, 1), date(2024, 12, 31), stage="agreed"))
    log(item_days("E", date(2024, 1, 1), date(2024, 3, 31)))
    assert [(line(code).actual.value, line(code).forecast.value) for code in ("K3", "K4")] == [(91, 366)] * 2
    assert line("K3", date(2024, 12, 31)).forecast.value == 91


def test_the_words_of_a_forecast_are_those_of_its_definition(register):
    log(*slot_with_days("A", date(2024, 1, 1), date(2024, 3, 31), category=3))
    parameters = {"categories": [3, 4], "stages": ["deployed"]}
    rule = {"version": 2, "rule": "person_days", "parameters": parameters}
    with override("en"):
        assert "agreed for the days after" in line("K3").forecast.rule
        record(Put("definition", {"indicator": "K3"}, rule, date(2024, 1, 1)))
        assert "what is only agreed does not count" in line("K3").forecast.rule


def test_before_the_log_begins_there_is_no_data(register):
    log(*slot_with_days("A", date(2024, 6, 1), date(2024, 6, 30), category=3))
    assert line("K3", date(2023, 12, 31)).actual.state == "no_data"
    assert line("K3", date(2024, 1, 31)).actual.value == 0


def test_a_share_is_forecast_at_the_pace_of_a_year(register):
    record(require(0, 10, "strip"))
    record(
        put_work(0, 2, "built", element="strip"), put_work(2, 4, "built", date(2024, 1, 1), element="strip")
    )
    record(target("K1", 2024, "60"))
    found = line("K1", date(2024, 7, 1))
    assert (found.actual.percent, found.forecast.value) == (40.0, round(40 + 20 * 183 / 365, 2))
    assert found.light == "missed"


def test_a_share_keeps_its_last_target(register):
    record(require(0, 10, "strip"), put_work(0, 10, "built", element="strip"))
    record(target("K1", 2023, "80"), target("K3", 2023, "80"))
    log(*slot_with_days("A", date(2023, 6, 1), date(2024, 6, 30), category=3))
    assert (line("K1").target.value, line("K1").light) == (80, "met")
    assert (line("K3").target, line("K3").light) == (None, "unknown")


def test_equipment_is_judged_by_units_and_days(register):
    log(item("E"), item_days("E", date(2024, 1, 1), date(2024, 1, 10)))
    record(target("K4", 2024, "10", units=2))
    found = line("K4")
    assert (found.actual.value, found.actual.units, found.light) == (10, 1, "missed")


def test_a_series_can_be_told_with_its_source(register):
    values = {"value": "328", "source": "ministry", "evidence": "overview of 2022"}
    record(Put("observation", {"indicator": "Z1"}, values, date(2022, 8, 1)))
    assert line("Z1").actual.value == 328
    assert line("Z1", date(2022, 7, 31)).actual.state == "no_data"


@pytest.mark.parametrize(
    ("target", "key", "values", "where"),
    [
        ("observation", {"indicator": "Z1"}, {"value": "1"}, "values.source"),
        ("observation", {"indicator": "K3"}, {"value": "1", "source": "s"}, "key.indicator"),
        ("task_state", {"task": "T"}, {"status": "done"}, "values.evidence"),
    ],
)
def test_what_is_told_says_where_it_comes_from_and_of_a_figure_that_is_told(
    register, target, key, values, where
):
    record(Add("direction", "D", named("security")), Add("task", "T", {**named("build"), "direction": "D"}))
    with pytest.raises(FactError) as refused:
        record(Put(target, key, values, DAY))
    assert refused.value.where.endswith(where)


def test_a_re_baselined_target_keeps_its_history_and_reasons(register):
    record(target("K1", 2024, "100"), reason="the strategy")
    record(target("K1", 2024, "90", date(2024, 3, 1)), reason="the Daugava is left out")
    [year] = line("K1").aims
    assert (year.now.value, year.is_rebaselined) == (90, True)
    assert [(aim.value, aim.reason) for aim in year.history] == [
        (100, "the strategy"),
        (90, "the Daugava is left out"),
    ]
    [earlier] = line("K1", date(2024, 2, 1)).aims
    assert earlier.now.value == 100


def test_a_task_stands_with_its_figure_and_is_late_after_its_day(register):
    record(
        Add("direction", "D", named("borders")),
        Add("task", "T", {**named("build"), "direction": "D", "due": date(2024, 5, 31)}),
        Put("task_indicator", {"task": "T", "indicator": "K1"}, {}, BEGIN),
        Put("task_state", {"task": "T"}, {"status": "under_way"}, BEGIN),
    )
    found = scoreboard(as_of=DAY)
    [task] = found.tasks
    assert (task.figures, task.is_late) == (["K1"], True)
    assert [one.code for one in found.line("K1").tasks] == ["T"]
    record(
        Put("task_state", {"task": "T"}, {"status": "done", "evidence": "act of 5 June"}, date(2024, 6, 5))
    )
    assert not scoreboard(as_of=DAY).tasks[0].is_late


def test_the_number_of_queries_does_not_grow(register, django_assert_num_queries):
    log(*slot_with_days("A", date(2024, 6, 1), date(2024, 6, 30), category=3), item("E"))
    record(require(0, 10, "strip"), put_work(0, 2, "built", element="strip"))
    record(*(target(code, year, "1") for code in ("K1", "K3", "K4") for year in range(2021, 2028)))
    with django_assert_num_queries(QUERIES):
        scoreboard(as_of=DAY)
    for n in range(5):
        log(*slot_with_days(f"B{n}", date(2024, 6, 1), date(2024, 6, 30), category=3))
        rule = {"version": 1, "rule": "person_days", "parameters": {"categories": [2]}}
        record(
            Add("indicator", f"L{n}", named("more")), Put("definition", {"indicator": f"L{n}"}, rule, BEGIN)
        )
        record(target(f"L{n}", 2024, "1"))
    with django_assert_num_queries(QUERIES):
        scoreboard(as_of=DAY, years=range(2010, 2040))


def test_an_unknown_figure_is_not_found(register):
    with pytest.raises(NotFound):
        line("K9")


@pytest.mark.parametrize(
    ("expected", "target", "colour"),
    [
        (100, 100, "met"),
        (95, 100, "near"),
        (94.9, 100, "missed"),
        (None, 100, "unknown"),
        (1, None, "unknown"),
    ],
)
def test_the_light_follows_its_rule(expected, target, colour):
    assert light(expected, target) == colour


def test_the_worse_of_value_and_units_decides():
    assert light_of_both((936, 10), (936, 11)) == "missed"
    assert light_of_both((936, 11), (936, 11)) == "met"
    assert light_of_both((936, None), (936, None)) == "met"


def test_a_forecast_stays_a_share():
    assert at_the_pace_of_a_year(99, 50, date(2024, 1, 1)).value == 100
    assert at_the_pace_of_a_year(5, 50, date(2024, 1, 1)).value == 0
