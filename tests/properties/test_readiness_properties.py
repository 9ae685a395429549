from hypothesis import given
from hypothesis import strategies as st

from apps.construction.readiness import STATES, Ground, readiness
from apps.geo.measures import MeasureSet, union

pairs = st.tuples(st.integers(0, 200), st.integers(1, 60)).map(lambda one: (one[0], one[0] + one[1]))
sets = st.lists(pairs, max_size=6).map(MeasureSet.from_pairs)
grounds = st.builds(Ground, *[sets] * 10)


@given(grounds)
def test_every_required_metre_has_one_answer(ground):
    found = readiness(ground)
    assert tuple(found) == STATES
    assert union(*found.values()) == ground.required
    assert sum(metres.length_cm for metres in found.values()) == ground.required.length_cm


@given(grounds, sets)
def test_more_land_never_makes_less_ready(ground, more):
    wider = Ground(**{**vars(ground), "land_held": union(ground.land_held, more)})
    assert not readiness(ground)["ready"] - readiness(wider)["ready"]
