from itertools import groupby, pairwise

from hypothesis import given
from hypothesis import strategies as st

from apps.geo.measures import MeasureSet
from apps.geo.segmentation import segmentation, side_by_side

LENGTH_CM = 30


@st.composite
def layers_of_events(draw):
    """Return disjoint events of a layer, some touching, with few different values so that many are equal."""
    ends = draw(st.lists(st.integers(0, LENGTH_CM), unique=True).map(sorted))
    values = st.sampled_from(["a", "b", None])
    events = [(a, b, draw(values)) for a, b in pairwise(ends) if draw(st.booleans())]
    return draw(st.permutations(events))


def value_at(events, cm):
    return next((value for a, b, value in events if a <= cm < b), None)


def centimetre_by_centimetre(layers, from_cm, to_cm):
    at = [(cm, tuple(value_at(events, cm) for events in layers.values())) for cm in range(from_cm, to_cm)]
    runs = [list(run) for _, run in groupby(at, key=lambda one: one[1])]
    return [(run[0][0], run[-1][0] + 1, run[0][1]) for run in runs]


@given(
    st.dictionaries(st.sampled_from("xyz"), layers_of_events()),
    st.lists(st.integers(0, LENGTH_CM), min_size=2, max_size=2, unique=True).map(sorted),
)
def test_segmentation_says_what_each_centimetre_says(layers, stretch):
    assert segmentation(layers, *stretch) == centimetre_by_centimetre(layers, *stretch)


places = st.tuples(st.integers(0, 90), st.integers(1, 30), st.sampled_from("ABC"))


@given(st.lists(places, max_size=8))
def test_side_by_side_says_of_each_centimetre_what_lies_there(found):
    things = {code: MeasureSet.from_pairs((a, a + n) for a, n, one in found if one == code) for code in "ABC"}
    lying = [(*pair, code) for code, metres in things.items() for pair in metres.pairs()]
    told = side_by_side(lying)
    for cm in range(125):
        expected = tuple(code for code, metres in things.items() if cm in metres)
        assert next((codes for a, b, codes in told if a <= cm < b), ()) == expected
    assert all(one[1] < other[0] or one[2] != other[2] for one, other in pairwise(told))
