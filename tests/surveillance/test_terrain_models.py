"""Several terrain models in force: sheet after sheet, none silently instead of another, each change undone exactly.

The border runs 10 km east over a plain at 120 m; a camera at km 5 sees 2 km to each side. A sheet of 2 km around
km 6 has a wall 100 m high from km 6.00 to 6.04.
"""

import json
import re
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
from apps.ledger import services
from apps.ledger.models import ChangeSet
from apps.ledger.replay import verify
from apps.surveillance.models import Dem
from apps.surveillance.terrain_loading import Beside, load_dem
from tests.factories import BEGIN, api_of, person, record
from tests.surveillance import register

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DEM_DIR = str(tmp_path / "dem")


@pytest.fixture(autouse=True)
def surveillance():
    register.small_surveillance()
    register.k2()
    record(*register.camera("C1"))


@pytest.fixture
def plain(tmp_path):
    return written(tmp_path / "plain.tif", np.full((600, 900), 120.0), west_km=-4, cell_m=20)


@pytest.fixture
def sheet(tmp_path):
    heights = np.full((400, 400), 120.0)
    heights[:, 200:208] = 220
    return written(tmp_path / "a.tif", heights, west_km=5, cell_m=5, north_m=1_000)


def written(path, heights, *, west_km, cell_m, north_m=6_000):
    write_heights(
        path, heights, west_m=register.WEST_M + west_km * 1_000, north_m=register.NORTH_M + north_m,
        cell_m=cell_m, srid=configured.NATIONAL_SRID,
    )  # fmt: skip
    return path


def told(*arguments, **options) -> str:
    out = StringIO()
    with translation.override("en"):
        call_command(*arguments, stdout=out, stderr=out, **options)
    return out.getvalue()


def load(path, **options) -> str:
    return told("load_dem", path, vertical_datum="LAS-2000,5", **options)


def seen_km() -> list[list[float]]:
    return Surveillance(BEGIN).coverage_json()["routes"][0]["stretches_km"]["integrated"]


def codes_in_force() -> list[str]:
    return [one.code for one in Dem.objects.filter(in_force=True)]


def test_a_sheet_that_covers_less_is_refused_and_leaves_nothing(plain, sheet, tmp_path):
    load(plain)
    before, number, files = seen_km(), ChangeSet.objects.number(), sorted((tmp_path / "dem").rglob("*.tif"))
    with pytest.raises(CommandError, match=r"2[.]0 km.*10[.]0 km.*--combine.*--replace"):
        load(sheet)
    assert (seen_km(), ChangeSet.objects.number(), codes_in_force()) == (before, number, ["dem-1"])
    assert sorted((tmp_path / "dem").rglob("*.tif")) == files


def test_a_sheet_laid_over_the_plain_decides_where_it_has_heights(plain, sheet):
    """Seen from 130 m the ray to a target of 1.7 m on the wall rises 91.7 m in 1020 m: 18.9 m behind its edge."""
    load(plain)
    said = load(sheet, combine=True)
    assert "LV-RU: heights on 2.0 km of 10.0 km of the line" in said
    assert "In force: dem-2, dem-1" in said
    assert "10.0 km of the line with heights before, 10.0 km now" in said
    [[from_km, to_km]] = seen_km()
    assert from_km == 3
    assert 6.017 <= to_km <= 6.024


def test_retiring_it_gives_back_the_earlier_figure_exactly(plain, sheet):
    load(plain)
    compute_coverage()
    before = Surveillance(BEGIN).coverage_json()
    load(sheet, combine=True)
    assert compute_coverage() == 1
    assert seen_km() != [[3, 7]]
    told("dem", "retire", "dem-2", reason="a test")
    assert Surveillance(BEGIN).coverage_json() == before
    assert compute_coverage() == 0
    told("dem", "reinstate", "dem-2", reason="a test")
    assert codes_in_force() == ["dem-2", "dem-1"]
    assert seen_km() != [[3, 7]]
    assert verify() is None


def test_undoing_the_loading_gives_it_back_too(plain, sheet):
    load(plain)
    before = Surveillance(BEGIN).coverage_json()
    load(sheet, replace=True)
    assert codes_in_force() == ["dem-2"]
    services.undo(change_set=ChangeSet.objects.get(seq=ChangeSet.objects.number()), by=person(), reason="x")
    assert codes_in_force() == ["dem-1"]
    assert Surveillance(BEGIN).coverage_json() == before


def test_only_eyes_that_the_sheet_concerns_are_computed_again(plain, sheet):
    record(*register.camera("C2", point=register.point(1)))
    load(plain)
    assert compute_coverage() == 2
    load(sheet, combine=True)
    assert compute_coverage() == 1


