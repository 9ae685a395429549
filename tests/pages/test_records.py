from datetime import date

import pytest
from django.urls import reverse

from apps.deployments.counting import days_json
from apps.deployments.models import Commitment, EquipmentDays, EquipmentItem, Operation, Slot, SlotDays
from apps.indicators.models import Indicator, IndicatorNote, Observation, Target, TaskState
from apps.ledger.commands import Add, Put
from apps.ledger.models import ChangeSet
from apps.ledger.replay import verify
from tests.deployments.log import add_lists, item, item_days, log, slot_days, slot_with_days
from tests.factories import BEGIN, named, person, record

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2024, 3, 1), date(2024, 3, 10)


@pytest.fixture
def planner(client):
    add_lists()
    client.force_login(person("planner", reading_level="full"))
    return client


def address(name: str, *key) -> str:
    target, *parts = key
    return reverse(f"records:{name}", args=[target, "/".join(map(str, parts))])


def sent(client, name: str, *key, **values):
    given = {"seen": ChangeSet.objects.number(), "reason": "told wrongly", **values}
    return client.post(address(name, *key), given)


def held(first: date = FIRST, last: date | None = LAST, **values) -> dict:
    days = {
        "held_from": first.isoformat(),
        "first": first.isoformat(),
        "last": last.isoformat() if last else "",
    }
    return {**days, **values}


def heads() -> int:
    return days_json(2024)["categories"]["2"]["person_days"]


def test_the_days_of_a_slot_are_amended_and_the_old_ones_stay_in_the_history(planner):
    log(*slot_with_days("A", FIRST, LAST, heads=2))
    moved = held(heads=3) | {"first": "2024-03-05", "last": "2024-03-24"}
    answer = sent(planner, "amend", "slot_days", "A", "deployed", **moved)
    assert answer.url == reverse("deployments:slot", args=["A"])
    assert heads() == 3 * 20
    shown = planner.get(answer.url).content.decode()
    assert "told wrongly" in shown
    assert ChangeSet.objects.order_by("-seq").first().kind == "correct"
    assert verify() is None


def test_the_days_of_a_slot_are_cancelled(planner):
    log(*slot_with_days("A", FIRST, LAST, heads=2))
    sent(planner, "cancel", "slot_days", "A", "deployed", held_from="2024-03-01")
    assert heads() == 0
    assert "told wrongly" in planner.get(address("record", "slot_days", "A", "deployed")).content.decode()


def test_a_slot_is_amended_and_taken_out_with_its_days(planner):
    log(*slot_with_days("A", FIRST, LAST))
    values = {"direction": "out", "category": "3", "profile": "officer", "operation": "HOME", "body": "VRS"}
    sent(planner, "amend", "slot", "A", **values, source="actual_report", note="")
    assert (Slot.objects.get().operation.code, Slot.objects.get().category) == ("HOME", 3)
    assert sent(planner, "cancel", "slot", "A").url == reverse("deployments:table")
    assert not Slot.objects.exists()
    assert verify() is None


def test_what_others_refer_to_is_not_taken_out(planner):
    log(*slot_with_days("A", FIRST, LAST))
    answer = sent(planner, "cancel", "operation", "TERRA")
    assert (answer.status_code, Operation.objects.filter(code="TERRA").exists()) == (200, True)
    assert 'role="alert"' in answer.content.decode()


def test_days_do_not_go_over_another_entry(planner):
    log(item("E"), item_days("E", FIRST, LAST), item_days("E", date(2024, 5, 1), date(2024, 5, 9)))
    far = held(operation="TERRA") | {"last": "2024-05-01"}
    answer = sent(planner, "amend", "equipment_days", "E", "deployed", **far)
    assert 'value="2024-05-01"' in answer.content.decode()
    assert EquipmentDays.objects.count() == 2


