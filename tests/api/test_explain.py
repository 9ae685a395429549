import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from apps.ledger.commands import Add, Clear, Put
from tests.api.conftest import ON_ROUTE
from tests.factories import BEGIN, KM, add_route, named, person, put_work, record

URL = "/api/v1/explain"


@pytest.fixture
def explained(api):
    def ask(km: float | str, as_of: str = "2024-06-30", route: str = "LV-RU") -> dict:
        answer = api.get(URL, {"route": route, "km": km, "as_of": as_of})
        assert answer.status_code == 200, answer.content
        return answer.json()

    return ask


def k1(found: dict) -> tuple:
    [figure] = [one for one in found["figures"] if one["code"] == "K1"]
    return figure["state"], figure["in_numerator"], figure["in_denominator"]


def why(found: dict) -> str:
    [figure] = [one for one in found["figures"] if one["code"] == "K1"]
    return figure["why"]


@pytest.mark.parametrize(
    ("km", "expected"),
    [
        (1, ("counts", True, True)),
        (2.49999, ("counts", True, True)),
        (2.5, ("missing", False, True)),
        (5, ("missing", False, True)),
        (7, ("left_out", False, False)),
        (8, ("not_required", False, False)),
        (10, ("not_required", False, False)),
    ],
)
def test_a_metre_counts_or_not(explained, km, expected):
    assert k1(explained(km)) == expected


def test_every_verdict_agrees_with_the_sets_of_the_figure(explained, api):
    [behind] = api.get("/api/v1/figures/K1/behind?route=LV-RU&as_of=2024-06-30").json()
    for km in (0, 2.4, 2.5, 3, 4, 6.99999, 7, 7.5, 8, 9.9):
        _state, in_numerator, in_denominator = k1(explained(km))
        counted, missing = (
            any(a <= km < b for a, b in behind[side]) for side in ("counted_km", "missing_km")
        )
        assert (in_numerator, in_denominator) == (counted, counted or missing)


def test_the_words_name_what_is_missing_and_what_takes_a_metre_out(explained):
    assert "fence (cleared)" in why(explained(2.7))
    assert "strip" not in why(explained(2.7))
    assert "river" in why(explained(7.5))
    assert "fence (built)" in why(explained(1))


def test_what_is_required_and_what_is_missing_there(explained):
    found = explained(2.7)
    assert [(one["element"], one["status"], one["built"]) for one in found["required"]] == [
        ("fence", "cleared", False),
        ("strip", "built", True),
    ]
    assert found["missing"] == ["fence"]
    assert explained(9)["required"] == []
    nothing_recorded = explained(5)["required"]
    assert [one["status"] for one in nothing_recorded] == [None, None]


def test_every_layer_tells_its_fact(explained):
    facts = {(one["layer"], *one["key"].values()): one for one in explained(0.5)["facts"]}
    assert set(facts) == {
        ("section_stretch",),
        ("unit_stretch",),
        ("segment",),
        ("land_right",),
        ("requirement", "fence"),
        ("requirement", "strip"),
        ("work", "fence"),
        ("work", "strip"),
    }
    assert facts["work", "fence"]["values"]["status"] == "built"
    assert (facts["work", "fence"]["from_km"], facts["work", "fence"]["to_km"]) == (0, 2.5)
    assert ("exclusion", "K1") in {(one["layer"], *one["key"].values()) for one in explained(7.5)["facts"]}


def test_a_metre_has_every_address(explained):
    found = explained(5.25)
    assert found["address"]["stationing"] == "5+250"
    assert found["address"]["sign"] == {"label": "2", "offset_m": 250}
    assert found["address"]["northing_m"] == 305_250
    assert (found["segment"], found["section"]["code"], found["section"]["impact"]) == ("S-5", "EAST", "high")
    assert found["unit"] == {"code": "UNIT", "name": "unit", "board": "BOARD"}
    assert explained("sign 2 + 250") == found


def test_the_operations_behind_a_metre_newest_first(explained):
    record(
        put_work(2, 3, "accepted", start=date(2024, 1, 1)), by=person("planner"), reason="accepted at last"
    )
    newest, *older = [
        one
        for one in explained(2.7)["operations"]
        if one["target"] == "work" and "fence" in one["key"].values()
    ]
    assert (newest["reason"], newest["by"], newest["kind"]) == ("accepted at last", "planner", "update")
    assert (newest["before"]["status"], newest["after"]["status"]) == ("cleared", "accepted")
    [first] = older
    assert (first["before"], first["after"]["status"]) == (None, "cleared")
    assert newest["number"] > first["number"]


