"""A contractor at the general reading level works on the granted stretches, and sees nothing beside them."""

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.construction.models import Work
from apps.ledger import services
from apps.ledger.models import ChangeSet
from tests.factories import alignment, person, put_work, record, small_register
from tests.ledger.test_drafts import grant

pytestmark = pytest.mark.django_db

TYPED = {
    "route": "LV-RU",
    "element": "fence",
    "from_km": "2,5",
    "to_km": "3+000",
    "reason": "km 2.5 to 3 is up",
}


@pytest.fixture
def contractor() -> User:
    """Somebody who builds between km 2 and 4; the register holds works beside that too."""
    small_register()
    record(alignment(), put_work(1, 6, "cleared", note="beside"))
    builder = person("contractor", reading_level=User.Level.GENERAL)
    grant(builder, 2, 4)
    return builder


@pytest.fixture
def browser(contractor) -> Client:
    signed_in = Client()
    signed_in.force_login(contractor)
    signed_in.cookies["django_language"] = "en"
    return signed_in


def test_the_page_shows_the_granted_stretch_and_no_other(browser):
    page = browser.get("/work/").content.decode()
    assert "LV-RU km 2–4" in page
    assert ">2<" in page
    assert ">6<" not in page


def test_progress_is_reported_and_written(browser, contractor):
    answer = browser.post("/work/", TYPED | {"status": "built", "as_built_width_m": "2,50"})
    assert (answer.status_code, answer["Location"]) == (302, "/work/")
    written = ChangeSet.objects.get(author=contractor)
    assert (written.state, written.reason) == ("applied", "km 2.5 to 3 is up")
    built = Work.objects.get(status__code="built")
    assert (built.from_cm, built.to_cm, str(built.as_built_width_m)) == (250_000, 300_000, "2.50")
    assert "km 2.5 to 3 is up" in browser.get("/work/").content.decode()


def test_beyond_the_grant_nothing_is_written_and_the_form_keeps_what_was_typed(browser, contractor):
    answer = browser.post("/work/", TYPED | {"status": "built", "to_km": "5"})
    assert answer.status_code == 400
    assert "not among those granted to you" in answer.content.decode()
    assert 'value="2,5"' in answer.content.decode()
    assert not ChangeSet.objects.filter(author=contractor).exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Say what has changed"),
        ({"status": "built", "from_km": "x"}, "is not a measure"),
        ({"status": "built", "route": "LV-XX"}, "There is no route"),
        ({"status": "built", "element": "tower"}, "tower"),
        ({"status": "built", "reason": " "}, "Give a reason"),
        ({"status": "built", "from_day": "yesterday"}, "day"),
    ],
)
def test_what_is_wrong_is_said(browser, typed, said):
    answer = browser.post("/work/", TYPED | typed)
    assert answer.status_code == 400
    assert said in answer.content.decode()


def test_a_draft_is_kept_handed_in_and_taken_back(browser, contractor):
    answer = browser.post("/work/", TYPED | {"status": "built", "do": "draft"})
    drafted = ChangeSet.objects.get(author=contractor)
    assert answer["Location"] == f"/review/{drafted.uid}/"
    page = browser.get(answer["Location"]).content.decode()
    assert "Hand in for review" in page
    assert "set_map.js" not in page
    browser.post(f"/review/{drafted.uid}/submit/")
    drafted.refresh_from_db()
    assert drafted.state == "submitted"
    browser.post(f"/review/{drafted.uid}/withdraw/")
    browser.post(f"/changes/{drafted.uid}/discard/")
    assert not ChangeSet.objects.filter(pk=drafted.pk).exists()


def test_other_peoples_sets_are_not_there(browser):
    theirs = services.draft(commands=[put_work(2, 3, "built")], by=person("planner"), reason="their draft")
    assert browser.get(f"/review/{theirs.uid}/").status_code == 404
    assert browser.get(f"/api/v1/change-sets/{theirs.uid}/").status_code == 404
    assert browser.get("/api/v1/change-sets/").json()["results"] == []
    assert "their draft" not in browser.get("/review/").content.decode()
    for closed in ("/workspace/", "/changes/", "/api/v1/segments/", "/api/v1/routes/LV-RU/line/"):
        assert browser.get(closed).status_code == 403


def test_the_same_by_api(browser, contractor):
    operation = {"verb": "put", "target": "work", "key": {"route": "LV-RU", "element": "fence"}}
    operation |= {"from_km": 2, "to_km": 3, "from_day": "2024-01-01", "values": {"status": "built"}}
    body = {"reason": "by api", "operations": [operation]}
    number = {"If-Match": f'"{ChangeSet.objects.number()}"'}
    written = browser.post("/api/v1/change-sets/", body, content_type="application/json", headers=number)
    assert written.status_code == 201
    [own] = browser.get("/api/v1/change-sets/").json()["results"]
    assert own["uid"] == written.json()["uid"]
    operation["to_km"] = 4.5
    refused = browser.post("/api/v1/change-sets/", body, content_type="application/json", headers=number)
    assert (refused.status_code, refused.json()["error"]["where"]) == (403, "operations[0].from_km")


def test_without_a_grant_in_force_the_page_is_closed(browser, contractor):
    contractor.grants.all().delete()
    assert browser.get("/work/").status_code == 403
    assert browser.get("/review/").status_code == 403


def test_a_contractor_begins_at_the_own_works(browser):
    answer = browser.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/work/")
