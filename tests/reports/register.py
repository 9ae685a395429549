"""A border of ten kilometres in two sections, one camera that sees four of them."""

import zipfile
from datetime import date
from pathlib import Path

from django.utils.translation import override

from apps.ledger.commands import Add, Put
from apps.reports import services
from apps.reports.content.asked import Asked
from tests.factories import BEGIN, KM, add_codes, named, person, record, require
from tests.surveillance.register import camera, small_surveillance

DAY = date(2024, 12, 31)


def small_border() -> None:
    """Sections A (km 0–6, impact high) and B (km 6–10); a camera at km 5 sees km 3–7."""
    small_surveillance()
    add_codes("strip")
    rules = {
        "K1": {"rule": "built_share", "parameters": {"elements": ["strip"]}},
        "K2": {"rule": "covered_share", "parameters": {"level": "national"}},
    }
    for code, rule in rules.items():
        record(Add("indicator", code, named(code)))
        record(Put("definition", {"indicator": code}, {"version": 1, **rule}, BEGIN))
    record(
        Add("impact_level", "high", named("high")),
        Add("section", "A", {**named("Section A"), "agency_id": "EU-1"}),
        Add("section", "B", named("Section B")),
        stretch("section_stretch", 0, 6, section="A"),
        stretch("section_stretch", 6, 10, section="B"),
        Put("section_impact", {"section": "A"}, {"level": "high", "source": "a letter"}, BEGIN),
        *[stretch("segment", n, n + 1, code=f"S-{n}") for n in range(10)],
        require(0, 10, "strip"),
        *camera("C-1"),
    )


def stretch(layer: str, from_km: float, to_km: float, **values) -> Put:
    ends = {"from_cm": round(from_km * KM), "to_cm": round(to_km * KM)}
    return Put(layer, {"route": "LV-RU"}, values, BEGIN, **ends)


def made(audience: str = "full", day: date = DAY, **asked) -> services.Made:
    return services.make(kind="coverage", asked=Asked(day, audience=audience, **asked), by=person("planner"))


def content_of(**asked) -> dict:
    """Return the content of the report of the small border, in English."""
    asked = Asked(DAY, language="en", **asked)
    snapshot = services.snapshots.drawn_up(as_of=asked.as_of, by=person("planner"))
    with override("en"):
        return services.read("coverage", asked, snapshot)[0]


def unpack(one: services.Made, folder: Path) -> Path:
    """Unpack a report's archive into a folder."""
    with zipfile.ZipFile(one.archive.path) as archive:
        archive.extractall(folder)
    return folder
