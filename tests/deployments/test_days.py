import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from apps.deployments.counting import Counting, EquipmentCount, Log, days_json
from apps.deployments.rules import EquipmentRule, PeopleRule, Rulings
from apps.geo.facts import FOREVER
from apps.indicators.models import Definition
from apps.ledger.commands import Add, Put
from tests.deployments.log import add_lists, item, item_days, log, slot, slot_days, slot_with_days
from tests.factories import named, record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lists():
    add_lists()


def year_2024() -> dict:
    return days_json(2024)["categories"]


def test_fifteen_slots_for_all_of_2024_are_5490_days():
    log(*slot_with_days("A", date(2024, 1, 1), date(2024, 12, 31), heads=15))
    assert year_2024()["2"]["person_days"] == 5490


def test_ten_slots_for_all_of_2023_are_3650_days():
    for n in range(10):
        log(*slot_with_days(f"A{n}", date(2023, 1, 1), date(2023, 12, 31)))
    assert days_json(2023)["categories"]["2"]["person_days"] == 3650


def test_both_ends_count():
    log(*slot_with_days("A", date(2024, 3, 1), date(2024, 3, 1)))
    assert year_2024()["2"]["person_days"] == 1


def test_a_slot_over_new_year_counts_in_both_years():
    log(*slot_with_days("A", date(2023, 12, 30), date(2024, 1, 3)))
    assert (days_json(2023)["categories"]["2"]["person_days"], year_2024()["2"]["person_days"]) == (2, 3)


def test_travel_is_told_beside():
    log(*slot_with_days("A", date(2024, 3, 2), date(2024, 3, 11), heads=3))
    log(slot_days("A", date(2024, 3, 1), date(2024, 3, 1), heads=3, travel=True))
    assert year_2024()["2"] == {"person_days": 30, "person_days_with_travel": 33, "planned_person_days": 0}


def test_an_agreed_slot_counts_as_planned_until_it_is_deployed():
    log(*slot_with_days("A", date(2024, 1, 1), date(2024, 1, 31), stage="agreed"))
    assert year_2024()["2"] == {"person_days": 31, "person_days_with_travel": 31, "planned_person_days": 31}
    log(slot_days("A", date(2024, 1, 11), date(2024, 1, 20)))
    assert year_2024()["2"] == {"person_days": 10, "person_days_with_travel": 10, "planned_person_days": 0}


def test_a_nominated_slot_does_not_count():
    log(*slot_with_days("A", date(2024, 1, 1), date(2024, 1, 31), stage="nominated"))
    assert year_2024()["2"]["person_days"] == 0


def test_who_comes_to_latvia_is_not_counted_as_sent():
    commands = slot_with_days("A", date(2024, 1, 1), date(2024, 1, 31))
    commands[0].values["direction"] = "in"
    log(*commands)
    assert year_2024()["2"]["person_days"] == 0


def test_an_open_end_counts_to_the_end_of_each_year():
    log(*slot_with_days("A", date(2023, 12, 1), FOREVER))
    assert [days_json(year)["categories"]["2"]["person_days"] for year in (2023, 2024, 2025)] == [
        31,
        366,
        365,
    ]


def test_eleven_units_and_936_days_in_2024():
    log(item("E0"), item_days("E0", date(2024, 1, 1), date(2024, 12, 31)))
    for n in range(1, 11):
        log(item(f"E{n}"), item_days(f"E{n}", date(2024, 5, 1), date(2024, 6, 26)))
    assert days_json(2024)["equipment"] == {"units": 11, "days": 936, "planned_days": 0}


def test_an_item_that_is_only_agreed_in_one_year_is_planned_there_alone():
    log(item("E"), item_days("E", date(2024, 1, 1), date(2024, 1, 10)))
    log(item_days("E", date(2025, 1, 1), date(2025, 1, 5), stage="agreed"))
    assert [days_json(year)["equipment"]["planned_days"] for year in (2024, 2025)] == [0, 5]


