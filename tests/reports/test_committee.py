"""The committee report and the public summary, of the demo register."""

import json
import zipfile
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from django.utils.translation import override
from pypdf import PdfReader

from apps.geo.errors import FactError
from apps.indicators.building import Building
from apps.reports import services
from apps.reports.content.asked import Asked
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


@pytest.mark.parametrize(("kind", "audience"), [("committee", "full"), ("public", "general")])
def test_the_schema_describes_the_content(unpacked, kind, audience):
    folder = unpacked(kind, audience)
    [path] = folder.glob("*.schema.json")
    validator = jsonschema.Draft202012Validator(
        json.loads(path.read_text()), format_checker=jsonschema.FormatChecker()
    )
    assert list(validator.iter_errors(json.loads((folder / "report.json").read_text()))) == []


def test_the_committee_gets_the_numbers_of_the_progress_page(unpacked):
    found = json.loads((unpacked("committee", "full") / "report.json").read_text())
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


def test_the_committee_report_is_not_made_for_general_readers(demo):
    with pytest.raises(FactError):
        services.make(kind="committee", asked=Asked(DAY, audience="general"), by=person("planner"))
