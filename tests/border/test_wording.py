"""Values in a refusal stand as its reader writes them."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from django.utils.translation import gettext

from apps.border.days import parse_day
from apps.geo.errors import BorderGisError, MeasureError, PeriodError
from apps.geo.facts import Box
from apps.geo.stationing import answering_cm


def told(error: BorderGisError, language: str) -> str:
    with translation.override(language):
        return error.translated(gettext)


@pytest.mark.parametrize(
    ("value", "english", "latvian"),
    [
        (date(1999, 12, 31), "31 Dec 1999", "31.12.1999."),
        (Decimal("12.346"), "12.346", "12,346"),
        (0.5, "0.5", "0,5"),
        (1999, "1999", "1999"),
        ("RU-1.5", "RU-1.5", "RU-1.5"),
    ],
)
def test_a_value_is_written_as_the_reader_writes_it(value, english, latvian):
    error = BorderGisError("100 %% of %(value)s", value=value)
    assert told(error, "en") == f"100 % of {english}"
    assert told(error, "lv") == f"100 % of {latvian}"


def test_decimals_that_a_message_asks_for_are_kept():
    error = BorderGisError("%(km).2f km, %(name)r", km=1.005, name="a")
    assert told(error, "lv").endswith(" km, 'a'")
    assert told(BorderGisError("%(km).1f km", km=2), "lv") == "2,0 km"


def test_the_log_keeps_plain_values():
    assert str(BorderGisError("until %(day)s", day=date(1999, 12, 31))) == "until 1999-12-31"


def test_days_and_kilometres_of_common_refusals():
    with pytest.raises(PeriodError) as early:
        parse_day("1850-12-31")
    assert "31.12.1850." in told(early.value, "lv")
    assert "31 Dec 1850" in told(early.value, "en")
    with pytest.raises(PeriodError) as reversed_days:
        Box(0, 1, date(2024, 2, 1), date(2024, 1, 1))
    assert "01.02.2024." in told(reversed_days.value, "lv")
    with pytest.raises(MeasureError) as beyond:
        answering_cm(1_234_600, 1_000_000)
    assert "12,346" in told(beyond.value, "lv")
    assert "12.346" in told(beyond.value, "en")
