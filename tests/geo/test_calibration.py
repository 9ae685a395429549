import numpy as np
import pytest

from apps.geo.calibration import (
    Calibration,
    LocatedSign,
    SurveyedSign,
    calibrated_line,
    calibration,
    cumulative_geodesic_m,
    difference_pct,
    findings,
    locate_sign,
    locate_signs,
    pieces,
    raw_measures_m,
)
from apps.geo.errors import CalibrationError

STRAIGHT = np.array([[0.0, 0.0], [100.0, 0.0], [200.0, 0.0]])
RAW = np.array([0.0, 100.0, 200.0])


def sign(label: str, official_cm: int, raw_m: float, residual_m: float = 0) -> LocatedSign:
    return LocatedSign(label, official_cm, raw_m, residual_m)


def codes(*signs: LocatedSign, length_cm: int = 20_000) -> list[tuple[str, str, bool]]:
    found = findings(signs, length_cm, accuracy_m=1)
    return [(finding.code, finding.label, finding.is_error) for finding in found]


def test_without_signs_the_two_ends_are_tied():
    tie = calibration([], raw_length_m=200, length_cm=19_000)
    assert tie.official([0, 100, 200]).tolist() == [0, 9_500, 19_000]


def test_between_signs_the_measure_runs_linearly():
    tie = calibration([sign("1", 8_000, raw_m=100)], raw_length_m=200, length_cm=20_000)
    assert tie.official([50, 100, 150]).tolist() == [4_000, 8_000, 14_000]


def test_moving_a_sign_moves_only_its_two_pieces():
    fixed = [sign("1", 5_000, 50), sign("3", 15_000, 150)]
    tie = calibration([fixed[0], sign("2", 10_000, 100), fixed[1]], 200, 20_000)
    moved = calibration([fixed[0], sign("2", 10_000, 110), fixed[1]], 200, 20_000)
    raw = np.array([0, 25, 50, 75, 150, 175, 200])
    same = tie.official(raw) == moved.official(raw)
    assert same.tolist() == [True, True, True, False, True, True, True]


def test_a_sign_at_an_end_of_the_route_stands_for_the_end():
    tie = calibration([sign("1", 0, raw_m=0.3), sign("9", 20_000, raw_m=199)], 200, 20_000)
    assert tie.raw([0, 20_000]).tolist() == [0, 200]


def test_raw_and_official_give_each_other_back_at_the_points():
    tie = Calibration([0, 33.3, 200], [0, 3_333, 20_000])
    assert tie.official(tie.raw_m).tolist() == [0, 3_333, 20_000]
    assert tie.raw([0, 3_333, 20_000]).tolist() == [0, 33.3, 200]


@pytest.mark.parametrize(
    ("raw_m", "official_cm", "message"),
    [
        ([], [], "two points or more"),
        ([0], [0], "two points or more"),
        ([0, 1, 2], [0, 1], "two points or more"),
        ([0, 2, 1], [0, 1, 2], "raw measure does not increase at point 3"),
        ([0, 1, 2], [0, 2, 2], "official measure does not increase at point 3"),
        ([0, np.nan], [0, 1], "raw measure does not increase at point 2"),
        ([2, 1], [1, 2], "raw measure does not increase at point 2"),
    ],
)
def test_both_measures_must_strictly_increase(raw_m, official_cm, message):
    with pytest.raises(CalibrationError, match=message):
        Calibration(raw_m, official_cm)


@pytest.mark.parametrize("raw_m", [-0.1, 200.1, np.nan])
def test_off_the_line_no_measure_is_made_up(raw_m):
    with pytest.raises(CalibrationError, match="not on the line"):
        Calibration([0, 200], [0, 20_000]).official(raw_m)


def test_a_line_gets_a_vertex_and_its_measure_at_each_sign():
    tie = calibration([sign("1", 2_000, raw_m=50)], 200, 20_000)
    line = calibrated_line(STRAIGHT, RAW, tie)
    assert line.tolist() == [
        [0, 0, 0],
        [50, 0, 2_000],
        [100, 0, 8_000],
        [200, 0, 20_000],
    ]


def test_a_sign_on_a_vertex_adds_none():
    tie = calibration([sign("1", 4_000, raw_m=100 + 1e-9)], 200, 20_000)
    assert calibrated_line(STRAIGHT, RAW, tie)[:, 2].tolist() == [0, 4_000, 20_000]


