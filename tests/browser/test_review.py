"""Two people at work: a draft is kept on the map, handed in, sent back, handed in again and approved by another."""

import pytest
from playwright.sync_api import Browser, Page, expect

from apps.accounts.models import User
from apps.ledger.models import ChangeSet
from apps.ledger.replay import verify
from tests.browser.people import PASSWORD, sign_in
from tests.browser.test_pages import axe_findings, choose, keep_draft

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


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_draft_goes_from_one_person_to_another_and_back(page, site, browser: Browser):
    choose(page, site, "en", "light")
    sign_in(page, site)
    keep_draft(page, site, "damaged by the flood")
    page.goto(f"{site}/review/")
    page.get_by_role("link", name="damaged by the flood").click()
    press(page, "Hand in for review")
    expect(page.get_by_text("A second person decides now")).to_be_visible()
    other = browser.new_context(locale="en").new_page()
    choose(other, site, "en", "light")
    sign_in(other, site, "approver", User.Role.APPROVER)
    other.goto(f"{site}/review/")
    other.get_by_role("link", name="damaged by the flood").click()
    other.fill("#reason", "say where the report is")
    press(other, "Reject")
    page.reload()
    expect(page.get_by_text("say where the report is")).to_be_visible()
    press(page, "Take back to work on it")
    press(page, "Hand in for review")
    other.reload()
    press(other, "Approve and apply")
    expect(other.get_by_text("Approved and written to the ledger.")).to_be_visible()
    other.context.close()
    applied = ChangeSet.objects.get(reason="damaged by the flood")
    assert (applied.state, applied.author.username, applied.approver.username) == (
        "applied",
        "planner",
        "approver",
    )
    assert verify() is None


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
    sign_in(page, site)
    page.goto(f"{site}/account/second-factor/webauthn/add/")
    page.fill("[name=password]", PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.get_by_label("Passwordless").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/recovery-codes/**")
    page.locator(".menu summary").click()
    page.locator("#sign-out button").click()
    page.wait_for_url("**/sign-in/**")
    page.locator("#passkey-login").click()
    expect(page.locator(".menu summary")).to_contain_text("planner")
    page.context.close()
