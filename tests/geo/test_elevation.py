"""A vertical field of view: what lies too far below or above the tilt of a sensor is not in its reach."""

import numpy as np
import pytest

from apps.geo.dem import Terrain
from apps.geo.errors import SightError
from apps.geo.measures import MeasureSet
from apps.geo.sight import OUT_OF_REACH, SEEN, Conditions, Eye, Track, look, states

EAST_10_KM = Track([[0, 0, 0], [10_000, 0, 1_000_000]])
NO_TARGET = Conditions(target_m=0, refraction=0.13)
FLAT = Terrain(np.full((100, 600), 40.0), -1_000, 1_000, 20)


def metres(sight: MeasureSet) -> list[tuple[float, float]]:
    return [(from_cm / 100, to_cm / 100) for from_cm, to_cm in sight.pairs()]


def mast(**options) -> Eye:
    return Eye(5_000, 0, range_m=2_000, mast_m=50, **options)


@pytest.mark.parametrize("terrain", [None, FLAT])
def test_what_lies_at_the_foot_of_a_mast_is_below_the_view(terrain):
    """5 degrees down from 50 m meet the ground 50 / tan 5 = 571.5 m away; the curve there is 0.02 m."""
    sight = look(mast(vertical_deg=10), EAST_10_KM, terrain, NO_TARGET)
    [(start, foot), (beyond, end)] = metres(sight.seen)
    assert (start, end) == (3_000, 7_000)
    assert 5_000 - foot == pytest.approx(571.5, abs=0.5)
    assert beyond - 5_000 == pytest.approx(571.5, abs=0.5)
    assert sight.reach == sight.seen


def test_a_sensor_tilted_down_sees_a_ring():
    """From 8 to 2 degrees down: from 50 / tan 8 = 355.8 m to 50 / tan 2 = 1431.8 m, 4 m more for the curve."""
    sight = look(mast(tilt_deg=-5, vertical_deg=6), EAST_10_KM, FLAT, NO_TARGET)
    [(far, near), (_near, _far)] = metres(sight.seen)
    assert 5_000 - near == pytest.approx(355.8, abs=0.5)
    assert 5_000 - far == pytest.approx(1_431.8 + 0.14 / np.tan(np.radians(2)), abs=1)


def test_without_a_limit_tilt_says_nothing():
    assert look(mast(tilt_deg=60), EAST_10_KM, FLAT) == look(mast(), EAST_10_KM, FLAT)


def test_a_hill_above_the_view_is_not_seen():
    """A plateau 100 m above the ground begins 1 km away: seen from its foot at 5.7 degrees, above a view of 4."""
    heights = np.full((100, 600), 0.0)
    heights[:, 350:] = 100
    plateau = Terrain(heights, -1_000, 1_000, 20)
    eye = Eye(5_000, 0, range_m=1_200, vertical_deg=8)
    assert metres(look(eye, EAST_10_KM, plateau, NO_TARGET).reach)[-1][1] == pytest.approx(5_997, abs=10)


def test_points_are_looked_at_in_the_same_way():
    points = [(5_000 + 500, 0), (5_000 + 600, 0)]
    assert states(mast(vertical_deg=10), points, FLAT, NO_TARGET).tolist() == [OUT_OF_REACH, SEEN]


@pytest.mark.parametrize("wrong", [{"tilt_deg": 91}, {"vertical_deg": 0}, {"vertical_deg": 181}])
def test_a_view_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(SightError):
        mast(**wrong)
