import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from apps.indicators.building import Building
from apps.indicators.forecast import complete_at_the_pace_of_a_year
from apps.ledger.commands import Add, Put
from tests.construction.register import DAY, contract, on_route, write_lots
from tests.factories import BEGIN, KM, named, put_work, record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def register():
    write_lots()


def fence(day=DAY) -> dict:
    [route] = Building(day).as_json()["routes"]
    return next(one for one in route["elements"] if one["element"] == "fence")


def accepted(from_km: float, to_km: float, **values) -> Put:
    key = {"element": "fence"}
    return on_route("acceptance", from_km, to_km, key=key, verdict="accepted", **values)


def test_an_element_is_required_built_and_missing_on_sets_of_metres():
    line = fence()
    assert [line[f"{name}_km"] for name in ("required", "built", "accepted", "missing")] == [8, 1, 0, 7]


def test_built_beyond_what_is_required_makes_nothing_less_missing():
    record(put_work(8, 10, "built"))
    line = fence()
    assert (line["built_km"], line["elsewhere_km"], line["missing_km"]) == (1, 2, 7)


def test_what_nothing_can_be_built_on_is_not_missing():
    key = {"indicator": "K1"}
    record(Add("exclusion_reason", "river", named("river")))
    record(on_route("exclusion", 6, 8, key=key, reason="river"))
    line = fence()
    assert (line["required_km"], line["left_out_km"], line["missing_km"]) == (8, 2, 5)


def test_what_is_accepted_without_an_act_is_told_apart():
    record(put_work(0, 1, "accepted"), accepted(0, 0.4, act="A-7"))
    line = fence()
    assert (line["accepted_km"], line["with_act_km"]) == (1.0, 0.4)


def test_an_act_without_a_reference_is_no_act():
    record(put_work(0, 1, "accepted"), accepted(0, 1))
    assert fence()["with_act_km"] == 0


def test_the_forecast_goes_on_at_the_pace_of_the_last_year():
    record(put_work(1, 4.5, "built", start=date(2024, 1, 1)))
    line = fence()
    assert (line["gained_km"], line["missing_km"]) == (3.5, 3.5)
    assert line["complete_on"] == "2025-06-30"  # 3.5 km are missing, 3.5 km a year


@pytest.mark.parametrize(
    ("missing_km", "gained_km", "expected"),
    [
        (0, 5, None),
        (5, 0, None),
        (10, 5, date(2026, 1, 1)),
        (1, 3, date(2024, 5, 3)),
        (31, 1, None),
    ],
)
def test_when_it_will_be_complete(missing_km, gained_km, expected):
    assert complete_at_the_pace_of_a_year(missing_km, gained_km, date(2024, 1, 2)) == expected


def test_a_lot_counts_its_elements_on_its_metres():
    first, second = Building(DAY).lots
    assert [one.lot.code for one in (first, second)] == ["A", "B"]
    [line] = first.elements
    assert (line.required_cm, line.built_cm, line.missing_cm) == (4 * KM, 1 * KM, 3 * KM)
    assert (first.length_cm, second.length_cm) == (4 * KM, KM // 2)


def test_money_is_that_of_contracts_that_are_made():
    record(*contract("A-2", "A", state="completed", amount_eur="500.50"))
    record(*contract("A-3", "A", state="terminated", amount_eur="9000000"))
    record(Put("payment", {"contract": "A-1"}, {"paid_eur": "250000"}, BEGIN))
    money = Building(DAY).as_json()["money"]
    assert (money["contracted_eur"], money["paid_eur"]) == (1_000_500.50, 250_000)


def test_of_a_terminated_contract_what_was_paid_counts_as_contracted():
    record(*contract("B-2", "B", state="terminated", amount_eur="9000000"))
    assert Building(DAY).lot("B").contracted_eur == 0
    record(Put("payment", {"contract": "B-2"}, {"paid_eur": "700000"}, BEGIN))
    assert Building(DAY).lot("B").contracted_eur == 700_000


def test_an_amendment_holds_from_its_day_on():
    terms = {
        "amount_eur": "2000000",
        "complete_by": "2026-06-30",
        "change_order": "MK 12",
        "fund_share_pct": "75",
    }
    record(Put("contract_terms", {"contract": "A-1"}, terms, date(2024, 7, 1)))
    before, after = (Building(day).lot("A") for day in (DAY, date(2024, 7, 1)))
    assert (float(before.contracted_eur), str(before.complete_by)) == (1_000_000, "2025-12-31")
    assert (float(after.contracted_eur), str(after.complete_by)) == (2_000_000, "2026-06-30")
    assert (float(before.fund_eur), float(after.fund_eur)) == (0, 1_500_000)


def test_land_units_and_structures_are_counted_by_route_and_lot():
    [route] = Building(DAY).as_json()["routes"]
    assert route["land_units"] == [{"purpose": "strip", "recorded": 2, "cleared": 1, "titled": 1}]
    assert route["structures"] == [
        {"kind": "tower", "name": "tower", "recorded": 1, "built": 1, "accepted": 0}
    ]
    shown = Building(DAY).lot("A").as_json()
    assert shown["land_units"] == {"recorded": 1, "cleared": 1, "titled": 1}
    assert shown["structures"] == {"recorded": 1, "built": 1, "accepted": 0}
    assert shown["stretches"] is None


def test_the_kilometres_of_readiness_are_all_that_is_required():
    [route] = Building(DAY).as_json()["routes"]
    assert route["readiness"]["fence"]["ready"] == 2
    assert sum(route["readiness"]["fence"].values()) == 8


def test_the_command_tells_what_the_api_tells(capsys):
    call_command("progress", as_of=str(DAY), json=True)
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(Building(DAY).as_json()))
    call_command("progress", as_of=str(DAY), lang="en")
    told = capsys.readouterr().out
    assert "LV-RU  fence" in told
    assert "contracted 1000000.00 EUR" in told
    call_command("progress", as_of=str(DAY), lang="lv")
    assert "noslēgti līgumi par 1000000,00 EUR" in capsys.readouterr().out


def test_the_command_refuses_what_it_does_not_know():
    with pytest.raises(CommandError, match="LV-EE"):
        call_command("progress", route="LV-EE")


def test_the_numbers_are_read_in_few_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        Building(DAY).as_json()
