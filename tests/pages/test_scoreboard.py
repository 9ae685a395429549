import re
from datetime import date

import pytest
from django.test import Client
from django.utils import translation

from apps.accounts.models import ReadEvent
from apps.indicators.models import (
    Direction,
    Indicator,
    IndicatorNote,
    Observation,
    Snapshot,
    Target,
    Task,
    TaskState,
)
from apps.indicators.scoreboard import scoreboard
from apps.indicators.snapshots import take
from apps.ledger.commands import Add, Amend, Put
from apps.ledger.models import ChangeSet
from apps.pages.templatetags.pages import value_in_unit
from apps.pages.templatetags.scoreboard import signed_devices, signed_in_unit
from tests.deployments.log import add_lists, item, item_days, log, slot_with_days
from tests.factories import BEGIN, named, person, put_work, record
from tests.pages.conftest import browser_of

DAY = "as_of=2024-06-30"


@pytest.fixture(autouse=True)
def figures(register):
    add_lists()
    rules = {
        "K1": {"rule": "built_share", "parameters": {"elements": ["fence"]}},
        "K3": {"rule": "person_days", "parameters": {"categories": [3]}},
        "K4": {"rule": "equipment_days"},
        "Z1": {"rule": "told"},
    }
    for order, (code, rule) in enumerate(rules.items()):
        texts = {"text_lv": "tā skaita", "text_en": "counted so"}
        record(
            Add("indicator", code, {**named(f"name of {code}"), "order": order}),
            Put("definition", {"indicator": code}, {"version": 1, **rule, **texts}, BEGIN),
        )
    record(Add("direction", "D", named("borders")), Add("task", "T", {**named("a task"), "direction": "D"}))
    record(Put("target", {"indicator": "K1", "year": 2024}, {"value": "100"}, BEGIN), reason="the strategy")
    log(*slot_with_days("SLOT-1", date(2024, 1, 1), date(2024, 1, 31), category=3))


def text_of(client: Client, path: str, language: str = "en") -> str:
    client.cookies["django_language"] = language
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_board_shows_every_figure_with_its_rules(client):
    page = text_of(client, f"/scoreboard/?{DAY}")
    assert all(f"name of {code}" in page for code in ("K1", "K3", "Z1"))
    assert "at least 95 % of it" in page
    assert "a task" in page


def test_the_board_speaks_latvian(client):
    assert "30,00" in text_of(client, f"/scoreboard/?{DAY}", "lv")


@pytest.mark.parametrize(
    ("value", "unit", "devices", "latvian"),
    [
        (52.334, "%", None, "52,33\u00a0%"),
        (13404, "pd", None, "13\u00a0404\u00a0cilvēkdienas"),
        (13401, "pd", None, "13\u00a0401\u00a0cilvēkdiena"),
        (11, "pd", None, "11\u00a0cilvēkdienas"),
        (0, "pd", None, "0\u00a0cilvēkdienu"),
        (1.5, "d", None, "1,50\u00a0dienas"),
        (935, "d", 11, "11\u00a0vienības / 935\u00a0dienas"),
        (1, "d", 21, "21\u00a0vienība / 1\u00a0diena"),
        ("12", "zv", None, "12\u00a0zemes vienības"),
        ("1", "zv", None, "1\u00a0zemes vienība"),
        (7, "kg", None, "7\u00a0kg"),
        (None, "d", 2, "–"),
    ],
)
def test_a_value_is_told_with_its_unit(value, unit, devices, latvian):
    with translation.override("lv"):
        assert value_in_unit(value, unit, devices) == latvian


@pytest.mark.parametrize(("value", "english"), [(1, "1\u00a0person-day"), (21, "21\u00a0person-days")])
def test_english_words_agree_with_their_number_too(value, english):
    with translation.override("en"):
        assert value_in_unit(value, "pd") == english


def test_a_gain_of_equipment_agrees_with_its_number():
    with translation.override("lv"):
        assert (signed_devices(2), signed_devices(-1)) == ("+2\u00a0vienības", "−1\u00a0vienība")
        assert signed_in_unit(-2, "d") == "−2\u00a0dienas"


def test_the_cells_of_the_board_carry_their_unit(client):
    record(Amend("indicator", "K3", {"unit": "d"}))
    record(Put("target", {"indicator": "K3", "year": 2024}, {"value": "13200"}, BEGIN))
    page = text_of(client, f"/scoreboard/?{DAY}")
    assert "31\u00a0days" in page
    assert "13,200\u00a0days" in page
    assert "100\u00a0%" in page


