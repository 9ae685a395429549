"""Candidates for a placement from a file, and the command that reads one."""

import json

import pytest
from django.core.management import CommandError

from apps.border.locate import TO_DEGREES
from apps.indicators.placement_files import candidates_in
from apps.indicators.placement_sites import sites_given
from apps.indicators.surveillance import Surveillance
from tests.factories import BEGIN, KM
from tests.surveillance import register
from tests.surveillance.candidates import grid
from tests.surveillance.test_terrain import told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveillance_in_english")]


def test_fibres_from_a_csv_beside_cameras():
    text = "code;model;route;km;from_km;to_km;cost\nA;camera;LV-RU;9;;;2\nB;fibre;LV-RU;;7,5;9;1,5\n"
    camera, fibre = sites_given(candidates_in(text.encode()).rows, Surveillance(BEGIN))
    assert not camera.is_linear
    assert (fibre.route, fibre.from_cm, fibre.to_cm, fibre.cost) == ("LV-RU", 7.5 * KM, 9 * KM, 1.5)


def test_a_csv_in_metres_of_the_grid_with_decimal_commas():
    east, north = grid(9)
    text = f"code;model;east_m;north_m;cost\nB;camera;{east:.1f};{north:.1f};2,5\n".replace(".", ",")
    [site] = sites_given(candidates_in(text.encode()).rows, Surveillance(BEGIN))
    assert (site.x, site.y, site.cost) == (east, north, 2.5)


@pytest.mark.parametrize(
    "crs", [None, {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3059"}}]
)
def test_a_geojson_in_degrees_or_in_the_grid(crs):
    place = grid(9) if crs else TO_DEGREES.transform(*grid(9))
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": list(place)},
        "properties": {"code": "B", "model": "camera", "mast_m": 12},
    }
    text = json.dumps({"type": "FeatureCollection", "crs": crs, "features": [feature]})
    [site] = sites_given(candidates_in(text.encode()).rows, Surveillance(BEGIN))
    assert (round(site.x, 3), round(site.y, 3), site.mast_m) == (*grid(9), 12)


@pytest.fixture
def file(tmp_path):
    def written(content: str) -> str:
        path = tmp_path / "candidates"
        path.write_text(content)
        return str(path)

    return written


def placed(*arguments: str) -> dict:
    return json.loads(told("place", "--as-of", BEGIN.isoformat(), "--json", *arguments))


def test_the_command_takes_a_csv_and_a_stretch(file):
    path = file("code;model;route;km\nB;camera;LV-RU;9,0\nA;camera;LV-RU;1\n")
    found = placed(
        "--candidates", path, "--sites", "1", "--route", "LV-RU", "--from-km", "7", "--to-km", "10"
    )
    assert (found["chosen"], found["base"]["km"], found["percent_after"]) == (["B"], 3, 100)
    found = placed("--candidates", path, "--target-pct", "100")
    assert (found["chosen"], found["percent_after"]) == (["B", "A"], 100)


def test_the_command_takes_sections_of_an_impact(file):
    register.section("EAST", 6, 10, impact="high")
    found = placed("--every-km", "2", "--model", "camera", "--sites", "1", "--sections", "high")
    assert (found["base"]["km"], found["base"]["impacts"], found["percent_after"]) == (4, ["high"], 100)


def test_in_words_the_command_names_what_the_percentage_is_of(file):
    path = file("code,model,route,km\nB,camera,LV-RU,9\n")
    said = told("place", "--as-of", BEGIN.isoformat(), "--candidates", path, "--sites", "1")
    assert "40.00 % to 70.00 % of K2’s whole official length, 10.00 km; cost 1\n" in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            "code;model;route;km\nA;camera;LV-RU;9\n\nB;moon;LV-RU;8\n",
            "Row 4, column model: .*no sensor model moon",
        ),
        (
            "code;model;route;km;range_m\nA;camera;LV-RU;9;3\n",
            "Row 1: .*no column range_m; known are code, model",
        ),
        ("code,model,route,km\nA,camera,LV-RU,9,5\n", "Row 2 has 5 cells, its head 4"),
        ("code;model;route;km\n", "no candidates"),
        ("{}", "FeatureCollection"),
        ("[1]", "Row 1"),
        ("[", "no JSON"),
        (
            '{"type": "FeatureCollection", "crs": {"properties": {"name": "EPSG:4258"}}, "features": []}',
            "EPSG:4258",
        ),
        (
            '{"type": "FeatureCollection", "features": [{"geometry": {"type": "LineString"}}]}',
            "Row 1: .*LineString",
        ),
    ],
)
def test_what_is_wrong_with_a_file_names_its_row(file, content, said):
    with pytest.raises(CommandError, match=said):
        placed("--candidates", file(content), "--sites", "1")
