"""The committee report and the public summary, of the demo register."""

import json
import zipfile
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from django.utils.translation import override
from pypdf import PdfReader

from apps.geo.errors import FactError, NotPermitted
from apps.indicators.building import Building
from apps.reports import services
from apps.reports.content.asked import Asked
from apps.reports.models import Pack
from tests.factories import person

DAY = date(2025, 12, 31)


@pytest.fixture
def unpacked(demo, tmp_path):
    def unpack(kind: str, audience: str) -> Path:
        asked = Asked(DAY, language="en", audience=audience)
        made = services.make(kind=kind, asked=asked, by=person("planner"))
        with zipfile.ZipFile(made.archive.path) as archive:
            archive.extractall(tmp_path / kind)
        return tmp_path / kind

    return unpack


@pytest.mark.parametrize(("kind", "audience"), [("committee", "general"), ("public", "general")])
def test_the_schema_describes_the_content(unpacked, kind, audience):
    folder = unpacked(kind, audience)
    [path] = folder.glob("*.schema.json")
    validator = jsonschema.Draft202012Validator(
        json.loads(path.read_text()), format_checker=jsonschema.FormatChecker()
    )
    assert list(validator.iter_errors(json.loads((folder / "report.json").read_text()))) == []


def test_the_committee_gets_the_numbers_of_the_progress_page(unpacked):
    found = json.loads((unpacked("committee", "general") / "report.json").read_text())
    with override("en"):
        built = Building(DAY).as_json()
    assert [one["elements"] for one in found["routes"]] == [one["elements"] for one in built["routes"]]
    assert found["money"] == built["money"]
    assert [one["code"] for one in found["lots"]] == [one["code"] for one in built["lots"]]
    targets = {one["code"]: one["target"] for one in found["figures"]}
    assert targets["K2"] == 46  # Interior sector strategy, 2025


def test_the_public_summary_has_whole_kilometres_and_no_lots(unpacked):
    folder = unpacked("public", "general")
    found = json.loads((folder / "report.json").read_text())
    assert "lots" not in found
    lengths = [
        value
        for one in found["routes"]
        for element in one["elements"]
        for name, value in element.items()
        if name.endswith("_km")
    ]
    assert lengths and all(isinstance(length, int) for length in lengths)
    pages = [page.extract_text() for page in PdfReader(folder / "report.pdf").pages]
    assert all("public · TLP:CLEAR" in text for text in pages)
    assert "everybody: whole kilometres and counts" in pages[-1]
    assert {one["note"] for one in found["figures"]} == {""}


def test_signatures_stand_with_what_is_signed(unpacked):
    pages = [page.extract_text() for page in PdfReader(unpacked("committee", "general") / "report.pdf").pages]
    [signed] = [text for text in pages if "Prepared by" in text]
    assert "Reporting authority" in signed and "Valsts policija" not in "".join(pages)


def test_the_committee_reads_its_report_and_a_contractor_does_not(demo):
    asked = Asked(DAY, audience="general", language="en")
    pack = services.make(kind="committee", asked=asked, by=person("planner")).keep()
    member = person("viewer", reading_level="general")
    contractor = person("contractor", reading_level="general")
    assert pack in Pack.objects.visible_to(member)
    assert pack not in Pack.objects.visible_to(contractor)
    with pytest.raises(NotPermitted):
        services.require_reading(contractor, "committee", asked)
    services.require_reading(member, "committee", asked)


def test_what_the_committee_reads_tells_no_place(unpacked):
    folder = unpacked("committee", "general")
    found = json.loads((folder / "report.json").read_text())
    assert found["lots"] and all(one["stretches"] is None for one in found["lots"])
    assert found["labels"]["audience"][found["header"]["audience"]].startswith("the committee")
    text = (folder / "report.json").read_text()
    assert not any(name in text for name in ('"from_km"', '"lon"', '"easting_m"', '"gaps"', '"sensors"'))


def test_the_committee_report_is_made_for_the_committee_only(demo):
    with pytest.raises(FactError):
        services.make(kind="committee", asked=Asked(DAY, audience="full"), by=person("planner"))


@pytest.mark.parametrize(
    ("language", "units", "apart"),
    [
        ("en", "11 units / 935 days", "Z1 (328) + Z2 (158), 486 together, are another count"),
        ("lv", "11 vienības / 935 dienas", "Z1 (328) + Z2 (158), kopā 486, ir cits skaitījums"),
    ],
)
def test_each_count_of_land_units_says_what_it_counts_and_units_agree_with_their_number(
    demo, tmp_path, language, units, apart
):
    asked = Asked(DAY, language=language, audience="general")
    made = services.make(kind="committee", asked=asked, by=person("planner"))
    with zipfile.ZipFile(made.archive.path) as archive:
        archive.extractall(tmp_path)
    found = json.loads((tmp_path / "report.json").read_text())
    titled = sum(one["land_total"]["titled"] for one in found["routes"])
    recorded = sum(one["land_total"]["recorded"] for one in found["routes"])
    text = " ".join(page.extract_text() for page in PdfReader(tmp_path / "report.pdf").pages)
    text = text.replace("\n", " ").replace("\u00a0", " ")
    assert units in text and apart in text
    assert f"{titled} {'of' if language == 'en' else 'no'} {recorded}" in text
    told = {one["code"]: one["told"] for one in found["figures"]}
    assert told["K1"] is None and told["Z1"]["source"] == "iem.gov.lv/lv/statistika-2"
