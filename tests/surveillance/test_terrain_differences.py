"""What the loading says of terrain that cannot be right beside the terrain in force, in the console's language.

The border runs over a plain at 100 m that is in force.
"""

from io import StringIO

import numpy as np
import pytest
import rasterio
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.utils import translation

from apps.border.locate import TO_DEGREES
from apps.geo.dem_files import write_heights
from apps.ledger.models import ChangeSet
from apps.surveillance.models import Dem
from apps.surveillance.terrain import folder
from apps.surveillance.terrain_loading import load_dem
from tests.surveillance import register

pytestmark = pytest.mark.django_db
COLUMNS, ROWS = 450, 300


@pytest.fixture(autouse=True)
def surveillance(settings, tmp_path):
    settings.DEM_DIR = str(tmp_path / "dem")
    register.small_surveillance()


@pytest.fixture
def plain(tmp_path):
    """Not quite flat, so that files differ from each other."""
    return 100 + np.random.default_rng(0).uniform(-2, 2, (ROWS, COLUMNS))


def written(path, heights, west_m=register.WEST_M - 4_000, north_m=register.NORTH_M + 6_000):
    write_heights(path, heights, west_m=west_m, north_m=north_m, cell_m=40, srid=configured.NATIONAL_SRID)
    return path


def load(*files, language="en", **options) -> str:
    out = StringIO()
    given = {"vertical_datum": "LAS-2000,5"} | options
    with translation.override(language):
        call_command("load_dem", *files, stdout=out, stderr=out, **given)
    return out.getvalue()


def refused(*files, **options) -> str:
    """Return what the console says; nothing of the loading stays."""
    kept, number = sorted(Dem.objects.values_list("sha256")), ChangeSet.objects.number()
    with pytest.raises(CommandError) as said:
        load(*files, **options)
    assert (sorted(Dem.objects.values_list("sha256")), ChangeSet.objects.number()) == (kept, number)
    assert len(list(folder().glob("*"))) == len(kept)
    return str(said.value)


def test_feet_beside_metres_are_refused(plain, tmp_path):
    load(written(tmp_path / "plain.tif", plain))
    feet = written(tmp_path / "feet.tif", plain * 3.2808)
    said = refused(feet, combine=True)
    assert "differs from the terrain in force by 228.1 m" in said
    assert "one of the two is in feet" in said
    said = refused(feet, combine=True, language="lv")
    assert "atšķiras par 228,1 m" in said
    assert "pēdās" in said
    assert "dem-2" in load(feet, combine=True, differs=True)


def test_metres_after_feet_are_refused_too(plain, tmp_path):
    load(written(tmp_path / "feet.tif", plain * 3.2808), differs=True)
    assert "one of the two is in feet" in refused(written(tmp_path / "plain.tif", plain), replace=True)


def test_low_ground_in_feet_is_told_by_the_ratio_alone(plain, tmp_path):
    """12 m stand as 39 ft: 27 m apart, which trees and height systems might explain."""
    load(written(tmp_path / "low.tif", plain - 88))
    assert "by 27.4 m" in refused(written(tmp_path / "feet.tif", (plain - 88) * 3.2808))


def test_another_height_without_that_ratio_is_refused_above_30_m(plain, tmp_path):
    load(written(tmp_path / "plain.tif", plain))
    assert "by 31.0 m" in refused(written(tmp_path / "high.tif", plain + 31))
    assert "by -31.0 m" in refused(written(tmp_path / "deep.tif", plain - 31))
    load(written(tmp_path / "near.tif", plain + 29))


def test_a_forest_is_no_difference_and_a_forest_in_feet_is(plain, tmp_path):
    load(written(tmp_path / "plain.tif", plain))
    assert "in feet" in refused(written(tmp_path / "feet.tif", (plain + 20) * 3.2808), surface=True)
    load(written(tmp_path / "trees.tif", plain + 20), surface=True)


