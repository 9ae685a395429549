import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.deployments.commitments import Deadline, commitments_of
from apps.deployments.models import Slot
from apps.deployments.sheets import SLOTS
from apps.ledger.commands import Add, Put
from apps.ledger.models import ChangeSet
from tests.deployments.log import add_lists, item, item_days, log, slot_days, slot_with_days
from tests.factories import api_of, named, record

pytestmark = pytest.mark.django_db

SLOT = {
    "slot": "A",
    "stage": "deployed",
    "first": "2024-03-01",
    "last": "2024-03-10",
    "heads": 2,
    "category": 3,
    "profile": "officer",
    "operation": "TERRA",
    "body": "VRS",
}


@pytest.fixture(autouse=True)
def lists():
    add_lists()


@pytest.fixture
def planner():
    return api_of("planner")


def if_match() -> dict:
    return {"HTTP_IF_MATCH": f'"{ChangeSet.objects.number()}"'}


def post_slots(client, *slots: dict, **headers):
    headers = headers or if_match()
    body = {"reason": "list", "slots": [{**SLOT, **one} for one in slots]}
    return client.post("/api/v1/deployments/", body, format="json", **headers)


def test_slots_are_logged_and_listed(planner):
    answer = post_slots(planner, {}, {"slot": "B"})
    assert (answer.status_code, answer.data["number"]) == (201, ChangeSet.objects.number())
    listed = planner.get("/api/v1/deployments/?year=2024&category=3").json()
    assert [one["slot"] for one in listed["results"]] == ["A", "B"]
    assert listed["results"][0]["days"] == [
        {"stage": "deployed", "first": "2024-03-01", "last": "2024-03-10", "heads": 2, "travel": False}
    ]
    assert planner.get("/api/v1/deployments/?year=2023").json()["count"] == 0


def test_what_the_log_says_already_answers_unchanged_with_every_key_of_a_set(planner):
    first, again = post_slots(planner, {}), post_slots(planner, {})
    told = again.json()
    assert (again.status_code, told["state"], told["reason"]) == (200, "unchanged", "list")
    assert (told["uid"], told["kind"], told["operations"]) == (None, None, [])
    assert told.keys() == first.json().keys()


def change(client, reason: str, *operations: dict, kind: str = "correct"):
    body = {"reason": reason, "kind": kind, "operations": list(operations)}
    return client.post("/api/v1/change-sets/", body, format="json", **if_match())


def use_of(operation: str, first: str, until: str, verb: str = "put") -> dict:
    told = {"values": {"operation": operation}} if verb == "put" else {}
    key = {"item": "E", "stage": "deployed"}
    days = {"from_day": first, "until_day": until}
    return {"verb": verb, "target": "equipment_days", "key": key, **days, **told}


def test_no_door_puts_an_item_at_two_operations_on_one_day(planner):
    log(item("E"), item_days("E", date(2024, 1, 1), date(2024, 1, 31)))
    moved = use_of("HOME", "2024-01-31", "2024-02-11")
    refused = change(planner, "moved", moved)
    assert (refused.status_code, refused.json()["error"]["where"]) == (409, "operations[0].from_day")
    [colliding] = refused.json()["error"]["detail"]["colliding"]
    assert (colliding["from_day"], colliding["values"]["operation"]) == ("2024-01-31", "TERRA")
    assert change(planner, "moved", use_of("", "2024-01-31", "2024-02-11", "clear"), moved).status_code == 201


def test_no_door_takes_a_personal_code(planner):
    log(item("E"))
    amend = {"verb": "amend", "target": "equipment_item", "uid": "E", "values": {"registration": "AB-1"}}
    assert change(planner, "asked by 010190-12345", amend).status_code == 400
    amend["values"]["registration"] = "32345678901"
    refused = change(planner, "mended", amend)
    assert (refused.status_code, refused.json()["error"]["where"]) == (
        400,
        "operations[0].values.registration",
    )


def test_days_before_the_agency_are_refused_by_the_register_itself(planner):
    log(item("E"))
    assert change(planner, "old", use_of("TERRA", "1990-01-01", "1990-02-01")).status_code == 409


def test_other_heads_on_the_same_days_are_refused_unless_they_replace(planner):
    post_slots(planner, {})
    body = {"reason": "mended", "slots": [{**SLOT, "heads": 5}]}
    refused = planner.post("/api/v1/deployments/", body, format="json", **if_match())
    assert (refused.status_code, refused.json()["error"]["detail"]) == (
        409,
        {"colliding": [{"first": "2024-03-01", "last": "2024-03-10"}]},
    )
    body["replaces"] = True
    assert planner.post("/api/v1/deployments/", body, format="json", **if_match()).status_code == 201


