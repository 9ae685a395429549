"""A measure set against the plainest model there is: a Python set of the centimetres that it holds."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from apps.geo.measures import MeasureSet, Share, at_least, intersection, union

LENGTH_CM = 40

measures = st.integers(0, LENGTH_CM)
stretches = st.lists(measures, min_size=2, max_size=2, unique=True).map(sorted).map(tuple)
pairs = st.lists(stretches, max_size=8)
sets = pairs.map(MeasureSet.from_pairs)
# As many pieces as 80 coin tosses give: more than are looked up one by one.
many_pieces = st.lists(st.booleans(), min_size=80, max_size=80).map(
    lambda tosses: MeasureSet.from_pairs((cm, cm + 1) for cm, holds in enumerate(tosses) if holds)
)


def cells(some: MeasureSet) -> set[int]:
    return {cm for a, b in some.pairs() for cm in range(a, b)}


def is_canonical(some: MeasureSet) -> bool:
    """Tell whether the stretches are in order, not empty, and neither meet nor touch."""
    ends = [end for pair in some.pairs() for end in pair]
    return ends == sorted(set(ends))


@given(pairs)
def test_a_set_holds_the_centimetres_of_its_stretches(given_pairs):
    some = MeasureSet.from_pairs(given_pairs)
    assert cells(some) == {cm for a, b in given_pairs for cm in range(a, b)}
    assert is_canonical(some)


@given(pairs, st.randoms())
def test_the_order_of_the_stretches_is_of_no_matter(given_pairs, random):
    shuffled = random.sample(given_pairs, len(given_pairs))
    one, other = MeasureSet.from_pairs(given_pairs), MeasureSet.from_pairs(shuffled)
    assert one == other
    assert hash(one) == hash(other)


@given(sets, sets)
def test_sets_that_hold_the_same_are_equal_and_no_others(a, b):
    assert (a == b) == (cells(a) == cells(b))


@given(sets | many_pieces, sets | many_pieces)
def test_union_intersection_and_difference_are_those_of_sets(a, b):
    for found, wanted in [
        (a | b, cells(a) | cells(b)),
        (a & b, cells(a) & cells(b)),
        (a - b, cells(a) - cells(b)),
    ]:
        assert cells(found) == wanted
        assert is_canonical(found)


@given(st.lists(sets, min_size=1, max_size=5), st.integers(1, 6))
def test_at_least_counts_the_sets_over_each_centimetre(some, count):
    found = at_least(count, *some)
    assert cells(found) == {cm for cm in range(LENGTH_CM) if sum(cm in cells(one) for one in some) >= count}
    assert is_canonical(found)


@given(st.lists(sets, min_size=1, max_size=5))
def test_union_and_intersection_of_many_are_those_of_sets(some):
    assert cells(union(*some)) == set().union(*map(cells, some))
    assert cells(intersection(*some)) == set.intersection(*map(cells, some))


@given(sets, measures, measures)
def test_within_is_the_part_between_two_measures(some, from_cm, to_cm):
    found = some.within(from_cm, to_cm)
    assert cells(found) == cells(some) & set(range(from_cm, to_cm))
    assert is_canonical(found)


@given(sets, st.lists(st.integers(-1, LENGTH_CM + 1)))
def test_length_below_counts_the_centimetres_before_a_measure(some, at):
    assert some.length_below(at).tolist() == [sum(one < cm for one in cells(some)) for cm in at]


@given(sets)
def test_length_and_membership_are_those_of_the_cells(some):
    assert some.length_cm == len(cells(some))
    assert {cm for cm in range(-1, LENGTH_CM + 1) if cm in some} == cells(some)
    assert bool(some) == bool(cells(some))
    assert len(some) == len(list(some))


@given(sets)
def test_gaps_and_covered_make_up_the_whole(covered):
    whole = MeasureSet.of((0, LENGTH_CM))
    gaps = whole - covered
    assert gaps | covered == whole
    assert not gaps & covered
    assert gaps.length_cm + covered.length_cm == whole.length_cm


@given(sets, sets)
def test_what_a_share_has_and_what_it_misses_make_up_its_whole(some, whole):
    share = Share(part=some & whole, whole=whole)
    assert share.missing | share.part == whole
    assert share.percent is None if not whole else 0 <= share.percent <= 100


@given(sets, st.sampled_from([np.int32, np.int64, np.uint32]))
def test_the_width_of_the_integers_is_of_no_matter(some, width):
    assert MeasureSet(some.starts.astype(width), some.ends.astype(width)) == some


@given(st.lists(stretches.map(lambda pair: (pair[0] * 10**8, pair[1] * 10**8))))
def test_long_routes_add_up_without_overflow(given_pairs):
    # 40 * 10^8 cm is far beyond 32 bits: no sum may wrap around.
    some = MeasureSet.from_pairs(given_pairs)
    assert some.length_cm == sum(b - a for a, b in some.pairs())
