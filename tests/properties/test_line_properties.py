"""What holds on every line: calibration keeps order; an interpolated point is located where it was."""

from itertools import pairwise

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from apps.geo.calibration import Calibration, calibrated_line
from apps.geo.snapping import candidates, line_between, nearest_along, point_at, points_at

coordinates = st.integers(0, 100_000)


@st.composite
def planar_lines(draw):
    """Return a line that never turns back on itself: easting grows by 1 to 100 m a vertex."""
    steps = draw(st.lists(st.tuples(st.integers(1, 100), st.integers(-100, 100)), min_size=1, max_size=30))
    return np.cumsum([(0, 0), *steps], axis=0, dtype=float)


def raw_m(line):
    return np.concatenate(([0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))))


@st.composite
def ties(draw, length_m: float):
    inner = draw(st.lists(st.floats(0.01, 0.99), max_size=10, unique=True).map(sorted))
    raw = np.array([0, *inner, 1]) * length_m
    steps_cm = draw(st.lists(st.integers(1, 100_000), min_size=raw.size - 1, max_size=raw.size - 1))
    assume((np.diff(raw) > 1e-3).all())
    return Calibration(raw, np.cumsum([0, *steps_cm]))


@st.composite
def calibrated(draw):
    line = draw(planar_lines())
    raw = raw_m(line)
    return calibrated_line(line, raw, draw(ties(raw[-1])))


@given(planar_lines(), st.data())
def test_calibrating_keeps_the_order_and_ties_every_point(line, data):
    raw = raw_m(line)
    tie = data.draw(ties(raw[-1]))
    made = calibrated_line(line, raw, tie)
    assert (np.diff(made[:, 2]) > 0).all()
    assert (made[0, 2], made[-1, 2]) == (0, tie.official_cm[-1])
    assert np.isin(tie.official_cm, made[:, 2]).all()
    assert len(line) <= len(made) <= len(line) + tie.raw_m.size - 2


@given(planar_lines(), st.data(), st.floats(0, 1))
def test_raw_and_official_give_each_other_back(line, data, share):
    raw = raw_m(line)
    tie = data.draw(ties(raw[-1]))
    assert (tie.raw(tie.official(tie.raw_m)) == tie.raw_m).all()
    assert np.isclose(tie.raw(tie.official(share * raw[-1])), share * raw[-1], rtol=1e-9, atol=1e-6)


@given(calibrated(), st.floats(0, 1))
def test_locating_an_interpolated_point_gives_its_measure_back(line, share):
    cm = share * line[-1, 2]
    places = candidates(line, point_at(line, cm), tolerance_m=0.001, apart_m=0)
    assert places[0].side == "on"
    # A centimetre of a much stretched piece can be a nanometre on the ground, where floats end.
    steps_m = np.hypot(*np.diff(line[:, :2], axis=0).T)
    assume((np.diff(line[:, 2]) / steps_m).max() < 1e6)
    assert min(abs(place.measure_cm - cm) for place in places) <= 1


@given(calibrated(), st.tuples(coordinates, st.integers(-100_000, 100_000)))
def test_the_nearest_candidate_is_the_nearest_point_of_the_line(line, point):
    from shapely import LineString, Point

    nearest = candidates(line, point, tolerance_m=1e9)[0]
    distance_m = LineString(line[:, :2]).distance(Point(point))
    assert np.isclose(nearest.distance_m, distance_m)
    assert np.isclose(np.hypot(nearest.x - point[0], nearest.y - point[1]), distance_m)


@given(calibrated(), st.tuples(coordinates, coordinates))
def test_candidates_come_nearest_first_and_apart(line, point):
    places = candidates(line, point, tolerance_m=1e9, apart_m=30)
    distances = [place.distance_m for place in places]
    assert distances == sorted(distances)
    measures = sorted(place.measure_cm for place in places)
    assert all(after - before >= 2_999 for before, after in pairwise(measures))


@given(calibrated(), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_cut_line_ends_exactly_and_lies_on_the_line(line, one, other, share):
    from_cm, to_cm = sorted((one * line[-1, 2], other * line[-1, 2]))
    assume(from_cm < to_cm)
    part = line_between(line, from_cm, to_cm)
    assert (part[0, 2], part[-1, 2]) == (from_cm, to_cm)
    assert (np.diff(part[:, 2]) > 0).all()
    cm = min(from_cm + share * (to_cm - from_cm), to_cm)
    assert np.allclose(points_at(part, cm), points_at(line, cm), atol=1e-6)


@given(calibrated(), st.tuples(coordinates, st.integers(-100_000, 100_000)))
def test_many_points_at_once_are_found_where_each_is_by_itself(line, point):
    measures_cm, distances_m = nearest_along(line, [point, point])
    [nearest] = candidates(line, point, tolerance_m=1e9, limit=1)
    assert np.isclose(distances_m, nearest.distance_m).all()
    x, y = point_at(line, float(measures_cm[0]))
    assert np.isclose(np.hypot(x - point[0], y - point[1]), nearest.distance_m)
