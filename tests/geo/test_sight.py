import numpy as np
import pytest
from pyproj import CRS

from apps.geo.dem import Terrain
from apps.geo.errors import MeasureError, SightError
from apps.geo.measures import EMPTY, MeasureSet
from apps.geo.sight import (
    HIDDEN,
    OUT_OF_REACH,
    SEEN,
    UNKNOWN,
    Conditions,
    Eye,
    Track,
    grid_azimuth_deg,
    in_line_of_sight,
    look,
    look_many,
    profile,
    states,
    viewshed,
)
from tests.geo import terrains
from tests.geo.gdal_viewshed import OUT_OF_RANGE, VISIBLE, GdalTerrain

EAST_10_KM = Track([[0, 0, 0], [10_000, 0, 1_000_000]])
KM = 100_000


def km(*pairs) -> MeasureSet:
    return MeasureSet.from_pairs([(round(a * KM), round(b * KM)) for a, b in pairs])


def test_without_terrain_a_sensor_sees_its_range():
    sight = look(Eye(5_000, 0, range_m=1_000), EAST_10_KM)
    assert (sight.reach, sight.seen) == (km((4, 6)), km((4, 6)))


def test_beside_the_route_the_range_is_a_chord():
    """3-4-5: from 300 m beside the route a range of 500 m reaches 400 m along it."""
    assert look(Eye(5_000, 300, range_m=500), EAST_10_KM).seen == km((4.6, 5.4))


def test_a_sector_cuts_the_range():
    """From 100 m south of the route a sector of 90 degrees to the north is 100 m wide on each side."""
    eye = Eye(5_000, -100, range_m=1_000, azimuth_deg=0, sector_deg=90)
    assert look(eye, EAST_10_KM).seen == km((4.9, 5.1))


def test_a_sector_across_north_is_one_sector():
    """From 350 - 20 = 330 to 350 + 20 = 10 degrees: tan 30 = 0.57735, tan 10 = 0.17633."""
    eye = Eye(5_000, -1_000, range_m=2_000, azimuth_deg=350, sector_deg=40)
    [stretch] = look(eye, EAST_10_KM).seen
    assert (stretch.from_cm, stretch.to_cm) == (500_000 - 57_735, 500_000 + 17_633)


def test_a_sector_wider_than_half_a_circle():
    """All but 90 degrees to the north; the eye is 100 m south of the route."""
    eye = Eye(5_000, -100, range_m=1_000, azimuth_deg=180, sector_deg=270)
    reach = 99_499  # the square root of 1000² - 100², in cm
    assert look(eye, EAST_10_KM).seen == MeasureSet.of((500_000 - reach, 490_000), (510_000, 500_000 + reach))


def test_flat_ground_hides_nothing_within_the_horizon():
    """A mast of 10 m and a target of 1.7 m see each other over 12 + 4.9 km, more than the range."""
    sight = look(Eye(5_000, 0, range_m=4_000, mast_m=10), EAST_10_KM, terrains.flat())
    assert (sight.seen, sight.hidden, sight.unknown) == (km((1, 9)), EMPTY, EMPTY)


def test_the_horizon_of_an_eye_on_the_ground():
    """Eye and target at h = 1 m meet over the bulge at 2·√(h·D/(1-k)): 2·√(12,756,274/0.87) = 7,658 m."""
    track = Track([[0, 0, 0], [12_000, 0, 1_200_000]])
    seen = look(
        Eye(0, 0, range_m=11_000, mast_m=1), track, terrains.flat(side=801), Conditions(target_m=1)
    ).seen
    [stretch] = seen
    assert stretch.from_cm == 0
    assert stretch.to_cm / 100 == pytest.approx(7_658, abs=2)


def test_without_refraction_the_horizon_is_nearer():
    """2·√12,756,274 = 7,143 m."""
    track = Track([[0, 0, 0], [12_000, 0, 1_200_000]])
    conditions = Conditions(target_m=1, refraction=0)
    [stretch] = look(Eye(0, 0, range_m=11_000, mast_m=1), track, terrains.flat(side=801), conditions).seen
    assert stretch.to_cm / 100 == pytest.approx(7_143, abs=2)


