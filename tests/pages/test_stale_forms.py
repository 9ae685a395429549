"""A form shown before somebody else wrote on the same place overwrites nothing: it says what they wrote."""

import re

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.construction.models import Work
from apps.ledger import services
from apps.ledger.models import ChangeSet
from tests.construction.register import write_lots
from tests.factories import alignment, person, put_work, record, small_register
from tests.ledger.test_api import body, operation
from tests.ledger.test_drafts import grant

pytestmark = pytest.mark.django_db

TYPED = {
    "route": "LV-RU",
    "element": "fence",
    "from_km": "2,5",
    "to_km": "3,5",
    "status": "built",
    "reason": "built again",
}


@pytest.fixture
def contractor() -> User:
    small_register()
    record(alignment(), put_work(1, 6, "accepted"))
    builder = person("contractor", reading_level=User.Level.GENERAL)
    grant(builder, 2, 4)
    return builder


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def write_stale(browser: Client, seen: int):
    asked = body(operation(from_km=2, to_km=3))
    headers = {"If-Match": f'"{seen}"'}
    return browser.post("/api/v1/change-sets/", asked, content_type="application/json", headers=headers)


def number_in(page: str) -> str:
    return re.findall(r'name="seen" value="(\d+)"', page)[-1]


def test_a_report_of_progress_meets_what_was_written_since_and_can_be_sent_once_more(contractor):
    browser = signed_in(contractor)
    shown = number_in(browser.get("/work/").content.decode())
    record(put_work(1, 6, "cleared", note="washed away"), reason="flood at km 5")
    refused = browser.post("/work/", TYPED | {"seen": shown})
    page = refused.content.decode()
    assert refused.status_code == 400
    assert "washed away" in page
    assert "km 2–4" in page
    assert 'value="2,5"' in page
    assert not Work.objects.filter(status__code="built").exists()
    assert browser.post("/work/", TYPED | {"seen": number_in(page)}).status_code == 302
    assert Work.objects.filter(status__code="built", from_cm=250_000, to_cm=350_000).exists()


def test_who_builds_does_not_accept(contractor):
    browser = signed_in(contractor)
    assert 'value="accepted"' not in browser.get("/work/").content.decode()
    refused = browser.post("/work/", TYPED | {"status": "accepted"})
    assert refused.status_code == 400
    assert "whoever ordered them accepts them" in refused.content.decode()
    constructor = person("constructor", "bounded constructor", bounded=True)
    grant(constructor, 2, 4)
    assert record(put_work(2, 4, "accepted", note="by the commission"), by=constructor).seq


def test_what_lies_beside_the_granted_stretch_is_not_told(contractor):
    browser = signed_in(contractor)
    shown = ChangeSet.objects.number()
    record(put_work(1, 6, "cleared", note="washed away"), reason="flood at km 5")
    answer = write_stale(browser, shown)
    [later] = answer.json()["error"]["detail"]["later"]
    assert answer.status_code == 412
    assert (later["from_km"], later["to_km"], later["reason"]) == (2, 4, "")
    assert [(one["from_km"], one["to_km"]) for one in later["after"]] == [(2, 4)]
    full = write_stale(signed_in(person("planner")), shown).json()
    [later] = full["error"]["detail"]["later"]
    assert (later["from_km"], later["to_km"], later["reason"]) == (1, 6, "flood at km 5")


def test_neither_the_page_of_a_draft_nor_its_preview_tells_of_what_lies_elsewhere(contractor):
    browser = signed_in(contractor)
    mine = services.draft(commands=[put_work(2, 3, "built")], by=contractor, reason="mine")
    services.draft(commands=[put_work(2, 3, "cleared")], by=person("planner"), reason="what if it fails")
    found = browser.get(f"/api/v1/change-sets/{mine.uid}/preview/").json()
    assert [one for one in found["findings"] if one["check"] == "meets_draft"] == []
    seen_by_all = signed_in(person("approver")).get(f"/api/v1/change-sets/{mine.uid}/preview/").json()
    assert "what if it fails" in str(seen_by_all["findings"])
    record(put_work(1, 6, "cleared", note="washed away"), reason="flood at km 5")
    page = browser.get(f"/review/{mine.uid}/").content.decode()
    assert "washed away" in page
    assert "km 2–4" in page
    assert "km 1–6" not in page


def test_a_stretch_of_a_lot_is_not_changed_by_an_old_page():
    write_lots()
    planner = signed_in(person("planner"))
    shown = number_in(planner.get("/construction/lots/A/").content.decode())
    typed = {"route": "LV-RU", "from_km": "3", "to_km": "5", "seen": shown}
    first, second = (typed | {"reason": note, "note": note} for note in ("moved", "mine"))
    assert planner.post("/construction/lots/A/stretch/", first).status_code == 302
    refused = planner.post("/construction/lots/A/stretch/", second).content.decode()
    assert "Somebody changed the same place" in refused
    assert "moved" in refused


@pytest.mark.parametrize(
    "address",
    [
        "/scoreboard/tasks/",
        "/deployments/slots/new/",
        "/deployments/operations/",
        "/deployments/commitments/",
        "/deployments/equipment/",
        "/deployments/import/",
        "/construction/lots/new/",
        "/construction/lots/A/",
    ],
)
def test_each_form_that_writes_says_at_which_number_it_was_shown(address):
    write_lots()
    page = signed_in(person("planner")).get(address).content.decode()
    forms = [form for form in re.findall(r"<form.*?</form>", page, re.DOTALL) if 'name="reason"' in form]
    assert forms
    assert all('name="seen"' in form for form in forms)
