"""One's own account: the password that one was given, second factors, passkeys and what is said when they fail."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.accounts.people import reset_password
from tests.browser.people import PASSWORD, PATIENCE_MS, account, sign_in, sign_in_by_form

KEYS = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
SECOND_FACTOR = "account/second-factor"


@pytest.fixture
def named(site) -> str:
    """The address of the site by name: passkeys know no numbers."""
    return site.replace("127.0.0.1", "localhost")


@pytest.fixture
def with_keys(browser) -> Iterator[Page]:
    """A page in a browser whose device keeps passkeys and shows them when asked."""
    page = browser.new_context().new_page()
    page.set_default_timeout(PATIENCE_MS)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": KEYS})
    yield page
    page.context.close()


def test_whoever_was_given_a_password_is_told_why_and_goes_on_from_their_account(page, site):
    password = reset_password(person=account("anna", User.Role.VIEWER), by=account("ben", User.Role.ADMIN))
    page.goto(f"{site}/sign-in/")
    page.fill("#id_username", "anna")
    page.fill("#id_password", password)
    page.locator("main button[type=submit]").click()
    expect(page.locator("main h1")).to_have_text("Izvēlieties savu paroli")
    page.fill("#id_oldpassword", password)
    for field in ("#id_password1", "#id_password2"):
        page.fill(field, "four random words here")
    page.locator("main button[type=submit]").click()
    expect(page.locator("main h1")).to_have_text("Mans konts")
    expect(page.locator(".messages")).to_contain_text("nomainīta")


def test_a_passkey_that_was_not_shown_is_told_on_the_page(with_keys, named, site):
    page = with_keys
    page.goto(f"{named}/sign-in/")
    page.click("#passkey-login")
    expect(page.locator("#passkey-error")).to_contain_text("Piekļuves atslēga nav lietota")
    page.goto(f"{site}/sign-in/")
    page.click("#passkey-login")
    expect(page.locator("#passkey-error")).to_contain_text("nevis ar ciparu adresi")


def test_a_passkey_is_taken_though_a_sign_in_waits_for_its_code(with_keys, named):
    page = with_keys
    sign_in_by_form(page, named, "anna")
    page.goto(f"{named}/{SECOND_FACTOR}/webauthn/add/")
    page.fill("#id_password", PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page.get_by_label("Nosaukums")).to_have_value("Galvenā atslēga")
    page.get_by_label("Pieteikties tikai ar šo atslēgu").check()
    page.locator("#mfa_webauthn_add").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="Esmu tos saglabājis").click()
    expect(page.locator("main h1")).to_have_text("Mans konts")
    page.locator(".menu summary").click()
    page.locator("#sign-out button").click()
    page.fill("#id_username", "anna")
    page.fill("#id_password", PASSWORD)
    page.locator("main button[type=submit]").click()
    page.get_by_role("link", name="Pieteikties kā citam").click()
    page.click("#passkey-login")
    expect(page.locator(".menu summary")).to_contain_text("anna")


def test_each_page_of_the_second_factor_leads_back_and_fits_a_phone(page, site):
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in(page, site)
    for address in (SECOND_FACTOR, f"{SECOND_FACTOR}/webauthn", "account/again", "account/password"):
        page.goto(f"{site}/{address}/")
        expect(page.locator(".crumbs a").first).to_have_attribute("href", "/account/")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_each_page_bears_the_marking_of_its_readers_on_paper_too(page, site):
    sign_in(page, site)
    for address, marking in (("review", "AMBER"), ("figures", "GREEN")):
        page.goto(f"{site}/{address}/")
        said = f"Dienesta vajadzībām · TLP:{marking}"
        expect(page.locator("#marking")).to_have_text(said)
        on_paper = "getComputedStyle(document.documentElement).getPropertyValue('--marking')"
        assert page.evaluate(on_paper) == f'"{said}"'
