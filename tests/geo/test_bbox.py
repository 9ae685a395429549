import numpy as np
import pytest

from apps.geo.bbox import checked_bbox, measures_inside
from apps.geo.errors import BorderGisError

# 100 m east, then 100 m north; M in centimetres
CORNER = np.array([[0, 0, 0], [100, 0, 10_000], [100, 100, 20_000]])


def test_a_line_through_a_box_is_inside_between_its_sides():
    assert measures_inside(CORNER, (20, -10, 30, 10)).pairs() == [(2_000, 3_000)]


def test_a_box_around_a_corner_holds_the_metres_on_both_sides_of_it():
    assert measures_inside(CORNER, (90, -10, 110, 10)).pairs() == [(9_000, 11_000)]


def test_a_box_around_the_line_holds_all_of_it():
    assert measures_inside(CORNER, (-1, -1, 101, 101)).pairs() == [(0, 20_000)]


def test_a_line_that_comes_back_is_inside_twice():
    there_and_back = np.array([[0, 0, 0], [100, 0, 10_000], [100, 10, 11_000], [0, 10, 21_000]])
    assert measures_inside(there_and_back, (40, -5, 50, 15)).pairs() == [(4_000, 5_000), (16_000, 17_000)]


def test_a_box_beside_the_line_holds_nothing():
    assert not measures_inside(CORNER, (0, 1, 99, 100))
    assert not measures_inside(CORNER, (200, 200, 300, 300))


def test_a_line_that_only_touches_the_box_gives_one_centimetre():
    assert measures_inside(CORNER, (100.0, 100.0, 110, 110)).length_cm == 1


def test_a_line_along_the_edge_of_the_box_is_inside():
    assert measures_inside(CORNER, (20, 0, 30, 10)).pairs() == [(2_000, 3_000)]


def test_no_line_and_one_point_have_no_measures():
    assert not measures_inside(np.empty((0, 3)), (0, 0, 1, 1))
    assert not measures_inside(CORNER[:1], (0, 0, 1, 1))


@pytest.mark.parametrize(
    "box", [(1, 0, 0, 1), (0, 1, 1, 0), (0, 0, 0, 1), (0, float("nan"), 1, 1), (0, 0, float("inf"), 1)]
)
def test_a_box_without_an_inside_is_refused(box):
    with pytest.raises(BorderGisError) as refused:
        checked_bbox(*box)
    assert refused.value.where == "bbox"