def test_names_of_files_decide_nothing(plain, sheet, tmp_path):
    load(plain)
    load(sheet, combine=True)
    before, order = seen_km(), [one.sha256 for one in Dem.objects.filter(in_force=True)]
    told("dem", "retire", "dem-2", reason="a test")
    told("dem", "retire", "dem-1", reason="a test")
    load(sheet.rename(tmp_path / "z.tif"))
    load(plain.rename(tmp_path / "b.tif"), combine=True)
    assert [one.sha256 for one in Dem.objects.filter(in_force=True)] == order
    assert seen_km() == before


def test_what_covers_no_less_needs_no_word(plain, sheet):
    load(sheet)
    load(plain)
    assert codes_in_force() == ["dem-1", "dem-2"]


def test_the_list_tells_what_each_covers(plain, sheet):
    load(plain, source="LĢIA", licence="CC BY 4.0")
    load(sheet, combine=True, name="by the wall")
    told("dem", "retire", "dem-1", reason="too coarse")
    found = json.loads(told("dem", "list", json=True))
    first, second = found["models"]
    assert (first["code"], first["in_force"], first["name"]) == ("dem-2", True, "by the wall")
    assert (second["in_force"], second["source"], second["reason"]) == (False, "LĢIA", "too coarse")
    assert (first["loaded_by"], first["cell_m"], first["vertical_datum"]) == ("terrain", 5, "LAS-2000,5")
    [route] = first["border"]
    assert route["line_km"] == pytest.approx(2.0, abs=0.02)
    assert found["routes"][0]["without_km"] == pytest.approx(8.0, abs=0.02)
    assert "dem-1" in told("dem", "list")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["dem", "retire", "moon", "--reason", "x"], "no terrain model moon|Nav reljefa modeļa moon"),
        (["dem", "reinstate", "dem-1", "--reason", "x"], "is in force|ir spēkā"),
        (["dem", "retire", "dem-1", "--reason", " "], "Give a reason|Norādiet"),
        (["dem", "retire", "dem-1", "--reason", "x", "--by", "nobody"], "no account nobody|Nav konta"),
    ],
)
def test_a_mistake_is_one_clear_line(plain, arguments, message):
    load(plain)
    with pytest.raises(CommandError, match=message):
        told(*arguments)
    assert codes_in_force() == ["dem-1"]


def test_the_api_lists_retires_and_reinstates(plain, sheet):
    load(plain)
    load(sheet, combine=True)
    api = api_of("planner")
    listed = api.get("/api/v1/terrain-models/")
    found = listed.json()
    assert [(one["code"], one["in_force"]) for one in found["models"]] == [("dem-2", True), ("dem-1", True)]
    assert (found["range_m"], found["routes"][0]["without_km"]) == (2_000, 0)
    done = sent(api, "dem-2/retire", "wrong wall", listed["ETag"])
    assert (done.status_code, done.json()["reason"]) == (201, "wrong wall")
    assert codes_in_force() == ["dem-1"]
    assert sent(api, "dem-2/retire", "wrong wall", done["ETag"]).status_code == 409
    assert sent(api, "dem-2/retire", "", done["ETag"]).status_code == 400
    assert sent(api, "dem-2/reinstate", "x", done["ETag"]).status_code == 201
    assert codes_in_force() == ["dem-2", "dem-1"]


def sent(api, what: str, reason: str, seen: str | None):
    headers = {"If-Match": seen} if seen else {}
    return api.post(f"/api/v1/terrain-models/{what}/", {"reason": reason}, format="json", headers=headers)


def by_change_set(operation: dict):
    api = api_of("planner")
    number = {"If-Match": api.get("/api/v1/ledger").headers["ETag"]}
    body = {"reason": "a trial", "operations": [{"target": "terrain_model", **operation}]}
    return api.post("/api/v1/change-sets/", body, format="json", headers=number)


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"sha256": "a" * 64}, "sha256"),
        ({"sha256": "../../secret"}, "sha256"),
        ({"cell_m": "1"}, "cell_m"),
        ({"west_m": "0"}, "west_m"),
        ({"north_m": "999999"}, "north_m"),
    ],
)
def test_no_model_is_in_force_without_its_raster(plain, changed, where):
    """The raster stays when its loading is undone: a model of it may be written again, but only as it is."""
    load(plain)
    services.undo(change_set=ChangeSet.objects.latest("seq"), by=person("planner"), reason="a trial")
    [of_loading] = ChangeSet.objects.latest("seq").operations.all()
    model = {**of_loading.before, "name": "a copy", **changed}
    answer = by_change_set({"verb": "add", "uid": "copy", "values": model})
    assert answer.status_code == 400
    assert answer.json()["error"]["where"] == f"operations[0].values.{where}"
    assert not Dem.objects.exists()