def test_a_single_ridge_throws_a_shadow():
    """An eye 20 m up, a ridge 10 m up from 980 to 1,020 m: the sight line over it ends at 2,040 m.

    Rays sample the ridge each cell, its last one between 1,000 and 1,020 m; curvature adds up to 20 m.
    """
    ridge = terrains.with_ridge(1_000, 10)
    sight = look(Eye(0, 0, range_m=5_000, mast_m=20), EAST_10_KM, ridge, Conditions(target_m=0))
    near, far = km((0, 0.96)), km((2.07, 5))
    assert near | far == (near | far) & sight.seen
    assert sight.hidden & km((1.04, 2)) == km((1.04, 2))


def test_a_sensor_behind_its_own_hill_sees_its_near_slope_only():
    ridge = terrains.with_ridge(100, 50)
    sight = look(Eye(60, 0, range_m=5_000, mast_m=2), EAST_10_KM, ridge)
    assert sight.seen.within(10_600, 1_000_000) == EMPTY
    assert sight.hidden & km((0.12, 5.06)) == km((0.12, 5.06))


def test_a_surface_of_trees_hides_what_the_ground_does_not():
    trees = np.zeros((701, 701), dtype=np.float32)
    trees[:, 150:160] = 25  # from x = 1,000 to 1,180
    ground = np.zeros((701, 701), dtype=np.float32)
    eye = Eye(0, 0, range_m=5_000, mast_m=10)
    assert look(eye, EAST_10_KM, terrains.over(ground)).seen == km((0, 5))
    assert look(eye, EAST_10_KM, terrains.over(ground, tops_m=trees)).seen.within(118_000, KM * 10) == EMPTY


def test_a_mast_on_nodata_is_refused():
    ground = np.zeros((701, 701), dtype=np.float32)
    ground[100, :] = np.nan
    terrain = terrains.over(ground)
    with pytest.raises(SightError, match="no height where the sensor stands"):
        look(Eye(0, terrain.north_m - 100.5 * 20, range_m=1_000), EAST_10_KM, terrain)


def test_a_mast_off_the_terrain_is_refused():
    with pytest.raises(SightError, match="no height where the sensor stands"):
        look(Eye(90_000, 0, range_m=1_000), EAST_10_KM, terrains.flat())


def test_behind_a_hole_in_the_terrain_nothing_is_known():
    """A hole from column 150 (x = 1,000) on: bilinear heights are missing from one cell before it."""
    ground = np.zeros((701, 701), dtype=np.float32)
    ground[:, 150:153] = np.nan
    sight = look(Eye(0, 0, range_m=5_000, mast_m=10), EAST_10_KM, terrains.over(ground))
    assert sight.seen == km((0, 0.98))
    assert sight.unknown == km((0.98, 5))
    assert sight.hidden == EMPTY


def test_what_a_hill_hides_is_hidden_whatever_is_missing_before_it():
    ground = np.zeros((701, 701), dtype=np.float32)
    ground[:, 120] = np.nan
    ground[:, 150] = 500
    sight = look(Eye(0, 0, range_m=5_000, mast_m=10), EAST_10_KM, terrains.over(ground))
    assert sight.hidden.within(103_000, 500_000) == MeasureSet.of((103_000, 500_000))


def test_a_route_may_leave_the_range_and_come_back():
    """A hairpin: 3 km east, 2 km north, 3 km back west; the eye at its mouth reaches 1,500 m."""
    hairpin = Track([[0, 0, 0], [3_000, 0, 300_000], [3_000, 1_000, 400_000], [0, 1_000, 700_000]])
    assert look(Eye(0, 0, range_m=1_500), hairpin).seen == MeasureSet.of(
        (0, 150_000),
        (700_000 - 111_803, 700_000),  # the square root of 1500² - 1000²
    )


