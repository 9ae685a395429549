"""A section whose ends changed since the last report: what that one said was of other metres, and this one says so."""

from datetime import date

import pytest
from django.utils.translation import override

from apps.ledger.commands import Put
from apps.reports import services
from apps.reports.content.asked import Asked
from apps.reports.content.general import generalised
from apps.reports.formats.coverage_pdf import coverage_context
from apps.reports.formats.coverage_tables import coverage_tables
from tests.factories import BEGIN, KM, person, record
from tests.reports.register import DAY, made, small_border

pytestmark = pytest.mark.django_db
LAST = date(2023, 12, 31)


@pytest.fixture(autouse=True)
def register():
    small_border()


def cut_to_five_km(since: date) -> None:
    """Give the last kilometre of section A, km 0–6, to section B."""
    ends = {"from_cm": 5 * KM, "to_cm": 6 * KM}
    record(Put("section_stretch", {"route": "LV-RU"}, {"section": "B"}, since, **ends))


def report(*sections: str) -> dict:
    asked = services.following("coverage", Asked(DAY, language="en", sections=sections))
    snapshot = services.snapshots.drawn_up(as_of=DAY, by=person("planner"))
    with override("en"):
        return services.read("coverage", asked, snapshot)[0]


def place(from_km: float, to_km: float) -> list[dict]:
    return [{"route": "LV-RU", "from_km": from_km, "to_km": to_km}]


@pytest.mark.parametrize("since", [date(2024, 6, 1), BEGIN], ids=["moved", "corrected"])
def test_the_last_reports_share_stands_beside_the_one_inside_todays_ends(since):
    """The camera sees km 3–7: 3 of the 6 km that A had, 2 of the 5 km that it has."""
    made(day=LAST, sections=("A",)).keep()
    cut_to_five_km(since)
    found = report("A")
    assert found["changes"]["sections"] == [
        {"section": "A", "before": place(0, 6), "before_km": 6, "after": place(0, 5), "after_km": 5}
    ]
    [k2] = [one for one in found["changes"]["figures"] if one["figure"] == "K2"]
    assert (k2["told"], k2["before"], k2["after"]) == ("50.0000", "40.0000", "40.0000")
    assert any("A (6.0 km, now 5.0 km)" in text for text in found["warnings"])


def test_a_report_of_the_whole_border_names_the_sections_and_keeps_its_shares():
    made(day=LAST).keep()
    cut_to_five_km(date(2024, 6, 1))
    found = report()
    assert [one["section"] for one in found["changes"]["sections"]] == ["A", "B"]
    assert all(one["told"] == one["before"] for one in found["changes"]["figures"])


def test_ends_that_stay_are_not_spoken_of():
    made(day=LAST, sections=("A",)).keep()
    found = report("A")
    assert found["changes"]["sections"] == []
    assert not any("ends of sections" in text for text in found["warnings"])


def test_the_paper_shows_the_ends_then_and_now_and_what_was_said():
    made(day=LAST, sections=("A",)).keep()
    cut_to_five_km(date(2024, 6, 1))
    content = report("A")
    with override("en"):
        shown = coverage_context(content, coverage_tables(content), {}, detail=False)["tables"]
    [ends] = shown["changed_ends"]
    assert [cell["parts"] or cell["text"] for cell in ends.rows[0]][1:] == [
        ["LV-RU 0–6"], "6.000", ["LV-RU 0–5"], "5.000"
    ]  # fmt: skip
    assert "In the last report, %" in [head["text"] for head in shown["changes"][0].heads]


def test_general_readers_are_told_of_rounded_ends():
    made(day=LAST, sections=("A",)).keep()
    ends = {"from_cm": 512_345, "to_cm": 6 * KM}
    record(Put("section_stretch", {"route": "LV-RU"}, {"section": "B"}, date(2024, 6, 1), **ends))
    found = generalised(report("A"))
    assert found["changes"]["sections"] == [
        {"section": "A", "before": place(0, 6), "before_km": 6, "after": place(0, 5), "after_km": 5.1}
    ]
    assert "5.12345" not in str(found)
