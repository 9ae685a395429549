import io
from datetime import date, datetime

import openpyxl
import pytest

from apps.deployments.books import write_book
from apps.deployments.counting import days_json
from apps.deployments.importing import bring_in, look, writing_of_book
from apps.deployments.models import EquipmentDays, EquipmentItem, Slot, SlotDays
from apps.deployments.periods import last_of
from apps.deployments.rules import PeopleRule
from apps.deployments.sheets import EQUIPMENT, SLOTS, read_book
from apps.geo.errors import FactError
from apps.ledger.models import ChangeSet
from apps.ledger.replay import verify
from tests.deployments.log import add_lists, log, slot
from tests.factories import person

pytestmark = pytest.mark.django_db

ROW = {
    "slot": "A",
    "category": 3,
    "profile": "officer",
    "operation": "TERRA",
    "body": "VRS",
    "heads": 2,
    "stage": "deployed",
    "first": date(2024, 3, 1),
    "last": date(2024, 3, 10),
}


@pytest.fixture(autouse=True)
def lists():
    add_lists()


def book(*rows: dict, change=None) -> io.BytesIO:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(list(SLOTS.columns))
    for row in rows:
        sheet.append([{**ROW, **row}.get(name) for name in SLOTS.columns])
    if change:
        change(sheet)
    target = io.BytesIO()
    workbook.save(target)
    target.seek(0)
    return target


def faults(*rows: dict, change=None) -> list[tuple]:
    return [(fault.row, fault.column) for fault in read_book(book(*rows, change=change)).faults]


def test_a_sheet_is_looked_at_first_and_nothing_is_kept():
    before = ChangeSet.objects.number()
    outcome = look(file=book({}, {"slot": "B"}), by=person("planner"))
    assert (outcome.rows, outcome.faults) == (2, [])
    counts = [side[0]["categories"]["3"]["person_days"] for side in (outcome.before, outcome.after)]
    assert counts == [0, 40]
    assert (ChangeSet.objects.number(), Slot.objects.count()) == (before, 0)


def test_a_sheet_is_brought_in_as_one_change_set():
    written = bring_in(file=book({}, {"slot": "B"}), by=person("planner"), reason="list of March")
    assert (written.kind, written.reason) == ("update", "list of March")
    assert days_json(2024)["categories"]["3"]["person_days"] == 40


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"first": date(2024, 3, 11)}, "last"),
        ({"heads": 0}, "heads"),
        ({"heads": 10_000}, "heads"),
        ({"heads": "2,5"}, "heads"),
        ({"heads": 2.5}, "heads"),
        ({"heads": True}, "heads"),
        ({"heads": "many"}, "heads"),
        ({"heads": None}, "heads"),
        ({"category": 5}, "category"),
        ({"first": date(1900, 3, 1)}, "first"),
        ({"first": "01.03.2024."}, "first"),
        ({"first": "1 March"}, "first"),
        ({"first": 45352}, "first"),
        ({"profile": "spy"}, "profile"),
        ({"stage": "gone"}, "stage"),
        ({"note": "010190-12345"}, "note"),
        ({"slot": "a slot"}, "slot"),
        ({"slot": None}, "slot"),
    ],
)
def test_the_fault_of_a_row_is_named(row, column):
    assert faults({"slot": "Z"}, row) == [(3, column)]


def test_a_latvian_date_is_told_how_to_write_it():
    [fault] = read_book(book({"first": "01.03.2024."})).faults
    assert "2024-03-01" in fault.message


def test_every_fault_of_a_row_is_named_at_once():
    assert faults({"heads": 0, "category": 5, "first": "soon"}) == [
        (2, "category"),
        (2, "heads"),
        (2, "first"),
    ]


def test_a_formula_is_a_fault():
    def put_formula(sheet):
        sheet.cell(2, list(SLOTS.columns).index("heads") + 1).value = "=1+1"

    assert faults({}, change=put_formula) == [(2, "heads")]


def test_merged_cells_are_a_fault_of_each_row():
    assert faults({}, {"slot": "B"}, {"slot": "C"}, change=lambda sheet: sheet.merge_cells("A2:A3")) == [
        (2, None),
        (3, None),
    ]


def test_a_duplicate_row_names_the_first():
    [fault] = read_book(book({}, {})).faults
    assert (fault.row, "2" in fault.message) == (3, True)


def test_days_that_overlap_in_one_slot_are_a_fault():
    assert faults({}, {"first": date(2024, 3, 10), "last": date(2024, 3, 20)}) == [(3, "first")]


