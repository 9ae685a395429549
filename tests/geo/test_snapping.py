import numpy as np
import pytest

from apps.geo.errors import MeasureError
from apps.geo.snapping import candidates, line_between, point_at, points_at

# 100 m east, 100 m north: km 0 to 0.2
CORNER = np.array([[0, 0, 0], [100, 0, 10_000], [100, 100, 20_000]])
# 200 m east, 20 m north, 200 m back west
U_BEND = np.array([[0, 0, 0], [200, 0, 20_000], [200, 20, 22_000], [0, 20, 42_000]])


def found(line, point, tolerance_m=50, **options):
    return [
        (one.measure_cm, round(one.distance_m, 2), one.side)
        for one in candidates(line, point, tolerance_m, **options)
    ]


def test_a_point_snaps_square_to_the_line():
    (one,) = candidates(CORNER, (30, 4), tolerance_m=10)
    assert (one.measure_cm, one.distance_m, one.side, one.segment) == (3_000, 4, "left", 0)
    assert (one.x, one.y) == (30, 0)


def test_the_side_is_seen_along_the_route():
    assert found(CORNER, (30, -4)) == [(3_000, 4, "right")]
    assert found(CORNER, (98, 50), tolerance_m=10) == [(15_000, 2, "left")]
    assert found(CORNER, (30, 0)) == [(3_000, 0, "on")]


def test_outside_a_corner_the_corner_is_nearest():
    assert found(CORNER, (103, -4)) == [(10_000, 5, "right")]


def test_outside_a_sharp_corner_the_side_stays_the_outer_one():
    hairpin = np.array([[0, 0, 0], [100, 0, 10_000], [0, 10, 20_050]])
    assert found(hairpin, (104, 3), apart_m=50) == [(10_000, 5, "right")]
    assert found(hairpin, (104, -3), apart_m=50) == [(10_000, 5, "right")]


def test_at_a_corner_there_is_one_candidate_and_it_is_on_the_line():
    assert found(CORNER, (100, 0), apart_m=0) == [(10_000, 0, "on")]


def test_a_point_abeam_of_a_vertex_of_a_straight_line_is_one_candidate():
    straight = np.array([[0, 0, 0], [10, 0, 1_000], [20, 0, 2_000]])
    assert found(straight, (10, 5)) == [(1_000, 5, "left")]


def test_beyond_an_end_the_end_answers():
    assert found(CORNER, (-3, 4)) == [(0, 5, "left")]
    assert found(CORNER, (100, 130)) == [(20_000, 30, "on")]


def test_each_arm_of_a_bend_is_a_candidate_nearest_first():
    assert found(U_BEND, (50, 8)) == [(5_000, 8, "left"), (37_000, 12, "left")]
    assert found(U_BEND, (50, 12)) == [(37_000, 8, "left"), (5_000, 12, "left")]


def test_the_tolerance_leaves_the_farther_arm_out():
    assert found(U_BEND, (50, 8), tolerance_m=10) == [(5_000, 8, "left")]
    assert found(U_BEND, (50, 8), tolerance_m=7) == []


def test_minima_near_each_other_along_the_route_are_one_place():
    assert found(U_BEND, (190, 10), apart_m=1) == [
        (19_000, 10, "left"),
        (21_000, 10, "left"),
        (23_000, 10, "left"),
    ]
    assert found(U_BEND, (190, 10), apart_m=50) == [(19_000, 10, "left")]


def test_the_limit_keeps_the_nearest():
    assert found(U_BEND, (50, 12), limit=1) == [(37_000, 8, "left")]


@pytest.mark.parametrize("point", [(np.nan, 0), (0, np.inf), (0,), (), (1, 2, 3)])
def test_a_point_without_two_finite_coordinates_is_refused(point):
    with pytest.raises(MeasureError, match="two coordinates, both finite"):
        candidates(CORNER, point, 10)


@pytest.mark.parametrize("tolerance_m", [0, -1, np.nan])
def test_a_tolerance_is_above_zero(tolerance_m):
    with pytest.raises(MeasureError, match="above zero"):
        candidates(CORNER, (0, 0), tolerance_m)


def test_a_measure_is_a_point():
    assert point_at(CORNER, 0) == (0, 0)
    assert point_at(CORNER, 15_000) == (100, 50)
    assert points_at(CORNER, [10_000, 20_000]).tolist() == [[100, 0], [100, 100]]


@pytest.mark.parametrize("cm", [-1, 20_001, np.nan, np.inf])
def test_off_the_line_there_is_no_point(cm):
    with pytest.raises(MeasureError, match=r"is not on the line, which runs from km 0\.0 to km 0\.2"):
        point_at(CORNER, cm)


def test_a_stretch_is_cut_exactly_and_keeps_the_vertices_between():
    assert line_between(CORNER, 5_000, 15_000).tolist() == [
        [50, 0, 5_000],
        [100, 0, 10_000],
        [100, 50, 15_000],
    ]


def test_a_stretch_between_two_vertices_does_not_repeat_them():
    assert line_between(CORNER, 10_000, 20_000).tolist() == CORNER[1:].tolist()
    assert line_between(CORNER, 0, 20_000).tolist() == CORNER.tolist()


def test_a_stretch_inside_one_segment_has_two_points():
    assert line_between(CORNER, 1_000, 1_001).tolist() == [[10, 0, 1_000], [10.01, 0, 1_001]]


@pytest.mark.parametrize(
    ("from_cm", "to_cm", "message"),
    [
        (0, 20_001, r"km 0\.20001 is not on the line"),
        (-1, 10, "is not on the line"),
        (10_000, 10_000, r"km 0\.1 to km 0\.1 does not"),
        (10_000, 5_000, r"km 0\.1 to km 0\.05 does not"),
        (np.nan, 5_000, "km nan is not on the line"),
    ],
)
def test_what_is_no_stretch_of_the_line_is_refused_and_never_clipped(from_cm, to_cm, message):
    with pytest.raises(MeasureError, match=message):
        line_between(CORNER, from_cm, to_cm)
