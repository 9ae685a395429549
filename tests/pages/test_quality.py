"""Data quality: each check finds what it is for, on any day, and leads to where it is mended."""

import json
from datetime import date
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.border.geometry import point_hex
from apps.ledger.commands import Add, Put
from apps.pages.mending import mend
from apps.pages.quality import CHECKS, checked, checked_one, months_before
from tests.factories import (
    BEGIN,
    KM,
    add_route,
    alignment,
    api_of,
    named,
    put_work,
    record,
    require,
    small_register,
    straight_line,
)
from tests.pages.conftest import browser_of

pytestmark = pytest.mark.django_db
DAY = date(2024, 6, 1)


def found(code: str, day: date = DAY) -> list[tuple]:
    """Return km and note of each finding, or the thing and the note."""
    return [
        (one.from_cm / KM, one.to_cm / KM, one.note) if one.from_cm is not None else (one.key, one.note)
        for one in checked_one(code, day).findings
    ]


def part(layer: str, from_km: float, to_km: float, start: date = BEGIN, **values) -> Put:
    key = {"route": "LV-RU", **values.pop("key", {})}
    return Put(layer, key, values, start, from_cm=round(from_km * KM), to_cm=round(to_km * KM))


def test_metres_of_which_nothing_says_what_is_required():
    small_register()
    record(require(0, 6), Add("exclusion_reason", "river", named("river")))
    assert found("no_requirement") == [(6, 10, "")]
    record(part("exclusion", 6, 7, key={"indicator": "K1"}, reason="river"))
    assert found("no_requirement") == [(7, 10, "")]
    assert found("no_requirement", date(2020, 1, 1)) == [(0, 10, "")]


def test_required_metres_without_a_status():
    small_register()
    record(require(0, 6), put_work(1, 3, "built"))
    assert found("no_status") == [(0, 1, "fence"), (3, 6, "fence")]


def test_pieces_of_less_than_two_metres():
    small_register()
    record(put_work(1, 1.00199, "built"), put_work(5, 5.002, "built"))
    assert [place[:2] for place in found("slivers")] == [(1, 1.00199)]


def test_what_was_never_verified_or_too_long_ago_and_stands_on_the_ground():
    small_register()
    record(
        Add("work_status", "planned", named("planned")),
        put_work(0, 1, "built", verified_on="2024-01-01"),
        put_work(1, 2, "built", verified_on="2022-05-31"),
        put_work(2, 3, "cleared"),
        put_work(3, 4, "planned"),
    )
    assert [place[:2] for place in found("stale")] == [(2, 3), (1, 2)]


def test_sensors_and_masts_without_a_place_or_too_far_from_the_line():
    small_register()
    model = {**named("camera"), "family": "observation", "senses": "around", "detection_m": 3000}
    record(
        alignment(),
        Add("sensor_model", "CAM", model),
        *(Add("node", code, {**named(code), "kind": "site"}) for code in ("NEAR", "FAR", "NOWHERE")),
        *(Add("sensor", code, {**named(code), "model": "CAM"}) for code in ("S-1", "S-2")),
    )
    stands = {"state": "operational"}
    places = {"NEAR": point_hex(701_000, 303_000, 3059), "FAR": point_hex(800_000, 303_000, 3059)}
    record(
        *(
            Put("node_standing", {"node": code}, {"point": at, **stands}, BEGIN)
            for code, at in places.items()
        ),
        Put("node_standing", {"node": "NOWHERE"}, stands, BEGIN),
        Put("sensor_standing", {"sensor": "S-1"}, {"site": "NEAR", **stands}, BEGIN),
        Put("sensor_standing", {"sensor": "S-2"}, stands, BEGIN),
    )
    assert [key for key, _note in found("no_location")] == [
        {"sensor": "S-2"},
        {"node": "FAR"},
        {"node": "NOWHERE"},
    ]
    assert "neko neredz" in found("no_location")[0][1]
    record(Put("sensor_standing", {"sensor": "S-2"}, {"state": "planned"}, BEGIN))
    assert found("no_location")[0] == ({"sensor": "S-2"}, "nav vietas")


