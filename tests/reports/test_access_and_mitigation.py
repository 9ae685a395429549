"""What a coverage report says beside coverage: ways to a stretch, what eases a gap and closes it, for which days."""

from datetime import date

import pytest
from django.utils.translation import override
from pypdf import PdfReader

from apps.ledger.commands import Add, Put
from apps.reports.content.general import generalised
from tests.factories import BEGIN, named, put_work, record
from tests.reports.register import content_of, made, small_border, stretch, unpack
from tests.surveillance.register import camera, point

pytestmark = pytest.mark.django_db
LATER = date(2025, 3, 1)


@pytest.fixture(autouse=True)
def register():
    small_border()


def build_path(from_km: float, to_km: float, element: str = "patrol_path") -> None:
    record(Add("element", element, named(element)), put_work(from_km, to_km, "built", element=element))


def gaps(found: dict) -> list[tuple[float, float]]:
    return [(one["from_km"], one["to_km"]) for one in found["gaps"]]


def test_a_section_tells_how_much_of_it_has_a_path_and_its_longest_stretch_without_one():
    build_path(1, 4)
    build_path(3, 5, element="footbridge")
    a, b = content_of()["sections"]
    assert (a["path_km"], a["path_pct"], a["longest_without_path_m"]) == (4, 66.67, 1000)
    assert a["ways_km"] == {"patrol_path": 3, "footbridge": 2}
    assert (b["path_km"], b["longest_without_path_m"], b["ways_km"]) == (0, 4000, {})


def test_a_path_that_is_not_built_is_none():
    record(Add("element", "patrol_path", named("path")), put_work(0, 6, "cleared", element="patrol_path"))
    assert content_of()["sections"][0]["path_km"] == 0


def test_a_gap_tells_what_eases_it():
    build_path(2, 4)
    record(Add("unit", "U-1", named("Unit 1")), stretch("unit_stretch", 0, 2, unit="U-1"))
    record(
        Add("lot", "L-1", {**named("Lot 1"), "kind": "works"}),
        Put("lot_stretch", {"route": "LV-RU", "lot": "L-1"}, {}, BEGIN, from_cm=0, to_cm=100_000),
        Add("contract", "K-1", {"number": "K-1", "lot": "L-1"}),
        Put("contract_terms", {"contract": "K-1"}, {"state": "in_force", "project": "EU-7"}, BEGIN),
    )
    found = content_of()
    assert gaps(found) == [(0, 3), (7, 10)]
    gap = found["gaps"][0]
    assert (gap["path_km"], gap["units"], gap["water"]) == (1, ["U-1"], [])
    assert gap["lots"] == [{"lot": "L-1", "project": "EU-7"}]
    assert gap["seen_km"] == 0


def test_a_gap_that_working_means_see_without_being_joined_says_so():
    record(*camera("C-2", site=None, point=point(1)))
    found = content_of()
    assert sum(gap["seen_km"] for gap in found["gaps"]) == 3
    assert {one["need"] for gap in found["gaps"] for one in gap["needs"]} >= {"no_link"}


def test_a_gap_tells_what_would_close_it_and_from_which_day_that_is_recorded():
    record(Put("sensor_standing", {"sensor": "C-1"}, {"state": "damaged"}, date(2024, 6, 1)))
    record(Put("sensor_standing", {"sensor": "C-1"}, {"state": "operational"}, LATER))
    found = content_of()
    planned = {(gap["from_km"], gap["to_km"]): (gap["needs"], gap["planned_on"]) for gap in found["gaps"]}
    needs, day = planned[3, 7]
    assert needs == [{"need": "damage", "sensors": ["C-1"], "count": 1}]
    assert day == LATER.isoformat()
    assert planned[0, 3][1] is None
    assert [one["planned_on"] for one in found["sections"]] == [None, None], "some gap has no day"


def test_a_section_is_planned_to_be_covered_once_each_of_its_gaps_has_a_day():
    record(stretch("section_stretch", 3, 6, section="B"), stretch("section_stretch", 0, 3, section="A"))
    record(stretch("section_stretch", 7, 10, section="A"))
    record(Put("sensor_standing", {"sensor": "C-1"}, {"state": "damaged"}, date(2024, 6, 1)))
    record(Put("sensor_standing", {"sensor": "C-1"}, {"state": "operational"}, LATER))
    planned = {one["section"]: one["planned_on"] for one in content_of()["sections"]}
    assert planned == {"A": None, "B": LATER.isoformat()}


def test_a_sensor_tells_since_when_it_works_and_which_centres_it_is_joined_to():
    record(Put("sensor_standing", {"sensor": "C-1"}, {"state": "damaged"}, date(2024, 6, 1)))
    [asset] = content_of()["assets"]["list"]
    assert asset["commissioned_on"] == BEGIN.isoformat()
    assert asset["centres"] == ["centre"]


def test_nodes_and_links_out_of_order_are_listed_with_since_when():
    assert content_of()["quality"]["service"]["outages"] == []
    record(Put("node_standing", {"node": "mast"}, {"state": "damaged"}, date(2024, 6, 1)))
    assert content_of()["quality"]["service"]["outages"] == [
        {"kind": "node", "code": "mast", "state": "damaged", "since": "2024-06-01"}
    ]


def test_what_the_checks_find_is_counted_inside_the_scope():
    counts = {one["check"]: one for one in content_of()["quality"]["inconsistent"]}
    of_work = {"layer": "work", "element": "strip", "within": "scope"}
    assert counts["no_status"] == {"check": "no_status", **of_work, "count": 1, "km": 10}
    counts = {one["check"]: one for one in content_of(sections=("B",))["quality"]["inconsistent"]}
    assert counts["no_status"]["km"] == 4


def test_the_report_is_valid_as_long_as_its_facts_are_the_same():
    assert content_of()["header"]["validity"] == {"from": BEGIN.isoformat(), "to": None}
    record(put_work(0, 1, "built", date(2024, 12, 1), element="strip"))
    record(put_work(1, 2, "built", date(2025, 1, 15), element="strip"))
    assert content_of()["header"]["validity"] == {"from": "2024-12-01", "to": "2025-01-14"}


def test_general_readers_are_told_nothing_of_ways_needs_and_outages():
    build_path(2, 4)
    found = generalised(content_of())
    assert {"path_km", "ways_km", "planned_on", "longest_without_path_m"}.isdisjoint(found["sections"][0])
    assert "service" not in found["quality"] and "need" not in found["labels"]
    assert found["quality"]["inconsistent"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Access times are not given", "Reference period", "no later change is recorded")),
        ("lv", ("Piekļuves laiks nav norādīts", "Pārskata periods", "vēlākas izmaiņas nav reģistrētas")),
    ],
)
def test_the_paper_says_what_the_register_cannot_know(language, words, tmp_path):
    with override(language):
        folder = unpack(made(language=language), tmp_path / language)
    text = " ".join(page.extract_text() for page in PdfReader(folder / "report.pdf").pages).replace("\n", " ")
    for one in words:
        assert one in text
