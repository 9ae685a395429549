import csv
import io
import json
import re

import pytest
from django.test import Client

from apps.accounts.models import AccessEvent, ApiToken, Grant, User
from apps.ledger import drafts, services
from apps.ledger.commands import Add
from apps.ledger.models import ChangeSet
from tests.factories import person, put_work, record, small_register

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def register():
    small_register()


def browser(role: str, **columns) -> Client:
    signed_in = Client()
    signed_in.force_login(person(role, **columns))
    return signed_in


def draft(*commands, by: User) -> ChangeSet:
    return services.draft(commands=list(commands), by=by, reason="a draft")


# ---- review


def test_a_draft_goes_through_review_in_pages():
    planner, approver = browser("planner"), browser("approver")
    change_set = draft(put_work(1, 2, "built"), put_work(3, 4, "cleared"), by=person("planner"))
    address = f"/review/{change_set.uid}/"
    assert "a draft" in planner.get("/review/").content.decode()
    assert f"{address}submit/" in planner.get(address).content.decode()
    planner.post(f"{address}drop/1/")
    planner.post(f"{address}submit/")
    assert "a draft" in approver.get("/review/").content.decode()
    approver.post(f"{address}comment/", {"text": "which <b>post</b>?"})
    assert "which &lt;b&gt;post&lt;/b&gt;?" in planner.get(address).content.decode()
    approver.post(f"{address}reject/", {"reason": "say which"})
    planner.post(f"{address}withdraw/")
    planner.post(f"{address}submit/")
    planner.post(f"{address}approve/")
    assert ChangeSet.objects.get(pk=change_set.pk).state == "submitted"
    approver.post(f"{address}approve/", {"revision": 1})
    applied = ChangeSet.objects.get(pk=change_set.pk)
    assert (applied.state, applied.approver.username) == ("applied", "approver")
    assert planner.get(address).status_code == 302


def test_a_collision_shows_both_versions_and_a_button_that_rebases():
    planner = browser("planner")
    change_set = draft(put_work(1, 2, "built"), put_work(5, 6, "built"), by=person("planner"))
    record(put_work(1, 2, "cleared"), reason="got there first")
    address = f"/review/{change_set.uid}/"
    shown = planner.get(address).content.decode()
    assert f"{address}rebase/" in shown
    assert f"{address}submit/" not in shown
    planner.post(f"{address}rebase/")
    assert change_set.operations.count() == 1
    assert f"{address}submit/" in planner.get(address).content.decode()


def test_an_undo_is_drafted_in_pages():
    applied = record(put_work(1, 2, "built"))
    answer = browser("planner").post(f"/changes/{applied.uid}/draft-undo/", {"reason": "built elsewhere"})
    inverse = ChangeSet.objects.get(undoes=applied)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/review/{inverse.uid}/")


# ---- people


def form_of(page: str) -> dict[str, str]:
    """Return what the form of a person's page would send as it stands, with what it was shown with."""
    hidden = dict(re.findall(r'<input type="hidden" name="(initial-\w+)"(?: value="([^"]*)")?', page))
    shown = {name.removeprefix("initial-"): value for name, value in hidden.items()}
    return hidden | {name: value for name, value in shown.items() if value != "False"}


def test_what_another_administrator_decided_meanwhile_stays():
    planner, first, second = person("planner"), browser("admin"), browser("admin", username="another admin")
    address = f"/people/{planner.uid}/"
    opened = form_of(first.get(address).content.decode())
    assert (opened["role"], opened["initial-is_active"]) == ("planner", "True")
    locked = form_of(second.get(address).content.decode())
    del locked["is_active"]
    second.post(address, locked | {"role": "viewer"})
    first.post(address, opened | {"first_name": "Anna"})
    planner.refresh_from_db()
    assert (planner.first_name, planner.role, planner.is_active) == ("Anna", "viewer", False)
    told = first.post(address, opened | {"role": "admin"}, follow=True)
    planner.refresh_from_db()
    assert planner.role == "viewer"
    assert "loma" in told.content.decode()


