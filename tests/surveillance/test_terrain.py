"""Coverage over a loaded terrain: a wall 100 m high at km 6 hides what lies behind it from a camera at km 5."""

import json
from io import StringIO

import numpy as np
import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation

from apps.geo.dem_files import write_heights
from apps.indicators.jobs import compute_coverage
from apps.indicators.surveillance import Surveillance
from apps.jobs.models import Job
from apps.surveillance.models import ComputedPose, ComputedSight, Dem
from apps.surveillance.terrain import file_of
from tests.factories import BEGIN, api_of, person, record
from tests.surveillance import register

pytestmark = pytest.mark.django_db
CELL_M = 20


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DEM_DIR = str(tmp_path / "dem")


def signed_in() -> Client:
    client = Client()
    client.force_login(person("admin"))
    return client


@pytest.fixture
def wall(tmp_path):
    heights = np.full((600, 900), 120.0)
    heights[:, (6_000 + 4_000) // CELL_M : (6_040 + 4_000) // CELL_M] = 220
    return written(tmp_path / "wall.tif", heights)


def written(path, heights, north_m=register.NORTH_M + 6_000):
    write_heights(
        path, heights, west_m=register.WEST_M - 4_000, north_m=north_m, cell_m=CELL_M,
        srid=configured.NATIONAL_SRID,
    )  # fmt: skip
    return path


@pytest.fixture
def surveillance():
    register.small_surveillance()
    register.k2()
    record(*register.camera("C1"))


def told(*arguments, **options) -> str:
    out = StringIO()
    with translation.override("en"):
        call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def load(path, **options):
    return told("load_dem", path, vertical_datum="LAS-2000,5", **options)


def seen_km() -> list[list[float]]:
    return Surveillance(BEGIN).coverage_json()["routes"][0]["stretches_km"]["integrated"]


def test_a_wall_hides_what_lies_behind_it(surveillance, wall):
    assert seen_km() == [[3, 7]]
    assert "wall.tif, cells of 20 m, heights above LAS-2000,5" in load(wall)
    [[from_km, to_km]] = seen_km()
    assert from_km == 3
    assert 5.98 <= to_km <= 6.04
    gaps = {one.gap.cause for one in Surveillance(BEGIN).gaps() if 610_000 <= one.gap.from_cm < 700_000}
    assert gaps <= {"terrain"}


def test_a_terrain_that_comes_into_force_asks_for_coverage_over_it(surveillance, wall):
    Job.objects.all().delete()
    load(wall)
    job = Job.objects.get()
    assert (job.kind, job.state, job.asked_by.username) == ("coverage", "queued", "terrain")
    shown = signed_in().get(f"/surveillance/jobs/{job.uid}/").content.decode()
    assert "terrain" in shown


def test_what_was_computed_is_kept_and_the_same(surveillance, wall):
    load(wall)
    before = seen_km()
    assert compute_coverage() == 1
    assert compute_coverage() == 0
    assert ComputedSight.objects.get().route == "LV-RU"
    assert seen_km() == before


def test_another_terrain_is_computed_anew(surveillance, wall, tmp_path):
    load(wall)
    compute_coverage()
    load(written(tmp_path / "plain.tif", np.full((600, 900), 120.0)))
    assert seen_km() == [[3, 7]]
    assert compute_coverage() == 1
    assert ComputedPose.objects.count() == 2


def test_trees_hide_too(surveillance, wall, tmp_path):
    load(written(tmp_path / "plain.tif", np.full((600, 900), 120.0)))
    load(wall, surface=True, name="trees")
    assert Dem.objects.filter(kind="surface", name="trees").exists()
    assert seen_km()[0][1] < 6.05


def holes_from(tmp_path, first: int, last: int):
    heights = np.full((600, 900), 120.0)
    heights[:, first:last] = np.nan
    return written(tmp_path / "holes.tif", heights)


def causes() -> list[tuple[float, float, str]]:
    found = [one.as_json() for one in Surveillance(BEGIN).gaps()]
    return [(one["from_km"], one["to_km"], one["cause"]) for one in found]


def test_a_mast_on_nodata_is_not_hidden_by_terrain(surveillance, tmp_path):
    """No heights from km 4 to 6: the camera at km 5 cannot be told to see anything of km 3 to 7."""
    load(holes_from(tmp_path, 400, 500), allow_holes=True)
    assert seen_km() == []
    assert causes() == [(0, 3, "out_of_range"), (3, 7, "no_heights"), (7, 10, "out_of_range")]
    found = Surveillance(BEGIN).without_heights_json()
    assert found["total_km"] == pytest.approx(2.02, abs=0.011)
    assert found["sensors_km"] == {"C1": 4}
    sheet = api_of("admin").get("/api/v1/sensors/C1/", {"as_of": BEGIN.isoformat()}).json()
    assert (sheet["no_heights"], sheet["seen_km"]) == (True, 0)
    page = signed_in().get(f"/surveillance/?as_of={BEGIN}").content.decode()
    assert "C1 (4,00 km)" in page


def test_beyond_a_hole_nothing_is_known(surveillance, tmp_path):
    """No heights from km 6 to 6.4 and half a cell more on each side: behind that too it is not known."""
    load(holes_from(tmp_path, 500, 520), allow_holes=True)
    [[from_km, to_km]] = seen_km()
    assert (from_km, to_km) == (3, pytest.approx(5.99, abs=0.001))
    assert [cause for *_, cause in causes()] == ["out_of_range", "no_heights", "out_of_range"]
    assert "  Not known, for want of heights, whether seen: C1 1.01 km" in told(
        "coverage", "show", as_of=BEGIN.isoformat()
    )
    sheet = api_of("admin").get("/api/v1/sensors/C1/", {"as_of": BEGIN.isoformat()}).json()
    assert sheet["no_heights"] is False


def test_without_any_terrain_no_heights_are_missed(surveillance):
    assert Surveillance(BEGIN).without_heights_json() == {
        "total_km": 0,
        "stretches_km": {},
        "sensors_km": {},
    }
    assert causes() == [(0, 3, "out_of_range"), (7, 10, "out_of_range")]


def test_slivers_are_listed_apart(surveillance, settings):
    """Beside 0 to 3 km nothing is short; with slivers below 3,001 m, both gaps of 3 km are."""
    said = told("gaps", as_of=BEGIN.isoformat())
    assert "Shorter than" not in said
    settings.GAP_SLIVER_M = 3_001
    said = told("gaps", as_of=BEGIN.isoformat())
    assert said.strip() == "Shorter than 3001 m: 2, together 6000.00 m (--slivers lists them)"
    assert len(told("gaps", as_of=BEGIN.isoformat(), slivers=True).splitlines()) == 3
    assert len(json.loads(told("gaps", as_of=BEGIN.isoformat(), json=True))["gaps"]) == 2
    page = signed_in().get(f"/surveillance/?as_of={BEGIN}").content.decode()
    assert '<details class="slivers">' in page
    assert "3000,00" in page.replace("\N{NO-BREAK SPACE}", "").replace("\N{NARROW NO-BREAK SPACE}", "")


def test_a_file_that_cannot_be_used_leaves_nothing_behind(surveillance, tmp_path):
    heights = np.full((600, 900), 120.0)
    heights[0, 0] = np.nan
    with pytest.raises(CommandError, match="has holes"):
        load(written(tmp_path / "holes.tif", heights))
    assert not Dem.objects.exists()
    assert list((tmp_path / "dem").glob("*")) == []


def test_a_file_without_any_height_is_refused_though_holes_are_allowed(surveillance, wall, tmp_path):
    load(wall)
    nothing = written(tmp_path / "nothing.tif", np.full((600, 900), np.nan))
    for how in ("combine", "replace"):
        with pytest.raises(CommandError, match=r"nothing\.tif holds no height at all"):
            load(nothing, allow_holes=True, **{how: True})
    assert Dem.objects.count() == 1


def test_a_file_without_a_height_near_the_border_is_refused(surveillance, wall, tmp_path):
    """Its rectangle meets that of the border; its only heights are far to the north of it."""
    load(wall)
    heights = np.full((6_000, 900), np.nan)
    heights[:600] = 120
    far = written(tmp_path / "far.tif", heights, north_m=register.NORTH_M + 114_000)
    with pytest.raises(CommandError, match=r"far\.tif holds no height near the border"):
        load(far, allow_holes=True, combine=True)
    assert Dem.objects.count() == 1
    assert len(list((tmp_path / "dem").glob("*"))) == 1


def test_a_file_that_is_gone_is_told(surveillance, wall):
    load(wall)
    file_of(Dem.objects.get().sha256).unlink()
    answer = api_of("admin").get("/api/v1/coverage", {"as_of": BEGIN.isoformat()})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "terrain")


