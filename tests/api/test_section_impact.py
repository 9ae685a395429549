"""The impact level of each metre, which is that of its section on the day."""

from datetime import date

import pytest

from apps.ledger.commands import Add, Put
from tests.factories import BEGIN, KM, api_of, named, record, small_register

pytestmark = pytest.mark.django_db


def rows(day: str) -> list[tuple]:
    found = api_of().get("/api/v1/section-impact/", {"as_of": day}).json()
    assert found["columns"] == ["route", "from_km", "to_km", "from_day", "to_day", "section", "level"]
    return [(from_km, to_km, section, level) for _r, from_km, to_km, _f, _t, section, level in found["rows"]]


def test_each_stretch_has_the_level_that_its_section_has_on_the_day():
    small_register()
    codes = [Add("impact_level", code, named(code)) for code in ("low", "high")]
    record(*codes, *(Add("section", code, named(code)) for code in ("A", "B")))
    on = {"route": "LV-RU"}
    record(
        Put("section_stretch", on, {"section": "A"}, BEGIN, from_cm=0, to_cm=4 * KM),
        Put("section_stretch", on, {"section": "B"}, BEGIN, from_cm=4 * KM, to_cm=10 * KM),
        Put("section_impact", {"section": "A"}, {"level": "low"}, BEGIN),
        Put("section_impact", {"section": "A"}, {"level": "high"}, date(2024, 1, 1)),
    )
    assert rows("2023-06-01") == [(0, 4, "A", "low")]
    assert rows("2024-06-01") == [(0, 4, "A", "high")]
    assert rows("2020-06-01") == []