def test_one_fault_keeps_everything_out_unless_told_otherwise():
    sheet = book({}, {"slot": "B", "heads": 0})
    with pytest.raises(FactError) as refused:
        bring_in(file=sheet, by=person("planner"), reason="list")
    assert [one["row"] for one in refused.value.detail["faults"]] == [3]
    assert not Slot.objects.exists()
    sheet.seek(0)
    bring_in(file=sheet, by=person("planner"), reason="list", skip_faulty=True)
    assert [one.code for one in Slot.objects.all()] == ["A"]


def test_empty_rows_are_passed_over():
    assert faults({}, change=lambda sheet: sheet.insert_rows(2)) == []


@pytest.mark.parametrize("content", [b"", b"slot;heads\nA;2", b"PK\x03\x04 broken"])
def test_what_is_no_workbook_is_refused(content):
    with pytest.raises(FactError):
        read_book(io.BytesIO(content))


def test_a_sheet_without_a_needed_column_is_refused():
    with pytest.raises(FactError) as refused:
        read_book(book({}, change=lambda sheet: sheet.delete_cols(list(SLOTS.columns).index("heads") + 1)))
    assert refused.value.where == "file"


def test_a_cell_with_a_time_of_day_is_its_day():
    [entry] = read_book(book({"first": datetime(2024, 3, 1, 12, 30)})).slots
    assert entry.first == date(2024, 3, 1)


def test_what_is_exported_comes_in_again_unchanged():
    bring_in(
        file=book({"travel_from": date(2024, 2, 28), "travel_to": date(2024, 3, 11)}),
        by=person("planner"),
        reason="list",
    )
    slots = Slot.objects.with_names().prefetch_related("days")
    content = write_book(slots, [days_json(2024)], PeopleRule().words())
    assert bring_in(file=io.BytesIO(content), by=person("planner"), reason="again") is None


def test_travel_between_two_runs_is_exported_once():
    rows = ({"travel_to": date(2024, 3, 12)}, {"first": date(2024, 3, 13), "last": date(2024, 3, 20)})
    bring_in(file=book(*rows), by=person("planner"), reason="list")
    content = write_book(Slot.objects.with_names().prefetch_related("days"), [], [])
    assert read_book(io.BytesIO(content)).faults == []
    assert bring_in(file=io.BytesIO(content), by=person("planner"), reason="again") is None


def test_text_that_looks_like_a_formula_stays_text():
    log(slot("A", note='=HYPERLINK("http://example.org")'))
    bring_in(file=book({}), by=person("planner"), reason="list")
    content = write_book(Slot.objects.with_names().prefetch_related("days"), [], [])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    cell = sheet.cell(2, list(SLOTS.columns).index("note") + 1)
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://example.org")')


YEAR = {"first": date(2029, 1, 1), "last": date(2029, 12, 31), "heads": 5}
AROUND = {"travel_from": date(2028, 12, 30), "travel_to": date(2030, 1, 2)}


def stays(code: str) -> list[tuple[date, date | None, bool]]:
    rows = SlotDays.objects.filter(slot__code=code).order_by("valid")
    return [(one.valid.lower, last_of(one), one.travel) for one in rows]


def test_a_mended_run_leaves_none_of_its_old_days_nor_of_its_travel():
    """The whole of a run that a row meets gives way: days cut off at its end, at its beginning, and its travel."""
    both = ({"slot": "S1", **YEAR, **AROUND}, {"slot": "S2", **YEAR, **AROUND})
    bring_in(file=book(*both), by=person("planner"), reason="list")
    shorter = {"slot": "S1", **YEAR, "last": date(2029, 6, 30), "travel_to": date(2029, 7, 1)}
    later = {"slot": "S2", **YEAR, "first": date(2029, 2, 1)}
    mended = book(shorter, later)
    outcome = look(file=mended, by=person("planner"))
    told = [(one["code"], one["first"], one["last"]) for one in outcome.given_up]
    assert told == [
        ("S1", date(2028, 12, 30), date(2028, 12, 31)),
        ("S1", date(2029, 7, 2), date(2030, 1, 2)),
        ("S2", date(2028, 12, 30), date(2029, 1, 31)),
        ("S2", date(2030, 1, 1), date(2030, 1, 2)),
    ]
    mended.seek(0)
    bring_in(file=mended, by=person("planner"), reason="mended")
    assert stays("S1") == [
        (date(2029, 1, 1), date(2029, 6, 30), False),
        (date(2029, 7, 1), date(2029, 7, 1), True),
    ]
    assert stays("S2") == [(date(2029, 2, 1), date(2029, 12, 31), False)]
    assert verify() is None


