"""What a reviewer is told of sensors that would work and see nothing, for want of a place."""

from datetime import date

import pytest

from apps.indicators.preview import preview
from apps.ledger.commands import Clear, Put
from tests.factories import BEGIN, KM, person, record
from tests.surveillance import register
from tests.surveillance.register import cable, camera, fibre, node, point

pytestmark = pytest.mark.django_db
LATER = date(2023, 1, 1)


@pytest.fixture(autouse=True)
def surveillance():
    register.small_surveillance()


def found(*commands, kind="update") -> list[tuple]:
    told = preview(commands=list(commands), by=person("planner"), kind=kind)["findings"]
    return [(one["check"], one["key"].get("sensor"), one["from_day"]) for one in told]


def test_a_working_sensor_without_a_place_is_warned_of():
    told = preview(commands=camera("C1", site=None), by=person("planner"))["findings"]
    assert [(one["check"], one["severity"], one["key"], one["from_km"]) for one in told] == [
        ("no_place", "warning", {"sensor": "C1"}, None)
    ]


@pytest.mark.parametrize(
    "commands",
    [
        camera("C1"),
        camera("C1", site=None, point=point(5)),
        camera("C1", site=None, state="planned"),
        camera("C1", site=None, state="out_of_service"),
        fibre("F1", 1, 2, site=None),
    ],
    ids=["at a site", "of its own", "planned", "out of service", "along a stretch"],
)
def test_a_sensor_that_is_placed_or_does_not_work_is_not(commands):
    assert found(*commands) == []


def test_a_site_without_a_place_gives_none():
    record(*node("bare", "site"))
    assert found(*camera("C1", site="bare")) == [("no_place", "C1", BEGIN.isoformat())]


def test_a_planned_sensor_that_begins_to_work_without_a_place_is_warned_of_from_that_day():
    record(*camera("C1", site=None, state="planned"))
    works = Put("sensor_standing", {"sensor": "C1"}, {"state": "operational"}, LATER)
    assert found(works) == [("no_place", "C1", LATER.isoformat())]


def test_a_site_that_loses_its_place_takes_it_from_its_sensors():
    record(*camera("C1"), *fibre("F1", 1, 2))
    assert found(Put("node_standing", {"node": "mast"}, {"point": None}, LATER)) == [
        ("no_place", "C1", LATER.isoformat())
    ]


def test_a_cable_needs_a_stretch_though_its_site_has_a_place():
    assert found(*cable("F1")) == [("no_place", "F1", BEGIN.isoformat())]


def test_a_stretch_that_ends_takes_the_place_of_a_fibre():
    record(*fibre("F1", 1, 2, site=None))
    gone = Clear("sensor_stretch", {"route": "LV-RU", "sensor": "F1"}, LATER, from_cm=0, to_cm=10 * KM)
    assert found(gone) == [("no_place", "F1", LATER.isoformat())]


def test_what_was_so_before_is_not_told_again():
    record(*camera("C1", site=None))
    assert found(Put("sensor_standing", {"sensor": "C1"}, {"note": "seen"}, LATER)) == []