def test_a_sensor_at_the_tripoint_sees_both_routes():
    ru = Track([[0, 5_000, 0], [0, 0, 500_000]])
    by = Track([[0, 0, 0], [4_000, -3_000, 500_000]])
    far = Track([[50_000, 0, 0], [60_000, 0, 1_000_000]])
    [found] = look_many(
        [Eye(0, 0, range_m=2_000, mast_m=5)], {"RU": ru, "BY": by, "far": far}, terrains.flat()
    )
    assert {name: sight.seen for name, sight in found.items()} == {"RU": km((3, 5)), "BY": km((0, 2))}


def test_the_official_measure_counts_not_the_grid():
    """10 km of grid calibrated to 8 km: what is seen 1 km either side is 1.6 km long."""
    track = Track([[0, 0, 0], [10_000, 0, 800_000]])
    assert look(Eye(5_000, 0, range_m=1_000), track).seen == km((3.2, 4.8))


def test_threads_change_nothing():
    eyes = [Eye(500 * n, 3_000, range_m=4_000, mast_m=20) for n in range(16)]
    tracks = {"one": Track([[0, 2_000, 0], [9_000, 4_000, 922_000]])}
    alone = look_many(eyes, tracks, terrains.rough())
    assert look_many(eyes, tracks, terrains.rough(), threads=4) == alone
    assert any(sight["one"].hidden for sight in alone)


@pytest.mark.parametrize(
    ("options", "where"),
    [
        ({"x": np.nan}, "place"),
        ({"range_m": 0}, "range_m"),
        ({"range_m": np.inf}, "range_m"),
        ({"mast_m": -1}, "mast_m"),
        ({"azimuth_deg": 400}, "azimuth_deg"),
        ({"azimuth_deg": np.nan}, "azimuth_deg"),
        ({"sector_deg": 0}, "sector_deg"),
    ],
)
def test_an_eye_that_cannot_look_is_refused(options, where):
    with pytest.raises(SightError) as refused:
        Eye(**{"x": 0, "y": 0, "range_m": 1_000, **options})
    assert refused.value.where == where


@pytest.mark.parametrize("options", [{"target_m": -1}, {"refraction": 1}, {"refraction": np.nan}])
def test_conditions_that_cannot_be_are_refused(options):
    with pytest.raises(SightError):
        Conditions(**options)


@pytest.mark.parametrize(
    "line", [[], [[0, 0, 0]], [[0, 0, 0], [1, 0, 0]], [[0, 0, 5], [1, 0, 9]], [[0, 0, 0], [1, np.nan, 9]]]
)
def test_a_track_needs_a_calibrated_line(line):
    with pytest.raises(MeasureError):
        Track(line)


def test_a_profile_draws_the_line_of_sight():
    """The ridge, dropped by 0.87 · 1000² / D = 0.068 m, stands above the line from 2 m to 1.7 m."""
    drawn = profile(Eye(0, 0, range_m=5_000, mast_m=2), 2_000, 0, terrains.with_ridge(1_000, 10))
    assert drawn.distance_m == pytest.approx(20 / 3 * np.arange(301))
    assert drawn.tops_m[150] == pytest.approx(10 - 0.068, abs=0.001)
    assert (drawn.sight_m[0], drawn.sight_m[-1]) == (2, pytest.approx(1.7 - 0.273, abs=0.001))
    assert drawn.state == HIDDEN


def test_the_line_of_sight_of_a_bare_profile():
    assert in_line_of_sight([0, 0, 0], 100, observer_m=2, target_m=2)
    assert not in_line_of_sight([0, 5, 0], 100, observer_m=2, target_m=2)
    assert in_line_of_sight([0, 2, 0], 100, observer_m=2, target_m=2 + 0.01)
    with pytest.raises(SightError):
        in_line_of_sight([0, np.nan, 0], 100, observer_m=2)


def test_bearings_from_the_grid_s_north():
    """On the central meridian, 24° E, both norths are one; at 28° E they part by 4° · sin 56° = 3.3°."""
    assert grid_azimuth_deg(10, 24, 57, 3059) == pytest.approx(10)
    assert grid_azimuth_deg(1, 28, 56, 3059) == pytest.approx(
        (1 - 4 * np.sin(np.radians(56))) % 360, abs=0.01
    )