def test_a_count_goes_down_to_its_slots(client):
    page = text_of(client, f"/scoreboard/K3/?{DAY}")
    assert "SLOT-1" in page
    assert "counted so" in page


def test_equipment_goes_down_to_its_items(client):
    log(item("ITEM-1"), item_days("ITEM-1", date(2024, 1, 1), date(2024, 1, 10)))
    assert "ITEM-1" in text_of(client, f"/scoreboard/K4/?{DAY}")


def test_a_share_goes_down_to_its_metres(client):
    page = text_of(client, f"/scoreboard/K1/?{DAY}")
    assert "km 0–3" in page
    assert "km 3–10" in page
    assert "the strategy" in page


@pytest.mark.parametrize("path", ["/scoreboard/K9/", "/scoreboard/K9/chart.svg", "/scoreboard/K1/chart.gif"])
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_what_is_no_day_is_told(client):
    assert "soon" in client.get("/scoreboard/?as_of=soon", follow=True).content.decode()


@pytest.mark.parametrize(
    ("kind", "begins", "type_"),
    [("png", b"\x89PNG", "image/png"), ("svg", b"<?xml", "image/svg+xml")],
)
def test_a_chart_is_a_picture_for_reports(client, kind, begins, type_):
    answer = client.get(f"/scoreboard/K3/chart.{kind}?{DAY}")
    assert answer["Content-Type"] == type_
    assert answer.content.startswith(begins)


def test_a_note_is_not_written_over_a_newer_one_that_was_not_seen(client):
    shown = ChangeSet.objects.number()
    first = {"text": "the first", "reason": "note", "seen": shown}
    in_place = {"HX-Request": "true"}
    assert client.post("/scoreboard/K1/note/", first, headers=in_place).status_code == 204
    second = first | {"text": "the second"}
    refused = client.post("/scoreboard/K1/note/", second, headers=in_place).content.decode()
    assert "the first" in refused
    assert IndicatorNote.objects.get().text == "the first"
    [number] = re.findall(r'name="seen" value="(\d+)"', refused)
    again = second | {"seen": [shown, number]}
    assert client.post("/scoreboard/K1/note/", again, headers=in_place).status_code == 204
    assert IndicatorNote.objects.as_of(date.today()).get().text == "the second"


def test_a_note_is_written_and_a_personal_code_in_it_refused(client):
    client.post("/scoreboard/K3/note/", {"text": "as planned", "reason": "note"})
    assert IndicatorNote.objects.get().text == "as planned"
    client.post("/scoreboard/K3/note/", {"text": "010190-12345", "reason": "note"})
    assert IndicatorNote.objects.get().text == "as planned"


def test_a_value_is_told_with_its_source(client):
    told = {"value": "328", "source": "ministry", "from_day": "2022-08-01", "reason": "published"}
    client.post("/scoreboard/Z1/observation/", told)
    assert Observation.objects.get().value == 328
    client.post("/scoreboard/Z1/observation/", {**told, "value": "many"})
    assert Observation.objects.get().value == 328


def test_a_new_target_waits_for_a_second_person(client):
    asked = {"year": "2024", "value": "90", "from_day": "2024-03-01", "reason": "the river is left out"}
    client.post("/scoreboard/K1/target/", asked)
    assert Target.objects.get().value == 100
    assert ChangeSet.objects.get(reason="the river is left out").state == ChangeSet.State.DRAFT


def test_the_state_of_a_task_is_told_with_its_evidence(client):
    client.post("/scoreboard/tasks/T/", {"status": "done", "evidence": "act no. 5", "reason": "accepted"})
    assert "act no. 5" in text_of(client, "/scoreboard/tasks/")
    client.post("/scoreboard/tasks/T/", {"status": "perhaps", "reason": "x"})
    assert TaskState.objects.get().status == "done"


def test_a_told_figure_is_added_by_two_people(register):
    given = {**named("land"), "code": "Z2", "unit": "units", "source": "ministry", "reason": "a new series"}
    browser_of("admin").post("/scoreboard/figures/new/", given)
    draft = ChangeSet.objects.get(reason="a new series")
    assert (draft.state, draft.operations.count()) == (ChangeSet.State.DRAFT, 2)
    assert not Indicator.objects.filter(code="Z2").exists()