def test_an_administrator_makes_a_person_who_chooses_a_password_first():
    admin = browser("admin")
    made = admin.post(
        "/people/new/", {"username": "anna", "first_name": "Anna", "role": "planner", "reading_level": "full"}
    )
    password = re.search(r'id="password">([^<]+)<', made.content.decode())[1]
    anna = Client()
    signed_in = anna.post("/sign-in/", {"username": "anna", "password": password})
    assert signed_in.status_code == 302
    assert anna.get("/").headers["Location"] == "/account/password/"
    chosen = "a much longer pass phrase"
    anna.post("/account/password/", {"oldpassword": password, "password1": chosen, "password2": chosen})
    assert anna.get("/review/").status_code == 200
    assert list(AccessEvent.objects.values_list("kind", flat=True)) == [
        "password_changed",
        "signed_in",
        "person_made",
    ]


@pytest.mark.parametrize("role", ["viewer", "planner", "constructor", "contractor", "approver", "auditor"])
def test_nobody_but_administrators_manages_people(role):
    other = person("viewer", "somebody")
    signed_in = browser(role)
    assert signed_in.get("/people/").status_code == 403
    assert signed_in.get(f"/people/{other.uid}/").status_code == 403
    for step in ("", "reset/", "second-factor/", "sessions/end/", "grants/"):
        assert signed_in.post(f"/people/{other.uid}/{step}").status_code == 403
    assert AccessEvent.objects.exclude(kind="refused").count() == 0


def test_locking_somebody_ends_their_session_with_the_next_request():
    planner = browser("planner")
    assert planner.get("/review/").status_code == 200
    admin = browser("admin")
    answer = admin.post(
        f"/people/{person('planner').uid}/", {"first_name": "", "role": "planner", "reading_level": "full"}
    )
    assert answer.status_code == 302
    assert planner.get("/review/").headers["Location"].startswith("/sign-in/")


def test_a_role_cannot_be_taken_from_the_last_administrator():
    admin = browser("admin")
    answer = admin.post(
        f"/people/{person('admin').uid}/", {"role": "viewer", "reading_level": "full", "is_active": "on"}
    )
    assert answer.status_code == 400
    assert person("admin").role == "admin"


def test_what_the_form_does_not_offer_cannot_be_set():
    planner = person("planner")
    browser("admin").post(
        f"/people/{planner.uid}/",
        {
            "role": "planner",
            "reading_level": "full",
            "is_active": "on",
            "is_superuser": "on",
            "username": "root",
        },
    )
    planner.refresh_from_db()
    assert (planner.username, planner.is_superuser) == ("planner", False)


def test_a_stretch_is_granted_and_taken_back():
    contractor = person("contractor")
    admin = browser("admin")
    admin.post(
        f"/people/{contractor.uid}/grants/",
        {
            "target": "work",
            "route": "LV-RU",
            "from_km": "1+000",
            "to_km": "2,5",
            "reference": "L-3",
            "until": "",
        },
    )
    [grant] = Grant.objects.all()
    assert (grant.from_cm, grant.to_cm, grant.reference, grant.given_by.username) == (
        100_000,
        250_000,
        "L-3",
        "admin",
    )
    record(put_work(1, 2, "built"), by=contractor)
    admin.post(f"/people/{contractor.uid}/grants/{grant.pk}/take-back/")
    assert Grant.objects.count() == 0
    assert [one.kind for one in AccessEvent.objects.order_by("pk")] == ["granted", "grant_revoked"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"to_km": "99"},
        {"from_km": "3"},
        {"target": "requirement"},
        {"route": "LV-EE"},
        {"until": "soon"},
        {"to_km": ""},
    ],
)
def test_a_grant_that_cannot_be_is_refused(wrong):
    contractor = person("contractor")
    given = {"target": "work", "route": "LV-RU", "from_km": "1", "to_km": "2", **wrong}
    browser("admin").post(f"/people/{contractor.uid}/grants/", given)
    assert Grant.objects.count() == 0


def test_a_reset_ends_sessions_and_gives_a_password_once():
    planner = browser("planner")
    shown = browser("admin").post(f"/people/{person('planner').uid}/reset/")
    assert shown.headers["Cache-Control"]
    assert planner.get("/review/").status_code == 302
    assert person("planner").password_is_temporary


# ---- tokens


def test_a_token_is_shown_once_and_revoked_in_pages():
    planner = browser("planner")
    shown = planner.post("/account/tokens/", {"name": "QGIS", "scope": "read", "days": "30"}).content.decode()
    key = re.search(r'id="new-key">([^<]+)<', shown)[1]
    assert key not in planner.get("/account/").content.decode()
    token = ApiToken.objects.get()
    planner.post(f"/account/tokens/{token.pk}/revoke/")
    assert ApiToken.objects.usable().count() == 0