@pytest.mark.parametrize(
    "changed", [{"is_synthetic": False}, {"sha256": "a" * 64}, {"cell_m": "1"}, {"west_m": "0"}]
)
def test_what_is_of_the_raster_itself_never_changes(plain, changed):
    load_dem(files=[plain], name="invented", vertical_datum="LAS-2000,5", is_synthetic=True)
    answer = by_change_set({"verb": "amend", "uid": "dem-1", "values": changed})
    assert (answer.status_code, answer.json()["error"]["where"]) == (
        400,
        f"operations[0].values.{next(iter(changed))}",
    )
    assert Dem.objects.get().is_synthetic


def test_the_same_raster_loaded_again_stays_invented_and_may_be_of_the_other_kind(plain):
    load_dem(files=[plain], name="invented", vertical_datum="LAS-2000,5", is_synthetic=True)
    load(plain, surface=True, name="forest")
    again = Dem.objects.get()
    assert (again.name, again.kind, again.is_synthetic) == ("forest", "surface", True)


def test_a_model_whose_raster_is_gone_can_be_retired_but_not_put_in_force(plain, tmp_path):
    load(plain)
    for file in (tmp_path / "dem").glob("*.tif"):
        file.unlink()
    assert by_change_set({"verb": "amend", "uid": "dem-1", "values": {"in_force": False}}).status_code == 201
    refused = by_change_set({"verb": "amend", "uid": "dem-1", "values": {"in_force": True}})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "terrain")


def test_the_api_asks_what_was_read_and_overwrites_nothing_in_silence(plain, sheet):
    load(plain)
    load(sheet, combine=True)
    api = api_of("planner")
    read = api.get("/api/v1/terrain-models/")["ETag"]
    told("dem", "retire", "dem-2", reason="wrong wall")
    told("dem", "reinstate", "dem-2", reason="right after all")
    assert sent(api, "dem-2/retire", "x", None).status_code == 428
    stale = sent(api, "dem-2/retire", "x", read)
    assert (stale.status_code, len(stale.json()["error"]["detail"]["later"])) == (412, 2)
    assert codes_in_force() == ["dem-2", "dem-1"]
    assert sent(api, "dem-1/retire", "nobody touched this one", read).status_code == 201


def test_the_page_overwrites_nothing_in_silence(plain, sheet):
    load(plain)
    load(sheet, combine=True)
    planner = Client()
    planner.force_login(person("planner"))
    shown = re.findall(r'name="seen" value="(\d+)"', planner.get("/surveillance/terrain/").content.decode())[
        0
    ]
    told("dem", "retire", "dem-2", reason="wrong wall")
    told("dem", "reinstate", "dem-2", reason="right after all")
    answer = planner.post("/surveillance/terrain/dem-2/retire/", {"reason": "x", "seen": shown}, follow=True)
    assert codes_in_force() == ["dem-2", "dem-1"]
    assert "terrain" in answer.content.decode()


def test_who_may_retires_on_the_page_and_others_only_read(plain, sheet):
    load(plain)
    load(sheet, combine=True, name="<b>wall</b>")
    reader, planner = Client(), Client()
    reader.force_login(person("viewer"))
    planner.force_login(person("planner"))
    page = reader.get("/surveillance/terrain/").content.decode()
    assert "&lt;b&gt;wall&lt;/b&gt;" in page
    assert "/retire/" not in page
    reader.post("/surveillance/terrain/dem-2/retire/", {"reason": "x"})
    assert codes_in_force() == ["dem-2", "dem-1"]
    assert "/surveillance/terrain/dem-2/retire/" in planner.get("/surveillance/terrain/").content.decode()
    planner.post("/surveillance/terrain/dem-2/retire/", {"reason": "wrong wall"})
    assert codes_in_force() == ["dem-1"]
    page = planner.get("/surveillance/terrain/").content.decode()
    assert "wrong wall" in page
    assert "/surveillance/terrain/dem-2/reinstate/" in page


def test_the_page_marks_what_is_synthetic_and_several_height_systems(plain, sheet):
    load_dem(files=[plain], name="invented", vertical_datum="none", is_synthetic=True)
    load(sheet, combine=True)
    client = Client()
    client.force_login(person("planner"))
    page = client.get("/surveillance/terrain/").content.decode()
    assert "mākslīgs" in page
    assert "vairākām augstumu sistēmām" in page
    board = client.get(f"/surveillance/?as_of={BEGIN}").content.decode()
    assert "invented" in board
    assert "note warning" in board


def test_the_invented_fills_only_what_the_real_leaves(plain, tmp_path):
    """Finer and later, but invented: a wall everywhere does not decide where there is a real plain."""
    load(plain)
    wall = np.full((400, 400), 500.0)
    load_dem(
        files=[written(tmp_path / "wall.tif", wall, west_km=5, cell_m=5, north_m=1_000)],
        name="wall", vertical_datum="none", is_synthetic=True, beside=Beside.COMBINE,
    )  # fmt: skip
    assert codes_in_force() == ["dem-1", "dem-2"]
    assert seen_km() == [[3, 7]]
