"""Lots and land units of the demo: published kilometres and counts come out exactly."""

from datetime import date

import pytest

from apps.geo.measures import MeasureSet
from apps.indicators.building import Building
from apps.land.models import Parcel
from apps.land.reading import LandUnits
from spatial_data import demo_building, demo_land
from spatial_data.demo_building import AGREEMENTS, LOTS, STRUCTURES
from spatial_data.demo_places import DAUGAVA
from spatial_data.demo_register import INVENTED_NOTE

KM = 100_000


def lot_km(*codes: str) -> float:
    places = [place for lot in LOTS if lot.code in codes for place in lot.places]
    return sum(to_cm - from_cm for from_cm, to_cm in places) / KM


@pytest.mark.parametrize(
    ("codes", "km"),
    [
        (["BY-1"], 85.8),
        (["BY-2"], 63.93),
        (["BY-3"], 16.7),
        (["BY-4"], 5),
        (["RU-0"], 99),
        (["RU-1"], 64.94),
        (["RU-2"], 19.52),
        ([f"RU-3.{n}" for n in range(1, 7)], 66.71),
        (["RU-5"], 41.26),
    ],
)
def test_lots_are_as_long_as_was_published(codes, km):
    assert lot_km(*codes) == pytest.approx(km, abs=1e-9)


def test_lots_of_one_element_never_lie_over_each_other():
    pairs = [
        (one, other)
        for n, one in enumerate(LOTS)
        for other in LOTS[n + 1 :]
        if one.route == other.route and set(one.elements) & set(other.elements)
    ]
    assert [
        (one.code, other.code)
        for one, other in pairs
        if MeasureSet.from_pairs(one.places) & MeasureSet.from_pairs(other.places)
    ] == []


def test_what_is_invented_says_so():
    for one in [*demo_building.change_sets(), *demo_land.change_sets()]:
        assert "izdom" in one.reason, one.reason
        assert "publicēt" in one.reason or INVENTED_NOTE in one.reason


def test_six_towers_stand_on_the_daugava():
    [towers] = [plan for plan in STRUCTURES if plan.kind == "tower"]
    assert all(round(km * KM) in MeasureSet.from_pairs(DAUGAVA) for km in towers.kms)
    assert len(towers.kms) == 6


def test_designations_have_eleven_digits_and_none_is_used_twice():
    codes = [unit.code for series in demo_land.RECORDED for unit in demo_land.units(series)]
    assert len(set(codes)) == len(codes) == sum(demo_land.RECORDED.values())
    assert all(len(code) == 11 and code.isdigit() and code.startswith("99") for code in codes)


def test_money_is_paid_up_and_never_back():
    for one in AGREEMENTS:
        paid = [float(amount) for _day, amount in one.paid]
        assert paid == sorted(paid), one.lot


@pytest.mark.slow
@pytest.mark.parametrize(
    ("year", "counts"),
    [
        (2018, {"LV-RU": 265, "LV-BY": 30, "road": 11}),
        (2019, {"LV-RU": 289, "LV-BY": 97, "road": 98}),
        (2020, {"LV-RU": 325, "LV-BY": 150, "road": 189}),
        (2021, {"LV-RU": 328, "LV-BY": 158, "road": 199}),
    ],
)
def test_land_units_of_the_state_are_those_published(demo, year, counts):
    found = LandUnits(date(year, 12, 31)).counted()
    strips = {one["route"]: one["titled"] for one in found if one["purpose"] == "strip"}
    roads = sum(one["titled"] for one in found if one["purpose"] == "road")
    assert {**strips, "road": roads} == counts


@pytest.mark.slow
def test_the_fence_of_the_earlier_contractor_is_accepted_by_an_act(demo):
    [fence] = Building(date(2025, 12, 31)).lot("RU-0").elements
    assert [fence.built_cm, fence.accepted_cm, fence.with_act_cm] == [99 * KM, 72 * KM, 72 * KM]


@pytest.mark.slow
def test_nothing_is_missing_on_the_daugava(demo):
    lines = Building(date(2026, 11, 21)).of_route("LV-BY")
    strip = next(line for line in lines if line.element.code == "border_strip")
    assert strip.left_out_cm == 17 * KM
    assert strip.required_cm == strip.built_cm + strip.missing_cm + strip.left_out_cm


@pytest.mark.slow
def test_every_answer_of_readiness_can_be_seen_in_some_year(demo):
    days = [date(year, 11, 21) for year in range(2018, 2027)]
    found = {
        state
        for day in days
        for by_element in Building(day).readiness.values()
        for states in by_element.values()
        for state in states
    }
    assert found >= {
        "ready",
        "under_way",
        "built",
        "left_out",
        "land_right",
        "land_unit",
        "not_cleared",
        "no_contract",
    }
    assert Parcel.objects.count() == 792