def test_a_run_that_no_row_meets_stays_with_its_travel():
    march = {"travel_to": date(2024, 3, 12)}
    bring_in(file=book(march), by=person("planner"), reason="March")
    april = {"first": date(2024, 4, 1), "last": date(2024, 4, 10)}
    sheet = book(april)
    assert look(file=sheet, by=person("planner")).given_up == []
    sheet.seek(0)
    bring_in(file=sheet, by=person("planner"), reason="April")
    february = {"first": date(2024, 2, 1), "last": date(2024, 2, 10), "travel_to": date(2024, 2, 12)}
    bring_in(file=book(february), by=person("planner"), reason="February")
    assert [(first.month, travel) for first, _last, travel in stays("A")] == [
        (2, False),
        (2, True),
        (3, False),
        (3, True),
        (4, False),
    ]


APRIL = {"first": date(2024, 4, 1), "last": date(2024, 4, 10)}


def brought_in(file: io.BytesIO, **how) -> None:
    file.seek(0)
    bring_in(file=file, by=person("planner"), reason="sheet", **how)


def test_what_a_sheet_does_not_tell_of_its_years_is_named_and_stays():
    brought_in(book({"travel_to": date(2024, 3, 12)}, APRIL, {"slot": "B"}))
    brought_in(book({"slot": "OLD", "first": date(2023, 3, 1), "last": date(2023, 3, 1)}))
    sheet = book(APRIL)
    outcome = look(file=sheet, by=person("planner"))
    assert [(one["code"], one["first"], one["last"]) for one in outcome.not_told] == [
        ("A", date(2024, 3, 1), date(2024, 3, 12)),
        ("B", date(2024, 3, 1), date(2024, 3, 10)),
    ]
    brought_in(sheet)
    assert (len(stays("A")), len(stays("B"))) == (3, 1)


def test_what_the_whole_log_of_a_year_does_not_tell_is_taken_out():
    brought_in(book({"travel_to": date(2024, 3, 12)}, APRIL, {"slot": "B"}))
    over_new_year = {"slot": "C", "first": date(2023, 12, 1), "last": date(2024, 1, 9)}
    brought_in(book(over_new_year))
    sheet = book(APRIL)
    outcome = look(file=sheet, by=person("planner"), whole_year=2024)
    assert [one["code"] for one in outcome.given_up] == ["A", "B", "C"]
    assert outcome.not_told == []
    assert [one["categories"]["3"]["person_days"] for one in outcome.after] == [20]
    brought_in(sheet, whole_year=2024)
    assert stays("A") == [(APRIL["first"], APRIL["last"], False)]
    assert (stays("B"), stays("C")) == ([], [(date(2023, 12, 1), date(2023, 12, 31), False)])
    assert verify() is None


def test_a_faulty_row_is_not_taken_for_one_that_the_whole_log_lacks():
    brought_in(book({}, {"slot": "B"}))
    with pytest.raises(FactError):
        brought_in(book({}, {"slot": "B", "heads": 0}), skip_faulty=True, whole_year=2024)
    assert stays("B")


def test_a_sheet_of_slots_alone_tells_nothing_of_equipment():
    brought_in(fleet({}, {"item": "E2"}))
    brought_in(book({}), whole_year=2024)
    assert EquipmentDays.objects.count() == 2
    brought_in(fleet({}), whole_year=2024)
    assert [one.item.code for one in EquipmentDays.objects.all()] == ["E1"]
    assert stays("A") == []


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"category": 2}, "category"),
        ({"direction": "in"}, "direction"),
        ({"operation": "HOME"}, "operation"),
        ({"stage": "agreed", "category": 2}, "category"),
    ],
)
def test_rows_that_tell_different_things_of_one_slot_are_a_fault_that_names_both(values, column):
    first = {"direction": "out"}
    other = {"direction": "out", "first": date(2024, 5, 1), "last": date(2024, 5, 9), **values}
    [fault] = read_book(book(first, other)).faults
    assert (fault.row, fault.column, "2" in fault.message) == (3, column, True)
    assert faults(first, {**other, **first, "category": 3, "operation": "TERRA"}) == []


def test_an_agreed_list_and_an_actual_report_of_one_slot_come_in_together():
    both = ({"stage": "agreed", "source": "agreed_list"}, {"source": "actual_report"})
    assert faults(*both) == []
    brought_in(book(*both))
    assert Slot.objects.get().source == "actual_report"
    other = {"first": date(2024, 5, 1), "last": date(2024, 5, 9), "source": "agreed_list"}
    assert faults({"source": "actual_report"}, other) == [(3, "source")]


