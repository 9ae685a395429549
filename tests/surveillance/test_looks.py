"""A camera at km 5 sees km 3 to 7, a fibre senses km 6 to 9 of 10 km: computed layers, one sensor, an outage."""

import struct
from datetime import date

import pytest

from apps.accounts.models import ReadEvent
from tests.factories import BEGIN, api_of, record
from tests.surveillance import register

pytestmark = pytest.mark.django_db
DAY = {"as_of": BEGIN.isoformat()}


@pytest.fixture(autouse=True)
def rasters_in_a_folder_of_their_own(settings, tmp_path):
    settings.DEM_DIR = tmp_path


@pytest.fixture
def api():
    register.small_surveillance()
    register.k2()
    record(*register.camera("C1"), *register.fibre("F1", 6, 9))
    return api_of("admin")


def rows(api, layer: str, **asked) -> list[tuple]:
    found = api.get(f"/api/v1/computed-layers/{layer}/", {**DAY, **asked}).json()
    assert found["columns"][:3] == ["route", "from_km", "to_km"]
    return [tuple(row[1:]) for row in found["rows"]]


def test_coverage_by_family_is_the_whole_route(api):
    assert rows(api, "coverage_family") == [
        (0, 3, "none"),
        (3, 6, "observation"),
        (6, 7, "both"),
        (7, 9, "presence"),
        (9, 10, "none"),
    ]


def test_coverage_by_depth(api):
    assert rows(api, "coverage_depth") == [(0, 3, "0"), (3, 6, "1"), (6, 7, "2"), (7, 9, "1"), (9, 10, "0")]


def test_gaps_have_causes_and_an_outage_adds_its_own(api):
    assert rows(api, "gap") == [(0, 3, "out_of_range"), (9, 10, "out_of_range")]
    assert rows(api, "gap", fail="C1") == [
        (0, 3, "out_of_range"),
        (3, 6, "equipment_fault"),
        (9, 10, "out_of_range"),
    ]
    assert rows(api, "coverage_family", fail="fibre") == [(0, 10, "none")]


def test_a_computed_layer_follows_what_is_written(api):
    assert (3, 6, "1") in rows(api, "coverage_depth")
    register.set_state("sensor", "C1", "damaged", BEGIN)
    assert rows(api, "coverage_depth") == [(0, 6, "0"), (6, 9, "1"), (9, 10, "0")]


def test_a_computed_layer_that_is_none_is_told_with_those_that_are(api):
    answer = api.get("/api/v1/computed-layers/moon/")
    assert answer.status_code == 404
    assert "coverage_family" in answer.json()["error"]["message"]


def test_what_is_registered_but_does_not_stand_that_day_fails_without_harm(api):
    record(*register.camera("C2", start=date(2030, 1, 1)))
    assert rows(api, "gap", fail="C2") == rows(api, "gap")
    answer = api.get("/api/v1/computed-layers/gap/", {**DAY, "fail": "moon"})
    assert (answer.status_code, answer.json()["error"]["where"]) == (400, "fail")


def test_an_outage_tells_the_figure_before_and_after(api):
    found = api.get("/api/v1/outages", {**DAY, "fail": "C1"}).json()
    assert (found["percent_before"], found["percent_after"], found["lost_km"]) == (60.0, 30.0, 3)
    assert found["stretches_km"] == {"LV-RU": [[3, 6]]}


def test_an_outage_counts_by_the_rule_of_the_definition(api):
    record(*register.fibre("F2", 2, 4))
    register.record_k2_depth(2)
    found = api.get("/api/v1/outages", {**DAY, "fail": "F2"}).json()
    assert found["stretches_km"] == {"LV-RU": [[3, 4]]}


def test_a_sensor_tells_what_it_sees_and_its_way(api):
    found = api.get("/api/v1/sensors/C1/", DAY).json()
    assert (found["integrated"], found["cause"], found["seen_km"]) == (True, None, 4)
    assert found["sights_km"]["LV-RU"]["seen"] == [[3, 7]]
    assert [(step["code"], step["works"]) for step in found["way"]] == [
        ("mast", True),
        ("fibre", True),
        ("centre", True),
    ]
    assert (found["model_facts"]["detection_m"], found["power"], found["terrain"]) == (2_000, None, None)


