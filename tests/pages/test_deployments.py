import io
import re
from datetime import date

import openpyxl
import pytest

from apps.border.days import today
from apps.deployments.models import Commitment, EquipmentDays, EquipmentStanding, Slot, SlotDays
from apps.deployments.sheets import SLOTS
from apps.geo.facts import FOREVER
from apps.ledger.models import ChangeSet
from apps.pages.calendar import NAMES_WIDTH, WIDTH, calendar
from apps.pages.host_map import host_map
from tests.api.test_deployments import SLOT, sheet
from tests.deployments.log import add_lists, item, item_days, log, slot_days, slot_with_days
from tests.pages.conftest import browser_of

YEAR = "/deployments/?year=2024"


@pytest.fixture(autouse=True)
def lists(register):
    add_lists()


@pytest.fixture
def slots():
    log(*slot_with_days("LATER", date(2024, 7, 1), date(2024, 12, 31), heads=2))
    log(*slot_with_days("FIRST", date(2024, 1, 1), date(2024, 6, 30), heads=3, category=3))
    log(slot_days("FIRST", date(2023, 12, 31), date(2023, 12, 31), heads=3, travel=True))
    log(item("E-1"), item_days("E-1", date(2024, 1, 1), date(2024, 1, 10)))


def drawn(year: int = 2024, today: date = date(2024, 7, 1)):
    slots = Slot.objects.with_names().in_year(year).prefetch_related("days").order_by("operation__code")
    return calendar(slots, year, today)


def test_the_calendar_draws_a_year_from_edge_to_edge(slots):
    [group] = drawn().groups
    assert [line.slot.code for line in group.lines] == ["FIRST", "LATER"]
    first, later = (line.duty for line in group.lines)
    assert (first.x, later.x) == (NAMES_WIDTH, drawn().today_x)
    assert later.x + later.width == WIDTH
    assert round(first.width / (WIDTH - NAMES_WIDTH), 3) == round(182 / 366, 3)


def test_what_lies_in_another_year_is_not_drawn(slots):
    bars = [bar for group in drawn().groups for line in group.lines for bar in line.bars]
    assert not any(bar.travel for bar in bars)
    assert drawn(2023).today_x is None


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("/deployments/?year=2024", "FIRST"),
        ("/deployments/slots/?year=2024&category=3", "FIRST"),
        ("/deployments/map/?year=2024", "Greece"),
        ("/deployments/equipment/?year=2024", "E-1"),
        ("/deployments/commitments/?year=2024", "546"),
        ("/deployments/import/", "travel_from"),
        ("/deployments/slots/new/", "TERRA"),
        ("/deployments/slots/FIRST/", "FIRST"),
    ],
)
def test_each_view_shows_the_log(client, slots, path, seen):
    page = client.get(path)
    assert page.status_code == 200
    assert seen in page.content.decode().replace("\u00a0", " ")


def test_filters_narrow_the_table(client, slots):
    page = client.get("/deployments/slots/?year=2024&category=2").content.decode()
    assert "LATER" in page
    assert "FIRST" not in page


def test_a_slot_tells_its_contributions(client, slots):
    page = client.get("/deployments/slots/FIRST/").content.decode()
    assert "2024, 1.: 01.01.2024. – 30.04.2024. (121 diena)" in page
    assert "2024, 2.: 01.05.2024. – 30.06.2024. (61 diena)" in page


def test_a_stay_without_an_end_tells_its_contributions_up_to_this_year_and_a_plan_is_marked(client, slots):
    log(*slot_with_days("OPEN", date(2024, 6, 1), FOREVER, category=3))
    log(*slot_with_days("PLAN", date(2031, 1, 1), date(2031, 5, 31), category=3, stage="agreed"))
    page = client.get("/deployments/slots/OPEN/").content.decode()
    assert f"{today().year}, 3.: " in page
    page = client.get("/deployments/slots/PLAN/").content.decode()
    assert "2031, 2.: 01.05.2031. – 31.05.2031. (31 diena) <span" in page
    page = client.get("/deployments/commitments/?year=2031").content.decode()
    assert '<a href="/deployments/slots/PLAN/">PLAN</a>' in page