def test_an_item_changes_its_operation_and_goes_with_its_days_and_standing(planner):
    log(item("E"), item_days("E", FIRST, LAST), Put("equipment_standing", {"item": "E"}, {}, FIRST))
    sent(planner, "amend", "equipment_days", "E", "deployed", **held(operation="HOME"))
    assert EquipmentDays.objects.get().operation.code == "HOME"
    sent(
        planner, "amend", "equipment_standing", "E", **held(last=None, in_pool="on", owner="VRS", project="P")
    )
    assert EquipmentItem.objects.get().standing.get().in_pool
    values = {"category": "patrol_car", "registration": "AB 1", "crew_size": "3"}
    sent(planner, "amend", "equipment_item", "E", **values)
    assert EquipmentItem.objects.get().crew_size == 3
    sent(planner, "cancel", "equipment_item", "E")
    assert not EquipmentItem.objects.exists()
    assert verify() is None


def test_a_commitment_is_amended_and_cancelled(planner):
    key = {"category": 3, "year": 2024, "basis": "agreed"}
    record(Put("commitment", key, {"heads": 5}, FIRST))
    told = held(last=None, heads="7", days_each="", source="list")
    sent(planner, "amend", "commitment", 3, 2024, "agreed", **told)
    assert Commitment.objects.get().heads == 7
    sent(planner, "cancel", "commitment", 3, 2024, "agreed", held_from=FIRST.isoformat())
    assert not Commitment.objects.exists()


def test_task_states_notes_and_told_values_are_amended(planner):
    record(Add("indicator", "Z1", named("Z1")), Add("direction", "D", named("D")))
    record(Add("task", "U1", {**named("U1"), "direction": "D"}))
    record(Put("task_state", {"task": "U1"}, {"status": "planned"}, FIRST))
    record(Put("indicator_note", {"indicator": "Z1"}, {"text": "first"}, FIRST))
    record(Put("observation", {"indicator": "Z1"}, {"value": "1.5", "source": "s"}, FIRST))
    open_ended = held(last=None)
    sent(planner, "amend", "task_state", "U1", **open_ended, status="done", evidence="act", note="")
    sent(planner, "amend", "indicator_note", "Z1", **open_ended, text="second")
    sent(planner, "amend", "observation", "Z1", **open_ended, value="2,25", source="s", evidence="e")
    assert TaskState.objects.get().status == "done"
    assert IndicatorNote.objects.get().text == "second"
    assert str(Observation.objects.get().value) == "2.2500"


def test_a_target_is_amended_by_a_draft_that_a_second_person_agrees_to(planner):
    record(Add("indicator", "K1", named("K1")))
    record(Put("target", {"indicator": "K1", "year": 2027}, {"value": "90"}, BEGIN), by=person("planner"))
    told = held(BEGIN, None, value="95", units="", source="s")
    sent(planner, "amend", "target", "K1", 2027, **told)
    assert (Target.objects.get().value, ChangeSet.objects.filter(state="draft").count()) == (90, 1)


def test_a_told_figure_is_taken_out_with_all_that_was_told_of_it(client):
    record(Add("indicator", "Z1", named("Z1")))
    record(Put("observation", {"indicator": "Z1"}, {"value": "1", "source": "s"}, FIRST))
    client.force_login(person("admin"))
    sent(
        client,
        "amend",
        "indicator",
        "Z1",
        **named("Land units"),
        unit="zv",
        order="9",
        responsible="",
        source="x",
    )
    assert Indicator.objects.get().name_en == "Land units"
    sent(client, "cancel", "indicator", "Z1")
    assert not Indicator.objects.exists()


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ({"heads": "0"}, 'value="0"'),
        ({"heads": "many"}, 'value="many"'),
        ({"heads": "3", "first": "1900-01-01"}, 'value="01.01.1900."'),
        ({"heads": "3", "last": "2024-02-01"}, 'value="01.02.2024."'),
        ({"heads": "3", "reason": ""}, "reason"),
        ({"heads": "3", "reason": "asked by 010190-12345"}, "010190-12345"),
    ],
)
def test_a_refusal_keeps_what_was_typed_and_writes_nothing(planner, values, kept):
    log(*slot_with_days("A", FIRST, LAST, heads=2))
    answer = sent(planner, "amend", "slot_days", "A", "deployed", **(held() | values))
    content = answer.content.decode()
    assert (answer.status_code, 'aria-invalid="true"' in content, kept in content) == (200, True, True)
    assert heads() == 20


