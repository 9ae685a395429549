"""The pages of building on the demo: read by everybody, on every screen; a lot brought in and given a stretch."""

import os

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import sign_in
from tests.browser.test_pages import NARROW, axe_findings, choose, too_wide

TOO_WIDE = """(tables) => tables.filter((one) => one.scrollWidth > one.parentElement.clientWidth)
    .map((one) => one.tHead.textContent)"""
PAGES = ("/construction/", "/construction/lots/BY-1/", "/construction/land/", "/construction/lots/new/")


def test_the_board_tells_the_demo_and_leads_to_a_lot(page: Page, site: str):
    sign_in(page, site)
    page.goto(f"{site}/construction/?as_of=2025-12-31")
    expect(page.locator("table.lots tbody tr")).to_have_count(17)
    page.get_by_role("link", name="RU-0").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("RU-0")
    expect(page.locator("#acts ~ .table-wrap tbody tr")).not_to_have_count(0)
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/lot.png", full_page=True)


def test_a_lot_is_brought_in_and_gains_a_stretch(page: Page, site: str):
    sign_in(page, site)
    page.goto(f"{site}/construction/lots/new/")
    for name, typed in (("code", "X-1"), ("name_lv", "Mēģinājums"), ("from_km", "1"), ("to_km", "2+500")):
        page.fill(f"[name={name}]", typed)
    page.check("[name=elements][value=ditch]")
    page.fill("[name=reason]", "mēģinājums")
    page.locator("form.form button[type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("X-1")
    page.locator(".lot-forms summary").first.click()
    page.fill("#stretch-from", "4")
    page.fill("#stretch-to", "3")
    page.fill("#stretch-reason", "mēģinājums")
    page.locator("[name=do][value=put]").first.click()
    expect(page.locator(".note.refused")).to_be_visible()
    assert page.input_value("#stretch-from") == "4"
    page.fill("#stretch-to", "5")
    page.locator("[name=do][value=put]").first.click()
    expect(page.locator("#stretches ~ .table-wrap tbody tr")).to_have_count(2)


@pytest.mark.parametrize(("language", "theme"), [("lv", "light"), ("en", "dark"), ("lv", "night")])
def test_the_pages_are_readable_by_everybody(page: Page, site: str, language: str, theme: str):
    sign_in(page, site)
    choose(page, site, language, theme)
    found = {}
    for address in PAGES:
        page.goto(f"{site}{address}")
        found[address] = axe_findings(page)
    assert found == {address: [] for address in PAGES}


def test_a_narrow_screen_never_scrolls_sideways(page: Page, site: str):
    page.set_viewport_size(NARROW)
    sign_in(page, site)
    assert too_wide(page, site, PAGES) == {}


def test_readiness_on_a_phone_is_a_card_for_each_element(page: Page, site: str):
    """No table of the page has to be scrolled sideways; each length tells its state, without the swatch's letter."""
    page.set_viewport_size(NARROW)
    sign_in(page, site)
    page.goto(f"{site}/construction/?as_of=2025-12-31")
    card = page.locator(".states tbody tr").first
    expect(card.locator(".readiness")).to_be_visible()
    assert page.locator("main table").evaluate_all(TOO_WIDE) == []
    states = [one.strip() for one in page.locator(".states thead .only-read").all_text_contents()]
    told = card.locator("td.number:visible")
    assert 0 < told.count() <= len(states)
    assert {one.get_attribute("data-label") for one in told.all()} <= set(states)
