import json
import re
from datetime import date

import pytest
from django.contrib.gis.geos import GEOSGeometry
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import override

from apps.border.days import today
from apps.border.models import BorderSign, Route
from apps.geo.errors import NotFound, PeriodError
from apps.ledger.commands import Add, Put
from apps.reports import services
from apps.reports.content.asked import Asked
from apps.reports.content.general import generalised
from apps.reports.content.scope import Scope
from apps.reports.formats.coverage_pdf import coverage_context
from apps.reports.formats.coverage_tables import coverage_tables
from apps.reports.models import Pack
from tests.factories import BEGIN, KM, named, record
from tests.reports.register import DAY, content_of, made, small_border
from tests.surveillance.register import cable, camera, fibre

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def register():
    small_border()


def test_a_section_tells_its_covered_kilometres_and_its_longest_gap():
    a, b = content_of()["sections"]
    assert (a["section"], a["length_km"], a["counted_km"], a["counted_pct"]) == ("A", 6, 3, 50)
    assert (b["section"], b["length_km"], b["counted_km"], b["longest_gap_m"]) == ("B", 4, 1, 3000)
    assert a["impact"] == {"level": "high", "since": BEGIN.isoformat(), "source": "a letter"}
    assert a["sensors"] == {"": 1} and b["sensors"] == {}


def test_high_impact_and_low_coverage_stands_first():
    [row] = content_of()["attention"]
    assert (row["section"], row["impact"], row["uncovered_km"]) == ("A", "high", 3)


def test_each_metre_is_in_one_band_and_under_one_impact_level():
    table = {row["impact"]: row for row in content_of()["impact_by_coverage"]}
    assert (table["high"]["none_km"], table["high"]["one_km"]) == (3, 3)
    assert (table["not_attributed"]["none_km"], table["not_attributed"]["one_km"]) == (3, 1)
    assert sum(row["length_km"] for row in table.values()) == 10


def test_gaps_and_covered_make_up_the_scope():
    found = content_of()
    assert sum(gap["length_km"] for gap in found["gaps"]) + found["totals"]["counted_km"] == 10


def test_a_section_alone_cuts_gaps_and_segments_at_its_ends():
    found = content_of(sections=("B",))
    assert [(gap["from_km"], gap["to_km"]) for gap in found["gaps"]] == [(7, 10)]
    assert [row["segment"] for row in found["segments"]] == ["S-6", "S-7", "S-8", "S-9"]
    assert found["assets"]["list"] == []
    assert "No sensor stands inside the scope of this report." in found["warnings"]


def test_without_an_impact_level_the_report_says_so():
    assert "No impact level is attributed to: B." in content_of()["warnings"]


def test_the_header_tells_the_moment_in_utc_and_the_period():
    found = content_of()["header"]
    assert found["as_of_utc"] == "2024-12-31T22:00:00+00:00"
    assert found["reference_period"] == {"from": None, "to": "2024-12-31", "counted_from": None}


def test_a_section_is_told_from_sign_to_sign_to_full_readers_only():
    for ordinal, metres in enumerate((1000, 5990), start=1):
        sign = {"route": "LV-RU", "label": f"{ordinal}A", "ordinal": ordinal, "measure_cm": metres * 100}
        point = {"point": GEOSGeometry(f"SRID=3059;POINT({700_000 + metres} 300000)")}
        BorderSign.objects.create(
            **sign | point | {"route": Route.objects.get(code="LV-RU")}, valid=DateRange(BEGIN, None)
        )
    first, second = (one["stretches"][0] for one in content_of()["sections"])
    assert (first["from_sign"], first["to_sign"]) == (None, {"sign": "2A", "plus_m": 10.0})
    assert second["from_sign"] == first["to_sign"]
    assert "2A" not in json.dumps(content_of(audience="general")["sections"])


def test_without_terrain_the_report_says_so():
    assert content_of()["environment"]["terrain"] is None
    assert any("No terrain model" in warning for warning in content_of()["warnings"])


def test_a_sensor_is_told_with_its_place_and_what_it_is_joined_to():
    [asset] = content_of()["assets"]["list"]
    assert (asset["code"], asset["section"], asset["route"], asset["km"]) == ("C-1", "A", "LV-RU", 5)
    assert (asset["integrated"], asset["links"], asset["availability_30d_pct"]) == (True, ["data:fibre"], 100)


def test_a_fibre_is_told_where_it_is_laid_not_at_the_mast_it_is_joined_to():
    record(*fibre("F-1", 7, 9))
    told = {one["code"]: one for one in content_of()["assets"]["list"]}["F-1"]
    assert (told["route"], told["km"], told["section"], told["distance_m"]) == ("LV-RU", 7, "B", 0)
    assert (told["easting_m"], told["northing_m"]) == pytest.approx((707_000, 300_000), abs=1)