def test_somebody_elses_change_in_between_is_not_written_over(planner):
    log(*slot_with_days("A", FIRST, LAST, heads=2))
    seen = ChangeSet.objects.number()
    sent(planner, "amend", "slot_days", "A", "deployed", **held(heads=4))
    answer = sent(planner, "amend", "slot_days", "A", "deployed", **held(heads=9), seen=seen)
    assert (answer.status_code, heads()) == (200, 40)


def test_a_form_in_its_place_is_sent_on_by_header(planner):
    log(*slot_with_days("A", FIRST, LAST, heads=2))
    given = held(heads=4) | {"reason": "r"}
    answer = planner.post(
        address("amend", "slot_days", "A", "deployed"), given, headers={"HX-Request": "true"}
    )
    assert (answer.status_code, answer["HX-Redirect"]) == (204, reverse("deployments:slot", args=["A"]))


def test_the_page_of_an_entry_lies_under_its_part_of_the_site(planner):
    log(*slot_with_days("A", FIRST, LAST))
    content = planner.get(address("record", "slot", "A")).content.decode()
    assert f'<a href="{reverse("deployments:calendar")}" aria-current="true">' in content


def test_who_only_reads_sees_the_history_and_no_form(client):
    add_lists()
    log(*slot_with_days("A", FIRST, LAST, heads=2))
    client.force_login(person("viewer", reading_level="full"))
    content = client.get(address("record", "slot_days", "A", "deployed")).content.decode()
    assert ('id="history"' in content, "/amend/" in content) == (True, False)
    assert sent(client, "amend", "slot_days", "A", "deployed", **held(heads=4)).status_code == 200
    assert heads() == 20


@pytest.mark.parametrize(
    "key",
    [("work", "x"), ("slot_days", "A"), ("commitment", "x", "y", "z"), ("slot", "none"), ("slot", "a", "b")],
)
def test_what_is_no_entry_is_not_found(planner, key):
    assert planner.get(address("record", *key)).status_code == 404


def test_an_amended_entry_is_one_change_of_what_stood_there(planner):
    log(*slot_with_days("A", FIRST, LAST, heads=2))
    sent(planner, "amend", "slot_days", "A", "deployed", **held(heads=4))
    [operation] = ChangeSet.objects.order_by("-seq").first().operations.all()
    sides = (operation.before[0][-1]["heads"], operation.after[0][-1]["heads"])
    assert sides == (2, 4)


def test_days_given_up_are_cleared(planner):
    log(*slot_with_days("A", FIRST, LAST, heads=2))
    sent(
        planner,
        "amend",
        "slot_days",
        "A",
        "deployed",
        **held(heads=2) | {"first": "2024-04-01", "last": "2024-04-03"},
    )
    assert heads() == 6
    assert verify() is None


IN_PLACE = {"HX-Request": "true"}


def test_an_item_changes_hands_from_a_day_on_and_the_past_stays(planner):
    log(item("E"), Put("equipment_standing", {"item": "E"}, {"project": "OLD"}, BEGIN))
    given = {"in_pool": "on", "owner": "VRS", "project": "NEW", "from_day": "2024-03-01", "reason": "bought"}
    planner.post(reverse("deployments:change-standing", args=["E"]), given)
    assert [one.project for one in EquipmentItem.objects.get().standing.order_by("valid")] == ["OLD", "NEW"]
    assert "bought" in planner.get(reverse("deployments:item", args=["E"])).content.decode()


