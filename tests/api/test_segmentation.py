import csv
import io
from itertools import pairwise

import pytest

from apps.border.models import Route
from apps.pages.api import as_csv
from apps.pages.segmentation import segmentation_table
from tests.construction.register import lot
from tests.factories import BEGIN, put_work, record

URL = "/api/v1/segmentation"


def table(api, **query) -> list[dict]:
    answer = api.get(URL, {"route": "LV-RU", **query}).json()
    return [dict(zip(answer["columns"], row, strict=True)) for row in answer["rows"]]


def test_a_row_for_each_stretch_on_which_nothing_changes(api):
    rows = table(api, layers="work:fence,work:strip")
    shown = ("from_km", "to_km", "length_km", "work:fence.status", "work:strip.status")
    assert [tuple(row[name] for name in shown) for row in rows] == [
        (0, 2.5, 2.5, "built", "built"),
        (2.5, 3, 0.5, "cleared", "built"),
        (3, 4, 1, "cleared", None),
        (4, 10, 6, None, None),
    ]


def test_a_layer_is_every_key_of_it_that_has_facts(api):
    [row, *_] = table(api, layers="work")
    assert {name.split(".")[0] for name in row} == {
        "from_km",
        "to_km",
        "length_km",
        "work:fence",
        "work:strip",
    }


def test_without_layers_all_of_them_are_laid_over_each_other(api):
    rows = table(api)
    assert {"segment.code", "unit_stretch.unit", "exclusion:K1.reason", "land_right.status"} <= set(rows[0])
    assert rows[0]["from_km"] == 0
    assert rows[-1]["to_km"] == 10
    assert all(before["to_km"] == after["from_km"] for before, after in pairwise(rows))
    assert sum(row["length_km"] for row in rows) == pytest.approx(10)


def test_the_columns_come_in_the_order_that_was_asked_for(api):
    asked = table(api, layers="segment,land_right")
    assert list(asked[0]) == [
        "from_km",
        "to_km",
        "length_km",
        "segment.code",
        "land_right.note",
        "land_right.status",
    ]


def test_a_key_without_facts_is_an_empty_column(api):
    [row] = table(api, layers="work:moat")
    assert (row["from_km"], row["to_km"], row["work:moat.status"]) == (0, 10, None)


def test_before_the_register_begins_the_route_is_one_empty_stretch(api):
    [row] = table(api, as_of="2020-12-31", layers="segment,work:fence")
    assert (row["length_km"], row["segment.code"], row["work:fence.status"]) == (10, None, None)


def test_csv_is_the_same_table(api):
    answer = api.get(URL, {"route": "LV-RU", "layers": "segment", "format": "csv"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert rows[0] == ["from_km", "to_km", "length_km", "segment.code"]
    assert rows[1] == ["0.0", "1.0", "1.0", "S-0"]
    assert len(rows) == 11


def test_a_sheet_takes_no_text_for_a_formula(api):
    answer = api.get(URL, {"route": "LV-RU", "layers": "work:fence", "format": "csv"}).content.decode()
    assert ",'=1+1," in answer
    assert ",=1+1" not in answer


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx", "\nx"])
def test_every_beginning_of_a_formula_is_disarmed(text):
    [cell] = next(iter(csv.reader(io.StringIO(as_csv([], [[text]]).removeprefix("\r\n"), newline=""))))
    assert cell == f"'{text}"


def test_numbers_and_plain_texts_stay_what_they_are():
    assert as_csv(["a", "b", "c"], [[-1.5, "fence", None]]) == "a,b,c\r\n-1.5,fence,\r\n"


def test_the_table_of_a_day_has_the_facts_of_that_day(api):
    record(put_work(4, 5, "built", start=BEGIN.replace(year=2024)))
    assert len(table(api, layers="work:fence", as_of="2023-12-31")) == 3
    assert len(table(api, layers="work:fence", as_of="2024-01-01")) == 4


def test_one_query_a_layer(register, django_assert_num_queries):
    route = Route.objects.get()
    with django_assert_num_queries(2):
        segmentation_table(route, BEGIN, ["work", "segment", "work:fence"])


@pytest.mark.parametrize(
    ("query", "status", "where"),
    [
        ({}, 400, "route"),
        ({"route": "LV-EE"}, 404, "route"),
        ({"route": "LV-RU", "layers": "moat"}, 404, "layers"),
        ({"route": "LV-RU", "layers": ""}, 400, "layers"),
        ({"route": "LV-RU", "layers": "work,"}, 404, "layers"),
        ({"route": "LV-RU", "layers": "segment:x"}, 404, "layers"),
        ({"route": "LV-RU", "layers": "work:fence:x"}, 404, "layers"),
        ({"route": "LV-RU", "layers": "route"}, 404, "layers"),
        ({"route": "LV-RU", "layers": "target"}, 404, "layers"),
        ({"route": "LV-RU", "format": "xml"}, 400, "format"),
        ({"route": "LV-RU", "format": "csv", "as_of": "x"}, 400, "as_of"),
        ({"route": "LV-RU", "format": "csv", "layers": "moat"}, 404, "layers"),
    ],
)
def test_a_bad_question_names_its_field_in_json(api, query, status, where):
    answer = api.get(URL, query)
    assert answer.headers["Content-Type"] == "application/json"
    assert (answer.status_code, answer.json()["error"]["where"]) == (status, where)


def test_lots_are_told_together_in_one_column(api):
    record(*lot("A", (0, 4)), *lot("B", (3, 5), elements=("strip",)))
    table = api.get("/api/v1/segmentation?route=LV-RU&layers=lot_stretch").json()
    assert table["columns"] == ["from_km", "to_km", "length_km", "lot_stretch.lot"]
    assert [[*row[:2], row[3]] for row in table["rows"]] == [
        [0, 3, "A"],
        [3, 4, "A B"],
        [4, 5, "B"],
        [5, 10, None],
    ]
    one = api.get("/api/v1/segmentation?route=LV-RU&layers=lot_stretch:B").json()
    assert one["columns"][3:] == ["lot_stretch:B.note"]
