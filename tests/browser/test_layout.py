"""The workspace's views share one page: how much of each is seen, the bars between them, a phone's panes."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import sign_in
from tests.browser.test_pages import axe_findings
from tests.browser.workspace import PATROL, open_workspace

ALL = f"{PATROL}&views=map,strip,table"
SEEN = """(frame) => {
  const [place, item, head] = frame;
  const { top, bottom } = document.querySelector(place).getBoundingClientRect();
  const inside = (box) => box.height && box.top >= top + head - 1 && box.bottom <= bottom + 1;
  return [...document.querySelectorAll(item)].filter((one) => inside(one.getBoundingClientRect())).length;
}"""


def seen(page: Page) -> dict[str, int]:
    """Return the map's height in pixels, and how many lanes and rows are seen whole."""
    return {
        "map": page.locator("#map").bounding_box()["height"],
        "lanes": page.evaluate(SEEN, [".strip-scroll", "#strip-labels li", 30]),
        "rows": page.evaluate(SEEN, [".events-scroll", "#events-body tr", 30]),
    }


def height(page: Page, place: str) -> float:
    return page.locator(place).bounding_box()["height"]


@pytest.mark.parametrize(
    ("size", "views", "least"),
    [
        ((1400, 900), ALL, {"map": 320, "lanes": 7, "rows": 3}),
        ((1400, 900), PATROL, {"map": 430, "lanes": 10, "rows": 0}),
        ((1280, 800), ALL, {"map": 280, "lanes": 5, "rows": 2}),
        ((1280, 800), PATROL, {"map": 380, "lanes": 8, "rows": 0}),
        ((1024, 768), PATROL, {"map": 330, "lanes": 6, "rows": 0}),
        ((800, 1100), ALL, {"map": 370, "lanes": 7, "rows": 3}),
    ],
)
def test_enough_of_every_view_is_seen(page, site, size, views, least):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    sign_in(page, site)
    open_workspace(page, site, views)
    found = seen(page)
    assert {name: found[name] for name in least if found[name] < least[name]} == {}
    assert page.evaluate("document.documentElement.scrollHeight") <= size[1]
    for place in ("#split-map", "#split-side", "#side", "#figures"):
        expect(page.locator(place)).to_be_visible()


def test_no_lane_name_is_cut_on_a_wide_screen(page, site):
    page.set_viewport_size({"width": 1400, "height": 900})
    sign_in(page, site)
    open_workspace(page, site, PATROL)
    cut = "(all) => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent)"
    assert page.eval_on_selector_all("#strip-labels button", cut) == []
    assert page.eval_on_selector_all("#strip-labels button", "(all) => all.every((one) => one.title)")


def test_a_bar_is_pulled_and_the_address_keeps_where(page, site):
    page.set_viewport_size({"width": 1400, "height": 900})
    sign_in(page, site)
    open_workspace(page, site, ALL)
    before = height(page, "#map")
    bar = page.locator("#split-map").bounding_box()
    page.mouse.move(bar["x"] + bar["width"] / 2, bar["y"] + bar["height"] / 2)
    page.mouse.down()
    page.mouse.move(bar["x"] + bar["width"] / 2, bar["y"] + 60, steps=4)
    page.mouse.up()
    pulled = height(page, "#map")
    assert 40 < pulled - before < 70
    expect(page).to_have_url(re.compile("shares="))
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-workspace", "ready")
    assert abs(height(page, "#map") - pulled) < 2
    page.locator("#split-map").dblclick()
    assert abs(height(page, "#map") - before) < 8


def test_the_bars_move_by_keys_and_say_where_they_are(page, site):
    page.set_viewport_size({"width": 1400, "height": 900})
    sign_in(page, site)
    open_workspace(page, site, ALL)
    for bar, place, key in (
        ("#split-map", "#strip", "ArrowUp"),
        ("#split-strip", "#strip", "ArrowDown"),
        ("#split-side", "#side", "ArrowLeft"),
    ):
        side = "width" if bar == "#split-side" else "height"
        before = page.locator(place).bounding_box()[side]
        value = int(page.locator(bar).get_attribute("aria-valuenow"))
        page.locator(bar).focus()
        for _ in range(3):
            page.keyboard.press(key)
        assert page.locator(place).bounding_box()[side] > before + 10
        assert abs(int(page.locator(bar).get_attribute("aria-valuenow")) - value) == 6
    assert axe_findings(page) == []


def test_the_bars_stand_only_between_views_that_are_shown(page, site):
    page.set_viewport_size({"width": 1400, "height": 900})
    sign_in(page, site)
    open_workspace(page, site, f"{PATROL}&views=map,table")
    expect(page.locator("#split-strip")).to_be_hidden()
    before = height(page, "#events")
    page.locator("#split-map").focus()
    page.keyboard.press("Shift+ArrowUp")
    assert height(page, "#events") > before + 40
    page.click("[data-view=map]")
    expect(page.locator("#split-map")).to_be_hidden()
    assert height(page, "#events") > 600


def test_shares_that_cannot_be_shown_are_told(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"{PATROL}&shares=1-2")
    expect(page.locator(".toast")).to_contain_text("1-2")


def test_on_a_phone_changing_opens_the_panel(page, site):
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in(page, site)
    open_workspace(page, site, f"{PATROL}&from=100&to=102.5")
    page.click("[data-pane=strip]")
    page.locator("#strip-plot").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel-edit")).to_be_visible()
    expect(page.locator("[data-pane=panel]")).to_have_attribute("aria-pressed", "true")
    assert axe_findings(page) == []
