import json
from datetime import date

import pytest

from apps.border.models import Segment
from apps.ledger.commands import Put
from tests.api.conftest import ON_ROUTE
from tests.factories import KM, put_work, record

URL = "/api/v1/segments/"


def codes(answer) -> list[str]:
    return [feature["properties"]["code"] for feature in answer.json()["features"]]


def flat(feature: dict) -> list[float]:
    return [number for point in feature["geometry"]["coordinates"] for number in point]


def properties(api, code: str, query: str = "") -> dict:
    [feature] = api.get(f"{URL}{code}/{query}").json()["features"]
    return feature["properties"]


def relabel(
    from_km: float, to_km: float, code: str, day: date = date(2024, 1, 1), kind: str = "update"
) -> None:
    record(
        Put("segment", ON_ROUTE, {"code": code}, day, from_cm=round(from_km * KM), to_cm=round(to_km * KM)),
        kind=kind,
    )


def test_a_segment_tells_its_stretch_and_what_lies_on_it(api):
    assert properties(api, "S-0") == {
        "code": "S-0",
        "route": "LV-RU",
        "from_km": 0,
        "to_km": 1,
        "length_km": 1,
        "construction_status": "built",
        "construction": {
            "fence": {"status": "built", "km": {"built": 1}, "required_km": 1, "unrecorded_km": 0},
            "strip": {"status": "built", "km": {"built": 1}, "required_km": 1, "unrecorded_km": 0},
        },
        "land_status": "owned",
        "land_km": {"owned": 1},
        "land_unrecorded_km": 0,
        "built_km": 1,
        "to_build_km": 1,
        "built_pct": 100,
        "unit": "UNIT",
        "board": "BOARD",
        "units": [{"code": "UNIT", "name": "unit", "board": "BOARD", "km": 1}],
        "section": "EAST",
        "section_impact": "high",
        "sections": [{"code": "EAST", "name": "east", "kind": "land", "impact": "high", "km": 1}],
        "surveillance_km": None,
        "surveillance_pct": None,
        "sensors": None,
    }


def test_several_statuses_are_mixed_with_their_kilometres(api):
    found = properties(api, "S-2")
    assert found["construction_status"] == "mixed"
    assert found["construction"]["fence"]["status"] == "mixed"
    assert found["construction"]["fence"]["km"] == {"built": 0.5, "cleared": 0.5}
    assert found["construction"]["strip"]["status"] == "built"
    assert (found["built_km"], found["to_build_km"], found["built_pct"]) == (0.5, 1, 50)


def test_required_ground_without_a_record_is_no_status(api):
    assert properties(api, "S-5")["construction_status"] is None
    found = properties(api, "S-3")
    assert found["construction"]["strip"] == {"status": None, "km": {}, "required_km": 1, "unrecorded_km": 1}
    assert found["construction_status"] == "mixed"


def test_where_nothing_is_required_nothing_is_to_be_built(api):
    found = properties(api, "S-9")
    assert (found["construction"], found["construction_status"]) == ({}, None)
    assert (found["to_build_km"], found["built_pct"]) == (0, None)


def test_what_a_figure_leaves_out_is_not_to_be_built(api):
    assert properties(api, "S-7")["to_build_km"] == 0


def test_land_that_is_only_partly_recorded_is_mixed(api):
    found = properties(api, "S-1")
    assert (found["land_status"], found["land_km"], found["land_unrecorded_km"]) == (
        "mixed",
        {"owned": 0.5},
        0.5,
    )


def test_a_segment_across_two_units_is_in_both_the_longer_first(api):
    relabel(5.5, 7, "ACROSS")
    found = properties(api, "ACROSS")
    assert (found["unit"], found["board"]) == ("mixed", "BOARD")
    assert [(one["code"], one["km"]) for one in found["units"]] == [("BOARD", 1), ("UNIT", 0.5)]


def test_the_sum_of_the_segments_is_the_figure(api):
    found = [feature["properties"] for feature in api.get(f"{URL}?all=1").json()["features"]]
    [figure] = [one for one in api.get("/api/v1/figures?route=LV-RU").json() if one["code"] == "K1"]
    assert sum(one["built_km"] for one in found) == figure["numerator_km"] == 2.5
    assert sum(one["to_build_km"] for one in found) == figure["denominator_km"] == 7


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("code=s-3", ["S-3"]),
        ("route=LV-RU&limit=1", ["S-0"]),
        ("status=cleared", ["S-2", "S-3"]),
        ("status=built&element=fence", ["S-0", "S-1", "S-2"]),
        ("element=fence&limit=1000", [f"S-{n}" for n in range(8)]),
        ("land_status=owned", ["S-0", "S-1"]),
        ("unit=UNIT", [f"S-{n}" for n in range(6)]),
        ("unit=BOARD", [f"S-{n}" for n in range(10)]),
        ("section=EAST&code=S-9", ["S-9"]),
        ("status=accepted", []),
        ("bbox=27,56.8,28,56.8006", []),
        ("bbox=27,56.8,28,56.81", ["S-0", "S-1"]),
        ("bbox=28,56.8,29,57", []),
        ("as_of=2020-12-31", []),
        ("as_of=2020-12-31&all=1", []),
    ],
)
def test_filters_keep_the_segments_that_have_a_metre_of_it(api, query, expected):
    assert codes(api.get(f"{URL}?{query}")) == expected


def test_with_an_element_only_its_works_count(api):
    [feature] = api.get(f"{URL}?element=strip&code=S-2").json()["features"]
    assert feature["properties"]["construction_status"] == "built"
    assert list(feature["properties"]["construction"]) == ["strip"]


