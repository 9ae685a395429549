"""The header: one row on any screen, menus by pointer and by keys, with and without scripts."""

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from tests.browser.people import sign_in
from tests.browser.test_pages import axe_findings

ONE_ROW_PX = 52


def header_height(page: Page) -> float:
    return page.locator("header.top").bounding_box()["height"]


def test_the_header_is_one_row(page, site):
    sign_in(page, site, "administrator", User.Role.ADMIN)
    for width in (360, 800, 1280, 1400, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{site}/reference/")
        assert header_height(page) <= ONE_ROW_PX, width
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def test_a_menu_opens_and_shuts_by_keys_and_leaves_the_choice_alone(page, site):
    sign_in(page, site)
    page.goto(f"{site}/reference/")
    data = page.locator(".nav-menu", has_text="Dati")
    data.locator("summary").focus()
    page.keyboard.press("Enter")
    link = data.get_by_role("link", name="Izmaiņas")
    expect(link).to_be_visible()
    assert axe_findings(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(data.locator("summary")).to_be_focused()


def test_one_menu_is_open_at_a_time_and_shuts_when_one_turns_elsewhere(page, site):
    sign_in(page, site)
    page.goto(f"{site}/reference/")
    for name in ("Jomas", "Kopskats"):
        page.locator(".nav-menu summary", has_text=name).click()
        expect(page.locator(".nav-menu[open]")).to_have_count(1)
    page.locator("h1").click()
    expect(page.locator(".nav-menu[open]")).to_have_count(0)


def test_on_a_phone_one_button_opens_all_menus(page, site):
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in(page, site)
    page.goto(f"{site}/reference/")
    nav = page.locator("#site-nav")
    expect(nav).to_be_hidden()
    page.get_by_role("button", name="Izvēlne").click()
    expect(nav.get_by_role("link", name="Pamatdati")).to_be_visible()
    assert axe_findings(page) == []
    nav.locator("summary", has_text="Kopskats").click()
    nav.get_by_role("link", name="Rezultātu").or_(nav.get_by_role("link", name="Pārskati")).first.click()
    page.wait_for_url(f"{site}/*/")
    expect(nav).to_be_hidden()


@pytest.mark.parametrize("width", [360, 1400])
def test_the_menus_work_without_scripts(page, site, width):
    sign_in(page, site)
    state = page.context.storage_state()
    plain = page.context.browser.new_context(
        java_script_enabled=False, storage_state=state, viewport={"width": width, "height": 800}
    )
    other = plain.new_page()
    other.goto(f"{site}/reference/")
    if width == 360:
        other.get_by_role("button", name="Izvēlne").click()
    other.locator(".nav-menu summary", has_text="Dati").click()
    other.get_by_role("link", name="Izmaiņas").click()
    other.wait_for_url(f"{site}/changes/")
    plain.close()