def test_a_report_of_one_section_tells_of_a_fibre_that_only_ends_in_it():
    record(*fibre("F-1", 4, 9))
    [told] = content_of(sections=("B",))["assets"]["list"]
    assert (told["code"], told["section"], told["km"]) == ("F-1", "B", 6)


def test_a_cable_laid_nowhere_has_no_place():
    record(*cable("W-1"))
    told = {one["code"]: one for one in content_of()["assets"]["list"]}["W-1"]
    assert [told[name] for name in ("route", "km", "section", "lon", "easting_m")] == [None] * 5


def test_availability_counts_the_days_of_the_last_thirty_at_work():
    record(Put("sensor_standing", {"sensor": "C-1"}, {"state": "damaged"}, date(2024, 12, 17)))
    [asset] = content_of()["assets"]["list"]
    assert asset["availability_30d_pct"] == 50  # 2 to 16 December of 2 to 31 December


def test_changes_since_the_last_report_are_told_by_figure_and_reason():
    made(day=date(2023, 12, 31)).keep()
    record(Put("sensor_standing", {"sensor": "C-1"}, {"state": "damaged"}, date(2024, 6, 1)))
    asked = services.following("coverage", Asked(DAY))
    snapshot = services.snapshots.drawn_up(as_of=DAY, by=Pack.objects.get().made_by)
    changes = services.read("coverage", asked, snapshot)[0]["changes"]
    [k2] = [one for one in changes["figures"] if one["figure"] == "K2"]
    assert (k2["before"], k2["after"]) == ("40.0000", "0.0000")
    assert k2["reasons"] == [{"why": "damaged", "counts_now": False, "km": 4}]
    assert [(row["from_km"], row["to_km"]) for row in changes["stretches"]] == [(3, 7)]


@pytest.mark.parametrize(
    ("sections", "title"), [((), "Before, %"), (("B",), "Before, inside today's ends, %")]
)
def test_a_share_before_is_of_the_ends_of_today_where_a_report_has_ends(sections, title):
    with override("en"):
        [changes] = [one for one in coverage_tables(content_of(sections=sections)) if one.name == "changes"]
    assert title in [column.title for column in changes.columns]


def test_a_section_that_changed_its_ends_is_told_as_of_the_day():
    ends = {"from_cm": 500_000, "to_cm": 600_000}
    record(Put("section_stretch", {"route": "LV-RU"}, {"section": "B"}, date(2024, 7, 1), **ends))
    lengths = {row["section"]: row["length_km"] for row in content_of()["sections"]}
    assert lengths == {"A": 5, "B": 5}


def test_general_readers_get_no_positions_gaps_or_exact_ends():
    full = content_of()
    found = generalised(full)
    assert {"segments", "gaps", "bands", "gaps_by_cause"} & found.keys() == set()
    assert "list" not in found["assets"] and "stretches" not in found["changes"]
    assert "C-1" not in str(found)
    assert all(
        isinstance(end, int)
        for row in found["sections"]
        for one in row["stretches"]
        for end in (one["from_km"], one["to_km"])
    )


def test_the_paper_tells_of_each_segment_what_is_built_there():
    content = content_of()
    told = coverage_context(content, coverage_tables(content), {}, detail=False)["tables"]["segments"]
    assert [head["text"] for head in told[-1].heads][-1] == content["labels"]["element"]["strip"]
    assert len(told[-1].rows) == len(content["segments"])


def test_all_elements_of_a_segment_stand_side_by_side_on_paper():
    content = content_of()
    elements = {f"e{n}": {"status": None, "required_km": 0} for n in range(8)}
    content["segments"] = [{**row, "construction": elements} for row in content["segments"]]
    content["labels"]["element"] = {name: name for name in elements}
    own, built = paper_of(content)["tables"]["segments"]
    assert len(built.heads) == 4 + len(elements) and built.left_out == own.left_out == 0


def test_only_a_day_that_has_not_come_yet_is_told_to_be_ahead():
    assert services.following("coverage", Asked(date(2100, 1, 1))).ahead
    assert not services.following("coverage", Asked(today())).ahead
    assert "still to come" in content_of(ahead=True)["warnings"][0]
    assert not any("still to come" in text for text in content_of()["warnings"])