def test_pages_follow_each_other(api):
    seen, address = [], f"{URL}?limit=4"
    while address:
        page = api.get(address).json()
        assert (page["type"], page["count"]) == ("FeatureCollection", 10)
        seen += [feature["id"] for feature in page["features"]]
        address = page["next"]
    assert seen == [f"S-{n}" for n in range(10)]
    assert page["previous"].endswith("limit=4&offset=4")
    assert api.get(f"{URL}?offset=10").json()["features"] == []


def test_the_whole_layer_is_the_pages_together(api):
    whole = api.get(f"{URL}?all=1").json()
    assert whole["features"] == api.get(f"{URL}?limit=1000").json()["features"]
    assert (whole["next"], whole["previous"]) == (None, None)


def test_a_geometry_is_cut_from_the_line_of_the_day(api):
    feature = api.get(f"{URL}S-4/").json()["features"][0]
    located = api.get("/api/v1/locate?route=LV-RU&from_km=4&to_km=5").json()
    assert feature["geometry"]["type"] == "LineString"
    assert flat(feature) == pytest.approx(flat(located), abs=1e-7)


def test_the_answer_carries_the_number_of_the_ledger(api):
    answer = api.get(URL)
    assert answer.headers["ETag"].strip("W/") == f'"{answer.json()["ledger"]}"'
    assert answer.headers["Content-Type"] == "application/geo+json"


QUERIES = 22
"""The ledger's number; segments and their lines; work, requirements and land rights; figures, definitions and three
layers of K1; sensors with nodes, links and stretches; units, sections, what lies in them and impact levels."""


def test_the_number_of_queries_does_not_grow_with_the_segments(api, django_assert_num_queries):
    few, many = f"{URL}?code=S-1", f"{URL}?all=1"
    api.get(many)
    with django_assert_num_queries(QUERIES):
        assert len(codes(api.get(few))) == 1
    with django_assert_num_queries(QUERIES):
        assert len(codes(api.get(many))) == 10


def test_setting_a_status_on_a_segment_is_a_put_over_its_stretch(api):
    record(put_work(4, 5, "built"))
    assert properties(api, "S-4")["construction"]["fence"]["status"] == "built"


def test_a_code_that_was_split_answers_with_its_last_stretch_and_its_successors(api):
    relabel(3, 3.5, "S-3a")
    relabel(3.5, 4, "S-3b")
    found = api.get(f"{URL}S-3/").json()
    assert found["state"] == "vanished"
    assert found["stretches"] == [{"route": "LV-RU", "from_km": 3, "to_km": 4, "length_km": 1}]
    assert [feature["id"] for feature in found["features"]] == ["S-3a", "S-3b"]


def test_a_code_of_another_day_is_read_as_of_that_day(api):
    relabel(3, 4, "NEW")
    assert api.get(f"{URL}S-3/?as_of=2023-12-31").json()["state"] == "current"
    early = api.get(f"{URL}NEW/?as_of=2023-12-31").json()
    assert early["state"] == "not_yet"
    assert [feature["id"] for feature in early["features"]] == ["S-3"]


def test_a_code_that_a_correction_took_out_of_every_day_is_remembered_by_the_ledger(api):
    relabel(3, 4, "RENAMED", date(2021, 1, 1), "correct")
    assert not Segment.objects.filter(code="S-3").exists()
    found = api.get(f"{URL}S-3/").json()
    assert found["state"] == "vanished"
    assert [(one["from_km"], one["to_km"]) for one in found["stretches"]] == [(3, 4)]
    assert [feature["id"] for feature in found["features"]] == ["RENAMED"]


@pytest.mark.parametrize("code", ["NEVER", "%00", "%27%3B--", "x" * 300])
def test_a_code_that_never_was_is_not_found(api, code):
    answer = api.get(f"{URL}{code}/")
    assert answer.status_code in (400, 404)
    assert answer.json()["error"]["message"]


def test_names_with_quotes_are_well_formed_json(api):
    relabel(3, 4, "Q")
    record(put_work(3, 4, "built", note='"}],'))
    assert json.loads(api.get(f"{URL}?all=1").content)["count"] == 10


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("bbox=1,2,3", "bbox"),
        ("bbox=1,2,3,x", "bbox"),
        ("bbox=3,2,1,4", "bbox"),
        ("bbox=nan,nan,nan,nan", "bbox"),
        ("bbox=1,2,inf,4", "bbox"),
        ("bbox=", "bbox"),
        ("as_of=soon", "as_of"),
        ("as_of=0001-01-01", "as_of"),
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=100000", "limit"),
        ("limit=ten", "limit"),
        ("offset=-1", "offset"),
        ("offset=99999999999999999999", "offset"),
        ("all=maybe", "all"),
        ("status=nope", "status"),
        ("element=nope", "element"),
        ("section=nope", "section"),
        ("unit=nope", "unit"),
        ("unit=%00", "unit"),
        ("land_status=nope", "land_status"),
        ("code=%00", "code"),
        ("elment=fence", "elment"),
    ],
)
def test_a_bad_question_names_its_field(api, query, where):
    answer = api.get(f"{URL}?{query}")
    assert (answer.status_code, answer.json()["error"]["where"]) == (400, where)


def test_an_unknown_route_is_not_found(api):
    answer = api.get(f"{URL}?route=LV-EE")
    assert (answer.status_code, answer.json()["error"]["where"]) == (404, "route")
