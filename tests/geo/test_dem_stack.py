"""Several rasters as one terrain: the first with a height decides, and one alone is read as ever."""

import numpy as np
import pytest

from apps.geo.dem_files import terrain_in, write_heights
from apps.geo.dem_stack import terrain_of, with_heights

WEST_M, NORTH_M = 700_000, 300_000
WHOLE = (WEST_M, NORTH_M - 400, WEST_M + 800, NORTH_M)


def written(path, heights_m, *, east_m=0, south_m=0, cell_m=20):
    write_heights(
        path, np.asarray(heights_m, dtype=float), west_m=WEST_M + east_m, north_m=NORTH_M - south_m,
        cell_m=cell_m, srid=3059,
    )  # fmt: skip
    return path


@pytest.fixture
def slope():
    """20 rows of 40 cells, each cell as high as its column times ten, and its row."""
    return np.arange(20)[:, np.newaxis] + 10.0 * np.arange(40)


def test_two_side_by_side_are_the_same_as_one(tmp_path, slope):
    whole = terrain_in(written(tmp_path / "whole.tif", slope), WHOLE)
    west = written(tmp_path / "west.tif", slope[:, :15])
    east = written(tmp_path / "east.tif", slope[:, 15:], east_m=15 * 20)
    for order in ([west, east], [east, west]):
        both = terrain_of(order, WHOLE)
        assert (both.west_m, both.north_m, both.cell_m) == (whole.west_m, whole.north_m, 20)
        np.testing.assert_array_equal(both.ground_m, whole.ground_m)


def test_a_hole_of_the_first_is_filled_by_the_next(tmp_path, slope):
    holed = slope.copy()
    holed[5:8, 10:12] = np.nan
    first, second = written(tmp_path / "z.tif", holed), written(tmp_path / "a.tif", np.full((20, 40), 7.0))
    found = terrain_of([first, second], WHOLE).ground_m
    np.testing.assert_array_equal(found, np.where(np.isnan(holed), 7, holed))
    np.testing.assert_array_equal(terrain_of([second, first], WHOLE).ground_m, np.full((20, 40), 7))


def test_the_finer_one_with_a_hole_inside_the_coarser(tmp_path):
    """Flat ground at 100 m in cells of 20 m; within, 200 m square, a plateau of 150 m in cells of 5 m with a hole."""
    plateau = np.full((40, 40), 150.0)
    plateau[16:24, 16:24] = np.nan
    fine = written(tmp_path / "fine.tif", plateau, east_m=300, south_m=100, cell_m=5)
    coarse = written(tmp_path / "coarse.tif", np.full((20, 40), 100.0))
    terrain = terrain_of([fine, coarse], WHOLE)
    assert (terrain.cell_m, terrain.ground_m.shape) == (5, (80, 160))
    east, south = np.array([320, 400, 480, 280, 520]) + 2.5, np.array([200, 200, 200, 200, 200]) + 2.5
    heights_m = terrain.ground_at(WEST_M + east, NORTH_M - south)
    np.testing.assert_allclose(heights_m, [150, 100, 150, 100, 100])
    assert (terrain.ground_m == 150).sum() == 40 * 40 - 8 * 8


def test_more_cells_than_may_be_held_are_averaged(tmp_path, slope):
    west = written(tmp_path / "west.tif", slope[:, :20])
    east = written(tmp_path / "east.tif", slope[:, 20:], east_m=20 * 20)
    terrain = terrain_of([west, east], WHOLE, most_cells=200)
    assert (terrain.cell_m, terrain.ground_m.shape) == (40, (10, 20))
    assert terrain.ground_m[0, 0] == np.mean([0, 1, 10, 11])
    assert terrain.ground_m[9, 19] == np.mean([398, 399, 408, 409])


def test_trees_of_two_sheets_stand_on_the_ground(tmp_path, slope):
    ground = written(tmp_path / "ground.tif", slope)
    west = written(tmp_path / "west.tif", slope[:, :10] + 20)
    east = written(tmp_path / "east.tif", slope[:, 30:] + 5, east_m=30 * 20)
    above_m = terrain_of([ground], WHOLE, [west, east])
    np.testing.assert_allclose((above_m.tops_m - above_m.ground_m)[7, [3, 20, 35]], [20, 0, 5])


def test_one_alone_is_read_as_ever(tmp_path, slope):
    path = written(tmp_path / "one.tif", slope)
    one, same = terrain_of([path], WHOLE), terrain_in(path, WHOLE)
    np.testing.assert_array_equal(one.ground_m, same.ground_m)


def test_off_all_of_them_there_is_no_terrain(tmp_path, slope):
    west = written(tmp_path / "west.tif", slope[:, :15])
    east = written(tmp_path / "east.tif", slope[:, 15:], east_m=15 * 20)
    assert terrain_of([west, east], (0, 0, 1_000, 1_000)) is None


def test_where_there_are_heights(tmp_path, slope):
    slope[:, 20:30] = np.nan
    path = written(tmp_path / "one.tif", slope)
    beside = written(tmp_path / "two.tif", slope[:, :5], east_m=800)
    points = [(WEST_M + 200, NORTH_M - 200), (WEST_M + 500, NORTH_M - 200), (WEST_M + 840, NORTH_M - 200)]
    assert with_heights([path], points).tolist() == [True, False, False]
    assert with_heights([path, beside], points).tolist() == [True, False, True]
    assert with_heights([], points).tolist() == [False, False, False]
