"""Two people at work: a draft is kept on the map, handed in, sent back, handed in again and approved by another."""

from datetime import date

import pytest
from playwright.sync_api import Browser, expect

from apps.accounts.models import User
from apps.ledger import drafts, services
from apps.ledger.models import ChangeSet
from apps.ledger.replay import verify
from tests.browser.people import PASSWORD, send, sign_in, sign_in_by_form
from tests.browser.test_pages import axe_findings, choose, keep_draft
from tests.factories import put_work

PAGES = [
    "review/",
    "account/",
    "people/",
    "people/new/",
    "audit/",
    "audit/access/",
    "audit/chain/",
    "figures/",
]


def test_a_draft_goes_from_one_person_to_another_and_back(page, site, browser: Browser):
    choose(page, site, "en", "light")
    sign_in(page, site)
    keep_draft(page, site, "damaged by the flood")
    page.goto(f"{site}/review/")
    page.get_by_role("link", name="damaged by the flood").click()
    send(page, "Hand in for review")
    expect(page.get_by_text("A second person decides now")).to_be_visible()
    other = browser.new_context(locale="en").new_page()
    choose(other, site, "en", "light")
    sign_in(other, site, "approver", User.Role.APPROVER)
    other.goto(f"{site}/review/")
    other.get_by_role("link", name="damaged by the flood").click()
    other.fill("#reason", "say where the report is")
    send(other, "Reject")
    page.reload()
    expect(page.get_by_text("say where the report is")).to_be_visible()
    send(page, "Take back to work on it")
    send(page, "Hand in for review")
    other.reload()
    send(other, "Approve and apply")
    expect(other.get_by_text("Approved and written to the ledger.")).to_be_visible()
    other.context.close()
    applied = ChangeSet.objects.get(reason="damaged by the flood")
    assert (applied.state, applied.author.username, applied.approver.username) == (
        "applied",
        "planner",
        "approver",
    )
    assert verify() is None


def submitted_set() -> ChangeSet:
    """A set of two layers: a fence that nothing requires, a strip that would not be built any more."""
    planner = User.objects.get(username="planner")
    commands = [
        put_work(209, 217, "accepted", start=date(2026, 11, 1)),
        put_work(90, 92.5, "damaged", start=date(2026, 11, 1), element="border_strip"),
    ]
    return drafts.submit(
        change_set=services.draft(commands=commands, by=planner, reason="a flood"), by=planner
    )


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 360)])
def test_a_reviewer_sees_the_map_the_figures_and_the_findings(page, site, theme, width):
    page.set_viewport_size({"width": width, "height": 900})
    choose(page, site, "en", theme)
    sign_in(page, site)
    waiting = submitted_set()
    page.context.clear_cookies(name="sessionid")
    sign_in(page, site, "approver", User.Role.APPROVER)
    page.goto(f"{site}/review/{waiting.uid}/")
    expect(page.locator("#set-map[data-ready]")).to_be_visible()
    expect(page.locator("[data-check=not_required]")).to_contain_text("LV-RU km 211.4–215")
    expect(page.locator("[data-check=no_longer_built]")).to_contain_text("2.50 km")
    expect(page.get_by_text("−2.50 km").first).to_be_visible()
    expect(page.locator("#legend")).to_contain_text("accepted into operation")
    expect(page.locator("#legend")).to_contain_text("8.00")
    page.get_by_label("Before", exact=True).check()
    expect(page.locator("#legend")).not_to_contain_text("accepted into operation")
    page.get_by_label("Layer").select_option(label="Works, state border strip")
    expect(page.locator("#legend")).to_contain_text("2.50")
    there = page.locator(".map-tick").filter(has_text="RU 21")
    expect(there).to_have_count(0)
    page.locator("[data-check=not_required]").get_by_role("button").click()
    expect(there.first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe_findings(page) == []


def test_a_map_whose_lines_failed_to_come_is_read_again(page, site):
    choose(page, site, "lv", "light")
    sign_in(page, site)
    applied = services.record(
        commands=[put_work(209, 210, "damaged", start=date(2026, 11, 1))],
        by=User.objects.get(username="planner"),
        reason="vētra",
    )
    page.route("**/line/**", lambda route: route.abort())
    page.goto(f"{site}/changes/{applied.uid}/")
    expect(page.locator("#map-error")).to_be_visible()
    page.unroute("**/line/**")
    page.get_by_role("button", name="Mēģināt vēlreiz").click()
    expect(page.locator("#set-map[data-ready]")).to_be_visible()
    expect(page.locator("#map-error")).to_be_hidden()


def test_an_applied_set_is_drawn_too_and_narrow_tables_stay_tables(page, site):
    page.set_viewport_size({"width": 360, "height": 800})
    choose(page, site, "lv", "light")
    sign_in(page, site)
    applied = services.record(
        commands=[put_work(209, 210, "damaged", start=date(2026, 11, 1))],
        by=User.objects.get(username="planner"),
        reason="vētra",
    )
    page.goto(f"{site}/changes/{applied.uid}/")
    expect(page.locator("#set-map[data-ready]")).to_be_visible()
    page.goto(f"{site}/changes/")
    table = page.get_by_role("table")
    expect(table.get_by_role("columnheader", name="Pamatojums")).to_have_count(1)
    expect(table.get_by_role("row").nth(1).get_by_role("cell")).to_have_count(7)
    assert axe_findings(page) == []


@pytest.mark.parametrize(("language", "theme"), [("lv", "light"), ("en", "dark")])
def test_the_pages_of_people_and_auditors_can_be_read_by_everybody(page, site, language, theme):
    choose(page, site, language, theme)
    sign_in(page, site, "anna", User.Role.ADMIN)
    for address in PAGES:
        page.goto(f"{site}/{address}")
        assert axe_findings(page) == [], address


def test_a_passkey_is_added_and_signs_in_without_a_password(browser: Browser, site):
    """Browsers give passkeys to a name, not to a number: so localhost here."""
    site = site.replace("127.0.0.1", "localhost")
    page = browser.new_context(locale="en").new_page()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
    }
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    choose(page, site, "en", "light")
    sign_in_by_form(page, site)
    page.goto(f"{site}/account/second-factor/webauthn/add/")
    page.fill("[name=password]", PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.get_by_label("Sign in with this key alone").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/recovery-codes/**")
    page.locator(".menu summary").click()
    page.locator("#sign-out button").click()
    page.wait_for_url("**/sign-in/**")
    page.locator("#passkey-login").click()
    expect(page.locator(".menu summary")).to_contain_text("planner")
    page.context.close()