def test_the_look_shows_every_year_of_the_slots_that_a_row_changes():
    """A row of 2035 that moves its slot to another category moves the slot's days of 2034 with it."""
    days = {"first": date(2034, 1, 1), "last": date(2034, 1, 10)}
    bring_in(file=book(days), by=person("planner"), reason="list")
    moved = book({"first": date(2035, 1, 1), "last": date(2035, 1, 10), "category": 2})
    outcome = look(file=moved, by=person("planner"))
    assert [one["year"] for one in outcome.after] == [2034, 2035]
    before, after = outcome.before[0]["categories"], outcome.after[0]["categories"]
    assert (before["3"]["person_days"], after["3"]["person_days"], after["2"]["person_days"]) == (20, 0, 20)


def test_what_the_register_refuses_is_told_with_its_row():
    """Of A, B and Z, in this order, three operations each: the fourth is the first of B, which stands in row 3."""
    found = read_book(book({"slot": "Z"}, {"slot": "B", "note": "x"}, {"slot": "A"}))
    refused = writing_of_book(found).placed(FactError("Refused.", "operations[3].values.note"))
    fault = found.fault_of(refused)
    assert (fault.sheet, fault.row, fault.column) == ("Sheet", 3, "note")


# ---- equipment

USE = {
    "item": "E1",
    "category": "patrol_car",
    "crew": 2,
    "in_pool": "yes",
    "owner": "VRS",
    "operation": "TERRA",
    "stage": "deployed",
    "first": date(2024, 3, 1),
    "last": date(2024, 3, 10),
}


def fleet(*rows: dict, slots: tuple[dict, ...] = (), change=None) -> io.BytesIO:
    workbook = openpyxl.load_workbook(book(*slots))
    sheet = workbook.create_sheet("Fleet")
    sheet.append(list(EQUIPMENT.columns))
    for row in rows:
        sheet.append([{**USE, **row}.get(name) for name in EQUIPMENT.columns])
    if change:
        change(sheet)
    target = io.BytesIO()
    workbook.save(target)
    target.seek(0)
    return target


def fleet_faults(*rows: dict, **how) -> list[tuple]:
    return [(fault.sheet, fault.row, fault.column) for fault in read_book(fleet(*rows, **how)).faults]


def test_slots_and_equipment_come_in_as_one_change_set():
    sheet = fleet({}, {"stage": "agreed"}, slots=({"crew_of": None},))
    outcome = look(file=sheet, by=person("planner"))
    assert (outcome.rows, outcome.faults) == (3, [])
    assert outcome.after[0]["equipment"] == {"units": 1, "days": 10, "planned_days": 0}
    assert not EquipmentItem.objects.exists()
    sheet.seek(0)
    bring_in(file=sheet, by=person("planner"), reason="lists of March")
    item = EquipmentItem.objects.get()
    assert (item.code, item.crew_size, item.standing.get().owner.code) == ("E1", 2, "VRS")
    assert days_json(2024)["equipment"] == {"units": 1, "days": 10, "planned_days": 0}
    assert verify() is None


def test_a_sheet_of_equipment_alone_is_enough():
    workbook = openpyxl.load_workbook(fleet({}))
    del workbook["Sheet"]
    target = io.BytesIO()
    workbook.save(target)
    target.seek(0)
    bring_in(file=target, by=person("planner"), reason="list")
    assert EquipmentItem.objects.get().code == "E1"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"first": date(2024, 3, 11)}, "last"),
        ({"first": date(1900, 3, 1)}, "first"),
        ({"first": "01.03.2024."}, "first"),
        ({"last": None}, "last"),
        ({"crew": "2,5"}, "crew"),
        ({"crew": 201}, "crew"),
        ({"crew": -1}, "crew"),
        ({"in_pool": "perhaps"}, "in_pool"),
        ({"owner": "MOON"}, "owner"),
        ({"category": "zeppelin"}, "category"),
        ({"category": None}, "category"),
        ({"stage": "nominated"}, "stage"),
        ({"operation": "X"}, "operation"),
        ({"registration": "010190-12345"}, "registration"),
        ({"item": "an item"}, "item"),
        ({"item": None}, "item"),
    ],
)
def test_the_fault_of_a_row_of_equipment_is_named(row, column):
    assert fleet_faults({"item": "Z"}, row) == [("Fleet", 3, column)]