def test_a_sensor_whose_link_fails_says_why_it_does_not_count(api):
    found = api.get("/api/v1/sensors/C1/", {**DAY, "fail": "fibre"}).json()
    assert (found["integrated"], found["cause"]) == (False, "no_link")
    assert [step["code"] for step in found["way"] if not step["works"]] == ["fibre"]


def test_the_way_tells_where_its_nodes_stand(api):
    mast, link, centre = api.get("/api/v1/sensors/C1/", DAY).json()["way"]
    camera = api.get("/api/v1/sensors/C1/", DAY).json()
    assert (mast["lon"], mast["lat"]) == pytest.approx((camera["lon"], camera["lat"]))
    assert (link["lon"], centre["lat"]) == (None, None)


@pytest.mark.parametrize(
    ("km", "said"),
    [(8, "Working sensors that"), (1, "the cause: out of range."), (4, "the cause: damage.")],
)
def test_a_metre_that_k2_does_not_count_tells_the_cause_of_its_gap(api, km, said):
    register.set_state("sensor", "C1", "damaged", BEGIN)
    asked = {"route": "LV-RU", "km": km, **DAY}
    found = api.get("/api/v1/explain", asked, headers={"Accept-Language": "en"}).json()
    [k2] = [one for one in found["figures"] if one["code"] == "K2"]
    assert said in k2["why"]


def test_a_sensor_that_is_not_there(api):
    assert api.get("/api/v1/sensors/moon/", DAY).status_code == 404


def test_without_terrain_the_ground_in_sight_is_range_and_sector(api):
    found = api.get("/api/v1/viewshed", {**DAY, "sensor": "C1"}).json()
    assert found["seen_km2"] == pytest.approx(3.1416 * 2**2, rel=0.02)
    assert (found["hidden_km2"], found["terrain"]) == (0, None)
    camera = api.get("/api/v1/sensors/C1/", DAY).json()
    assert found["west"] < camera["lon"] < found["east"]
    assert (found["west"] + found["east"]) / 2 == pytest.approx(camera["lon"], abs=1e-6)
    assert found["south"] < camera["lat"] < found["north"]


def test_the_picture_is_a_png_of_so_many_pixels_kept_by_its_hash(api, tmp_path):
    place = api.get("/api/v1/viewshed", {**DAY, "sensor": "C1"}).json()
    answer = api.get(place["image"])
    content = b"".join(answer.streaming_content)
    assert answer.headers["Content-Type"] == "image/png"
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", content[16:24]) == (place["pixels"], place["pixels"])
    assert [path.stem for path in tmp_path.glob("viewsheds/*.png")] == [place["digest"]]


def test_what_senses_along_itself_has_no_ground_in_sight(api):
    assert api.get("/api/v1/viewshed", {**DAY, "sensor": "F1"}).status_code == 404


def test_what_was_looked_at_is_in_the_read_log(api):
    api.get("/api/v1/computed-layers/gap/", DAY)
    api.get("/api/v1/sensors/C1/", DAY)
    api.get("/api/v1/viewshed", {**DAY, "sensor": "C1"})
    assert list(ReadEvent.objects.order_by("pk").values_list("what", flat=True)) == [
        "coverage",
        "sensors",
        "sensors",
    ]


def test_two_days_of_coverage_are_compared(api):
    register.set_state("sensor", "C1", "damaged", date(2023, 1, 1))
    days = {"against": BEGIN.isoformat(), "as_of": "2023-06-30"}
    found = api.get("/api/v1/comparison", {**days, "layer": "coverage_family"}).json()
    assert [(one["route"], one["lost"], one["gained_km"]) for one in found["counted"]] == [
        ("LV-RU", [[3, 6]], 0)
    ]
    assert {one["value"]: (one["gained_km"], one["lost_km"]) for one in found["values"]} == {
        "both": (0, 1),
        "none": (3, 0),
        "observation": (0, 3),
        "presence": (1, 0),
    }
    assert [(one["code"], one["lost_km"]) for one in found["figures"]] == [("K2", 3)]


def test_of_gaps_what_is_no_gap_any_more_is_gained(api):
    record(*register.fibre("F2", 0, 2))
    register.set_state("sensor", "F2", "planned", BEGIN)
    register.set_state("sensor", "F2", "operational", date(2023, 1, 1))
    days = {"against": BEGIN.isoformat(), "as_of": "2023-06-30"}
    [route] = api.get("/api/v1/comparison", {**days, "layer": "gap"}).json()["counted"]
    assert (route["gained"], route["lost_km"]) == ([[0, 2]], 0)
