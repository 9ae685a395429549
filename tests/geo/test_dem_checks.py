"""Files that say something else than plain heights: scaled, upside down, askew, cut off, with infinite cells."""

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine, from_origin

from apps.geo.dem_checks import check, check_cell, check_systems
from apps.geo.dem_files import terrain_in, to_grid, write_heights
from apps.geo.dem_stack import terrain_of
from apps.geo.errors import TerrainError

SRID = 3059
WEST_M, NORTH_M, CELL_M, ROWS, COLUMNS = 700_000, 300_000, 20, 30, 40
BOUNDS = (WEST_M, NORTH_M - ROWS * CELL_M, WEST_M + COLUMNS * CELL_M, NORTH_M)
SLOPE = 300 + np.arange(COLUMNS)[None, :] - 10.0 * np.arange(ROWS)[:, None]


@pytest.fixture
def dem(tmp_path):
    def write(array=SLOPE, name="dem.tif", **options):
        scale, offset = options.pop("scale", 1), options.pop("offset", 0)
        given = {
            "driver": "GTiff", "dtype": "float32", "count": 1, "crs": f"EPSG:{SRID}", "nodata": np.nan,
            "height": array.shape[0], "width": array.shape[1],
            "transform": from_origin(WEST_M, NORTH_M, CELL_M, CELL_M),
        } | options  # fmt: skip
        with rasterio.open(tmp_path / name, "w", **given) as file:
            file.write(array.astype(given["dtype"]), 1)
            file.scales, file.offsets = (scale,), (offset,)
        return tmp_path / name

    return write


def checked(path, **options):
    return check(path, **{"srid": SRID, "vertical_datum": "LAS-2000,5"} | options)


def in_grid(tmp_path, path, **options):
    to_grid([checked(path, **options)], tmp_path / "grid.tif", srid=SRID)
    with rasterio.open(tmp_path / "grid.tif") as found:
        return found.read(1)


def test_decimetres_become_metres(tmp_path, dem):
    path = dem(10 * SLOPE, dtype="int16", nodata=None, scale=0.1)
    assert in_grid(tmp_path, path) == pytest.approx(SLOPE, abs=0.001)


def test_an_offset_counts_and_nodata_is_what_the_file_stores(tmp_path, dem):
    """Stored 2000 is 100 m less 50; stored -9999 is no height, though -549.95 m would be none either."""
    stored = np.full((ROWS, COLUMNS), 2_000)
    stored[3, 4] = -9_999
    path = dem(stored, dtype="int16", nodata=-9_999, scale=0.05, offset=-50)
    with pytest.raises(TerrainError, match=r"has holes: 0\.08 %"):
        checked(path)
    found = in_grid(tmp_path, path, holes_allowed=True)
    assert np.isnan(found[3, 4])
    assert np.nanmin(found) == np.nanmax(found) == pytest.approx(50)


def test_scaled_heights_are_scaled_before_they_are_judged(dem):
    checked(dem(np.full((ROWS, COLUMNS), 12_000), dtype="int16", nodata=None, scale=0.01))
    with pytest.raises(TerrainError, match="is no height"):
        checked(dem(np.full((ROWS, COLUMNS), 12_000), dtype="int16", nodata=None))


def test_a_scale_of_nothing_is_refused(dem):
    with pytest.raises(TerrainError, match="a scale of 0 and an offset of 7"):
        checked(dem(scale=0, offset=7))


@pytest.mark.parametrize("infinite", [np.inf, -np.inf])
@pytest.mark.parametrize("nodata", [np.nan, -9_999, None])
def test_an_infinite_cell_is_a_hole_and_nothing_else(tmp_path, dem, infinite, nodata):
    heights = SLOPE.copy()
    heights[3, 4] = infinite
    with pytest.raises(TerrainError, match=r"has holes: 0\.08 %"):
        checked(dem(heights, nodata=nodata))
    found = in_grid(tmp_path, dem(heights, nodata=nodata), holes_allowed=True)
    assert np.isnan(found[3, 4])
    assert not np.isinf(found).any()
    known = ~np.isnan(found)
    assert found[known] == pytest.approx(SLOPE[known])
    assert known.sum() >= SLOPE.size - 9


