from datetime import date

import pytest

from apps.deployments import services
from apps.deployments.counting import days_json
from apps.deployments.models import Slot, SlotDays
from apps.deployments.periods import last_of
from apps.deployments.services import SlotEntry
from apps.geo.errors import BorderGisError, Conflict, FactError, NotPermitted, PeriodError
from apps.ledger.commands import Add, Amend, Clear
from apps.ledger.replay import verify
from tests.deployments.log import add_lists, item, item_days, log, slot, slot_days, slot_with_days
from tests.factories import named, person, record

pytestmark = pytest.mark.django_db

JANUARY = date(2024, 1, 1), date(2024, 1, 31)


@pytest.fixture(autouse=True)
def lists():
    add_lists()


def entry(**values) -> SlotEntry:
    lists = {"category": 2, "profile": "officer", "operation": "TERRA", "body": "VRS", "stage": "deployed"}
    days = {"first": JANUARY[0], "last": JANUARY[1]}
    return SlotEntry(**{"slot": "A", "heads": 2, **lists, **days, **values})


def put_down(*entries: SlotEntry, role: str = "planner"):
    return services.log_slots(entries=entries, by=person(role), reason="a list")


def days(year: int = 2024) -> dict:
    return days_json(year)["categories"]["2"]


def test_a_slot_comes_in_with_days_and_travel():
    put_down(entry(travel_from=date(2023, 12, 30), travel_to=date(2024, 2, 1)))
    assert days() == {"person_days": 62, "person_days_with_travel": 64, "planned_person_days": 0}
    assert days(2023)["person_days_with_travel"] == 4
    assert verify() is None


def test_the_same_again_changes_nothing():
    put_down(entry())
    assert put_down(entry()) is None


def test_new_days_go_on_from_where_the_log_ends_and_earlier_ones_correct_it():
    assert put_down(entry()).kind == "update"
    later = {"first": date(2024, 3, 1), "last": date(2024, 3, 10)}
    assert put_down(entry(**later)).kind == "update"
    assert put_down(entry(first=date(2024, 2, 1), last=date(2024, 2, 10), heads=1)).kind == "correct"
    assert days()["person_days"] == 2 * 31 + 10 + 2 * 10


def test_other_heads_on_days_that_the_log_has_are_refused_unless_they_replace_them():
    put_down(entry())
    other = entry(first=date(2024, 1, 30), last=date(2024, 2, 9), heads=5)
    with pytest.raises(Conflict) as refused:
        put_down(other)
    assert refused.value.detail == {"colliding": [{"first": JANUARY[0], "last": JANUARY[1]}]}
    services.log_slots(entries=[other], by=person("planner"), reason="mended", replaces=True)
    assert days()["person_days"] == 29 * 2 + 11 * 5


def test_a_slot_without_a_last_day_goes_on():
    put_down(entry(last=None))
    assert days()["person_days"] == 2 * 366
    assert days(2025)["person_days"] == 2 * 365
    assert verify() is None


def test_who_only_reads_puts_nothing_down():
    with pytest.raises(NotPermitted):
        put_down(entry(), role="viewer")


def test_a_curtailed_slot_keeps_what_was_agreed():
    put_down(entry(), entry(stage="agreed"))
    services.curtail(slot="A", last=date(2024, 1, 10), why="illness", by=person("planner"), reason="ill")
    assert days()["person_days"] == 20
    assert Slot.objects.get().curtailed.code == "illness"
    assert verify() is None


def test_only_what_is_deployed_can_be_curtailed():
    put_down(entry(stage="agreed"))
    with pytest.raises(Conflict):
        services.curtail(slot="A", last=date(2024, 1, 10), why="illness", by=person("planner"), reason="ill")


SPRING = {"first": date(2024, 3, 1), "last": date(2024, 4, 30), "travel_to": date(2024, 5, 2)}
AUTUMN = {"first": date(2024, 9, 1), "last": date(2024, 10, 31), "travel_from": date(2024, 8, 30)}


def curtail(last: date):
    return services.curtail(slot="A", last=last, why="illness", by=person("planner"), reason="ill")


