from datetime import date

import pytest

from apps.indicators.scoreboard_serializers import FigureDifferenceOut
from apps.ledger.commands import Add, Put
from tests.deployments.log import add_lists, log, slot_with_days
from tests.factories import BEGIN, api_of, named, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner():
    add_lists()
    rule = {"version": 1, "rule": "person_days", "parameters": {"categories": [2]}, "text_en": "counted so"}
    record(
        Add("indicator", "K5", named("days")),
        Put("definition", {"indicator": "K5"}, rule, BEGIN),
        Put("baseline", {"indicator": "K5"}, {"year": 2021, "value": "2902"}, BEGIN),
        Put("target", {"indicator": "K5", "year": 2024}, {"value": "5490"}, BEGIN),
        Put("indicator_note", {"indicator": "K5"}, {"text": "as planned"}, BEGIN),
        Add("direction", "D", named("borders")),
        Add("task", "T", {**named("send"), "direction": "D"}),
        Put("task_indicator", {"task": "T", "indicator": "K5"}, {}, BEGIN),
        Put("task_state", {"task": "T"}, {"status": "under_way"}, BEGIN),
    )
    log(*slot_with_days("A", date(2024, 1, 1), date(2024, 12, 31), heads=15))
    return api_of("planner")


def test_an_indicator_carries_everything_of_the_scoreboard(planner):
    [line] = planner.get("/api/v1/indicators/?as_of=2024-06-30", HTTP_ACCEPT_LANGUAGE="en").json()
    assert line["actual"]["value"] == 15 * 182
    assert (line["baseline"]["value"], line["light"], line["note"]) == (2902, "met", "as planned")
    assert (line["forecast"]["value"], line["definition"]["text"]) == (5490, "counted so")
    assert [one["now"]["value"] for one in line["targets"]] == [5490]
    assert line["tasks"] == ["T"]
    assert {one["year"]: one["value"] for one in line["series"]}[2024] == 15 * 182


def test_targets_tell_why_they_were_set(planner):
    [target] = planner.get("/api/v1/targets/?code=K5").json()
    assert [(one["value"], one["reason"]) for one in target["history"]] == [(5490, "a test")]
    assert planner.get("/api/v1/targets/?code=K9").status_code == 404


def test_tasks_tell_their_figures(planner):
    [task] = planner.get("/api/v1/tasks/").json()
    assert (task["code"], task["status"], task["figures"]) == ("T", "under_way", ["K5"])


def test_a_snapshot_is_taken_read_and_verified(planner):
    taken = planner.post(
        "/api/v1/snapshots/", {"as_of": "2024-06-30", "reason": "for the committee"}, format="json"
    )
    assert taken.status_code == 201
    uid = taken.json()["uid"]
    assert planner.get(f"/api/v1/snapshots/{uid}/").json()["content"]["slots"] == [["A", 2, 15 * 182, False]]
    assert planner.post(f"/api/v1/snapshots/{uid}/verify/").json()["holds"] is True
    assert [one["uid"] for one in planner.get("/api/v1/snapshots/").json()] == [uid]


def test_a_snapshot_asked_for_twice_under_one_key_is_sealed_once(planner):
    first, again = (
        planner.post(
            "/api/v1/snapshots/", {"as_of": "2024-06-30"}, format="json", headers={"Idempotency-Key": "s-1"}
        )
        for _time in range(2)
    )
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert len(planner.get("/api/v1/snapshots/").json()) == 1


def test_two_snapshots_are_compared(planner):
    days = ("2024-01-31", "2024-02-29")
    first, second = (
        planner.post("/api/v1/snapshots/", {"as_of": day}, format="json").json()["uid"] for day in days
    )
    found = planner.get(f"/api/v1/snapshots/{second}/difference/{first}/").json()
    assert (found["earlier"]["uid"], found["figures"][0]["new"]) == (first, 15 * 29)
    assert found["slots"] == [{"slot": "A", "before": 465, "known_later": 465, "after": 900}]
    assert found["items"] == []


def test_a_difference_over_new_year_says_that_the_count_began_anew_in_the_words_of_the_schema(planner):
    first, second = (
        planner.post("/api/v1/snapshots/", {"as_of": day}, format="json").json()["uid"]
        for day in ("2024-12-31", "2025-01-31")
    )
    [figure] = planner.get(f"/api/v1/snapshots/{first}/difference/{second}/").json()["figures"]
    assert (figure["began_anew"], figure["new"]) == (True, None)
    assert set(figure) == set(FigureDifferenceOut().fields)


@pytest.mark.parametrize("body", [{"as_of": "soon"}, {"reason": "for 010190-12345"}, {"as_of": "1800-01-01"}])
def test_a_bad_request_for_a_snapshot_is_refused_with_its_field(planner, body):
    answer = planner.post("/api/v1/snapshots/", body, format="json")
    assert (answer.status_code, answer.json()["error"]["where"]) == (400, next(iter(body)))


def test_a_reader_takes_no_snapshot(planner):
    assert api_of("viewer").post("/api/v1/snapshots/", {}, format="json").status_code == 403


@pytest.mark.parametrize("path", ["indicators/", "targets/", "tasks/", "snapshots/"])
def test_nobody_reads_unsigned(client, path):
    assert client.get(f"/api/v1/{path}").status_code == 401