def test_where_one_file_is_infinite_the_next_decides(tmp_path, dem):
    heights = SLOPE.copy()
    heights[3, 4] = np.inf
    files = [checked(dem(heights, "a.tif"), holes_allowed=True), checked(dem(name="b.tif"))]
    to_grid(files, tmp_path / "grid.tif", srid=SRID)
    with rasterio.open(tmp_path / "grid.tif") as found:
        assert found.read(1) == pytest.approx(SLOPE)


def test_a_kept_raster_with_infinite_cells_punches_no_hole(tmp_path):
    """One that was stored before infinite cells were holes: alone it has a hole, over another none."""
    heights = SLOPE.copy()
    heights[3, 4] = np.inf
    for name, array in [("above.tif", heights), ("below.tif", SLOPE)]:
        write_heights(tmp_path / name, array, west_m=WEST_M, north_m=NORTH_M, cell_m=CELL_M, srid=SRID)
    alone = terrain_in(tmp_path / "above.tif", BOUNDS)
    assert np.isnan(alone.ground_m).sum() == 1
    both = terrain_of([tmp_path / "above.tif", tmp_path / "below.tif"], BOUNDS)
    assert both.ground_m == pytest.approx(SLOPE)


def test_a_file_that_is_upside_down_is_turned(tmp_path, dem):
    place = Affine(CELL_M, 0, WEST_M, 0, CELL_M, NORTH_M - ROWS * CELL_M)
    path = dem(SLOPE[::-1], transform=place)
    assert checked(path).bounds == pytest.approx(BOUNDS)
    assert in_grid(tmp_path, path) == pytest.approx(SLOPE)


def test_a_file_that_lies_askew_is_refused(dem):
    place = Affine.translation(WEST_M, NORTH_M) @ Affine.rotation(30) @ Affine.scale(CELL_M, -CELL_M)
    with pytest.raises(TerrainError, match=r"dem\.tif lie askew"):
        checked(dem(transform=place))


@pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("options", [{}, {"compress": "deflate"}, {"compress": "deflate", "tiled": True}])
def test_a_file_that_is_cut_off_is_refused(dem, share, options):
    path = dem(np.random.default_rng(0).uniform(100, 200, (600, 600)), **options)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(TerrainError, match=r"dem\.tif cannot be read to its end"):
        checked(path)


def test_depths_are_refused(dem):
    with pytest.raises(TerrainError, match=r"dem\.tif holds depths, counted downwards \(MSL depth\)"):
        checked(dem(crs="EPSG:3059+5715"))


def test_heights_above_the_ellipsoid_say_so(dem):
    path = dem(crs="EPSG:4979", transform=from_origin(27.3, 56.6, 0.0003, 0.0003))
    assert "ellipsoid" in checked(path, vertical_datum="").vertical_datum
    with pytest.raises(TerrainError, match="not LAS-2000,5"):
        check_systems([path], "LAS-2000,5")


@pytest.mark.parametrize("cell_m", [-5, 0, 0.001, 5_000, float("nan"), float("inf")])
def test_a_cell_that_cannot_be_is_refused(cell_m):
    with pytest.raises(TerrainError, match=r"from 0\.1 m to 1000 m, not "):
        check_cell(cell_m)


def test_two_files_of_several_height_systems_are_refused(dem):
    plain, evrf = dem(name="a.tif"), dem(name="b.tif", crs="EPSG:3059+5621")
    message = r"a\.tif has heights in the system LAS-2000,5, b\.tif in EVRF2007 height"
    with pytest.raises(TerrainError, match=message):
        check_systems([plain, evrf], "LAS-2000,5")
    with pytest.raises(
        TerrainError, match=r"b\.tif has heights in the system EVRF2007 height, c\.tif in Latvia"
    ):
        check_systems([evrf, dem(name="c.tif", crs="EPSG:3059+7700")])


def test_what_is_given_must_not_contradict_what_a_file_declares(dem):
    path = dem(crs="EPSG:3059+5621")
    with pytest.raises(
        TerrainError, match=r"dem\.tif declares heights in the system EVRF2007 height, not BAS-77"
    ):
        check_systems([path], "BAS-77")
    check_systems([path], "EPSG:5621")


def test_one_system_by_several_names_is_one(dem):
    check_systems([dem(name="a.tif"), dem(name="b.tif", crs="EPSG:3059+7700")], "LAS-2000,5")