def test_accepted_metres_without_a_document():
    small_register()
    record(put_work(0, 4, "accepted"), put_work(4, 6, "built"))
    assert [place[:2] for place in found("no_document")] == [(0, 4)]
    record(Add("document_kind", "act", named("act")))
    paper = {
        **{"title": "act", "kind": "act", "day": "2024-01-01", "sha256": "a" * 64},
        **{"media_type": "application/pdf", "size_bytes": 1, "name": "act.pdf"},
    }
    document, tie = str(uuid4()), {"route": "LV-RU", "from_cm": 1 * KM, "to_cm": 2 * KM}
    record(Add("document", document, paper))
    record(Add("document_tie", str(uuid4()), {"document": document, **tie}))
    assert [place[:2] for place in found("no_document")] == [(0, 1), (2, 4)]


def test_land_units_without_a_case():
    small_register()
    record(
        Add("land_status", "surveyed", named("surveyed")),
        *(Add("parcel", code, {}) for code in ("12345678901", "12345678902")),
    )
    record(part("parcel_stretch", 0, 1, key={"parcel": "12345678901"}))
    record(part("parcel_stretch", 1, 2, key={"parcel": "12345678902"}))
    record(Put("land_case", {"parcel": "12345678901"}, {"status": "surveyed"}, BEGIN))
    assert found("no_land_case") == [({"parcel": "12345678902"}, "nav zemes lietas")]


def test_a_route_without_a_line_and_a_line_of_another_length():
    small_register(km=10)
    assert [place[:2] for place in found("no_line")] == [(0, 10)]
    record(alignment())
    assert found("no_line") == []
    assert found("length_differs") == []
    add_route("LV-BY", km=11)
    line = straight_line()
    line[:, 2] *= 1.1
    record(alignment("LV-BY", line))
    [(from_km, to_km, note)] = found("length_differs")
    assert (from_km, to_km) == (0, 11)
    assert note.startswith("-9.1")


def test_holes_in_partitions_and_segments_that_lie_in_two_sections():
    small_register()
    record(*(Add("section", code, named(code)) for code in ("A", "B")))
    record(
        part("section_stretch", 0, 4, section="A"),
        part("section_stretch", 4, 10, section="B"),
        part("segment", 0, 3, code="S-1"),
        part("segment", 3, 5, code="S-2"),
        part("segment", 5, 9, code="S-3"),
    )
    assert {place[:2] for place in found("partition_gaps")} == {(9, 10), (0, 10)}
    assert found("segments_across") == [(3, 5, "S-2")]


def test_the_number_of_queries_does_not_grow_with_the_register():
    small_register(km=500)
    record(require(450, 451), put_work(452, 453, "built"))
    checked(DAY)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            checked(DAY)
        return len(queries)

    few = asked()
    record(*(Add("element", code, named(code)) for code in ("path", "road")))
    record(
        *(require(km, km + 1) for km in range(0, 400, 2)),
        *(put_work(km, km + 0.5, "built") for km in range(400)),
    )
    assert asked() == few < 40


def test_the_general_level_reads_counts_and_no_findings():
    small_register()
    record(require(0, 6))
    counts = api_of("viewer", username="general", reading_level="general")
    answer = counts.get("/api/v1/quality", {"as_of": "2024-06-01"}).json()
    assert [one["code"] for one in answer["checks"]] == [check.code for check in CHECKS]
    by_code = {one["code"]: one for one in answer["checks"]}
    assert (by_code["no_status"]["count"], by_code["no_status"]["km"]) == (1, 6)
    assert counts.get("/api/v1/quality/no_status").status_code == 403
    assert counts.get("/api/v1/quality/nothing").status_code == 403


def test_the_full_level_reads_findings_in_pages_with_the_way_to_mend_them():
    small_register()
    record(require(0, 6), put_work(1, 2, "built"), put_work(3, 4, "built"))
    asked = {"as_of": "2024-06-01", "limit": 2}
    first = api_of().get("/api/v1/quality/no_status", asked).json()
    assert (first["count"], len(first["findings"])) == (3, 2)
    assert first["findings"][0] == {
        "layer": "work",
        "key": {"route": "LV-RU", "element": "fence"},
        "from_km": 0,
        "to_km": 1,
        "note": "fence",
        "mend": "/workspace/?layer=work&route=LV-RU&element=fence&from=0&to=1&as_of=2024-06-01&edit=work",
    }
    rest = api_of().get("/api/v1/quality/no_status", {**asked, "offset": 2}).json()
    assert [one["from_km"] for one in rest["findings"]] == [4]
    assert api_of().get("/api/v1/quality/nothing").status_code == 404