def test_a_slot_may_have_no_last_day(planner):
    assert post_slots(planner, {"last": None}).status_code == 201
    [slot] = planner.get("/api/v1/deployments/?year=2030").json()["results"]
    assert slot["days"][0]["last"] is None


def test_a_write_says_what_it_read(planner):
    assert post_slots(planner, {}, HTTP_IF_MATCH="").status_code == 428


def test_a_reader_logs_nothing():
    assert post_slots(api_of("viewer"), {}).status_code == 403


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"last": "2024-02-29"}, "slots[0].last"),
        ({"heads": 0}, "slots[0].heads"),
        ({"heads": 10_000}, "slots[0].heads"),
        ({"category": 5}, "slots[0].category"),
        ({"first": "1900-03-01"}, "slots[0].first"),
        ({"first": "01.03.2024."}, "slots[0].first"),
        ({"note": "010190-12345"}, "slots[0].note"),
        ({"profile": "spy"}, "slots[0].profile"),
        ({"slot": "a b"}, "slots[0].slot"),
    ],
)
def test_bad_input_is_refused_with_its_field(planner, values, where):
    answer = post_slots(planner, values)
    assert (answer.status_code, answer.json()["error"]["where"]) == (400, where)
    assert not Slot.objects.exists()


def test_the_days_of_a_year(planner):
    log(*slot_with_days("A", date(2024, 1, 1), date(2024, 12, 31), heads=15))
    days = planner.get("/api/v1/deployments/days/?year=2024").json()
    assert days["categories"]["2"]["person_days"] == 5490
    assert planner.get("/api/v1/deployments/days/?year=soon").status_code == 400


def test_operations_carry_their_host(planner):
    operations = planner.get("/api/v1/operations/").json()
    assert [(one["code"], one["host"]) for one in operations] == [("HOME", "LV"), ("TERRA", "GR")]


def test_equipment_is_listed_and_refused_twice(planner):
    log(item("E"), item_days("E", date(2024, 1, 1), date(2024, 1, 10)))
    [shown] = planner.get("/api/v1/equipment/?year=2024").json()
    assert shown["days"] == [
        {"stage": "deployed", "operation": "TERRA", "first": "2024-01-01", "last": "2024-01-10"}
    ]
    assert shown["days_in_year"] == {"available": 0, "agreed": 0, "deployed": 10, "down": 0}
    use = {"reason": "report", "item": "E", "stage": "deployed", "operation": "HOME"}
    days = {"first": "2024-01-10", "last": "2024-01-12"}
    answer = planner.post("/api/v1/equipment/uses/", {**use, **days}, format="json", **if_match())
    assert (answer.status_code, answer.json()["error"]["where"]) == (409, "first")
    days["first"] = "2024-01-11"
    answer = planner.post("/api/v1/equipment/uses/", {**use, **days}, format="json", **if_match())
    assert answer.status_code == 201
    assert planner.post("/api/v1/equipment/uses/", {**use, **days}, format="json").status_code == 428


def promise(category: int, heads: int, basis: str = "annex", start: date = date(2023, 1, 1), **values) -> Put:
    key = {"category": category, "year": 2024, "basis": basis}
    return Put("commitment", key, {"heads": heads, **values}, start)


def test_commitments_tell_what_is_kept_now_and_by_the_years_end(planner):
    record(promise(3, 2, days_each=100), promise(3, 1, "agreed", date(2023, 12, 5), days_each=100))
    log(*slot_with_days("A", date(2024, 2, 1), date(2024, 2, 20), category=3))
    log(*slot_with_days("B", date(2024, 9, 1), date(2024, 10, 20), category=3, stage="agreed"))
    shown = planner.get("/api/v1/commitments/?year=2024&as_of=2024-06-30").json()
    [third] = [one for one in shown["categories"] if one["category"] == 3]
    assert (third["now"], third["projected"]) == (20, 70)
    assert (third["percent_now"], third["percent_projected"]) == (20, 70)
    assert [(one["basis"], one["state"]) for one in shown["deadlines"]] == [
        ("proposed", "missed"),
        ("agreed", "late"),
    ]


def test_what_was_only_agreed_is_not_kept_but_told_beside():
    record(promise(3, 1, days_each=100))
    log(*slot_with_days("A", date(2024, 2, 1), date(2024, 2, 20), category=3))
    log(*slot_with_days("B", date(2024, 3, 1), date(2024, 3, 30), category=3, stage="agreed"))
    [third] = [one for one in commitments_of(2024, date(2024, 6, 30)).fulfilments if one.category == 3]
    assert (third.now, third.now_planned, third.projected) == (20, 30, 50)
    assert (third.percent_now, third.percent_projected) == (20, 50)


