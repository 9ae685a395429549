import numpy as np
import pytest
import shapely

from apps.geo.calibration import cumulative_geodesic_m
from spatial_data.context_layers import HERE, simplified
from spatial_data.loaders import border_lines, read_geojson, to_national
from spatial_data.municipalities import cells, fitted

LAYERS = ["latvia_external_border", "country_areas", "places", "municipalities_approximate"]


def shapes(layer: str) -> dict:
    return {one["id"]: shapely.geometry.shape(one["geometry"]) for one in read_geojson(layer)["features"]}


@pytest.mark.parametrize("layer", LAYERS)
def test_every_feature_names_its_licence_and_attribution(layer):
    for feature in read_geojson(layer)["features"]:
        assert feature["properties"]["licence"] in {"ODbL-1.0", "CC-BY-4.0"}
        assert feature["properties"]["attribution"]


@pytest.mark.parametrize("layer", LAYERS)
def test_every_file_is_described_in_the_readme(layer):
    assert f"`{layer}.geojson`" in (HERE / "README.md").read_text(encoding="utf-8")


def test_the_files_stay_small():
    assert {path.stem for path in HERE.glob("*.geojson")} == set(LAYERS)
    assert sum(path.stat().st_size for path in HERE.glob("*.geojson")) < 1_200_000


def test_the_countries_fill_the_window_without_overlap():
    areas = list(shapes("country_areas").values())
    assert shapely.is_valid(areas).all()
    assert shapely.coverage_is_valid(areas)
    assert shapely.union_all(areas).equals(shapely.box(25.5, 55.2, 29.5, 58))


def test_the_countries_meet_near_the_full_border_line():
    latvia = shapes("country_areas")["LV"]
    edge = shapely.LineString(to_national({"LV": shapely.get_coordinates(latvia.exterior)}, 3059)["LV"])
    for line in to_national(border_lines(), 3059).values():
        assert shapely.distance(shapely.points(line), edge).max() < 13


def test_just_inside_the_border_there_is_always_a_municipality():
    covered = shapely.union_all(list(shapes("municipalities_approximate").values()))
    covered = shapely.transform(covered, lambda points: to_national({"": points}, 3059)[""])
    for line in to_national(border_lines(), 3059).values():
        inside = shapely.LineString(line).simplify(20).offset_curve(-60)
        points = shapely.line_interpolate_point(inside, np.arange(1_000, inside.length - 1_000, 500))
        assert shapely.covers(covered, points).mean() > 0.99


def test_municipalities_do_not_overlap():
    areas = list(shapes("municipalities_approximate").values())
    assert shapely.is_valid(areas).all()
    assert sum(area.area for area in areas) == pytest.approx(shapely.union_all(areas).area)


def test_simplifying_keeps_the_common_edge_of_neighbours():
    wiggle = [(27, 56), (27.0001, 56.5), (27, 57)]
    west = shapely.Polygon([*wiggle, (26, 57), (26, 56)])
    east = shapely.Polygon([*wiggle, (28, 57), (28, 56)])
    coarse = simplified([west, east], tolerance_m=1_000)
    assert shapely.get_num_coordinates(coarse).tolist() == [5, 5]
    assert shapely.coverage_is_valid(coarse)


def test_ground_by_the_border_goes_to_the_nearest_area():
    south, north = shapely.box(0, 0, 1_000, 1_000), shapely.box(0, 1_000, 1_000, 2_000)
    country = shapely.box(0, 0, 1_400, 2_000)
    border = shapely.LineString([(1_400, 0), (1_400, 2_000)])
    grown = fitted([south, north], country, border)
    assert shapely.union_all(grown).equals(country)
    # Outlines are known every 250 m, so the new boundary may lie 125 m off.
    assert grown[0].area == pytest.approx(1_400_000, abs=400 * 125)
    assert grown[0].intersection(grown[1]).area == 0


def test_every_spot_belongs_to_one_cell():
    areas = [shapely.box(0, 0, 1_000, 1_000), shapely.box(3_000, 0, 4_000, 1_000)]
    near_first, near_second = cells(areas)
    assert near_first.contains(shapely.Point(1_900, 500))
    assert near_second.contains(shapely.Point(2_100, 500))


def test_lines_are_reprojected_longitude_first():
    # Riga cathedral by cs2cs: 24.104 E, 56.949 N is 506 km east, 312 km north in EPSG:3059
    grid = to_national({"Riga": np.array([[24.104, 56.949], [24.105, 56.949]])}, 3059)["Riga"]
    assert grid[0] == pytest.approx([506_000, 312_000], abs=1_000)
    step_m = np.hypot(*(grid[1] - grid[0]))
    assert step_m == pytest.approx(cumulative_geodesic_m([[24.104, 56.949], [24.105, 56.949]])[1], rel=0.001)
