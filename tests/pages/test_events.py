"""The table of a layer: paged, sorted and narrowed by the server, exported as it is shown, checked row by row."""

import csv
import io

import openpyxl
import pytest

from apps.ledger.commands import Put
from apps.ledger.models import ChangeSet
from apps.pages.sheets import BOM
from tests.factories import BEGIN, KM, api_of, person, put_work, record, small_register

pytestmark = pytest.mark.django_db


@pytest.fixture
def works():
    """Ten works of 1 km on a fence of 10 km, every other one built; the last one carries a note."""
    small_register(km=10)
    statuses = ("built", "cleared")
    record(
        *(
            put_work(km, km + 1, statuses[km % 2], note="=SUM(A1)" if km == 9 else f"no {km}")
            for km in range(10)
        )
    )


def table(**asked) -> dict:
    answer = api_of().get("/api/v1/events/", {"layer": "work", **asked})
    assert answer.status_code == 200, answer.content
    return answer.json()


def cells(found: dict, column: str) -> list:
    place = found["columns"].index(column)
    return [row[place] for row in found["rows"]]


def test_a_page_tells_how_many_rows_and_kilometres_there_are_on_all_pages(works):
    found = table(limit=4, offset=8)
    assert (found["count"], found["length_km"], len(found["rows"])) == (10, 10, 2)
    assert cells(found, "from_km") == [8, 9]


def test_rows_are_sorted_by_any_column_downwards_with_a_minus(works):
    assert cells(table(sort="-from_km", limit=2), "from_km") == [9, 8]
    assert cells(table(sort="status,-to_km", limit=2), "to_km") == [9, 7]


def test_a_column_is_narrowed_by_codes_or_by_a_part_of_its_text(works):
    assert table(status="built")["count"] == 5
    assert table(status="built,cleared")["count"] == 10
    assert cells(table(note="no 3"), "from_km") == [3]
    assert table(q="SUM")["count"] == 1
    assert table(q="100%")["count"] == 0