@pytest.mark.parametrize("year", ["soon", "1900", "99999"])
def test_what_is_no_year_is_told(client, year):
    page = client.get(f"/deployments/?year={year}", follow=True)
    assert page.redirect_chain[0][0] == "/deployments/"
    assert year in page.content.decode()


def test_an_empty_year_says_so(client):
    assert 'class="empty"' in client.get("/deployments/?year=2030").content.decode()


def test_the_map_shades_hosts_by_their_days(slots):
    shown = host_map(2024)
    assert [(one.code, one.days, one.shade) for one in shown.hosts] == [("GR", 3 * 182 + 2 * 184, 4)]
    assert len(shown.countries) > 40


def given(**values) -> dict:
    return {
        **SLOT,
        "heads": "2",
        "category": "3",
        "direction": "out",
        "source": "agreed_list",
        "reason": "list",
        **values,
    }


def test_a_slot_is_logged_from_the_form(client):
    assert (
        client.post(
            "/deployments/slots/new/", given(first="01.03.2024.", travel_from="29 Feb 2024")
        ).status_code
        == 302
    )
    assert SlotDays.objects.filter(slot__code="A").count() == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"heads": "0"}, "heads"),
        ({"heads": "two"}, "heads"),
        ({"last": "2024-02-01"}, "last day"),
        ({"first": "31.2.2024."}, "first day"),
        ({"note": "010190-12345"}, "note"),
        ({"reason": ""}, "reason"),
    ],
)
def test_what_is_wrong_is_told_in_the_form_and_kept(client, values, field):
    client.cookies["django_language"] = "en"
    page = client.post("/deployments/slots/new/", given(**values)).content.decode()
    assert f"<strong>{field.capitalize()}:</strong>" in page
    assert 'value="A"' in page
    assert not Slot.objects.exists()


def test_a_reader_may_not_log(db):
    page = browser_of("viewer").post("/deployments/slots/new/", given()).content.decode()
    assert 'class="note refused"' in page
    assert not Slot.objects.exists()


def test_a_deployment_is_ended_early(client, slots):
    answer = {"last": "2024-06-10", "why": "illness", "reason": "ill"}
    client.post("/deployments/slots/FIRST/curtail/", answer)
    assert SlotDays.objects.get(slot__code="FIRST", travel=False).valid.upper == date(2024, 6, 11)


def test_an_item_is_logged_once(client, slots):
    use = {
        "item": "E-1",
        "stage": "deployed",
        "operation": "HOME",
        "first": "2024-01-10",
        "last": "2024-01-12",
    }
    page = client.post("/deployments/equipment/use/", {**use, "reason": "report"}, follow=True)
    assert "TERRA" in page.content.decode()
    assert EquipmentDays.objects.count() == 1


def test_operations_items_and_promises_are_entered_on_pages(client):
    operation = {"code": "NEW", "name_lv": "jauna", "kind": "rapid", "host": "GR", "reason": "list"}
    client.post("/deployments/operations/add/", operation)
    assert "NEW" in client.get("/deployments/operations/").content.decode()
    item = {"code": "E-9", "category": "patrol_car", "crew_size": "2", "in_pool": "on", "owner": "VRS"}
    client.post("/deployments/equipment/add/", {**item, "from_day": "2024-01-01", "reason": "bought"})
    [standing] = EquipmentStanding.objects.filter(item__code="E-9")
    assert (standing.in_pool, standing.owner.code) == (True, "VRS")
    promise = {"category": "3", "year": "2024", "basis": "agreed", "heads": "85", "days_each": "132"}
    client.post("/deployments/commitments/promise/", {**promise, "from_day": "2023-11-25", "reason": "talks"})
    assert Commitment.objects.get().heads == 85


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("operations/add/", {"code": "NEW", "name_lv": "x", "kind": "rapid", "host": "XX"}),
        ("operations/add/", {"code": "a b", "name_lv": "x", "kind": "rapid", "host": "GR"}),
        (
            "equipment/add/",
            {"code": "E", "category": "patrol_car", "crew_size": "x", "from_day": "2024-01-01"},
        ),
        ("commitments/promise/", {"category": "3", "year": "1900", "basis": "agreed", "heads": "1"}),
    ],
)
def test_what_cannot_be_is_told_and_nothing_written(client, path, values):
    before = ChangeSet.objects.number()
    page = client.post(
        f"/deployments/{path}", {"from_day": "2024-01-01", "reason": "x", **values}, follow=True
    )
    assert "message error" in page.content.decode()
    assert ChangeSet.objects.number() == before