def test_a_share_without_data_is_said_to_have_none():
    content = content_of()
    for one in content["figures"]:
        if one["code"] == "K2":
            one.update(value=None, state="no_data", numerator_cm=None, denominator_cm=None)
    k1, k2, *_others = paper_of(content)["cards"]
    assert k1["value"].endswith(" %") and (k2["value"], k2["of"]) == ("no data", "")


def test_an_unknown_section_is_refused_by_its_place():
    with pytest.raises(NotFound) as refused:
        Scope(DAY, ["A", "Z"])
    assert refused.value.where == "sections[1]"


def test_a_day_before_the_register_is_refused():
    with pytest.raises(PeriodError) as refused:
        services.check(Asked(date(2019, 1, 1)))
    assert refused.value.where == "as_of"


def test_a_report_of_four_hundred_sections_has_a_short_number():
    codes = [f"SEC-{n:03d}" for n in range(400)]
    ends = [round(n * 10 * KM / 400) for n in range(401)]
    record(*[Add("section", code, named(f'Section "{code}"')) for code in codes])
    record(
        *[
            Put(
                "section_stretch",
                {"route": "LV-RU"},
                {"section": code},
                BEGIN,
                from_cm=ends[n],
                to_cm=ends[n + 1],
            )
            for n, code in enumerate(codes)
        ]
    )
    found = content_of(sections=tuple(codes))
    assert len(found["sections"]) == 400
    assert len(found["header"]["id"]) < 60
    assert sum(row["length_km"] for row in found["sections"]) == pytest.approx(10)


def test_the_shares_of_some_sections_are_counted_inside_them():
    """Section A is watched on 3 of its 6 km, B on 1 of 4."""
    of_all, of_a = content_of()["figures"], content_of(sections=("A",))["figures"]
    [k2] = [one for one in of_a if one["code"] == "K2" and one["route"] is None]
    assert (k2["numerator_cm"], k2["denominator_cm"], k2["value"]) == (3 * KM, 6 * KM, "50.0000")
    [whole] = [one for one in of_all if one["code"] == "K2" and one["route"] is None]
    assert (whole["numerator_cm"], whole["denominator_cm"]) == (4 * KM, 10 * KM)


def test_changes_of_some_sections_tell_shares_before_and_after_inside_them():
    made(day=date(2023, 12, 31), sections=("A",)).keep()
    record(Put("sensor_standing", {"sensor": "C-1"}, {"state": "damaged"}, date(2024, 6, 1)))
    asked = services.following("coverage", Asked(DAY, sections=("A",)))
    snapshot = services.snapshots.drawn_up(as_of=DAY, by=Pack.objects.get().made_by)
    changes = services.read("coverage", asked, snapshot)[0]["changes"]
    [k2] = [one for one in changes["figures"] if one["figure"] == "K2"]
    assert (k2["before"], k2["after"]) == ("50.0000", "0.0000")
    assert k2["reasons"] == [{"why": "damaged", "counts_now": False, "km": 3}]


def test_general_readers_are_told_what_stands_not_what_is_planned():
    record(*camera("C-2", state="planned"), *cable("W-1"))
    full = content_of()
    assert sum(one["count"] for one in full["assets"]["counts"]) == 3
    assert "register" in {one["within"] for one in full["quality"]["inconsistent"]}
    found = generalised(full)
    assert sum(one["count"] for one in found["assets"]["counts"]) == 2
    assert {one["within"] for one in found["quality"]["inconsistent"]} == {"scope"}


def test_no_figure_for_general_readers_tells_to_the_metre_where_a_gap_ends():
    share = {
        "unit": "%", "route": "LV-BY", "numerator_cm": 7_596_833, "denominator_cm": 17_290_000, "value": "43.9400"
    }  # fmt: skip
    full = content_of()
    change = {
        "figure": "K2",
        "told": None,
        "before": "43.9400",
        "after": "85.5500",
        "unit": "%",
        "reasons": [],
    }
    changes = {**full["changes"], "figures": [change]}
    told = generalised({**full, "figures": [share], "changes": changes})
    assert told["figures"] == [
        {
            "unit": "%",
            "route": "LV-BY",
            "numerator_cm": 7_600_000,
            "denominator_cm": 17_290_000,
            "value": "43.9",
        }
    ]
    [row] = told["changes"]["figures"]
    assert (row["before"], row["after"]) == ("43.9", "85.6")


def test_the_strip_of_some_sections_shows_them_alone():
    """Section B lies from km 6 to km 10: its axis begins and ends there, a mark every kilometre."""
    whole, alone = content_of(), content_of(sections=("B",))
    [of_all], [of_b] = (
        coverage_context(content, coverage_tables(content), {}, detail=False)["strips"]
        for content in (whole, alone)
    )
    marks = [re.findall(r'class="km"[^>]*>(\d+)<', one["svg"]) for one in (of_all, of_b)]
    assert marks == [[str(n) for n in range(11)], ["6", "7", "8", "9", "10"]]
    svg = of_b["svg"]
    assert 'width="128.00"' in svg and ">A<" not in svg and ">B<" in svg