@pytest.mark.parametrize(
    "values",
    [{"year": "soon"}, {"year": "2024", "units": "-1"}, {"year": "2024", "value": "-5"}, {"year": "1900"}],
)
def test_a_target_that_cannot_be_is_refused(client, values):
    client.post("/scoreboard/K1/target/", {"value": "90", "from_day": "2024-03-01", "reason": "x", **values})
    assert not ChangeSet.objects.filter(state=ChangeSet.State.DRAFT).exists()


def test_a_snapshot_is_taken_verified_and_compared(client):
    for day in ("2024-01-15", "2024-06-30"):
        client.post("/scoreboard/snapshots/", {"as_of": day, "reason": "committee"})
    record(put_work(3, 4, "built", date(2024, 2, 1)), reason="more")
    client.post("/scoreboard/snapshots/", {"as_of": "2024-06-30"})
    first, second, third = Snapshot.objects.order_by("pk")
    assert str(first.uid) in text_of(client, "/scoreboard/snapshots/")
    assert first.sha256 in text_of(client, f"/scoreboard/snapshots/{first.uid}/")
    client.cookies["django_language"] = "en"
    verified = client.post(f"/scoreboard/snapshots/{first.uid}/verify/", follow=True).content.decode()
    assert "the same byte for byte" in verified
    assert "+16" in text_of(client, f"/scoreboard/snapshots/{first.uid}/difference/?with={second.uid}")
    corrected = text_of(client, f"/scoreboard/snapshots/{second.uid}/difference/?with={third.uid}")
    assert "corrected" in corrected
    assert "km 3–4" in corrected


def test_a_comparison_needs_another_snapshot(client):
    client.post("/scoreboard/snapshots/", {"as_of": "2024-06-30"})
    [one] = Snapshot.objects.all()
    answer = client.get(f"/scoreboard/snapshots/{one.uid}/difference/?with=nothing")
    assert answer.status_code == 302


def test_a_reason_with_a_personal_code_seals_nothing(client):
    client.post("/scoreboard/snapshots/", {"as_of": "2024-06-30", "reason": "010190-12345"})
    assert not Snapshot.objects.exists()


NEW_TASK = {
    "code": "U9",
    "name_lv": "Uzdevums",
    "name_en": "Another task",
    "direction": "D",
    "responsible": "VRS",
    "involved": "NVA",
    "due": "2024-05-31",
    "from_day": "2024-01-01",
    "figures": ["K1", "K3"],
    "reason": "the strategy's annex",
}


def test_a_task_comes_in_with_its_figures_and_is_late_after_its_day(client):
    client.post("/scoreboard/tasks/new/", NEW_TASK)
    [task] = [one for one in scoreboard(as_of=date(2024, 6, 30)).tasks if one.task.code == "U9"]
    assert (task.state.status, task.figures, task.is_late) == ("planned", ["K1", "K3"], True)
    assert "Another task" in text_of(client, f"/scoreboard/K3/?{DAY}")


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": ""},
        {"code": "a/b"},
        {"code": "T"},
        {"direction": "nowhere"},
        {"due": "31.02.2024"},
        {"from_day": ""},
        {"figures": ["K99"]},
        {"reason": ""},
        {"responsible": "010190-12345"},
    ],
)
def test_a_task_that_cannot_be_is_refused_whole(client, wrong):
    before = ChangeSet.objects.number()
    answer = client.post("/scoreboard/tasks/new/", NEW_TASK | wrong, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert ChangeSet.objects.number() == before
    assert not Task.objects.filter(code="U9").exists()


def test_reading_a_difference_is_logged(client):
    one, other = (take(as_of=date(2024, month, 1), by=person("planner")) for month in (2, 3))
    client.get(f"/scoreboard/snapshots/{one.uid}/difference/?with={other.uid}")
    assert ReadEvent.objects.get().what == "gaps"


def test_a_direction_comes_in_from_the_form(client):
    given = {"code": "D2", "name_lv": "virziens", "name_en": "direction", "reason": "the strategy"}
    client.post("/scoreboard/directions/new/", given)
    assert 'value="D2"' in text_of(client, "/scoreboard/tasks/")
    assert Direction.objects.filter(code="D2").exists()


def test_who_only_reads_adds_no_task(client):
    viewer = browser_of("viewer")
    assert "/scoreboard/tasks/new/" not in text_of(viewer, "/scoreboard/tasks/")
    viewer.post("/scoreboard/tasks/new/", NEW_TASK)
    assert not Task.objects.filter(code="U9").exists()