def test_merged_cells_and_formulas_are_faults_of_equipment_too():
    def spoil(sheet):
        sheet.merge_cells("A2:A3")
        sheet.cell(4, list(EQUIPMENT.columns).index("crew") + 1).value = "=1+1"

    rows = ({}, {"item": "E2"}, {"item": "E3"})
    assert fleet_faults(*rows, change=spoil) == [
        ("Fleet", 2, None),
        ("Fleet", 3, None),
        ("Fleet", 4, "crew"),
    ]


def test_an_item_is_once_a_day_in_a_sheet():
    assert fleet_faults({}, {}) == [("Fleet", 3, None)]
    assert fleet_faults({}, {"first": date(2024, 3, 10), "last": date(2024, 3, 20)}) == [
        ("Fleet", 3, "first")
    ]


def test_a_row_is_faulty_if_the_log_has_the_item_elsewhere():
    bring_in(file=fleet({}), by=person("planner"), reason="list")
    assert fleet_faults({"operation": "HOME", "first": date(2024, 3, 10)}) == [("Fleet", 2, "operation")]


def test_one_fault_of_equipment_keeps_slots_out_as_well():
    with pytest.raises(FactError):
        bring_in(file=fleet({"crew": 500}, slots=({},)), by=person("planner"), reason="list")
    assert not Slot.objects.exists()


def test_an_export_says_open_and_can_be_brought_in_again():
    workbook = fleet({"last": "open"}, slots=({"last": "open"},))
    bring_in(file=workbook, by=person("planner"), reason="lists")
    content = write_book(Slot.objects.with_names(), [days_json(2024)], [], EquipmentItem.objects.all())
    exported = openpyxl.load_workbook(io.BytesIO(content))
    for sheet, kind in zip(exported.worksheets, (SLOTS, EQUIPMENT), strict=False):
        assert sheet.cell(2, list(kind.columns).index("last") + 1).value == "open"
    assert bring_in(file=io.BytesIO(content), by=person("planner"), reason="the same") is None


def test_a_mended_export_takes_the_place_of_what_was_there():
    bring_in(file=book({}), by=person("planner"), reason="list")
    bring_in(file=book({"heads": 5}), by=person("planner"), reason="mended")
    assert days_json(2024)["categories"]["3"]["person_days"] == 50


def uses(code: str = "E1") -> list[tuple[date, date | None, str]]:
    rows = EquipmentDays.objects.filter(item__code=code).order_by("valid")
    return [(one.valid.lower, last_of(one), one.operation.code) for one in rows]


def test_a_mended_period_of_an_item_leaves_none_of_its_old_days_and_room_for_others():
    year = {"first": date(2024, 1, 1), "last": date(2024, 12, 31)}
    bring_in(file=fleet(year), by=person("planner"), reason="list")
    half = {**year, "last": date(2024, 6, 30)}
    home = {**year, "first": date(2024, 7, 1), "operation": "HOME"}
    moved = fleet(half, home)
    assert look(file=moved, by=person("planner")).given_up == []
    moved.seek(0)
    outcome = look(file=fleet(half), by=person("planner"))
    assert [(one["code"], one["first"], one["last"]) for one in outcome.given_up] == [
        ("E1", date(2024, 7, 1), date(2024, 12, 31))
    ]
    bring_in(file=fleet(half), by=person("planner"), reason="mended")
    assert uses() == [(date(2024, 1, 1), date(2024, 6, 30), "TERRA")]
    bring_in(file=fleet(year), by=person("planner"), reason="as before")
    bring_in(file=moved, by=person("planner"), reason="moved")
    assert uses() == [
        (date(2024, 1, 1), date(2024, 6, 30), "TERRA"),
        (date(2024, 7, 1), date(2024, 12, 31), "HOME"),
    ]
    assert verify() is None


@pytest.mark.parametrize("values", [{"crew": 3}, {"stage": "agreed", "owner": None, "in_pool": "no"}])
def test_rows_that_tell_different_things_of_one_item_are_a_fault(values):
    later = {"first": date(2024, 3, 1), "stage": "agreed", "last": date(2024, 5, 1)}
    assert fleet_faults({}, {**later, **values}) == [("Fleet", 3, None)]
    assert fleet_faults({}, {**later, "first": date(2024, 4, 1), "in_pool": "no"}) == []


def test_a_book_without_a_known_sheet_is_refused():
    workbook = openpyxl.Workbook()
    workbook.active.append(["name", "age"])
    target = io.BytesIO()
    workbook.save(target)
    target.seek(0)
    with pytest.raises(FactError):
        read_book(target)