def paper_of(content: dict) -> dict:
    with override("en"):
        return coverage_context(content, coverage_tables(content), {}, detail=False)


def test_no_table_on_paper_has_its_keys_alone():
    shown = paper_of(content_of(audience="general"))["tables"]["sections"]
    assert len(shown) == 3
    assert all(len(one.heads) > 1 for one in shown)


def test_what_an_exclusion_does_to_each_figure_is_told():
    record(
        Add("exclusion_reason", "lake", named("lake")),
        *[
            Put("exclusion", {"route": "LV-RU", "indicator": code}, {"reason": "lake"}, BEGIN, **LAKE)
            for code in ("K1", "K2")
        ],
    )
    found = content_of()
    told = {one["figure"]: (one["effect"], one["length_km"]) for one in found["scope"]["excluded"]}
    assert told == {"K1": ("left_out", 1), "K2": ("gap", 1)}
    wholes = {one["code"]: one["denominator_cm"] for one in found["figures"] if one["route"] is None}
    assert wholes == {"K1": 9 * KM, "K2": 10 * KM}
    [shown] = paper_of(found)["tables"]["excluded"]
    assert "counted as a gap, out of scope" in [cell["text"] for cell in shown.rows[1]]


LAKE = {"from_cm": 8 * KM, "to_cm": 9 * KM}


def test_findings_tell_of_what_they_are_and_where():
    """No strip has a status: 4 km of them lie in section B; the cable along no stretch lies in no section."""
    record(*cable("W-1"))
    found = {
        (one["check"], one["layer"]): one for one in content_of(sections=("B",))["quality"]["inconsistent"]
    }
    on_line, thing = found["no_status", "work"], found["no_location", "sensor_stretch"]
    assert (on_line["element"], on_line["within"], on_line["km"]) == ("strip", "scope", 4)
    assert (thing["element"], thing["within"], thing["km"]) == (None, "register", None)
    shown = paper_of(content_of(sections=("B",)))["tables"]["inconsistent"]
    assert "in the whole register" in str(shown[0].rows)


def test_a_report_of_some_sections_names_them_first():
    found = content_of(sections=("B",))
    assert found["header"]["title"] == "Coverage report of border section B (EUROSUR-aligned)"
    assert found["header"]["sections"] == ["B"] and content_of()["header"]["sections"] == []
    shown = paper_of(found)
    assert ("Border sections", "B") in shown["facts"]
    assert all("inside these sections" in card["title"] for card in shown["cards"][:2])


def test_why_no_section_stands_first_is_told():
    covered = content_of(sections=("A",))
    covered["sections"][0]["counted_km"] = 6
    assert paper_of(covered)["attention_note"] == "Every section of high impact is wholly covered."
    assert "No section" in paper_of(content_of(sections=("B",)))["attention_note"]


def test_the_longest_gap_is_rounded_as_its_kilometres_are():
    ends = {"from_cm": 951_450, "to_cm": 10 * KM}
    record(Put("section_stretch", {"route": "LV-RU"}, {"section": "A"}, BEGIN, **ends))
    b = content_of()["sections"][1]
    assert (b["section"], b["longest_gap_m"]) == ("B", 2515)  # km 7 to 9.5145


def test_rounded_ends_go_up_at_a_half_and_stay_on_the_route():
    halves = [(0, 250_000, "A"), (250_000, 450_000, "B"), (450_000, 10 * KM, "A")]
    for from_cm, to_cm, section in halves:
        ends = {"from_cm": from_cm, "to_cm": to_cm}
        record(Put("section_stretch", {"route": "LV-RU"}, {"section": section}, BEGIN, **ends))
    full = content_of()
    full["scope"]["routes"][0]["official_length_km"] = 9.7
    found = {row["section"]: row["stretches"] for row in generalised(full)["sections"]}
    told = {code: [(one["from_km"], one["to_km"]) for one in rows] for code, rows in found.items()}
    assert told == {"A": [(0, 3), (5, 9)], "B": [(3, 5)]}


def test_general_readers_are_told_of_verifications_of_what_stands():
    record(*camera("C-2", state="planned"))
    full = content_of()
    assert full["quality"]["data"]["assets"] == 2
    assert generalised(full)["quality"]["data"]["assets"] == 1
