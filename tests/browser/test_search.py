"""The search: a text becomes candidates, arrows and Enter choose; a click that may mean two places asks which."""

import re

from playwright.sync_api import Page, expect

from tests.browser.people import sign_in
from tests.browser.workspace import chosen, find, open_workspace, window_of

OPTIONS = "#search-list [role=option]"


def type_in_search(page: Page, text: str) -> None:
    page.keyboard.press("/")
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def test_a_kilometre_of_both_routes_is_offered_and_arrows_choose_the_other(page, site):
    sign_in(page, site)
    open_workspace(page, site)
    type_in_search(page, "km 12,3")
    expect(page.locator(OPTIONS)).to_have_count(2)
    expect(page.locator(OPTIONS).first).to_contain_text("LV-RU km 12+300")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[aria-selected=true][role=option]")).to_contain_text("LV-BY km 12+300")
    page.keyboard.press("Enter")
    expect(page.locator("#search-list")).to_be_hidden()
    expect(page.locator("#selection")).to_contain_text("12+300")
    expect(page).to_have_url(re.compile("route=LV-BY"))
    start, end = window_of(page)
    assert start < 12.3 < end < 40


def test_a_settlement_is_found_without_its_marks(page, site):
    sign_in(page, site)
    open_workspace(page, site)
    type_in_search(page, "kraslava")
    expect(page.locator(OPTIONS).first).to_contain_text("Krāslava")
    page.keyboard.press("Enter")
    expect(page.locator(".place", has_text="Krāslava")).to_be_visible()
    assert chosen(page).startswith("LV-BY")


def test_a_segment_and_a_sign_are_found(page, site):
    sign_in(page, site)
    open_workspace(page, site)
    find(page, "RU-012")
    expect(page.locator("#selection")).to_contain_text("RU-012")
    type_in_search(page, "zīme 100 + 35 m")
    page.keyboard.press("Enter")
    expect(page.locator("#selection")).to_contain_text("zīme 100 + 35")


def test_a_stretch_is_found_as_the_page_writes_it(page, site):
    sign_in(page, site)
    open_workspace(page, site)
    find(page, "LV-RU km 100–102,5")
    expect(page.locator("#selection .selection-title")).to_have_text("LV-RU km 100–102,5")
    expect(page.locator("#strip-plot")).to_be_focused()
    start, end = window_of(page)
    assert 95 < start < 100 < 102.5 < end < 110


def test_escape_closes_the_list_and_what_is_not_found_is_said(page, site):
    sign_in(page, site)
    open_workspace(page, site)
    type_in_search(page, "kras")
    expect(page.locator("#search-list")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#search-list")).to_be_hidden()
    type_in_search(page, "nekurienes ciems")
    page.keyboard.press("Enter")
    expect(page.locator("#search-text-error")).to_contain_text("nekas nav atrasts")
    type_in_search(page, "999")
    page.keyboard.press("Enter")
    expect(page.locator("#search-text-error")).to_contain_text("283,6")


def test_a_click_where_the_routes_meet_asks_which_is_meant(page, site):
    sign_in(page, site)
    open_workspace(page, site, "?route=LV-BY&from=0&to=0.4")
    start = page.get_by_role("slider", name="Posma sākums")
    box = start.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.keyboard.press("Escape")
    expect(start).to_have_count(0)
    page.mouse.click(x, y)
    offered = page.locator(".which-place button")
    expect(offered.filter(has_text="LV-RU")).to_have_count(1)
    expect(offered.filter(has_text="LV-BY")).to_have_count(1)
    expect(offered.first).to_be_focused()
    offered.filter(has_text="LV-RU").click()
    expect(page.locator(".which-place")).to_have_count(0)
    assert chosen(page).startswith("LV-RU")
