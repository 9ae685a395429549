"""Segments and explanations once sensors stand: a camera at km 5 that looks 2 km far sees km 3 to 7."""

from datetime import date

import pytest

from apps.ledger.commands import Put
from tests.api.conftest import part
from tests.factories import BEGIN, api_of, record
from tests.surveillance import register

DAY = "2024-06-30"


@pytest.fixture
def api(db):
    register.small_surveillance()
    register.k2()
    record(part("segment", 0, 5, code="WEST"), part("segment", 5, 10, code="EAST"))
    return api_of()


def segments(api, as_of: str = DAY) -> dict[str, tuple]:
    found = api.get(f"/api/v1/segments/?all=1&as_of={as_of}").json()["features"]
    shown = ("surveillance_km", "surveillance_pct", "sensors")
    return {one["id"]: tuple(one["properties"][name] for name in shown) for one in found}


def k2(api, km: float, as_of: str = DAY) -> tuple:
    found = api.get("/api/v1/explain", {"route": "LV-RU", "km": km, "as_of": as_of}).json()
    [figure] = [one for one in found["figures"] if one["code"] == "K2"]
    assert figure["why"]
    return figure["state"], figure["in_numerator"], figure["in_denominator"]


def test_without_sensors_nothing_is_known(api):
    assert segments(api) == {"WEST": (None, None, None), "EAST": (None, None, None)}
    assert k2(api, 4) == ("no_data", None, None)


def test_a_camera_counts_for_the_segments_that_it_sees_and_stands_in_one(api):
    record(*register.camera("C1"))
    assert segments(api) == {"WEST": (2, 40, 0), "EAST": (2, 40, 1)}
    assert k2(api, 4) == ("counts", True, True)
    assert k2(api, 8) == ("missing", False, True)


def test_a_fibre_is_in_every_segment_that_it_runs_along(api):
    record(*register.camera("C1"), *register.fibre("F1", 4, 9))
    assert segments(api) == {"WEST": (2, 40, 1), "EAST": (4, 80, 2)}


def test_a_sensor_that_is_only_planned_is_not_installed(api):
    record(*register.camera("C1", state="planned"))
    assert segments(api) == {"WEST": (0, 0, 0), "EAST": (0, 0, 0)}


def test_a_broken_link_leaves_the_sensor_installed_but_not_counted(api):
    record(*register.camera("C1"))
    register.set_state("link", "fibre", "damaged", date(2023, 1, 1))
    assert segments(api)["EAST"] == (0, 0, 1)
    assert k2(api, 4) == ("missing", False, True)


def test_a_moved_sensor_stands_in_another_segment_from_that_day_on(api):
    record(*register.camera("C1"))
    record(Put("sensor_standing", {"sensor": "C1"}, {"point": register.point(1)}, date(2024, 1, 1)))
    assert (segments(api, "2023-12-31")["EAST"][2], segments(api)["EAST"][2]) == (1, 0)
    assert segments(api)["WEST"] == (3, 60, 1)


def test_a_sensor_without_a_place_is_in_no_segment(api):
    record(*register.camera("C1", site=None))
    assert segments(api, BEGIN.isoformat())["EAST"] == (0, 0, 0)