def test_a_spreadsheet_is_looked_at_before_it_is_brought_in(client):
    page = client.post("/deployments/import/", {"file": sheet(), "do": "look"}).content.decode()
    assert "20" in page
    assert not Slot.objects.exists()
    client.post("/deployments/import/", {"file": sheet(), "do": "bring", "reason": "list"})
    assert Slot.objects.count() == 1


def looked_at(page: str) -> str:
    return re.search(r'name="looked" value="([0-9a-f]{64})"', page)[1]


def test_only_the_file_that_was_looked_at_is_brought_in_from_its_form(client):
    looked = looked_at(client.post("/deployments/import/", {"file": sheet(), "do": "look"}).content.decode())
    other = {"file": sheet(heads=9), "do": "bring", "reason": "list", "looked": looked}
    page = client.post("/deployments/import/", other).content.decode()
    assert "message error" in page
    assert looked_at(page) == looked
    assert not Slot.objects.exists()
    same = sheet()
    again = client.post("/deployments/import/", {"file": same, "do": "look"}).content.decode()
    same.seek(0)
    client.post("/deployments/import/", {**other, "file": same, "looked": looked_at(again)})
    assert Slot.objects.count() == 1


def test_the_look_counts_rows_in_words_and_lists_the_days_given_up(client, slots):
    client.post("/deployments/import/", {"file": sheet(), "do": "bring", "reason": "list"})
    client.cookies["django_language"] = "en"
    shorter = {"file": sheet(last=date(2024, 3, 4)), "do": "look"}
    page = client.post("/deployments/import/", shorter).content.decode()
    text = " ".join(page.split())
    assert "1 good row, 0 faults" in text
    assert "Days that the log would have no more" in text


def test_the_look_tells_what_is_not_in_the_sheet_or_takes_it_out(client, slots):
    client.cookies["django_language"] = "en"
    look = {"do": "look", "whole_year": ""}
    page = client.post("/deployments/import/", {"file": sheet(), **look}).content.decode()
    assert "Not in the sheet: 2 runs of days, which stay" in page
    whole = {**look, "whole_year": "2024"}
    page = client.post("/deployments/import/", {"file": sheet(), **whole}).content.decode()
    assert "Not in the sheet" not in page
    assert "<td>LATER</td>" in page
    whole |= {"do": "bring", "reason": "the whole of 2024"}
    client.post("/deployments/import/", {"file": sheet(), **whole})
    left = {one.slot.code: one.valid for one in SlotDays.objects.all()}
    assert set(left) == {"A", "FIRST"}
    assert left["FIRST"].lower == date(2023, 12, 31)
    client.post("/deployments/import/", {"file": sheet(last=date(2024, 5, 1)), **whole, "whole_year": "all"})
    assert SlotDays.objects.get(slot__code="A").valid.upper == date(2024, 3, 11)


def test_a_faulty_spreadsheet_shows_each_fault(client):
    page = client.post("/deployments/import/", {"file": sheet(heads=0), "do": "bring", "reason": "list"})
    assert 'class="faults"' in page.content.decode()
    assert not Slot.objects.exists()


def test_the_export_is_a_workbook_of_the_year(client, slots):
    answer = client.get("/deployments/export.xlsx?year=2024")
    assert answer["Content-Disposition"] == 'attachment; filename="deployments-2024.xlsx"'
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0].values)
    assert list(rows[0]) == list(SLOTS.columns)
    assert [row[0] for row in rows[1:]] == ["LATER", "FIRST"]
