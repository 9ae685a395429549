"""A day's work of five people with different roles on the demo, by page and by API, none in another's way."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import psycopg
import pytest
import requests
from django.db import connection
from playwright.sync_api import Browser, Page, expect

from apps.accounts.models import User
from apps.accounts.tokens import make_token
from apps.construction.models import Work
from apps.ledger.lock import LEDGER_LOCK
from apps.ledger.models import ChangeSet
from apps.ledger.replay import verify
from tests.browser.people import PASSWORD
from tests.browser.test_pages import choose

TODAY = date(2026, 11, 20)


class Person:
    """Somebody with a browser of their own and, if asked for, a token."""

    def __init__(self, browser: Browser, site: str, username: str, role: str, level: str = User.Level.FULL):
        self.site = site
        self.user = User.objects.filter(username=username).first() or User.objects.create_user(
            username, role=role, reading_level=level
        )
        self.user.set_password(PASSWORD)
        self.user.save()
        self.page: Page = browser.new_context(locale="en").new_page()
        choose(self.page, site, "en", "light")
        self.page.goto(f"{site}/sign-in/")
        self.page.fill("#id_username", username)
        self.page.fill("#id_password", PASSWORD)
        self.press("Sign in")
        expect(self.page.locator(".menu summary")).to_contain_text(username)

    def go(self, address: str) -> Page:
        self.page.goto(f"{self.site}/{address}")
        return self.page

    def press(self, name: str) -> None:
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            self.page.locator("main").get_by_role("button", name=name, exact=True).click()

    def api(self, scope: str = "write") -> requests.Session:
        _token, key = make_token(user=self.user, name=f"{self.user.username} {scope}", scope=scope, days=1)
        session = requests.Session()
        session.trust_env = False
        session.headers.update({"Authorization": f"Bearer {key}", "Accept-Language": "en"})
        return session

    def leave(self) -> None:
        self.page.context.close()


@pytest.fixture
def people(browser: Browser, site):
    team = {
        "planner": Person(browser, site, "planner", User.Role.PLANNER),
        "approver": Person(browser, site, "approver", User.Role.APPROVER),
        "builder": Person(browser, site, "builder", User.Role.CONTRACTOR, User.Level.GENERAL),
        "auditor": Person(browser, site, "auditor", User.Role.AUDITOR),
        "admin": Person(browser, site, "boss", User.Role.ADMIN),
    }
    yield team
    for one in team.values():
        one.leave()


def fence(from_km: float, to_km: float, status: str) -> dict:
    key = {"route": "LV-RU", "element": "fence"}
    place = {"from_km": from_km, "to_km": to_km, "from_day": TODAY.isoformat()}
    return {"verb": "put", "target": "work", "key": key, **place, "values": {"status": status}}


def test_five_people_work_a_day(people, site):
    planner, approver, builder, auditor, admin = people.values()
    began = ChangeSet.objects.number()

    # morning: the administrator grants the builder two kilometres; before that nothing is open to them
    assert builder.page.url.endswith("/figures/")
    admin.go(f"people/{builder.user.uid}/")
    admin.page.select_option("#target", "work")
    admin.page.select_option("#route", "LV-RU")
    admin.page.fill("#from_km", "100")
    admin.page.fill("#to_km", "102+000")
    admin.press("Grant")
    expect(admin.page.get_by_text("Granted.", exact=True)).to_be_visible()

    # the builder reports by page, and is told where the grant ends
    builder.go("work/")
    expect(builder.page.get_by_text("LV-RU km 100–102")).to_be_visible()
    report(builder, "101", "103", "damaged", "flood at the ford")
    expect(builder.page.get_by_role("alert")).to_contain_text("not among those granted to you")
    builder.page.fill("#to_km", "102")
    builder.press("Save")
    expect(builder.page.get_by_text(f"Written as no. {began + 1} of the ledger.")).to_be_visible()

    # the planner drafts on the same place by API, and takes an exclusion that needs a second person
    by_api = planner.api()
    seen = by_api.get(f"{site}/api/v1/ledger").headers["ETag"]
    body = {"reason": "the ford is mended", "state": "draft"}
    body["operations"] = [fence(101.5, 103, "works"), fence(105, 106, "works")]
    drafted = by_api.post(f"{site}/api/v1/change-sets/", json=body, headers={"If-Match": seen})
    assert drafted.status_code == 201
    uid = drafted.json()["uid"]

    # meanwhile the builder goes on, so the draft collides: both versions, and one button keeps the rest
    report(builder, "101", "102", "built", "mended already")
    stale = by_api.post(f"{site}/api/v1/change-sets/{uid}/submit/")
    assert (stale.status_code, stale.json()["error"]["code"]) == (412, "stale_write")
    [theirs] = stale.json()["error"]["detail"]["later"]
    assert (theirs["by"], theirs["number"], theirs["reason"]) == ("builder", began + 2, "mended already")
    assert [one["from_km"] for one in stale.json()["error"]["detail"]["yours"]] == [101.5, 105.0]
    planner.go(f"review/{uid}/")
    both = planner.page.get_by_role("alert")
    expect(both).to_contain_text("builder")
    expect(both).to_contain_text("works under way")
    expect(both).to_contain_text("built")
    planner.press("Re-base on the register of now")
    expect(planner.page.get_by_text("Taken out, because it collided: 1 (")).to_be_visible()
    expect(planner.page.locator("#set-map[data-ready]")).to_be_visible()
    planner.press("Hand in for review")

    # the planner cannot approve it; the approver asks, then approves
    assert by_api.post(f"{site}/api/v1/change-sets/{uid}/approve/").status_code == 403
    approver.go("review/")
    approver.page.get_by_role("link", name="the ford is mended").click()
    expect(approver.page.locator("[data-check=no_longer_built]")).to_be_visible()
    approver.page.fill("#text", "is km 105 agreed with the owner?")
    approver.press("Send the comment")
    planner.go(f"review/{uid}/")
    planner.page.fill("#text", "yes, see the letter")
    planner.press("Send the comment")
    approver.page.reload()
    expect(approver.page.get_by_text("yes, see the letter")).to_be_visible()
    approver.press("Approve and apply")
    expect(approver.page.get_by_text("Approved and written to the ledger.")).to_be_visible()
    applied = ChangeSet.objects.get(uid=uid)
    assert (applied.seq, applied.author.username, applied.approver.username) == (
        began + 3,
        "planner",
        "approver",
    )

    # evening: it was the wrong kilometre; the planner takes it back, and the auditor follows all of it
    planner.go(f"changes/{uid}/")
    planner.page.fill("#reason", "the wrong kilometre")
    planner.press("Undo")
    expect(planner.page.get_by_role("heading", level=1)).to_contain_text("the wrong kilometre")
    auditor.go("audit/?target=work&route=LV-RU&from_km=100&to_km=107")
    rows = auditor.page.locator("table tbody tr")
    for place, who in enumerate(["planner", "planner / approver", "builder", "builder"]):
        expect(rows.nth(place)).to_contain_text(who)
    auditor.go("audit/access/?by=builder")
    expect(auditor.page.locator("table").first).to_contain_text("signed in")
    auditor.go("audit/chain/?verify=1")
    expect(auditor.page.get_by_text("The ledger holds")).to_be_visible()
    assert (
        auditor.api().post(f"{site}/api/v1/change-sets/{uid}/undo/", json={"reason": "x"}).status_code == 403
    )

    # and the register has what each of them meant, once
    assert ChangeSet.objects.number() == began + 4
    assert status_at(101.5) == "built"
    assert status_at(105.5) != "works"
    assert verify() is None


def report(builder: Person, from_km: str, to_km: str, status: str, reason: str) -> None:
    page = builder.go("work/")
    page.select_option("#element", "fence")
    page.fill("#from_km", from_km)
    page.fill("#to_km", to_km)
    page.select_option("#status", status)
    page.fill("#from_day", TODAY.isoformat())
    page.fill("#reason", reason)
    builder.press("Save")


def status_at(km: float) -> str:
    works = Work.objects.as_of(TODAY).filter(route__code="LV-RU", element__code="fence")
    return works.get(extent__contains=round(km * 100_000)).status.code


@contextmanager
def holding_the_ledger(name: str) -> Iterator[None]:
    """Hold the ledger in a connection of its own for as long as the block runs."""
    place = connection.settings_dict
    with (
        psycopg.connect(dbname=place["NAME"], host=place["HOST"], user=place["USER"]) as other,
        other.transaction(),
    ):
        other.execute("SELECT pg_advisory_xact_lock(%s)", [LEDGER_LOCK])
        other.execute("SELECT set_config('application_name', %s, true)", [f"ledger: {name}"])
        yield


def test_a_writer_who_waits_too_long_is_told_who_holds_the_ledger(people, site):
    """The API answers 503 with the holder's name; the page keeps what was typed and says it too."""
    planner = people["planner"]
    with holding_the_ledger("anna"):
        by_api = planner.api()
        seen = by_api.get(f"{site}/api/v1/ledger").headers["ETag"]
        body = {"reason": "in vain", "operations": [fence(101, 102, "works")]}
        answer = by_api.post(f"{site}/api/v1/change-sets/", json=body, headers={"If-Match": seen})
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "ledger_busy")
        assert "anna" in answer.json()["error"]["message"]
        assert answer.json()["error"]["detail"]["holder"] == "anna"
        planner.go("?route=LV-RU&from=100&to=102&element=border_strip")
        page = planner.page
        expect(page.locator("html")).to_have_attribute("data-ready", "true")
        page.locator("#tab-edit").click()
        page.select_option("#edit-values-status", "damaged")
        page.fill("#edit-reason", "typed and kept")
        page.locator("#edit-save").click()
        expect(page.get_by_text("anna").first).to_be_visible()
        expect(page.locator("#edit-reason")).to_have_value("typed and kept")
    page.locator("#edit-save").click()
    expect(page.locator(".toast")).to_contain_text("Saved")
    assert ChangeSet.objects.filter(reason="typed and kept").count() == 1