def test_ending_one_stay_early_keeps_later_ones_and_the_way_home():
    put_down(entry(**SPRING), entry(**AUTUMN))
    assert curtail(date(2024, 4, 10)).kind == "correct"
    assert stays() == [
        (date(2024, 3, 1), date(2024, 4, 10), False),
        (date(2024, 4, 11), date(2024, 4, 12), True),
        (date(2024, 8, 30), date(2024, 8, 31), True),
        (date(2024, 9, 1), date(2024, 10, 31), False),
    ]
    assert verify() is None


def test_ending_the_last_stay_early_is_an_update_and_brings_the_way_home_forward():
    put_down(entry(**SPRING))
    assert curtail(date(2024, 4, 10)).kind == "update"
    assert stays() == [
        (date(2024, 3, 1), date(2024, 4, 10), False),
        (date(2024, 4, 11), date(2024, 4, 12), True),
    ]


def test_other_heads_that_follow_without_a_break_are_the_same_stay():
    put_down(entry(), entry(first=date(2024, 2, 1), last=date(2024, 2, 10), heads=5))
    curtail(date(2024, 1, 10))
    assert stays() == [(date(2024, 1, 1), date(2024, 1, 10), False)]


@pytest.mark.parametrize("day", [date(2024, 5, 1), date(2024, 7, 1)])
def test_a_stay_is_ended_on_a_day_of_duty_only(day):
    put_down(entry(**SPRING), entry(**AUTUMN))
    with pytest.raises(Conflict):
        curtail(day)


def stays() -> list[tuple[date, date, bool]]:
    rows = SlotDays.objects.filter(stage="deployed").order_by("valid")
    return [(one.valid.lower, last_of(one), one.travel) for one in rows]


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"heads": 5},
        {"first": date(2024, 1, 10), "last": date(2024, 1, 20), "heads": 1},
        {"first": date(2024, 2, 1), "last": date(2024, 2, 9), "travel_from": date(2024, 1, 31)},
    ],
)
@pytest.mark.parametrize("replaces", [False, True])
def test_a_request_has_each_day_of_a_slot_and_stage_once(other, replaces):
    entries = [entry(), entry(slot="B"), entry(**other)]
    with pytest.raises(FactError) as refused:
        services.log_slots(entries=entries, by=person("planner"), reason="a list", replaces=replaces)
    assert refused.value.where in ("slots[0].first", "slots[2].first")
    assert not Slot.objects.exists()


def test_a_request_tells_one_thing_only_of_a_slot():
    later = {"stage": "agreed", "first": date(2024, 3, 1), "last": date(2024, 3, 9)}
    with pytest.raises(FactError) as refused:
        put_down(entry(), entry(**later, category=3))
    assert refused.value.where in ("slots[0].category", "slots[1].category")
    assert refused.value.detail["other"] in ("slots[0]", "slots[1]")
    put_down(entry(), entry(**later))


@pytest.mark.parametrize("firmer_first", [True, False])
def test_each_stage_has_its_source_and_the_slot_keeps_that_of_the_firmest(firmer_first):
    both = [entry(stage="deployed", source="actual_report"), entry(stage="agreed", source="agreed_list")]
    both = both if firmer_first else both[::-1]
    put_down(*both)
    assert Slot.objects.get().source == "actual_report"
    assert put_down(*both) is None


def test_a_source_of_what_is_no_stage_is_refused():
    with pytest.raises(BorderGisError):
        put_down(entry(stage="dreamt", source="actual_report"))


@pytest.mark.parametrize(
    ("values", "field"),
    [({"note": "010190-12345"}, "note"), ({"profile": "spy"}, "profile"), ({"heads": 0}, "heads")],
)
def test_what_the_register_refuses_of_a_batch_is_placed_in_its_entry(values, field):
    with pytest.raises(BorderGisError) as refused:
        put_down(entry(slot="Z"), entry(slot="M", **values), entry(slot="A"))
    assert refused.value.where == f"slots[1].{field}"


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"last": date(2023, 12, 31)}, "last"),
        ({"first": date(1900, 1, 1)}, "first"),
        ({"travel_from": date(2024, 1, 2)}, "travel_from"),
        ({"travel_to": date(2024, 1, 30)}, "travel_to"),
    ],
)
def test_days_that_cannot_be_are_refused(values, where):
    with pytest.raises(PeriodError) as refused:
        put_down(entry(**values))
    assert refused.value.where == f"slots[0].{where}"


