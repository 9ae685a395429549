"""Text at twice its usual size: nothing is cut, nothing lies over its neighbour."""

import os

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import QUIET
from tests.browser.people import sign_in
from tests.browser.workspace import open_workspace

SANDBOX = ["--no-sandbox"] if os.geteuid() == 0 else []
PLACE = "?route=LV-RU&element=fence&from=100&to=102.5"
CUT = """() => [...document.querySelectorAll("#strip-labels button")]
    .filter((one) => one.scrollHeight > one.clientHeight + 1).map((one) => one.textContent)"""
OVERLAPS = """(selector) => {
    const boxes = [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility())
        .map((one) => [one.textContent.trim(), one.getBoundingClientRect()]);
    const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
    return boxes.flatMap(([name, box], place) =>
        boxes.slice(place + 1).filter(([, other]) => meet(box, other)).map(([other]) => `${name} / ${other}`));
}"""
HEIGHTS = """() => {
    const rows = [...document.querySelectorAll("#strip-labels li")].map((one) => one.getBoundingClientRect().height);
    return [rows.reduce((sum, one) => sum + one, 0), document.getElementById("strip-stage").clientHeight, rows[0]];
}"""


@pytest.fixture
def large(launch_browser, site):
    browser: Browser = launch_browser(args=[*QUIET, *SANDBOX, "--blink-settings=defaultFontSize=32"])
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    yield page
    browser.close()


def text_twice(page: Page) -> None:
    page.evaluate("document.documentElement.style.fontSize = '200%'")


def test_names_of_lanes_and_marks_of_the_axis_follow_the_size_of_text(large, site):
    sign_in(large, site)
    open_workspace(large, site, PLACE)
    large.locator(".panes [data-pane=strip]").click()
    expect(large.locator("#strip-labels button").first).to_be_visible()
    large.wait_for_function("() => document.getElementById('strip-stage').clientHeight > 100")
    labels, stage, row = large.evaluate(HEIGHTS)
    assert row >= 44
    assert abs(labels - stage) <= 1
    assert large.evaluate(CUT) == []
    assert large.evaluate(OVERLAPS, "#strip-axis .axis-km") == []


def test_with_text_alone_twice_as_large_the_header_and_the_toolbar_take_more_rows(page, site):
    page.set_viewport_size({"width": 1280, "height": 800})
    sign_in(page, site)
    open_workspace(page, site, PLACE)
    text_twice(page)
    parts = "header.top .brand, header.top .nav > *, header.top .languages button, header.top .menu > summary"
    assert page.evaluate(OVERLAPS, parts) == []
    field = page.locator(".toolbar .field:has(#as-of)").bounding_box()
    calendar = page.locator(".toolbar .field:has(#as-of) .calendar").bounding_box()
    assert calendar["x"] + calendar["width"] <= field["x"] + field["width"] + 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


BEYOND = """(selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility())
    .filter((one) => one.getBoundingClientRect().right > innerWidth || one.getBoundingClientRect().left < 0)
    .map((one) => one.id || one.className)"""
PRESSED = ":is(input:not(.picker), select, button)"
USED = f"header.top :is(.nav-button, .languages button, .menu > summary), .toolbar {PRESSED}, .time-bar {PRESSED}"


def test_on_a_phone_with_text_twice_as_large_everything_can_still_be_pressed(page, site):
    page.set_viewport_size({"width": 360, "height": 780})
    sign_in(page, site)
    open_workspace(page, site, PLACE)
    text_twice(page)
    page.locator(".panes [data-pane=layers]").click()
    expect(page.locator("#search-text")).to_be_visible()
    assert page.evaluate(BEYOND, USED) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