def test_a_report_of_some_months_leaves_the_rest_of_the_year_expected():
    record(promise(3, 1, days_each=366))
    log(*slot_with_days("A", date(2024, 1, 1), date(2024, 12, 31), category=3, stage="agreed"))
    log(slot_days("A", date(2024, 1, 1), date(2024, 3, 31)))
    [third] = [one for one in commitments_of(2024, date(2024, 4, 30)).fulfilments if one.category == 3]
    assert (third.now, third.now_planned, third.projected) == (91, 0, 366)


def test_a_promise_without_days_is_for_the_whole_year():
    record(promise(2, 15))
    [second] = [one for one in commitments_of(2024, date(2024, 1, 1)).fulfilments if one.category == 2]
    assert second.promised.days == 5490


def test_a_stay_beyond_four_months_is_a_separate_contribution():
    log(*slot_with_days("A", date(2024, 1, 1), date(2024, 4, 30), category=3, heads=5))
    log(*slot_with_days("B", date(2024, 1, 1), date(2024, 5, 1), category=3))
    log(*slot_with_days("C", date(2024, 1, 1), date(2024, 12, 31), category=2))
    found = {one.category: one.contributions for one in commitments_of(2024, date(2024, 12, 31)).fulfilments}
    assert found == {2: 1, 3: 5 + 2, 4: 0}


def test_a_plan_makes_contributions_too_and_longer_stays_are_listed(planner):
    log(*slot_with_days("A", date(2024, 1, 1), date(2024, 6, 30), category=3, heads=2, stage="agreed"))
    log(*slot_with_days("B", date(2024, 1, 1), date(2024, 4, 30), category=3))
    shown = planner.get("/api/v1/commitments/?year=2024").json()
    assert [one["contributions"] for one in shown["categories"]] == [0, 4 + 1, 0]
    assert shown["long_stays"] == [{"slot": "A", "contributions": 2, "is_planned": True}]


def test_the_definition_sets_the_limit_of_a_contribution():
    rule = {"version": 1, "rule": "person_days", "parameters": {"categories": [3], "limit_months": 3}}
    record(Add("indicator", "K3", named("K3")))
    record(Put("definition", {"indicator": "K3"}, rule, date(2020, 1, 1)))
    log(*slot_with_days("A", date(2024, 1, 1), date(2024, 4, 30), category=3))
    found = {one.category: one.contributions for one in commitments_of(2024, date(2024, 12, 31)).fulfilments}
    assert found[3] == 2


@pytest.mark.parametrize(
    ("day", "heads"), [(date(2023, 11, 30), None), (date(2023, 12, 31), 80), (date(2024, 4, 1), 90)]
)
def test_a_promise_is_told_as_it_stood_on_the_day(day, heads):
    record(promise(3, 80, "agreed", date(2023, 12, 1), days_each=100))
    record(promise(3, 90, "agreed", date(2024, 3, 1), days_each=100), reason="more were agreed")
    found = commitments_of(2024, day)
    [third] = [one for one in found.fulfilments if one.category == 3]
    assert [one.heads for one in third.promises] == ([heads] if heads else [])
    assert found.deadlines[1].kept_on == date(2023, 12, 1)


def test_the_reserve_is_ready_when_nominated():
    record(promise(4, 30))
    log(*slot_with_days("R", date(2024, 1, 1), date(2024, 6, 30), heads=28, category=4, stage="nominated"))
    ready = [commitments_of(2024, day).reserve for day in (date(2024, 6, 30), date(2024, 7, 1))]
    assert [(one.ready, one.asked) for one in ready] == [(28, 30), (0, 30)]
    assert commitments_of(2024, date(2026, 11, 21)).reserve.day == date(2024, 12, 31)


def test_more_deployed_than_nominated_is_shown():
    log(*slot_with_days("A", date(2024, 1, 1), date(2024, 1, 10), category=3, stage="nominated"))
    log(slot_days("A", date(2024, 1, 1), date(2024, 1, 12)))
    [overrun] = commitments_of(2024, date(2024, 12, 31)).overruns
    assert (overrun.slot, overrun.nominated, overrun.deployed) == ("A", 10, 12)


