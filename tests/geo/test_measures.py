import pytest

from apps.geo.errors import MeasureError
from apps.geo.measures import EMPTY, MeasureSet, Share, Stretch, at_least, intersection, union


def test_a_stretch_runs_forward_from_the_origin():
    assert Stretch(0, 1).length_cm == 1
    for from_cm, to_cm in [(5, 5), (6, 5), (-1, 5)]:
        with pytest.raises(MeasureError):
            Stretch(from_cm, to_cm)


def test_touching_stretches_are_one():
    assert MeasureSet.of((10, 20), (0, 10)).pairs() == [(0, 20)]


def test_overlapping_stretches_count_once():
    assert MeasureSet.of((0, 10), (5, 15), (6, 7)).length_cm == 15


def test_a_hole_of_one_centimetre_stays():
    assert MeasureSet.of((0, 10), (11, 20)).pairs() == [(0, 10), (11, 20)]


def test_union_intersection_and_difference():
    a, b = MeasureSet.of((0, 10), (20, 30)), MeasureSet.of((5, 25))
    assert (a | b).pairs() == [(0, 30)]
    assert (a & b).pairs() == [(5, 10), (20, 25)]
    assert (a - b).pairs() == [(0, 5), (25, 30)]
    assert (b - a).pairs() == [(10, 20)]


def test_sets_that_only_touch_share_nothing():
    assert MeasureSet.of((0, 10)) & MeasureSet.of((10, 20)) == EMPTY


def test_depth_counts_how_many_sets_lie_over_a_metre():
    sets = MeasureSet.of((0, 10)), MeasureSet.of((5, 15)), MeasureSet.of((8, 20))
    assert at_least(2, *sets).pairs() == [(5, 15)]
    assert intersection(*sets).pairs() == [(8, 10)]
    assert union(*sets).pairs() == [(0, 20)]
    assert at_least(2, MeasureSet.of((0, 10)), MeasureSet.of((5, 10)), MeasureSet.of((10, 20))).pairs() == [
        (5, 10)
    ]


def test_membership_is_from_in_and_to_out():
    some = MeasureSet.of((10, 20))
    assert 10 in some and 19 in some
    assert 9 not in some and 20 not in some


def test_length_below_gives_the_length_on_any_stretch_by_difference():
    some = MeasureSet.of((10, 20), (30, 40))
    assert some.length_below([0, 10, 15, 20, 25, 40, 99]).tolist() == [0, 0, 5, 10, 10, 20, 20]
    assert EMPTY.length_below([5]).tolist() == [0]


def test_within_clips_to_a_stretch():
    some = MeasureSet.of((10, 20), (30, 40))
    assert some.within(15, 35).pairs() == [(15, 20), (30, 35)]
    assert some.within(20, 30) == EMPTY
    assert some.within(35, 15) == EMPTY


@pytest.mark.parametrize("pairs", [[(5, 5)], [(6, 5)], [(-1, 5)]])
def test_a_set_refuses_what_is_no_stretch(pairs):
    with pytest.raises(MeasureError):
        MeasureSet.from_pairs(pairs)


def test_measures_are_whole_numbers():
    with pytest.raises(MeasureError, match="whole centimetres"):
        MeasureSet([0.5], [1.5])


def test_a_share_of_nothing_has_no_percentage():
    assert Share(EMPTY, EMPTY).percent is None
    assert Share(MeasureSet.of((0, 1)), MeasureSet.of((0, 4))).percent == 25
    assert Share(MeasureSet.of((0, 1)), MeasureSet.of((0, 4))).missing.pairs() == [(1, 4)]