def test_downtime_can_be_left_out():
    log(item("E"), item_days("E", date(2024, 1, 1), date(2024, 1, 10)))
    log(item_days("E", date(2024, 1, 4), date(2024, 1, 5), stage="down"))
    january = date(2024, 1, 1), date(2024, 1, 31)
    assert Log().units(*january).days == 10
    assert Log().units(*january, without_downtime=True).days == 8


SLOT_TWICE = (
    "INSERT INTO deployments_slotdays (slot_id, stage, valid, heads, travel)"
    " SELECT slot_id, stage, '[2024-01-10,2024-02-01)', 1, false FROM deployments_slotdays"
)
ITEM_TWICE = (
    "INSERT INTO deployments_equipmentdays (item_id, stage, valid)"
    " SELECT item_id, stage, '[2024-01-10,2024-02-01)' FROM deployments_equipmentdays"
)


@pytest.mark.parametrize("statement", [SLOT_TWICE, ITEM_TWICE])
def test_the_database_refuses_that_a_thing_overlaps_itself(statement):
    log(*slot_with_days("A", date(2024, 1, 1), date(2024, 1, 10)), item("E"))
    log(item_days("E", date(2024, 1, 1), date(2024, 1, 10)))
    with pytest.raises(IntegrityError, match="one_fact"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_log_and_definitions_are_read_once_for_any_number_of_years(django_assert_num_queries):
    log(*slot_with_days("A", date(2023, 1, 1), date(2024, 12, 31)), item("E"))
    with django_assert_num_queries(3):
        counting = Counting()
        counted = [days_json(year, counting)["categories"]["2"]["person_days"] for year in (2023, 2024)]
    assert counted == [365, 366]


def test_the_command_prints_the_object_of_the_issue(capsys):
    log(*slot_with_days("A", date(2024, 1, 1), date(2024, 12, 31), heads=15))
    call_command("days", "--year", "2024", "--json")
    none = {"person_days": 0, "person_days_with_travel": 0, "planned_person_days": 0}
    assert json.loads(capsys.readouterr().out) == {
        "year": 2024,
        "categories": {
            "2": {"person_days": 5490, "person_days_with_travel": 5490, "planned_person_days": 0},
            "3": none,
            "4": none,
        },
        "equipment": {"units": 0, "days": 0, "planned_days": 0},
    }


@pytest.mark.parametrize(
    ("given", "language", "told"),
    [
        ([], "lv", "2. kategorija: cilvēkdienas 5490"),
        (["--lang", "en"], "en", "category 2: person-days 5490"),
    ],
)
def test_the_command_prints_the_count_and_its_rule_in_one_language(capsys, given, language, told):
    log(*slot_with_days("A", date(2024, 1, 1), date(2024, 12, 31), heads=15))
    call_command("days", "--year", "2024", *given)
    printed = capsys.readouterr().out
    assert told in printed
    with override(language):
        assert all(sentence in printed for sentence in PeopleRule().words())
        assert all(sentence in printed for sentence in EquipmentRule().words())


def define(code: str, rule: str, start: date = date(2020, 1, 1), version: int = 1, **parameters) -> None:
    values = {"version": version, "rule": rule, "parameters": parameters}
    record(Put("definition", {"indicator": code}, values, start))


def add_figures(*codes: str) -> None:
    record(*(Add("indicator", code, {**named(code), "order": n}) for n, code in enumerate(codes)))


def test_days_are_counted_by_the_definitions_in_force():
    add_figures("K3", "K4", "K5")
    define("K3", "person_days", categories=[3], travel_days=True)
    define("K5", "person_days", categories=[2], stages=["deployed"])
    define("K5", "person_days", date(2025, 1, 1), 2, categories=[2])
    define("K4", "equipment_days", downtime_counts=False)
    for year in (2024, 2025):
        log(*slot_with_days(f"A{year}", date(year, 3, 2), date(year, 3, 11), category=3))
        log(slot_days(f"A{year}", date(year, 3, 1), date(year, 3, 1), travel=True))
        log(*slot_with_days(f"B{year}", date(year, 5, 1), date(year, 5, 5), stage="agreed"))
    log(item("E"), item_days("E", date(2024, 1, 1), date(2024, 1, 10)))
    log(item_days("E", date(2024, 1, 4), date(2024, 1, 5), stage="down"))
    assert year_2024()["3"] == {"person_days": 11, "person_days_with_travel": 11, "planned_person_days": 0}
    assert (year_2024()["2"]["person_days"], days_json(2024)["equipment"]["days"]) == (0, 8)
    assert days_json(2025)["categories"]["2"]["person_days"] == 5


def test_the_words_of_the_rules_are_those_of_the_definitions(capsys):
    add_figures("K3", "K4")
    define("K3", "person_days", categories=[3, 4], stages=["deployed"], limit_months=3)
    define("K4", "equipment_days", downtime_counts=False)
    call_command("days", "--year", "2024", "--lang", "en")
    printed = capsys.readouterr().out
    assert "Category 2: Whole calendar days" in printed
    assert "Categories 3, 4: Whole calendar days" in printed
    assert "Only what was deployed counts. More than 3 months" in printed
    assert "Days of technical downtime do not count." in printed
    assert "By the definitions in force: K3, version 1; K4, version 1." in printed


def test_what_cannot_be_counted_by_is_passed_over():
    add_figures("K3")
    define("K3", "person_days", categories=[3])
    Definition.objects.update(parameters={"categories": "all"})
    assert Rulings().on(date(2024, 1, 1)).people[3] == PeopleRule()


def test_deployed_is_firmer_than_agreed_in_whatever_order_a_definition_names_them():
    assert PeopleRule.of({"stages": ["agreed", "deployed"]}) == PeopleRule()
    assert EquipmentRule.of({"stages": ["agreed", "deployed"]}) == EquipmentRule()


def agreed_for_2024_and_reported_to_march(**values) -> None:
    log(slot("A", 3, **values), slot_days("A", date(2024, 1, 1), date(2024, 12, 31), 10, "agreed"))
    log(slot_days("A", date(2024, 1, 1), date(2024, 3, 31), 10))


def expected_on(day: date):
    return Log().expected(2024, day)[3]


def test_what_is_agreed_after_the_last_report_is_expected_until_the_year_is_over():
    agreed_for_2024_and_reported_to_march()
    assert Log().between(date(2024, 1, 1), date(2024, 12, 31))[3].days == 910
    assert (expected_on(date(2024, 4, 30)).days, expected_on(date(2024, 4, 30)).planned) == (3660, 2750)
    assert expected_on(date(2024, 12, 31)).days == 910


def test_of_a_stay_that_ended_early_nothing_more_is_expected_but_a_later_one_is():
    agreed_for_2024_and_reported_to_march(curtailed="illness")
    assert expected_on(date(2024, 4, 30)).days == 910
    log(slot_days("A", date(2024, 9, 1), date(2024, 12, 31), 9, "agreed"))
    assert expected_on(date(2024, 4, 30)).days == 910 + 9 * 122


def test_the_rest_of_the_year_of_an_item_is_expected_once():
    log(item("E"), item_days("E", date(2024, 1, 1), date(2024, 12, 31), stage="agreed"))
    log(item_days("E", date(2024, 1, 1), date(2024, 3, 31)))
    assert Log().expected_units(2024, date(2024, 4, 30)) == EquipmentCount(1, 366, 275)
    assert Log().expected_units(2024, date(2024, 12, 31)) == EquipmentCount(1, 91, 0)


def test_the_command_refuses_in_the_language_that_it_speaks():
    with pytest.raises(CommandError) as english:
        call_command("days", "--year", "next", "--lang", "en")
    with pytest.raises(CommandError) as latvian:
        call_command("days", "--year", "next")
    assert str(english.value) != str(latvian.value)
    assert "Not a year between 2000 and 2200: next." in str(english.value)


@pytest.mark.parametrize("year", ["1900", "next", "20245", "-2024"])
def test_the_command_refuses_what_is_no_year(year):
    with pytest.raises(CommandError, match="year"):
        call_command("days", f"--year={year}")