def test_nobody_revokes_the_token_of_another_in_their_own_pages():
    browser("planner").post("/account/tokens/", {"name": "QGIS", "scope": "read", "days": "30"})
    token = ApiToken.objects.get()
    assert browser("constructor").post(f"/account/tokens/{token.pk}/revoke/").status_code == 404
    assert ApiToken.objects.usable().count() == 1


# ---- audit


def test_the_auditor_finds_operations_by_person_layer_stretch_and_day():
    record(put_work(1, 2, "built"), by=person("planner"))
    record(put_work(7, 8, "cleared"), by=person("constructor"))
    auditor = browser("auditor")

    def numbers(query: str) -> set[str]:
        page = auditor.get(f"/audit/?{query}").content.decode()
        return set(re.findall(r'<a href="/changes/[^"]*">(\d+)<', page))

    assert numbers("by=planner") == {"3"}
    assert numbers("target=work&from_km=6&to_km=9") == {"4"}
    assert numbers("target=work&holds_on=2000-01-01") == set()
    assert numbers("target=work&since=2000-01-01&until=2000-01-02") == set()
    assert numbers("target=work") == {"3", "4"}
    assert auditor.get("/audit/?from_km=x").status_code == 400


def test_the_auditor_verifies_the_chain():
    auditor = browser("auditor")
    assert 'role="status"' in auditor.get("/audit/chain/?verify=1").content.decode()
    wrong = auditor.get(f"/audit/chain/?verify=1&head={'1' * 64}").content.decode()
    assert "note refused" in wrong


def test_an_export_holds_no_formula():
    record(put_work(1, 2, "built"), reason="=cmd|' /C calc'!A0")
    answer = browser("auditor").get("/audit/?format=csv&target=work")
    text = b"".join(answer.streaming_content).decode()
    assert "'=cmd" in text
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ledger.csv"'


def test_the_ledger_taken_away_tells_each_operation_as_the_api_does():
    change_set = record(put_work(1, 2, "built"))
    record(Add("element", "gate", {"name_lv": "Kā “1”", "name_en": "Gate, 1"}))
    auditor = browser("auditor")
    answer = auditor.get("/audit/?format=csv")
    gate, work, *_more = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode()))
    operation = auditor.get(f"/api/v1/change-sets/{change_set.uid}/").json()["operations"][0]
    for name in ("key", "before", "after"):
        assert json.loads(work[name]) == operation[name], name
    assert (work["from_km"], work["to_km"]) == ("1.0", "2.0")
    assert json.loads(work["after"])[0]["to_km"] == 2
    assert work["from_day"] == operation["from_day"]
    assert gate["before"] == ""
    assert json.loads(gate["after"])["name_lv"] == "Kā “1”"


@pytest.mark.parametrize("role", ["viewer", "planner", "constructor", "contractor", "approver"])
@pytest.mark.parametrize("page", ["", "access/", "readings/", "chain/"])
def test_the_audit_is_for_auditors(role, page):
    assert browser(role).get(f"/audit/{page}").status_code == 403


def test_an_auditor_writes_nothing():
    auditor = browser("auditor")
    planner = person("planner")
    change_set = draft(put_work(1, 2, "built"), by=planner)
    drafts.submit(change_set=change_set, by=planner)
    applied = record(put_work(5, 6, "built"))
    before = (ChangeSet.objects.count(), ChangeSet.objects.number())
    for step in ("submit", "withdraw", "approve", "reject", "comment", "rebase", "drop/0"):
        auditor.post(f"/review/{change_set.uid}/{step}/", {"reason": "x", "text": "x"})
    for step in ("apply", "discard"):
        auditor.post(f"/changes/{change_set.uid}/{step}/")
    for step in ("undo", "draft-undo"):
        auditor.post(f"/changes/{applied.uid}/{step}/", {"reason": "x"})
    assert (ChangeSet.objects.count(), ChangeSet.objects.number()) == before
    assert ChangeSet.objects.get(pk=change_set.pk).state == "submitted"
    assert change_set.comments.count() == 0


# ---- reading levels


def test_the_general_level_sees_figures_and_no_positions():
    viewer = browser("viewer", username="general viewer", reading_level="general")
    assert viewer.get("/figures/").status_code == 200
    for page in ("/workspace/", "/changes/", "/review/", "/signs.json"):
        assert viewer.get(page).status_code == 403
    assert AccessEvent.objects.filter(kind="refused").count() == 4
