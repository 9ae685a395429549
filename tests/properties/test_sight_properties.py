import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from apps.geo.measures import MeasureSet
from apps.geo.rays import SEEN, STEPS_A_CELL
from apps.geo.sight import Conditions, Eye, Track, look, states
from tests.geo import terrains

seeds = st.integers(1, 5)
eyes = st.builds(
    Eye,
    x=st.floats(-1_500, 6_000),
    y=st.floats(-1_500, 6_000),
    range_m=st.floats(100, 5_000),
    mast_m=st.floats(0, 60),
    azimuth_deg=st.floats(0, 359),
    sector_deg=st.floats(1, 360),
)


def terrain(seed):
    return terrains.rough(side=420, seed=seed)


@st.composite
def tracks(draw):
    turns = draw(
        st.lists(st.tuples(st.integers(-1_500, 6_000), st.integers(-1_500, 6_000)), min_size=2, max_size=6)
    )
    # A calibrated line: its measure differs from its length by some percent, never by a factor.
    lengths_m = np.hypot(*np.diff(np.array(turns, dtype=float), axis=0).T)
    shares = draw(st.lists(st.floats(0.9, 1.1), min_size=len(lengths_m), max_size=len(lengths_m)))
    steps_cm = np.maximum(1, (100 * lengths_m * shares).astype(int))
    measures = np.concatenate(([0], np.cumsum(steps_cm))).tolist()
    return Track([(x, y, m) for (x, y), m in zip(turns, measures, strict=False)])


@given(eyes, tracks(), seeds)
def test_reach_is_what_is_seen_hidden_or_unknown_and_nothing_twice(eye, track, seed):
    sight = look(eye, track, terrain(seed))
    parts = [sight.seen, sight.hidden, sight.unknown]
    assert sum(part.length_cm for part in parts) == sight.reach.length_cm
    assert sight.reach == look(eye, track).reach
    assert sight.reach - MeasureSet.of((0, track.length_cm)) == MeasureSet()


@given(eyes, tracks(), seeds)
def test_at_both_sides_of_an_edge_the_ray_says_so(eye, track, seed):
    ground = terrain(seed)
    for stretch in look(eye, track, ground).seen:
        inside = np.array([stretch.from_cm, stretch.to_cm - 1])
        outside = np.array([cm for cm in (stretch.from_cm - 1, stretch.to_cm) if 0 <= cm < track.length_cm])
        assert (states(eye, track.points(inside), ground) == SEEN).all()
        assert (states(eye, track.points(outside), ground) != SEEN).all()


@given(eyes, seeds, st.floats(0, 5), st.floats(0, 0.99))
def test_skipping_low_ground_changes_no_answer(eye, seed, target_m, refraction):
    """The same rays by plain numpy, each step of them: one a cell at most."""
    ground, conditions = terrain(seed), Conditions(target_m, refraction)
    points = np.random.default_rng(seed).uniform(-1_500, 6_000, (40, 2))
    seen = states(Eye(eye.x, eye.y, 20_000, eye.mast_m), points, ground, conditions) == SEEN
    assert np.array_equal(seen, terrains.finer(eye, points, ground, conditions, times=STEPS_A_CELL))


@given(eyes, tracks(), seeds, st.floats(0, 30))
def test_a_higher_target_is_seen_wherever_a_lower_one_is(eye, track, seed, more_m):
    low, high = (
        states(eye, track.samples_xy, terrain(seed), Conditions(target_m)) == SEEN
        for target_m in (1, 1 + more_m)
    )
    assert not (low & ~high).any()