def test_what_was_deployed_without_a_nomination_is_listed():
    log(*slot_with_days("A", date(2024, 1, 1), date(2024, 1, 10), stage="nominated"))
    log(slot_days("A", date(2024, 1, 1), date(2024, 1, 5)))
    log(*slot_with_days("B", date(2024, 1, 1), date(2024, 1, 10)))
    log(*slot_with_days("C", date(2024, 1, 1), date(2024, 1, 10), stage="agreed"))
    found = commitments_of(2024, date(2024, 12, 31))
    assert (found.unnominated, found.overruns) == (["B"], [])


@pytest.mark.parametrize(
    ("kept_on", "day", "state"),
    [
        (None, date(2023, 6, 30), "open"),
        (None, date(2023, 7, 1), "missed"),
        (date(2023, 6, 30), date(2023, 7, 1), "kept"),
        (date(2023, 7, 1), date(2023, 7, 1), "late"),
        (date(2023, 7, 1), date(2023, 6, 30), "open"),
    ],
)
def test_a_deadline_is_kept_late_open_or_missed(kept_on, day, state):
    assert Deadline("proposed", date(2023, 6, 30), kept_on).state(day) == state


def sheet(**values) -> SimpleUploadedFile:
    workbook, target = openpyxl.Workbook(), io.BytesIO()
    workbook.active.append(list(SLOTS.columns))
    row = {**SLOT, "first": date(2024, 3, 1), "last": date(2024, 3, 10), **values}
    workbook.active.append([row.get(name) for name in SLOTS.columns])
    workbook.save(target)
    return SimpleUploadedFile("slots.xlsx", target.getvalue())


def test_a_spreadsheet_is_looked_at_and_brought_in(planner):
    looked = planner.post("/api/v1/deployments/import/preview/", {"file": sheet()}, format="multipart").json()
    assert (
        looked["rows"],
        looked["faults"],
        looked["days"]["after"][0]["categories"]["3"]["person_days"],
    ) == (1, [], 20)
    assert not Slot.objects.exists()
    brought = planner.post(
        "/api/v1/deployments/import/", {"file": sheet(), "reason": "list"}, format="multipart", **if_match()
    )
    assert (brought.status_code, Slot.objects.count()) == (201, 1)


def test_a_faulty_spreadsheet_names_its_faults(planner):
    body = {"file": sheet(heads=0), "reason": "list"}
    error = planner.post("/api/v1/deployments/import/", body, format="multipart", **if_match()).json()[
        "error"
    ]
    assert [(one["row"], one["column"]) for one in error["detail"]["faults"]] == [(2, "heads")]


def test_who_only_reads_does_not_try_a_spreadsheet():
    asked = api_of("viewer").post(
        "/api/v1/deployments/import/preview/", {"file": sheet()}, format="multipart"
    )
    assert asked.status_code == 403


@pytest.mark.parametrize("role", ["viewer", "auditor", "constructor"])
@pytest.mark.parametrize("path", ["import/", "import/preview/"])
def test_the_workbook_of_who_may_not_write_is_not_even_read(role, path):
    broken = SimpleUploadedFile("broken.xlsx", b"PK")
    body = {"file": broken, "reason": "list"}
    answer = api_of(role).post(f"/api/v1/deployments/{path}", body, format="multipart", **if_match())
    assert answer.status_code == 403


def test_one_request_has_each_day_of_a_slot_once(planner):
    """The second row lies inside the first: brought in one after the other they would end in April."""
    year, spring = (
        {"first": "2028-01-01", "last": "2028-12-31"},
        {"first": "2028-03-01", "last": "2028-04-01"},
    )
    answer = post_slots(planner, {**year, "heads": 5}, spring)
    assert (answer.status_code, answer.json()["error"]["where"]) == (400, "slots[1].first")
    assert post_slots(planner, year, year).status_code == 400
    assert not Slot.objects.exists()


@pytest.mark.parametrize(
    "path", ["operations/", "deployments/", "deployments/days/", "equipment/", "commitments/"]
)
def test_nobody_reads_unsigned(client, path):
    assert client.get(f"/api/v1/{path}").status_code == 401


def test_lists_pin_their_queries(planner, django_assert_max_num_queries):
    for n in range(5):
        log(*slot_with_days(f"A{n}", date(2024, 1, 1), date(2024, 1, 10)), item(f"E{n}"))
    with django_assert_max_num_queries(6):
        planner.get("/api/v1/deployments/?year=2024")
    with django_assert_max_num_queries(6):
        planner.get("/api/v1/equipment/?year=2024")
    with django_assert_max_num_queries(7):
        planner.get("/api/v1/commitments/?year=2024")