@pytest.mark.parametrize(
    ("name", "of", "given"),
    [
        (
            "deployments:use-item",
            [],
            {"item": "E", "stage": "deployed", "first": "2024-03-10", "operation": "HOME"},
        ),
        ("deployments:add-item", [], {"code": "F", "crew_size": "many", "from_day": "2024-01-01"}),
        ("deployments:add-operation", [], {"code": "X", "host": "XX"}),
        (
            "deployments:promise",
            [],
            {"category": "9", "year": "2024", "heads": "1", "from_day": "2024-01-01"},
        ),
        ("scoreboard:note", ["K1"], {"text": "010190-12345"}),
        ("scoreboard:tell", ["K1"], {"value": "many"}),
        ("scoreboard:target", ["K1"], {"year": "soon"}),
    ],
)
def test_a_form_sent_in_its_place_is_answered_in_its_place(planner, name, of, given):
    log(item("E"), item_days("E", FIRST, LAST))
    record(Add("indicator", "K1", named("K1")))
    before = ChangeSet.objects.count()
    answer = planner.post(reverse(name, args=of), {"reason": "r", **given}, headers=IN_PLACE)
    assert (answer.status_code, ChangeSet.objects.count()) == (200, before)
    assert 'class="note refused"' in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_what_was_told_stands_with_source_and_evidence_on_the_figures_page(client):
    record(Add("indicator", "Z1", named("Z1")))
    told = {"version": 1, "rule": "told", "parameters": {}}
    record(Put("definition", {"indicator": "Z1"}, told, BEGIN))
    values = {"value": "7", "source": "published list", "evidence": "letter 5"}
    record(Put("observation", {"indicator": "Z1"}, values, FIRST))
    client.force_login(person("viewer", reading_level="full"))
    content = client.get(reverse("scoreboard:figure", args=["Z1"])).content.decode()
    assert ("published list" in content, "letter 5" in content) == (True, True)


@pytest.fixture
def travelling(planner):
    """A slot of two heads on duty in the first ten days of March, with a day of travel before and after."""
    log(*slot_with_days("A", FIRST, LAST, heads=2))
    for day in (date(2024, 2, 29), date(2024, 3, 11)):
        log(slot_days("A", day, day, heads=2, travel=True))
    return planner


def logged() -> list[tuple]:
    rows = SlotDays.objects.order_by("valid")
    return [(one.valid.lower.isoformat(), one.heads, one.travel) for one in rows]


def test_travel_goes_with_the_days_of_duty(travelling):
    moved = held(heads=3) | {"first": "2024-03-02", "last": "2024-03-20"}
    sent(travelling, "amend", "slot_days", "A", "deployed", **moved)
    assert logged() == [("2024-03-01", 3, True), ("2024-03-02", 3, False), ("2024-03-21", 3, True)]
    sent(travelling, "amend", "slot_days", "A", "deployed", **held(date(2024, 3, 2), None, heads=3))
    assert logged() == [("2024-03-01", 3, True), ("2024-03-02", 3, False)]
    sent(travelling, "cancel", "slot_days", "A", "deployed", held_from="2024-03-02")
    assert logged() == []
    assert verify() is None


def test_travel_is_amended_and_cancelled_by_itself(travelling):
    sent(travelling, "cancel", "slot_days", "A", "deployed", held_from="2024-02-29")
    assert logged() == [("2024-03-01", 2, False), ("2024-03-11", 2, True)]


def test_moved_travel_does_not_go_over_other_days(travelling):
    log(slot_days("A", date(2024, 3, 25), date(2024, 3, 31), heads=1))
    moved = held(heads=2) | {"last": "2024-03-24"}
    assert sent(travelling, "amend", "slot_days", "A", "deployed", **moved).status_code == 200
    assert len(logged()) == 4
