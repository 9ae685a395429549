"""The sensors on the map, as a person with a pointer or a keyboard comes to them."""

import re

import pytest
from playwright.sync_api import Page, expect

from apps.border.days import today
from apps.surveillance import reading
from tests.browser.people import sign_in

MARKS = ".leaflet-sensors-pane [role=button]"


def open_sensors(page: Page, site: str, search: str = "") -> int:
    """Open the workspace; return how many sensors the register has today."""
    sign_in(page, site)
    page.goto(f"{site}/{search}")
    expect(page.locator("html")).to_have_attribute("data-workspace", "ready")
    expect(page.locator(MARKS).first).to_be_visible()
    return len(reading.sensors(today()))


def marked(page: Page) -> list[str]:
    told = page.locator(MARKS).evaluate_all("(marks) => marks.map((mark) => mark.dataset.sensors)")
    return [code for codes in told for code in codes.split(" ")]


def test_near_sensors_are_one_mark_and_each_is_in_the_list(page, site):
    count = open_sensors(page, site)
    assert page.locator(MARKS).count() < count
    assert len(marked(page)) == len(set(marked(page))) == count
    page.click("#tab-list")
    rows = page.locator("#list-sensors tbody button")
    expect(rows).to_have_count(count)
    assert sorted(rows.all_inner_texts()) == sorted(marked(page))


def test_a_group_opens_by_the_keyboard_down_to_one_sensor_and_escape_leads_back(page, site):
    page.emulate_media(reduced_motion="reduce")  # a map that moves hears nobody
    open_sensors(page, site)
    group = page.locator(".sensor-cluster").first
    code = group.get_attribute("data-sensors").split(" ")[0]
    mine = page.locator(f".leaflet-sensors-pane [data-sensors~='{code}']")
    for _ in range(8):
        mine.focus()
        page.keyboard.press("Enter")
        if page.locator(".sensor-card").count():
            break
    expect(page.locator(".sensor-card")).to_contain_text(code)
    page.keyboard.press("Escape")
    expect(page.locator(".sensor-card")).to_have_count(0)
    expect(mine).to_be_focused()


VIEW = ".leaflet-container"
FOCUSED = """(mark) => {
    const pane = document.querySelector(".leaflet-map-pane");
    const before = pane.style.transform;
    mark.focus({ preventScroll: true });
    return pane.classList.contains("leaflet-pan-anim") || pane.style.transform !== before;
}"""
"""Tells whether the map moves, or begins to."""


@pytest.mark.parametrize("beside_px", [1, -10], ids=["whole", "cut off"])
def test_focus_moves_the_map_only_to_a_mark_that_is_not_wholly_in_view(page, site, beside_px):
    """A mark is brought so many pixels inside of the right edge, or beyond it."""
    page.emulate_media(reduced_motion="reduce")
    open_sensors(page, site)
    view, mark = page.locator(VIEW).bounding_box(), page.locator(MARKS).first.bounding_box()
    far_px = view["x"] + view["width"] - mark["x"] - mark["width"] - beside_px
    start = view["x"] + 120, view["y"] + view["height"] - 60
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + far_px / 2, start[1], steps=4)
    page.mouse.move(start[0] + far_px, start[1], steps=4)
    page.wait_for_timeout(300)  # held still, so that the map does not glide on when it is let go
    page.mouse.up()
    at_edge = page.locator(MARKS).first.bounding_box()
    assert abs(view["x"] + view["width"] - at_edge["x"] - at_edge["width"] - beside_px) < 1
    assert page.locator(MARKS).first.evaluate(FOCUSED) is (beside_px < 0)


def test_a_sensor_of_the_list_is_shown_and_leads_to_its_kilometre(page, site):
    open_sensors(page, site)
    page.click("#tab-list")
    row = page.locator("#list-sensors tbody button").nth(20)
    code = row.inner_text()
    row.click()
    card = page.locator(".sensor-card")
    expect(card.locator("h3")).to_contain_text(code)
    place = card.locator("dd").last.inner_text()
    route = re.match(r"(LV-\w+) km", place).group(1)
    card.locator("button").first.click()
    expect(page.locator(".selection-title")).to_contain_text(route)


def test_sensors_are_switched_off_and_the_address_keeps_it(page, site):
    open_sensors(page, site)
    page.click(".map-layers summary")
    page.uncheck("[name=over][value=sensors]")
    expect(page.locator(MARKS)).to_have_count(0)
    expect(page).to_have_url(re.compile("over=none"))
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-workspace", "ready")
    page.click(".map-layers summary")
    expect(page.locator("[name=over][value=sensors]")).not_to_be_checked()
    expect(page.locator(MARKS)).to_have_count(0)
    page.check("[name=over][value=sensors]")
    expect(page.locator(MARKS).first).to_be_visible()
    expect(page).not_to_have_url(re.compile("over="))


def test_a_day_without_sensors_says_so(page, site):
    sign_in(page, site)
    page.goto(f"{site}/?as_of=2018-01-02")
    expect(page.locator("html")).to_have_attribute("data-workspace", "ready")
    page.click("#tab-list")
    expect(page.locator("#list-sensors")).to_contain_text("nekur nav neviena sensora")