def on_rough_ground(n: int) -> Eye:
    return Eye(2_000 + 700 * n, 3_000 + 300 * n, range_m=6_000, mast_m=30)


def in_real_mountains(n: int) -> Eye:
    return Eye(9_045 + 2_700 * n, -30_645 + 3_600 * n, range_m=10_000, mast_m=30)


SCENES = [(terrains.rough, on_rough_ground, 1), (terrains.jacksboro, in_real_mountains, 2)]


def border_through(terrain) -> Track:
    """A line that winds through the whole terrain."""
    rows, columns = terrain.ground_m.shape
    along = np.linspace(0.03, 0.97, 40)
    xs = terrain.west_m + along * columns * terrain.cell_m
    ys = terrain.north_m - (0.5 + 0.3 * np.sin(12 * along)) * rows * terrain.cell_m
    measures = np.concatenate(([0], np.cumsum(np.hypot(np.diff(xs), np.diff(ys))))) * 100
    return Track(np.column_stack([xs, ys, measures]))


@pytest.mark.parametrize(("make", "eye_at", "cells_off"), SCENES, ids=["rough", "real"])
def test_against_finer_rays_and_gdal(make, eye_at, cells_off):
    """Of our answers 99 % are those of rays ten times finer, more than of GDAL's.

    Where we differ from GDAL, 99.9 % lie within one cell of an edge of its raster, in mountains of 90 m cells
    within two, or the finer ray answers as we do. GDAL moves the eye to the centre of its cell:
    the scenes have it there.
    """
    terrain, conditions = make(), Conditions()
    track, gdal = border_through(terrain), GdalTerrain(terrain, CRS.from_epsg(3059).to_wkt("WKT1_GDAL"))
    ours, theirs, reference, by_edge = [], [], [], []
    for eye in map(eye_at, range(6)):
        points = track.samples_xy[:: 2 if terrain.cell_m < 50 else 4]
        found, cells = states(eye, points, terrain, conditions), gdal.viewshed(eye, conditions)
        rows = ((terrain.north_m - points[:, 1]) / terrain.cell_m).astype(int)
        columns = ((points[:, 0] - terrain.west_m) / terrain.cell_m).astype(int)
        told = (found != OUT_OF_REACH) & (found != UNKNOWN) & (cells[rows, columns] != OUT_OF_RANGE)
        ours.append(found[told] == SEEN)
        theirs.append(cells[rows, columns][told] == VISIBLE)
        reference.append(terrains.finer(eye, points[told], terrain, conditions))
        by_edge.append(near_an_edge(cells == VISIBLE, cells_off)[rows, columns][told])
    gdal.close()
    ours, theirs, reference, by_edge = map(np.concatenate, (ours, theirs, reference, by_edge))
    agree, agree_gdal = (ours == reference).mean(), (theirs == reference).mean()
    assert ours.size > 5_000
    assert 0.05 < reference.mean() < 0.95
    assert agree >= 0.99
    assert agree > agree_gdal
    differ = ours != theirs
    assert by_edge[differ].mean() >= 0.98
    assert (by_edge | (ours == reference))[differ].mean() >= 0.999


@pytest.mark.parametrize(("make", "eye_at", "_cells_off"), SCENES, ids=["rough", "real"])
def test_on_gdal_s_own_cells_we_differ_at_edges_only(make, eye_at, _cells_off):
    """Cell by cell, seen from the same cell to the same centres: 99.8 % of the differences touch an edge.

    That is an edge in one of the two rasters. In GDAL's alone it is 91 % on rough ground and 93 % in the mountains:
    a patch of one or two cells that only one of the two sees has no edge in the other one's raster.
    """
    terrain, conditions = make(), Conditions()
    gdal, told, differ, by_edge = GdalTerrain(terrain, CRS.from_epsg(3059).to_wkt("WKT1_GDAL")), 0, 0, 0
    for eye in map(eye_at, range(6)):
        ours, theirs = viewshed(eye, terrain, conditions), gdal.viewshed(eye, conditions)
        both = (ours != OUT_OF_REACH) & (ours != UNKNOWN) & (theirs != OUT_OF_RANGE)
        apart = both & ((ours == SEEN) != (theirs == VISIBLE))
        edges = near_an_edge(ours == SEEN, 1) | near_an_edge(theirs == VISIBLE, 1)
        told, differ, by_edge = told + both.sum(), differ + apart.sum(), by_edge + (apart & edges).sum()
    gdal.close()
    assert told > 200_000
    assert differ / told < 0.012
    assert by_edge / differ >= 0.998