def test_a_stretch_keeps_the_rows_that_meet_it(works):
    assert cells(table(from_km="2.5", to_km="4"), "from_km") == [2, 3]


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ({"colour": "red"}, "colour"),
        ({"sort": "colour"}, "sort"),
        ({"from_km": "3"}, "to_km"),
        ({"from_km": "3", "to_km": "2"}, "to_km"),
        ({"layer": "target"}, "layer"),
        ({"layer": "roads"}, "layer"),
        ({"layer": "sensor_state"}, "layer"),
        ({"as_of": "soon"}, "as_of"),
        ({"limit": "0"}, "limit"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_parameter(works, asked, where):
    answer = api_of().get("/api/v1/events/", {"layer": "work", **asked})
    assert answer.status_code == 400
    assert answer.json()["error"]["where"] == where


def test_an_export_holds_the_rows_and_columns_that_are_shown_in_the_readers_language(works):
    asked = {
        "layer": "work",
        "format": "csv",
        "status": "built",
        "sort": "-from_km",
        "columns": "to_km,status",
    }
    answer = api_of().get("/api/v1/events/export/", asked, headers={"Accept-Language": "lv"})
    text = answer.content.decode().removeprefix(BOM)
    assert list(csv.reader(io.StringIO(text), delimiter=";")) == [
        ["Līdz, km", "Statuss"],
        *([str(km), "built"] for km in (9, 7, 5, 3, 1)),
    ]
    assert answer["Content-Disposition"].startswith('attachment; filename="work-')


def test_a_route_stands_by_its_code_and_a_number_with_its_decimals_as_on_the_screen(works):
    record(put_work(0, 1, designed_width_m="2.50"))
    asked = {"layer": "work", "columns": "route,designed_width_m", "from_km": 0, "to_km": 1}
    headers = {"Accept-Language": "lv"}
    text = (
        api_of().get("/api/v1/events/export/", {**asked, "format": "csv"}, headers=headers).content.decode()
    )
    assert text.splitlines()[1] == "LV-RU;2,50"
    book = openpyxl.load_workbook(io.BytesIO(api_of().get("/api/v1/events/export/", asked).content))
    route, width = book.active[2]
    assert (route.value, width.value, width.number_format) == ("LV-RU", 2.5, "0.00")


@pytest.fixture
def acts():
    """Two acts on a fence of 10 km: one accepted into operation, one only submitted."""
    small_register(km=10)
    key = {"route": "LV-RU", "element": "fence"}
    verdicts = ("accepted", "submitted")
    record(
        *(
            Put("acceptance", key, {"verdict": verdict}, BEGIN, from_cm=km * KM, to_cm=(km + 1) * KM)
            for km, verdict in enumerate(verdicts)
        )
    )


@pytest.mark.parametrize(
    ("language", "name"), [("lv", "nodots ekspluatācijā"), ("en", "accepted into operation")]
)
def test_a_fixed_choice_is_exported_by_the_name_that_the_screen_shows(acts, language, name):
    asked = {"layer": "acceptance", "columns": "verdict", "to_km": 1, "from_km": 0, "language": language}
    as_csv = api_of().get("/api/v1/events/export/", {**asked, "format": "csv"}).content.decode()
    assert as_csv.splitlines()[1] == name
    book = openpyxl.load_workbook(io.BytesIO(api_of().get("/api/v1/events/export/", asked).content))
    assert book.active["A2"].value == name


@pytest.mark.parametrize("text", ["nodots eksp", "Nodots", "into operation", "accepted"])
def test_a_fixed_choice_is_found_by_its_name_in_either_language_and_by_its_code(acts, text):
    assert cells(table(layer="acceptance", q=text), "verdict") == ["accepted"]


def test_a_fixed_choice_is_narrowed_by_whole_codes(acts):
    assert table(layer="acceptance", verdict="accepted,submitted")["count"] == 2
    assert table(layer="acceptance", verdict="accept")["count"] == 0


def test_a_text_that_a_spreadsheet_would_run_is_only_text(works):
    asked = {"layer": "work", "columns": "note", "from_km": 9, "to_km": 10}
    as_csv = api_of().get("/api/v1/events/export/", {**asked, "format": "csv"}).content.decode()
    assert "'=SUM(A1)" in as_csv
    book = openpyxl.load_workbook(io.BytesIO(api_of().get("/api/v1/events/export/", asked).content))
    cell = book.active["A2"]
    assert (cell.value, cell.data_type) == ("=SUM(A1)", "s")


def test_a_workbook_holds_numbers_and_days_as_such(works):
    content = api_of().get("/api/v1/events/export/", {"layer": "work", "columns": "from_km,from_day"}).content
    row = openpyxl.load_workbook(io.BytesIO(content)).active[3]
    assert row[0].value == 1
    assert row[1].is_date


def operation(from_km, to_km, **values) -> dict:
    return {
        "verb": "put",
        "target": "work",
        "key": {"route": "LV-RU", "element": "fence"},
        "from_km": from_km,
        "to_km": to_km,
        "from_day": "2022-01-01",
        "values": {"status": "built", **values},
    }


def check(*operations, role: str = "planner"):
    body = {"kind": "correct", "operations": list(operations)}
    return api_of(role).post("/api/v1/events/check/", body, format="json")


def test_each_row_that_could_not_be_written_is_named_and_nothing_is_kept(works):
    number = ChangeSet.objects.number()
    answer = check(operation(0, 1), operation(5, 3), operation(1, 2, status="painted"), operation(9, 11))
    assert [(one["n"], one["where"]) for one in answer.json()["faults"]] == [
        (1, "to_km"),
        (2, "values.status"),
        (3, "to_km"),
    ]
    assert ChangeSet.objects.number() == number


def test_rows_that_a_person_may_not_write_are_refused_as_such(works):
    found = check(operation(0, 1), role="viewer").json()
    assert [one["where"] for one in found["faults"]] == ["target"]


def test_the_table_asks_the_database_a_fixed_number_of_queries(works, django_assert_num_queries):
    client = api_of()
    with django_assert_num_queries(5):  # the fifth keeps the reading in the log
        client.get("/api/v1/events/", {"layer": "work", "limit": 10})


def test_two_hundred_rows_are_one_change_set(works):
    rows = [operation(n / 20, (n + 1) / 20, note=f"row {n}") for n in range(200)]
    body = {"reason": "survey", "kind": "correct", "operations": rows}
    number = ChangeSet.objects.number()
    answer = api_of("planner").post(
        "/api/v1/change-sets/", body, format="json", headers={"If-Match": f'"{number}"'}
    )
    assert answer.status_code == 201
    assert ChangeSet.objects.number() == number + 1
    assert len(answer.json()["operations"]) == 200


def test_views_are_kept_by_person_and_name():
    client = api_of("planner")
    for search in ("?layer=work", "?layer=segment"):
        answer = client.post("/api/v1/saved-views/", {"name": "Mine", "search": search}, format="json")
        assert answer.status_code == 201
    [view] = client.get("/api/v1/saved-views/").json()
    assert (view["name"], view["search"]) == ("Mine", "?layer=segment")
    other = api_of("viewer")
    assert other.get("/api/v1/saved-views/").json() == []
    assert other.delete(f"/api/v1/saved-views/{view['id']}/").status_code == 404
    assert client.delete(f"/api/v1/saved-views/{view['id']}/").status_code == 204
    assert person("planner").saved_views.count() == 0


def test_a_view_is_called_otherwise_by_its_owner_alone_and_never_like_another():
    client = api_of("planner")
    for name in ("Mine", "Other"):
        client.post("/api/v1/saved-views/", {"name": name, "search": "?layer=work"}, format="json")
    address = f"/api/v1/saved-views/{person('planner').saved_views.get(name='Mine').pk}/"
    renamed = client.patch(address, {"name": "Gaps"}, format="json")
    assert (renamed.status_code, renamed.json()["name"]) == (200, "Gaps")
    assert renamed.json()["search"] == "?layer=work"
    refused = client.patch(address, {"name": "Other"}, format="json")
    assert (refused.status_code, refused.json()["error"]["where"]) == (409, "name")
    assert api_of("viewer").patch(address, {"name": "Theirs"}, format="json").status_code == 404


@pytest.mark.parametrize(
    "view",
    [
        {"name": "Work of 010190-12345", "search": "?layer=work"},
        {"name": "Work", "search": "?q=by+32000012345"},
    ],
)
def test_a_view_carries_no_personal_code(view):
    client = api_of("planner")
    answer = client.post("/api/v1/saved-views/", view, format="json")
    assert answer.status_code == 400
    assert "12345" not in answer.content.decode()
    assert not person("planner").saved_views.exists()


def test_a_view_is_a_query_and_nothing_else():
    answer = api_of("planner").post(
        "/api/v1/saved-views/", {"name": "x", "search": "//elsewhere"}, format="json"
    )
    assert answer.status_code == 400