def test_what_does_not_meet_the_terrain_in_force_is_not_compared(plain, tmp_path):
    west, east = plain.copy(), plain.copy() + 200
    west[:, COLUMNS // 2 :] = np.nan
    east[:, : COLUMNS // 2] = np.nan
    load(written(tmp_path / "west.tif", west), allow_holes=True)
    load(written(tmp_path / "east.tif", east), allow_holes=True, combine=True)


def test_feet_with_nothing_to_compare_with_are_higher_than_any_ground(plain, tmp_path, settings):
    """100 m stand as 328, above Gaiziņkalns' 312."""
    feet = written(tmp_path / "feet.tif", plain * 3.2808)
    said = refused(feet)
    assert "100 % of its heights are above 312 m" in said
    assert "(median 328.1 m)" in said
    assert "augstāk par jebkuru zemi valstī" in refused(feet, language="lv")
    assert "dem-1" in load(feet, differs=True)


def test_mountains_stand_where_the_highest_ground_is_another_or_not_known(plain, tmp_path, settings):
    for highest, name in ((1_000, "a.tif"), (None, "b.tif")):
        settings.HIGHEST_GROUND_M = highest
        load(written(tmp_path / name, plain + 700 + (highest is None)))


def test_hills_of_the_neighbours_and_trees_are_no_feet(plain, tmp_path):
    hills = plain.copy()
    hills[: ROWS // 25] = 318
    load(written(tmp_path / "hills.tif", hills))
    Dem.objects.all().delete()
    load(written(tmp_path / "trees.tif", plain + 235), surface=True)


def test_synthetic_terrain_in_force_does_not_stand_for_real(plain, tmp_path):
    load_dem(
        files=[written(tmp_path / "invented.tif", plain * 3.2808)],
        name="invented", vertical_datum="none", is_synthetic=True,
    )  # fmt: skip
    assert "higher than any ground" in refused(written(tmp_path / "feet.tif", plain * 3.2809), combine=True)


def halves(plain, tmp_path, *, change, first_to: int, second_from: int):
    """Return two sheets that share columns or meet at one, the second changed."""
    west, east = plain[:, :first_to], change(plain[:, second_from:])
    first = written(tmp_path / "west.tif", west)
    return first, written(tmp_path / "east.tif", east, west_m=register.WEST_M - 4_000 + second_from * 40)


MEET = {"overlap": {"first_to": 240, "second_from": 200}, "touch": {"first_to": 220, "second_from": 220}}


@pytest.mark.parametrize("how", MEET.values(), ids=MEET)
def test_sheets_of_one_loading_lie_alike_where_they_meet(plain, tmp_path, how):
    said = refused(*halves(plain, tmp_path, change=lambda heights: heights + 22, **how))
    assert "Where west.tif and east.tif meet they differ by -2" in said
    assert "different height systems" in said
    sheets = halves(plain, tmp_path, change=lambda heights: heights * 3.2808, **how)
    assert "one of the two is in feet" in refused(*sheets)
    said = refused(*sheets, language="lv")
    assert "Kur saskaras west.tif un east.tif" in said
    assert "pēdās" in said
    load(*sheets, differs=True)


@pytest.mark.parametrize("how", MEET.values(), ids=MEET)
def test_sheets_that_differ_by_errors_alone_are_taken(plain, tmp_path, how):
    load(*halves(plain, tmp_path, change=lambda heights: heights + 1, **how))


def test_sheets_that_touch_north_and_south_are_compared(plain, tmp_path):
    north = written(tmp_path / "north.tif", plain[:150])
    south = written(tmp_path / "south.tif", plain[150:] - 22, north_m=register.NORTH_M + 6_000 - 150 * 40)
    assert "Where south.tif and north.tif meet they differ by -2" in refused(south, north)
    assert "Where north.tif and south.tif meet they differ by 2" in refused(north, south)


def test_a_slope_across_the_edge_is_no_difference(plain, tmp_path):
    """The ground rises by 25 cm a cell."""
    slope = plain + np.arange(COLUMNS) / 4
    load(*halves(slope, tmp_path, change=lambda heights: heights, **MEET["touch"]))


def test_sheets_apart_are_not_compared(plain, tmp_path):
    sheets = halves(plain, tmp_path, change=lambda heights: heights + 100, first_to=200, second_from=210)
    load(*sheets)


def test_two_height_systems_in_one_command_are_refused(plain, tmp_path):
    first, second = (written(tmp_path / name, plain) for name in ("a.tif", "b.tif"))
    with rasterio.open(second, "r+") as file:
        file.crs = rasterio.CRS.from_user_input("EPSG:3059+5621")
    assert "a.tif has heights in the system LAS-2000,5, b.tif in EVRF2007 height" in refused(first, second)


def test_a_file_that_is_cut_off_leaves_nothing(plain, tmp_path):
    path = written(tmp_path / "cut.tif", plain)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    assert refused(path, language="lv").startswith("Failu cut.tif nevar nolasīt līdz galam")


@pytest.mark.parametrize("cell_m", ["-5", "0", "nan"])
def test_a_cell_that_cannot_be_is_refused(plain, tmp_path, cell_m):
    path = written(tmp_path / "plain.tif", plain)
    with translation.override("en"), pytest.raises(CommandError, match=r"from 0\.1 m to 1000 m, not"):
        call_command("load_dem", str(path), "--vertical-datum", "LAS-2000,5", "--cell-m", cell_m)
    assert not Dem.objects.exists()


def test_the_console_speaks_one_language(plain, tmp_path):
    path = written(tmp_path / "plain.tif", plain)
    assert "nenorāda augstumu sistēmu" in refused(path, vertical_datum="", language="lv")
    said = load(path, language="lv")
    assert "šūna 40 m, augstumu sistēma LAS-2000,5" in said
    assert "augstumi uz 10,0 km no 10,0 km līnijas" in said
    assert not {"heights", "force", "Coverage", "cells"} & set(said.split())


@pytest.mark.parametrize("row", [0, 200])
def test_single_heights_that_cannot_be_are_told_with_their_place(plain, tmp_path, row):
    """A column of 3,500 m and one 80 m below the sea, each in a block of its own; where they are is told in degrees."""
    plain[row, 3], plain[5, 440] = 3_500, -80
    said = load(written(tmp_path / "spikes.tif", plain))
    x, y = register.WEST_M - 4_000 + 3.5 * 40, register.NORTH_M + 6_000 - (row + 0.5) * 40
    lon, lat = TO_DEGREES.transform(x, y)
    place = f"{lat:.5f} N {lon:.5f} E (easting {x:.0f} m, northing {y:.0f} m)"
    assert "Heights from -80.0 m to 3500.0 m" in said
    assert f"Its highest height, 3500.0 m at {place}, is above all that can be there (412 m)." in said
    assert "Its lowest height, -80.0 m at" in said


def test_hills_of_neighbours_trees_and_the_sea_are_no_doubt(plain, tmp_path):
    plain[0, 0], plain[0, 1] = 400, -10
    assert "that can be there" not in load(written(tmp_path / "hills.tif", plain))
    plain[0, 0] = 450
    assert "that can be there" not in load(written(tmp_path / "trees.tif", plain), surface=True)


def test_where_no_limit_is_known_no_height_is_doubted(plain, tmp_path, settings):
    settings.HIGHEST_GROUND_M = settings.LOWEST_GROUND_M = None
    plain[0, 0], plain[0, 1] = 3_500, -80
    assert "that can be there" not in load(written(tmp_path / "spikes.tif", plain))
