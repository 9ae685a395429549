from decimal import Decimal

import numpy as np
import pytest

from apps.geo.errors import MeasureError
from apps.geo.stationing import (
    SignOffset,
    answering_cm,
    as_km,
    as_metres,
    format_km,
    format_stationing,
    parse_measure,
    parse_sign_offset,
    sign_measure,
    sign_offset,
)

SIGNS = [(0, "1"), (40_000, "2"), (100_000, "3A")]


@pytest.mark.parametrize(
    "typed",
    [
        "12.346",
        "12,346",
        "km 12.346",
        "KM12,346",
        "12.346 km",
        " 12.34600 ",
        "12+346",
        "km 12+346",
        "12 + 346 m",
        "12+346.00",
        12.346,
        Decimal("12.346"),
        Decimal("12.346000000"),
        np.float64(12.346),
    ],
)
def test_every_way_to_write_a_measure_is_the_same_centimetre(typed):
    assert parse_measure(typed) == 1_234_600


@pytest.mark.parametrize(
    ("typed", "cm"),
    [
        ("0", 0),
        ("12", 1_200_000),
        (12, 1_200_000),
        ("0.00001", 1),
        (1e-05, 1),
        ("12+346.25", 1_234_625),
        ("12+5", 1_200_500),
    ],
)
def test_centimetres_are_exact(typed, cm):
    assert parse_measure(typed) == cm


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "A measure is needed"),
        ("   ", "A measure is needed"),
        ("12.345678", "'12.345678' is finer than a centimetre"),
        (0.000001, "1e-06 is finer than a centimetre"),
        (Decimal("1." + "0" * 40 + "1"), "is finer than a centimetre"),
        ("12+346.255", "is finer than a centimetre"),
        ("-1", "A measure is not negative: '-1'"),
        ("−1", "not negative"),
        ("km -1", "not negative"),
        (-0.5, "not negative: -0.5"),
        (float("nan"), "nan is not a measure"),
        (float("inf"), "inf is not a measure"),
        (Decimal("sNaN"), "is not a measure"),
        ("nan", "'nan' is not a measure"),
        ("twelve", "'twelve' is not a measure"),
        ("12+3456", "is not a measure"),
        ("12.3.4", "is not a measure"),
        ("1e3", "is not a measure"),
        ("١٢", "is not a measure"),
        ("9" * 5_000, "is farther than any route goes"),
        ("99999", "is farther than any route goes"),
        (Decimal("1e999"), "is farther than any route goes"),
        (True, "True is not a measure"),
        (None, "None is not a measure"),
        ([], "is not a measure"),
    ],
)
def test_what_is_no_measure_is_refused_with_the_text_that_was_wrong(typed, message):
    with pytest.raises(MeasureError, match=message.replace("+", r"\+")):
        parse_measure(typed)


@pytest.mark.parametrize(
    ("typed", "position"),
    [
        ("sign 123 + 35 m", SignOffset("123", 3_500)),
        ("zīme 123 + 35 m", SignOffset("123", 3_500)),
        ("Robežzīme 123 + 35,5 m", SignOffset("123", 3_550)),
        ("123+35", SignOffset("123", 3_500)),
        ("sign 12/3A", SignOffset("12/3A", 0)),
        ("signal", SignOffset("signal", 0)),
    ],
)
def test_sign_and_metres(typed, position):
    assert parse_sign_offset(typed) == position


@pytest.mark.parametrize("typed", ["", "+ 35", "123 - 35", "123 + -35", "123 + 35 km", "sign 123 + 0.001"])
def test_what_is_no_sign_and_metres_is_refused(typed):
    with pytest.raises(MeasureError):
        parse_sign_offset(typed)


def test_a_sign_gives_its_measure_and_back():
    assert sign_measure(SignOffset("2", 3_500), {"1": 0, "2": 40_000}) == 43_500
    assert sign_offset(43_500, SIGNS) == SignOffset("2", 3_500)
    assert str(SignOffset("2", 3_500)) == "2 + 35 m"


def test_a_measure_at_a_sign_is_told_from_that_sign():
    assert sign_offset(40_000, SIGNS) == SignOffset("2", 0)
    assert sign_offset(39_999, SIGNS) == SignOffset("1", 39_999)
    assert sign_offset(999_999, SIGNS) == SignOffset("3A", 899_999)


def test_before_the_first_sign_there_is_nothing_to_tell_from():
    assert sign_offset(5, [(10, "1")]) is None
    assert sign_offset(5, []) is None


def test_an_unknown_sign_is_named():
    with pytest.raises(MeasureError, match="There is no border sign '999'"):
        sign_measure(SignOffset("999"), {"1": 0})


def test_at_the_official_length_the_last_centimetre_answers():
    assert answering_cm(0, 100) == 0
    assert answering_cm(99, 100) == 99
    assert answering_cm(100, 100) == 99


@pytest.mark.parametrize("cm", [-1, 101])
def test_off_the_route_nothing_answers(cm):
    with pytest.raises(MeasureError, match=r"not on the route, which is 0\.001 km long"):
        answering_cm(cm, 100)


@pytest.mark.parametrize(
    ("cm", "km", "station"),
    [
        (0, "0", "0+000"),
        (1, "0.00001", "0+000.01"),
        (1_234_625, "12.34625", "12+346.25"),
        (1_234_600, "12.346", "12+346"),
        (10_000_000, "100", "100+000"),
    ],
)
def test_measures_are_shown_shortest_and_exact(cm, km, station):
    assert format_km(cm) == km
    assert format_stationing(cm) == station


def test_kilometres_and_metres_are_exact_decimals():
    assert as_km(28_360_000) == Decimal("283.6")
    assert as_metres(1_234_625) == Decimal("12346.25")


def test_latvian_writes_a_decimal_comma():
    assert format_km(1_234_600, ",") == "12,346"
    assert format_stationing(1_234_625, ",") == "12+346,25"