def test_the_pages_count_and_list_what_is_found(register):
    planner = browser_of("planner")
    page = planner.get("/quality/?as_of=01.06.2024.").content.decode()
    assert "/quality/no_status/" in page
    rows = planner.get("/quality/no_status/?as_of=2024-06-01").context["rows"]
    assert [place for _one, place, _what, _address in rows] == ["LV-RU km 3–10"]
    file = b"".join(planner.get("/quality/no_status/?format=csv").streaming_content).decode()
    assert file.splitlines()[1].startswith("work,LV-RU,3,10,7000.0,fence,/workspace/")
    assert planner.get("/quality/?as_of=never").status_code == 400
    assert planner.get("/quality/nothing/").status_code == 404


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "7.00000 km  Required, no status"), ("lv", "7,00000 km  Prasīts, bet nav statusa")],
)
def test_the_command_speaks_the_language_that_it_is_told_to(register, language, told):
    written = StringIO()
    call_command("quality", "--as-of", "2024-06-01", "--lang", language, stdout=written)
    assert told in written.getvalue()


def test_no_file_is_made_of_a_day_that_cannot_be_read(register):
    assert browser_of("planner").get("/quality/no_status/?format=csv&as_of=never").status_code == 400


def test_a_day_before_the_register_is_told_and_not_counted(register):
    page = browser_of("planner").get("/quality/?as_of=1900-01-01")
    assert page.status_code == 400
    assert "Par 01.01.1900. reģistrā nekā nav" in page.context["refusal"]
    assert page.context["day"] == date.today()


def mends(code: str) -> list[str]:
    return [mend(code, one, None).address for one in checked_one(code, DAY).findings]


def test_each_check_leads_to_the_form_that_mends_what_it_found():
    small_register()
    record(
        *(Add("section", code, named(code)) for code in ("A", "B")),
        part("section_stretch", 0, 4, section="A"),
        part("section_stretch", 4, 10, section="B"),
        part("segment", 0, 10, code="S-1"),
        put_work(0, 1, "accepted"),
        put_work(2, 3, "cleared"),
    )
    route = "route=LV-RU"
    work = f"/workspace/?layer=work&{route}&element=fence"
    assert mends("stale") == [f"{work}&from={ends}&edit=work.verified_on" for ends in ("0&to=1", "2&to=3")]
    assert mends("no_requirement") == [f"/workspace/?layer=requirement&{route}&from=0&to=10&edit=requirement"]
    assert mends("segments_across") == [f"/workspace/?layer=segment&{route}&from=0&to=10&edit=split&km=4"]
    back = "next=%2Fquality%2Fno_document%2F"
    assert mends("no_document") == [f"/documents/new/?{route}&from_km=0&to_km=1&{back}"]
    assert mends("no_line") == ["/reference/alignment/?q=LV-RU"]


def test_a_fibre_along_no_stretch_is_laid_in_the_workspace():
    small_register()
    fibre = {**named("fibre"), "family": "presence", "senses": "along", "detection_m": 10}
    record(
        alignment(),
        Add("sensor_model", "FIB", fibre),
        Add("sensor", "F-1", {**named("F-1"), "model": "FIB"}),
        Put("sensor_standing", {"sensor": "F-1"}, {"state": "operational"}, BEGIN),
    )
    assert mends("no_location") == ["/workspace/?layer=sensor_stretch&sensor=F-1&edit=sensor_stretch"]


def test_the_command_tells_the_same(register):
    written = StringIO()
    call_command("quality", "--as-of", "2024-06-01", "--json", stdout=written)
    answer = (
        api_of().get("/api/v1/quality", {"as_of": "2024-06-01"}, headers={"accept-language": "lv"}).json()
    )
    told = json.loads(written.getvalue())
    assert [(one["code"], one["count"], one["km"]) for one in told["checks"]] == [
        (one["code"], one["count"], one["km"]) for one in answer["checks"]
    ]


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 11, 21), 24, date(2024, 11, 21)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
    ],
)
def test_months_are_counted_back_to_a_day_that_is_there(day, months, before):
    assert months_before(day, months) == before
