import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin

from apps.geo.dem_checks import check
from apps.geo.dem_files import terrain_around, to_grid, write_heights
from apps.geo.errors import TerrainError

SRID = 3059
PLACE = {"west_m": 700_000, "north_m": 300_000, "cell_m": 20, "srid": SRID}
AREA = (650_000, 250_000, 750_000, 350_000)


def heights(rows=30, columns=40):
    """A slope: one metre up for each cell to the east, ten down for each to the south."""
    return 300 + np.arange(columns)[None, :] - 10.0 * np.arange(rows)[:, None]


@pytest.fixture
def dem(tmp_path):
    def write(array=None, **options):
        path = tmp_path / "dem.tif"
        values = heights() if array is None else array
        given = {
            "driver": "GTiff", "dtype": "float32", "count": 1, "crs": f"EPSG:{SRID}", "nodata": np.nan,
            "height": values.shape[0], "width": values.shape[1],
            "transform": from_origin(700_000, 300_000, 20, 20),
        } | options  # fmt: skip
        units = given.pop("units", None)
        with rasterio.open(path, "w", **given) as file:
            for band in range(1, given["count"] + 1):
                file.write(values.astype(given["dtype"]), band)
            if units:
                file.units = (units,)
        return path

    return write


def checked(path, **options):
    return check(path, **{"srid": SRID, "area": AREA, "vertical_datum": "LAS-2000,5"} | options)


def test_a_good_file_says_where_it_lies(dem):
    found = checked(dem())
    assert found.bounds == pytest.approx((700_000, 299_400, 700_800, 300_000))
    assert (found.cell_m, found.vertical_datum, found.missing_pct) == (20, "LAS-2000,5", 0)


def test_a_compound_crs_names_its_own_datum(dem):
    assert "EVRF2007" in checked(dem(crs="EPSG:3059+5621"), vertical_datum="").vertical_datum


@pytest.mark.parametrize(
    ("options", "asked", "message"),
    [
        ({"crs": None}, {}, "does not say its coordinate reference system"),
        ({}, {"vertical_datum": ""}, "does not say its vertical datum"),
        ({"units": "ft"}, {}, "are in ft, not in metres"),
        ({"crs": "EPSG:2229+6360"}, {"area": None}, "are in US survey foot"),
        ({"count": 3}, {}, "has 3 bands"),
        ({"transform": from_origin(0, 0, 20, 20)}, {}, "lies outside the border"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(dem, options, asked, message):
    with pytest.raises(TerrainError, match=message):
        checked(dem(**options), **asked)


def test_holes_are_refused_unless_they_are_allowed(dem):
    array = heights()
    array[3, 4:7] = np.nan
    with pytest.raises(TerrainError, match=r"has holes: 0\.25 % of its cells"):
        checked(dem(array))
    assert checked(dem(array), holes_allowed=True).missing_pct == 0.25


def test_nodata_that_is_not_declared_is_refused(dem):
    array = heights()
    array[0, 0] = -9999
    with pytest.raises(TerrainError, match=r"holds -9999\.0, which is no height"):
        checked(dem(array, nodata=None))


def test_another_format_with_the_name_of_a_geotiff_is_refused(tmp_path, dem):
    vrt = tmp_path / "disguised.tif"
    vrt.write_text(
        f'<VRTDataset rasterXSize="40" rasterYSize="30"><VRTRasterBand dataType="Float32" band="1">'
        f"<SimpleSource><SourceFilename>{dem()}</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>"
    )
    with pytest.raises(TerrainError, match=r"disguised\.tif is not a GeoTIFF"):
        checked(vrt)


@pytest.mark.parametrize("name", ["/vsicurl/http://localhost:1/x.tif", "nowhere.tif"])
def test_only_a_file_on_this_machine_is_opened(name):
    with pytest.raises(TerrainError, match="There is no file"):
        checked(name)


def test_in_its_own_grid_a_file_keeps_its_heights(tmp_path, dem):
    target = tmp_path / "grid.tif"
    to_grid([checked(dem())], target, srid=SRID)
    with rasterio.open(target) as found:
        assert found.read(1) == pytest.approx(heights())
        assert found.profile["tiled"]
        assert "COG" in found.tags(ns="IMAGE_STRUCTURE").get("LAYOUT", "")


def test_a_file_in_degrees_is_brought_into_the_grid(tmp_path, dem):
    path = dem(np.full((100, 100), 120.0), crs="EPSG:4326", transform=from_origin(27.3, 56.6, 0.0003, 0.0003))
    found = checked(path, area=None)
    target = tmp_path / "grid.tif"
    to_grid([found], target, srid=SRID, cell_m=25)
    west, south, east, north = found.bounds
    terrain = terrain_around(target, (west + east) / 2, (south + north) / 2, 200)
    assert terrain.cell_m == 25
    assert terrain.ground_m == pytest.approx(120)


def test_two_tiles_become_one(tmp_path):
    for name, west in [("a", 700_000), ("b", 700_800)]:
        write_heights(tmp_path / f"{name}.tif", heights(), **{**PLACE, "west_m": west})
    target = tmp_path / "grid.tif"
    to_grid([checked(tmp_path / "a.tif"), checked(tmp_path / "b.tif")], target, srid=SRID)
    with rasterio.open(target) as found:
        assert found.read(1) == pytest.approx(np.hstack([heights(), heights()]))


def test_a_window_holds_the_cells_around_a_point(tmp_path):
    path = tmp_path / "grid.tif"
    write_heights(path, heights(), **PLACE)
    terrain = terrain_around(path, 700_210, 299_790, 40)
    assert float(terrain.ground_at(700_210, 299_790)) == 300 + 10 - 100
    assert terrain.ground_m.shape == (9, 9)
    assert terrain_around(path, 600_000, 299_790, 40) is None


def test_trees_stand_on_the_ground_s_cells(tmp_path):
    ground, surface = tmp_path / "ground.tif", tmp_path / "surface.tif"
    write_heights(ground, np.zeros((30, 40)), **PLACE)
    write_heights(surface, np.full((60, 40), 15.0), **{**PLACE, "cell_m": 10})
    terrain = terrain_around(ground, 700_300, 299_700, 2_000, surface)
    assert float(terrain.tops_at(700_200, 299_700)) == pytest.approx(15)
    assert float(terrain.tops_at(700_600, 299_700)) == 0