def test_a_calibration_that_ends_before_the_line_is_refused():
    with pytest.raises(CalibrationError, match="does not reach both ends"):
        calibrated_line(STRAIGHT, RAW, Calibration([0, 150], [0, 20_000]))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ([], "two vertices or more"),
        ([[27, 57]], "two vertices or more"),
        ([[27, 57, 1], [27, 58, 1]], "two vertices or more, each with two coordinates"),
        ([[27, 57], [27, np.nan]], "Vertex 2 has no coordinates"),
        ([[27, 57], [27, 58], [27, 58]], "Vertex 3 repeats the one before it"),
    ],
)
def test_what_is_no_line_is_refused(line, message):
    with pytest.raises(CalibrationError, match=message):
        cumulative_geodesic_m(line)


def test_geodesic_distances_add_up_along_the_line():
    # A degree of latitude is 111.3 to 111.4 km here: pyproj.Geod(ellps="WGS84").inv, EPSG:4326
    raw_m = cumulative_geodesic_m([[27, 56], [27, 56.5], [27, 57]])
    assert raw_m[0] == 0
    assert raw_m[-1] == pytest.approx(111_340, abs=20)
    assert raw_m[1] == pytest.approx(raw_m[-1] / 2, abs=10)


def test_the_national_grid_does_not_change_geodesic_distances():
    # Easting and northing of (27, 56) and (27, 57) in EPSG:3059 by cs2cs
    from pyproj import Transformer

    grid = np.column_stack(Transformer.from_crs(4326, 3059, always_xy=True).transform([27, 27], [56, 57]))
    assert raw_measures_m(grid, 3059) == pytest.approx(cumulative_geodesic_m([[27, 56], [27, 57]]), abs=0.001)


def test_a_sign_lies_at_the_nearest_point_of_the_line():
    assert locate_sign(SurveyedSign("1", 0, x=130, y=4), STRAIGHT, RAW) == sign("1", 0, 130, residual_m=4)


def test_a_sign_beyond_the_end_lies_at_the_end():
    assert locate_sign(SurveyedSign("1", 0, x=203, y=4), STRAIGHT, RAW) == sign("1", 0, 200, residual_m=5)


def test_signs_are_ordered_by_measure_and_those_without_coordinates_told():
    surveyed = [
        SurveyedSign("3", 15_000, x=150, y=0),
        SurveyedSign("2", 10_000, x=np.nan, y=0),
        SurveyedSign("1", 5_000, x=50, y=0),
        SurveyedSign("4", 18_000),
    ]
    located, missing = locate_signs(surveyed, STRAIGHT, RAW)
    assert [one.label for one in located] == ["1", "3"]
    assert [(one.code, one.label) for one in missing] == [("no_location", "2"), ("no_location", "4")]


def test_good_signs_give_no_finding():
    assert codes(sign("1", 5_000, 50), sign("2", 10_000, 100, residual_m=1)) == []
    assert codes() == []


def test_a_sign_too_far_from_the_line_warns_and_much_too_far_is_an_error():
    assert codes(sign("1", 5_000, 50, residual_m=2)) == [("too_far", "1", False)]
    assert codes(sign("1", 5_000, 50, residual_m=11)) == [("too_far", "1", True)]


def test_signs_in_the_wrong_order_are_found():
    assert codes(sign("1", 5_000, 100), sign("2", 10_000, 50)) == [("wrong_order", "2", True)]


def test_a_sign_given_twice_is_found():
    twice = sign("1", 5_000, 50)
    assert codes(twice, twice) == [("duplicate", "1", True)] * 3


def test_a_finding_tells_what_is_wrong_in_words():
    (far,) = findings([sign("7", 5_000, 50, residual_m=12.34)], 20_000, accuracy_m=1)
    assert far.message % far.values == "lies 12.3 m from the line"


def test_a_sign_beyond_the_official_length_is_found():
    assert codes(sign("1", 20_001, 150)) == [("outside_route", "1", True)]


def test_the_report_tells_each_piece_and_how_far_it_differs():
    (piece,) = pieces([sign("1", 5_000, 50, residual_m=1), sign("2", 10_000, 101, residual_m=3)])
    assert (piece.from_label, piece.to_label, piece.residual_m) == ("1", "2", 3)
    assert piece.difference_pct == pytest.approx(2)


def test_the_surveyed_line_is_compared_with_the_official_length():
    assert difference_pct(284_222, 28_360_000) == pytest.approx(0.219, abs=0.001)