@pytest.mark.parametrize("values", [{"heads": 0}, {"heads": 10_000}, {"category": 5}, {"category": 0}])
def test_numbers_that_cannot_be_are_refused_with_their_field(values):
    with pytest.raises(FactError) as refused:
        put_down(entry(**values))
    assert refused.value.where.endswith(next(iter(values)))


def test_an_item_is_at_one_operation_at_a_time():
    log(item("E"))
    use = {"item": "E", "stage": "deployed", "by": person("planner"), "reason": "report"}
    services.use_equipment(operation="TERRA", first=date(2024, 1, 1), last=date(2024, 1, 10), **use)
    with pytest.raises(Conflict, match="TERRA"):
        services.use_equipment(operation="HOME", first=date(2024, 1, 10), last=date(2024, 1, 20), **use)
    services.use_equipment(operation="HOME", first=date(2024, 1, 11), last=date(2024, 1, 20), **use)
    assert days_json(2024)["equipment"] == {"units": 1, "days": 20, "planned_days": 0}


def test_the_register_refuses_an_item_in_two_places_whatever_door_is_taken():
    january = date(2024, 1, 1), date(2024, 1, 31)
    log(item("E"), item_days("E", *january))
    moved = item_days("E", date(2024, 1, 31), date(2024, 2, 20), operation="HOME")
    with pytest.raises(Conflict) as refused:
        log(moved)
    assert refused.value.where == "operations[0].from_day"
    [colliding] = refused.value.detail["colliding"]
    assert (colliding["from_day"], colliding["values"]) == ("2024-01-31", {"operation": "TERRA"})
    log(Clear("equipment_days", moved.key, moved.start, moved.end), moved)
    assert days_json(2024)["equipment"] == {"units": 1, "days": 30 + 21, "planned_days": 0}


@pytest.mark.parametrize("missing", [{"item": "X"}, {"operation": "X"}])
def test_unknown_items_and_operations_are_named(missing):
    log(item("E"))
    use = {
        "item": "E",
        "operation": "TERRA",
        "stage": "agreed",
        "first": JANUARY[0],
        "last": JANUARY[1],
        **missing,
    }
    with pytest.raises(BorderGisError) as refused:
        services.use_equipment(by=person("planner"), reason="list", **use)
    assert refused.value.where == next(iter(missing))


CODES = ("010190-12345", "32345678901", "seen: 010190-12345.")


@pytest.mark.parametrize("text", CODES)
def test_text_with_a_personal_code_is_refused_everywhere(text):
    log(*slot_with_days("A", *JANUARY))
    for command in (
        Amend("slot", "A", {"note": text}),
        Amend("operation", "TERRA", {"area": text}),
        Add("equipment_item", "E", {"category": "patrol_car", "registration": text}),
    ):
        with pytest.raises(FactError, match=r"personas kod|personal code"):
            record(command)
    with pytest.raises(FactError):
        services.log_slots(entries=[entry(heads=1, note="fine")], by=person("planner"), reason=text)


@pytest.mark.parametrize(
    "text", ["1234567-12345", "010190-123456", "12345678901", "323456789012", "+371 32345"]
)
def test_other_numbers_are_no_personal_codes(text):
    record(slot("A"), Amend("slot", "A", {"note": text}))
    assert Slot.objects.get().note == text


def test_a_slot_code_is_no_place_for_a_personal_code():
    with pytest.raises(FactError):
        record(slot("010190-12345"))


def test_more_heads_from_a_day_on_are_counted_from_that_day():
    log(*slot_with_days("A", *JANUARY))
    log(slot_days("A", date(2024, 1, 22), date(2024, 1, 31), heads=3))
    assert days()["person_days"] == 21 + 30


def test_an_operation_needs_a_known_host():
    with pytest.raises(FactError):
        record(Add("operation", "X", {**named("x"), "host": "XX"}))
