from itertools import groupby, pairwise

from hypothesis import given
from hypothesis import strategies as st

from apps.geo.segmentation import segmentation

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