def test_the_profile_of_a_line_of_sight(surveillance, wall):
    load(wall)
    asked = {"as_of": BEGIN.isoformat(), "sensor": "C1", "route": "LV-RU", "km": "6.5"}
    found = api_of("admin").get("/api/v1/profile", asked).json()
    assert (found["state"], found["synthetic"], found["terrain"]) == ("hidden", False, "wall.tif")
    assert max(found["tops_m"]) == pytest.approx(220, abs=0.2)
    assert found["distance_m"][-1] == pytest.approx(1_500, abs=0.1)
    assert found["length_m"] == pytest.approx(1_500, abs=0.1)


def test_the_profile_tells_what_is_in_the_way(surveillance, wall):
    """The ray falls from 130 m to 121.6 m over 1500 m; at the wall, two thirds of the way, it is at 124.3 m."""
    load(wall)
    asked = {"as_of": BEGIN.isoformat(), "sensor": "C1", "route": "LV-RU", "km": "6.5"}
    block = api_of("admin").get("/api/v1/profile", asked).json()["block"]
    assert block["top_m"] == pytest.approx(220, abs=0.2)
    assert block["above_m"] == pytest.approx(95.7, abs=0.5)
    assert 980 <= block["first_m"] <= block["distance_m"] <= 1_060
    seen = api_of("admin").get("/api/v1/profile", {**asked, "km": "5.9"}).json()
    assert (seen["state"], seen["block"]) == ("seen", None)