def test_operations_that_did_not_touch_the_metre_or_the_day_are_left_out(explained):
    before = explained(2.7)["operations"]
    record(put_work(4, 5, "built"), put_work(2, 3, "accepted", start=date(2025, 1, 1)))
    assert explained(2.7)["operations"] == before
    assert len(explained(2.7, as_of="2025-01-01")["operations"]) == len(before) + 1


def test_a_fact_that_was_cleared_shows_what_was_there(explained):
    record(Clear("work", {**ON_ROUTE, "element": "fence"}, date(2024, 1, 1), from_cm=2 * KM, to_cm=3 * KM))
    last = explained(2.7)["operations"][0]
    assert (last["before"]["status"], last["after"]) == ("cleared", None)


def test_before_the_register_begins_there_is_no_data(explained):
    found = explained(2.7, as_of="2020-12-31")
    assert (found["facts"], found["required"], found["operations"]) == ([], [], [])
    assert k1(found) == ("no_data", None, None)
    assert (found["segment"], found["unit"], found["section"], found["address"]["lon"]) == (None,) * 4


def test_a_route_without_requirements_has_no_data(explained):
    add_route("LV-BY", km=5)
    assert k1(explained(2, route="LV-BY")) == ("no_data", None, None)


def test_a_figure_that_counts_no_metres_says_so(explained):
    definition = {"version": 1, "rule": "person_days", "parameters": {}}
    record(Add("indicator", "K3", named("days")), Put("definition", {"indicator": "K3"}, definition, BEGIN))
    [k3] = [one for one in explained(1)["figures"] if one["code"] == "K3"]
    assert (k3["state"], k3["in_numerator"], k3["in_denominator"]) == ("not_by_metre", None, None)


def test_a_figure_without_a_definition_has_no_data(explained):
    record(Add("indicator", "K9", named("later")))
    [k9] = [one for one in explained(1)["figures"] if one["code"] == "K9"]
    assert (k9["state"], k9["definition_version"]) == ("no_data", None)


def test_the_number_of_queries_does_not_grow_with_the_history(api, django_assert_max_num_queries):
    ask = {"route": "LV-RU", "km": 2.7}
    for n in range(5):
        record(put_work(2, 3, note=f"note {n}"))
    with django_assert_max_num_queries(30):
        assert api.get(URL, ask).status_code == 200


@pytest.mark.parametrize(
    ("query", "status", "where"),
    [
        ("", 400, "route"),
        ("?route=LV-RU", 400, "km"),
        ("?route=LV-EE&km=1", 404, "route"),
        ("?route=LV-RU&km=nan", 400, "km"),
        ("?route=LV-RU&km=1.0000001", 400, "km"),
        ("?route=LV-RU&km=-0.1", 400, "km"),
        ("?route=LV-RU&km=10.1", 400, "km"),
        ("?route=LV-RU&km=sign%2099", 400, "km"),
        ("?route=LV-RU&km=1&as_of=2021-13-01", 400, "as_of"),
        ("?route=LV-RU&km=1&as_of=1066-10-14", 400, "as_of"),
        ("?route=%00&km=1", 400, "route"),
    ],
)
def test_a_bad_question_names_its_field(api, query, status, where):
    answer = api.get(f"{URL}{query}")
    assert (answer.status_code, answer.json()["error"]["where"]) == (status, where)


def test_the_command_prints_what_the_api_answers(api, capsys):
    call_command("explain", "LV-RU", "2.7", "--as-of", "2024-06-30", "--json")
    printed = json.loads(capsys.readouterr().out)
    assert printed == api.get(URL, {"route": "LV-RU", "km": 2.7, "as_of": "2024-06-30"}).json()


def test_the_command_tells_it_in_lines(register, capsys):
    call_command("explain", "LV-RU", "2+700", "--as-of", "2024-06-30", "--lang", "en")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "LV-RU km 2.70000 = 2+700, sign 1 + 2700 m, S-2, east, unit, 2024-06-30"
    assert "  work fence: note==1+1, status=cleared (km 2.5 .. 4, 2021-01-01 ..)" in lines
    assert "  K1: Required here but not built: fence (cleared)." in lines
    assert any("the works so far" in line for line in lines)


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        (["LV-EE", "1"], "route"),
        (["LV-RU", "11"], "km"),
        (["LV-RU", "x"], "km"),
        (["LV-RU", "1", "--as-of", "2021-02-30"], "as_of"),
    ],
)
def test_a_mistake_is_one_line_on_the_console(register, arguments, where):
    with pytest.raises(CommandError) as refused:
        call_command("explain", *arguments)
    assert str(refused.value).startswith(f"{where}: ")
    assert "\n" not in str(refused.value)
