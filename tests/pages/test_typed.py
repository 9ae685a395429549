"""What people type into forms, and how it is shown to be typed again."""

import pytest
from django.utils.translation import gettext, override

from apps.border.models import Route
from apps.construction.models import Requirement
from apps.geo.errors import BorderGisError
from apps.indicators.models import Definition, Target
from apps.ledger.columns import column_of
from apps.pages.typed import as_typed, day_of, typed_value

LENGTH = column_of(Route, "official_length_cm")
WIDTH = column_of(Requirement, "width_m")
YEAR = column_of(Target, "year")
PARAMETERS = column_of(Definition, "parameters")


@pytest.mark.parametrize(
    "text",
    ["21.11.2026.", "21.11.2026", "21/11/2026", "21 Nov 2026", "21-Nov-2026", "21-Nov-26", "2026-11-21"],
)
def test_a_day_is_read_as_people_write_it(text):
    assert day_of(text, "from_day").isoformat() == "2026-11-21"


@pytest.mark.parametrize("text", ["", "31.02.2026.", "tomorrow", "1.1.1800."])
def test_what_is_no_day_is_refused_at_its_field(text):
    with pytest.raises(BorderGisError) as refused:
        day_of(text, "from_day")
    assert refused.value.where == "from_day"


@pytest.mark.parametrize(("language", "example"), [("lv", "21.11.2026."), ("en", "21 Nov 2026")])
def test_what_is_no_day_is_told_as_typed_with_an_example_as_the_reader_writes_it(language, example):
    with override(language), pytest.raises(BorderGisError) as refused:
        day_of("32.13.2026.", "from_day")
    with override(language):
        told = refused.value.translated(gettext)
    assert "32.13.2026." in told and example in told


def test_lengths_are_typed_in_kilometres_and_kept_in_centimetres():
    assert typed_value(LENGTH, {"official_length_cm": "283.6"}) == 28_360_000
    assert typed_value(LENGTH, {"official_length_cm": "283,6"}) == 28_360_000
    with override("lv"):
        assert as_typed(LENGTH, 28_360_000) == {"official_length_cm": "283,6"}


@pytest.mark.parametrize(("text", "value"), [("12,5", "12.50"), ("1 200.5", "1200.50"), ("", None)])
def test_decimals_are_read_with_comma_or_point(text, value):
    assert typed_value(WIDTH, {"width_m": text}) == value


@pytest.mark.parametrize("text", ["twelve", "nan", "inf", "0", "-1", "123456"])
def test_what_the_column_cannot_hold_is_refused(text):
    with pytest.raises(BorderGisError):
        typed_value(WIDTH, {"width_m": text})


@pytest.mark.parametrize("text", ["2027.5", "", "MMXXVII"])
def test_a_year_is_a_whole_number(text):
    with pytest.raises(BorderGisError):
        typed_value(YEAR, {"year": text})


def test_parameters_are_json_and_come_back_as_they_were():
    typed = as_typed(PARAMETERS, '{"elements":["fence"],"from":1}')
    assert typed_value(PARAMETERS, typed) == '{"elements":["fence"],"from":1}'
    with pytest.raises(BorderGisError):
        typed_value(PARAMETERS, {"parameters": "{elements: fence}"})