@pytest.mark.parametrize("make", [terrains.rough, terrains.jacksboro])
def test_from_anywhere_we_answer_as_finer_rays_and_see_hardly_more(make):
    """Masts and targets at any place, not at centres of cells; what is seen too much is 3 % of it at most."""
    terrain, random, ours, reference = make(), np.random.default_rng(5), [], []
    middle = np.array(terrain.ground_m.shape[::-1]) * terrain.cell_m / 2
    for _ in range(12):
        x, y = np.array([terrain.west_m, terrain.north_m]) + middle * random.uniform(0.7, 1.3, 2) * (1, -1)
        eye = Eye(float(x), float(y), range_m=5_000, mast_m=30)
        away, turn = 5_000 * np.sqrt(random.random(250)), 2 * np.pi * random.random(250)
        points = np.column_stack([x + away * np.cos(turn), y + away * np.sin(turn)])
        found = states(eye, points, terrain)
        told = (found != OUT_OF_REACH) & (found != UNKNOWN)
        ours.append(found[told] == SEEN)
        reference.append(terrains.finer(eye, points[told], terrain, Conditions()))
    ours, reference = np.concatenate(ours), np.concatenate(reference)
    assert ours.size > 2_500
    assert (ours == reference).mean() >= 0.995
    assert abs(ours.sum() / reference.sum() - 1) < 0.03


def near_an_edge(seen, cells_off):
    """Mark the cells that have, so many cells away or less, both seen and unseen ones."""
    offsets = range(-cells_off, cells_off + 1)
    around = [np.roll(seen, (down, right), (0, 1)) for down in offsets for right in offsets]
    return np.any(around, axis=0) & ~np.all(around, axis=0)


@pytest.mark.parametrize("make", [terrains.rough, terrains.jacksboro])
def test_what_hid_a_neighbour_is_looked_at_first_and_changes_no_answer(make):
    terrain, eye_at = make(), on_rough_ground if make is terrains.rough else in_real_mountains
    holes = terrain.ground_m.copy()
    holes[::37, ::41] = np.nan
    for ground_m in (terrain.ground_m, holes):
        here = Terrain(ground_m, terrain.west_m, terrain.north_m, terrain.cell_m)
        track, met = border_through(here), set()
        for eye in map(eye_at, range(6)):
            sight, alone = look(eye, track, here), states(eye, track.samples_xy, here)
            for metres, state in [(sight.seen, SEEN), (sight.hidden, HIDDEN), (sight.unknown, UNKNOWN)]:
                assert np.array_equal(holds(metres, track.samples_cm), alone == state)
            met |= set(alone.tolist())
        assert {HIDDEN, SEEN} <= met


def holds(metres: MeasureSet, measures_cm: np.ndarray) -> np.ndarray:
    before = np.searchsorted(metres.starts, measures_cm, side="right") - 1
    return (
        (before >= 0) & (measures_cm < metres.ends[before])
        if len(metres)
        else np.zeros(measures_cm.size, bool)
    )


def test_a_viewshed_answers_as_the_rays_do():
    terrain, eye = terrains.rough(side=100), Eye(-1_000, -1_000, range_m=800, mast_m=5)
    cells = viewshed(eye, terrain)
    xs = terrain.west_m + (np.arange(100) + 0.5) * 20
    ys = terrain.north_m - (np.arange(100) + 0.5) * 20
    points = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    assert np.array_equal(cells.ravel(), states(eye, points, terrain))
    assert {HIDDEN, SEEN, OUT_OF_REACH} <= set(cells.ravel().tolist())
