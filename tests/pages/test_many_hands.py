"""Review, people and the auditor's pages as those who work with them see them: what is refused, kept and found."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone, translation

from apps.accounts.access import note
from apps.accounts.models import AccessEvent, Grant, ReadEvent, User
from apps.geo.errors import Conflict
from apps.ledger import drafts, services
from apps.ledger.models import ChangeSet
from apps.pages.changes import figures_beside
from tests.factories import person, put_work, record, small_register

pytestmark = pytest.mark.django_db

PERSONAL_CODE = "010190-12345"


@pytest.fixture(autouse=True)
def register():
    small_register()


def browser(role: str) -> Client:
    signed_in = Client()
    signed_in.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    signed_in.force_login(person(role))
    return signed_in


def draft(*commands) -> ChangeSet:
    return services.draft(commands=list(commands), by=person("planner"), reason="a draft")


def submitted(*commands) -> ChangeSet:
    return drafts.submit(change_set=draft(*commands), by=person("planner"))


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


# ---- review


@pytest.mark.parametrize(("step", "field"), [("comment", "text"), ("reject", "reason")])
def test_what_was_typed_is_there_after_a_refusal(step, field):
    change_set = submitted(put_work(1, 2, "built"))
    typed = f"ask {PERSONAL_CODE} at post 7"
    answer = browser("approver").post(f"/review/{change_set.uid}/{step}/", {field: typed})
    assert answer.status_code == 400
    assert "This looks like a personal code" in said(answer)
    assert typed in said(answer)
    assert not change_set.comments.exists()


def test_a_set_that_fell_behind_says_to_each_what_they_can_do():
    change_set = submitted(put_work(1, 2, "built"))
    record(put_work(1, 2, "cleared"))
    address = f"/review/{change_set.uid}/"
    assert "Take the set back to work on it" in said(browser("planner").get(address))
    assert "It cannot be approved as it is" in said(browser("approver").get(address))
    assert "re-base" not in said(browser("auditor").get(address)).lower()
    drafts.withdraw(change_set=change_set, by=person("planner"))
    assert "Re-basing keeps what does not collide" in said(browser("planner").get(address))


def test_a_rebase_names_what_it_took_out():
    change_set = draft(put_work(1, 2, "built"), put_work(5, 6, "built"))
    record(put_work(1, 2, "cleared"))
    answer = said(browser("planner").post(f"/review/{change_set.uid}/rebase/", follow=True))
    assert "Taken out, because it collided: 1 (Works, LV-RU, fence km 1–2)." in answer
    assert "km 5–6" in answer


def test_an_undo_of_what_is_undone_says_so():
    applied = record(put_work(1, 2, "built"))
    inverse = services.undo(change_set=applied, by=person("planner"), reason="built elsewhere")
    expected = f"This set is undone already, by no. {inverse.seq}."
    for write in (services.undo, drafts.draft_undo):
        with translation.override("en"), pytest.raises(Conflict, match=expected) as refused:
            write(change_set=applied, by=person("planner"), reason="again")
        assert [one["number"] for one in refused.value.detail["later"]] == [inverse.seq]


@pytest.mark.parametrize(("role", "is_told"), [("planner", True), ("approver", False), ("auditor", False)])
def test_only_who_can_draft_is_told_of_their_drafts(role, is_told):
    assert ("My drafts" in said(browser(role).get("/review/"))) == is_told


def figure(code: str, km: float) -> dict:
    return {"code": code, "route": None, "numerator_km": km, "value": km * 10}


def test_the_figures_that_move_come_first_and_the_rest_folded():
    before, after = [figure("K1", 4), figure("K2", 3)], [figure("K1", 5.5), figure("K2", 3)]
    beside = figures_beside(before, after)
    assert [(one["before"]["code"], one["gained_cm"]) for one in beside["moved"]] == [("K1", 150_000)]
    assert [one["before"]["code"] for one in beside["same"]] == ["K2"]
    with translation.override("en"):
        folded = render_to_string("parts/figures_beside.html", {"figures": beside | {"moved": []}})
    assert "No figure changes." in folded
    assert "1 figure stays as it is</summary>" in folded


# ---- people


def grant(**typed):
    asked = {"target": "work", "lot": "", "route": "LV-RU", "from_km": "1", "to_km": "2", "until": ""} | typed
    return browser("admin").post(f"/people/{person('contractor').uid}/grants/", asked)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"until": "2020-01-01"}, "The last day of a grant cannot lie in the past."),
        ({"from_km": "2", "to_km": "1"}, "The stretch has to begin before it ends."),
        ({"lot": "K-1"}, "Choose a lot or type a stretch, not both."),
    ],
)
def test_a_grant_that_means_something_else_is_refused_and_what_was_typed_kept(typed, message):
    answer = grant(reference="L-77", **typed)
    assert answer.status_code == 400
    assert message in said(answer)
    assert 'value="L-77"' in said(answer)
    assert not Grant.objects.exists()


def test_a_grant_that_has_run_out_says_so():
    yesterday, today = timezone.localdate() - timedelta(days=1), timezone.localdate()
    assert grant(until=today.isoformat()).status_code == 302
    address = f"/people/{person('contractor').uid}/"
    assert "Run out" not in said(browser("admin").get(address))
    Grant.objects.update(until=yesterday)
    assert "Run out" in said(browser("admin").get(address))


def test_what_was_typed_of_a_token_is_there_after_a_refusal():
    answer = browser("planner").post("/account/tokens/", {"name": "QGIS", "scope": "write", "days": "9999"})
    assert answer.status_code == 400
    assert 'value="QGIS"' in said(answer)
    assert '<option value="write" selected>' in said(answer)


# ---- the auditor


def test_who_approved_a_set_is_found_with_its_reason():
    change_set = submitted(put_work(1, 2, "built"))
    drafts.approve(change_set=change_set, by=person("approver"))
    shown = said(browser("auditor").get("/audit/?by=approver"))
    assert "1 operation<" in shown
    assert "a draft <br>" in shown


def test_the_access_log_shows_request_address_and_layer_in_words():
    assert grant(target=Grant.EVERY_LAYER).status_code == 302
    [event] = AccessEvent.objects.filter(kind="granted")
    assert event.address == "127.0.0.1"
    shown = said(browser("auditor").get("/audit/access/?kind=granted"))
    assert event.request_id in shown
    assert "layer: every layer of the role" in shown


def test_the_access_log_tells_in_words_what_is_kept_in_codes():
    admin, auditor = person("admin"), browser("auditor")
    note(AccessEvent.Kind.FACTOR_REFUSED, by=admin, reason="incorrect_code", asked="Code")
    note(AccessEvent.Kind.PERSON_CHANGED, by=admin, changed={"role": "approver", "is_active": False})
    shown = said(auditor.get("/audit/access/"))
    assert "reason: wrong code" in shown
    assert "where: at the sign-in" in shown
    assert "changed: role: approver; may sign in: no" in shown


def test_readings_are_found_by_what_was_read():
    for what in ("gaps", "sensors"):
        ReadEvent.objects.create(user=User.objects.get(pk=person("viewer").pk), what=what, path=f"/{what}")
    shown = said(browser("auditor").get("/audit/readings/?what=sensors"))
    assert "<code>/sensors</code>" in shown
    assert "<code>/gaps</code>" not in shown


@pytest.mark.parametrize("page", ["", "access/", "readings/"])
def test_days_the_wrong_way_round_are_told(page):
    answer = browser("auditor").get(f"/audit/{page}?since=2026-11-20&until=2026-11-19")
    assert answer.status_code == 400
    assert "The last day lies before the first." in said(answer)