def test_the_drop_of_a_far_target_is_that_of_the_formula(surveillance, wall):
    """0.87 × 1500² / 12 756 274 m = 0.153 m."""
    load(wall)
    asked = {"as_of": BEGIN.isoformat(), "sensor": "C1", "route": "LV-RU", "km": "6.5"}
    found = api_of("admin").get("/api/v1/profile", asked).json()
    assert found["drop_at_target_m"] == pytest.approx(0.153, abs=0.01)
    assert (found["refraction"], found["target_m"], found["mast_m"]) == (0.13, 1.7, 10)


def test_the_ground_in_sight_ends_at_the_wall(surveillance, wall):
    """Behind a chord 1.04 km off, a circle of 2 km has 4 acos(0.52) - 1.04 √(4 - 1.04²) = 2.32 km²."""
    load(wall)
    asked = {"as_of": BEGIN.isoformat(), "sensor": "C1"}
    found = api_of("admin").get("/api/v1/viewshed", asked).json()
    assert found["hidden_km2"] == pytest.approx(2.32, rel=0.03)
    assert found["seen_km2"] == pytest.approx(12.57 - 2.32, rel=0.02)
    assert found["terrain"]["name"] == "wall.tif"


def test_coverage_in_words_is_rounded_as_on_the_page_and_tells_percent(surveillance):
    """The stretch of 2.125 km ends in half a hundredth of a kilometre: it goes up, as everywhere."""
    record(*register.fibre("F1", 7, 9.125))
    said = told("coverage", "show", as_of=BEGIN.isoformat())
    assert "6.13 km" in said
    assert "That is 61.25 % of 10.00 km." in said
    page = signed_in().get(f"/surveillance/?as_of={BEGIN}").content.decode()
    assert "6,13" in page


def test_the_commands_tell_the_same_as_the_api(surveillance, wall):
    load(wall)
    assert "1 place to look from was computed" in told("coverage", "compute")
    assert "up to date" in told("coverage", "compute")
    for command, address in [("coverage show", "coverage"), ("gaps", "gaps"), ("outages", "outages")]:
        found = json.loads(told(*command.split(), "--as-of", BEGIN.isoformat(), "--json"))
        assert found == api_of("admin").get(f"/api/v1/{address}", {"as_of": BEGIN.isoformat()}).json()


def test_placement_from_a_file(surveillance, tmp_path):
    path = tmp_path / "candidates.json"
    path.write_text(json.dumps([{"code": "A", "route": "LV-RU", "km": 4, "model": "camera"}]))
    found = json.loads(
        told("place", "--candidates", str(path), "--sites", "1", "--as-of", "2021-01-01", "--json")
    )
    assert (found["candidates"], found["is_best"]) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["coverage", "compute", "--sensor", "moon"], "[Nn]av sensora moon|no sensor moon"),
        (["gaps", "--as-of", "31.12.2021"], "as_of"),
        (["place", "--sites", "1"], "Give --candidates"),
        (["place", "--sites", "1", "--every-km", "1", "--model", "moon"], "model: .*moon"),
    ],
)
def test_a_mistake_is_one_clear_line(surveillance, arguments, message):
    with pytest.raises(CommandError, match=message):
        told(*arguments)
