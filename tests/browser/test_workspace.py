"""Map, strip and table in step: find a kilometre, choose by brush or keys, change, undo, compare."""

import re

import pytest
from playwright.sync_api import expect

from apps.border.days import today
from apps.ledger.models import ChangeSet
from tests.browser.people import sign_in
from tests.browser.test_map import built_km, fill_status, save, shows_built
from tests.browser.test_pages import axe_findings, choose
from tests.browser.workspace import (
    LANE,
    PATROL,
    at,
    brush,
    chosen,
    drawn,
    find,
    make_unbuilt,
    move_to,
    open_workspace,
    window_of,
    zoom_to,
)


def test_a_found_kilometre_is_shown_on_map_strip_and_panel(page, site):
    sign_in(page, site)
    open_workspace(page, site)
    find(page, "100")
    expect(page.locator("#selection")).to_contain_text("100+000")
    expect(page.locator("#panel-explain")).to_contain_text("km 100")
    start, end = window_of(page)
    assert start <= 100 <= end < start + 20
    expect(page).to_have_url(re.compile("km=100"))


def test_after_a_search_the_keys_of_the_strip_go_on_and_their_help_covers_no_lane(page, site):
    sign_in(page, site)
    open_workspace(page, site)
    find(page, "100")
    expect(page.locator("#strip-plot")).to_be_focused()
    help_box, lanes = (page.locator(one).bounding_box() for one in ("#strip-keys", ".strip-scroll"))
    assert help_box["y"] >= lanes["y"] + lanes["height"]
    before = page.locator("#strip-plot").get_attribute("aria-valuenow")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#strip-plot")).not_to_have_attribute("aria-valuenow", before)


def test_the_patrol_strip_is_built_on_a_stretch_chosen_by_brush_and_undone(page, site):
    sign_in(page, site)
    make_unbuilt(page, site)
    before = built_km(page)
    page.get_by_role("button", name="Neizvēlēties neko").click()
    zoom_to(page, 100, 8)
    brush(page, 100, 102.5)
    expect(page.locator("#selection")).to_contain_text("LV-RU km 100–102,5")
    fill_status(page, "built", "atjaunots")
    expect(page.locator("#edit-preview .gain").first).to_be_visible()
    save(page)
    shows_built(page, before + 2.5)
    page.locator(".toast").get_by_role("button", name="Atsaukt").click()
    shows_built(page, before)


def test_the_patrol_strip_is_built_by_keyboard_alone(page, site):
    sign_in(page, site)
    make_unbuilt(page, site)
    before = built_km(page)
    zoom_to(page, 100, 10)
    plot = page.locator("#strip-plot")
    plot.press("Escape")
    expect(page.locator("#selection")).to_contain_text("Nekas nav izvēlēts")
    expect(page.locator("#strip-readout")).to_contain_text("solis 500 m")
    move_to(page, "100+000")
    for _ in range(5):
        plot.press("Shift+ArrowRight")
    expect(page.locator("#selection")).to_contain_text("LV-RU km 100–102,5")
    expect(page.locator("#strip-said")).to_contain_text("km 100–102,5")
    plot.press("Enter")
    expect(page.locator("#edit-values-status")).to_be_focused()
    page.keyboard.type("izb")
    expect(page.locator("#edit-values-status")).to_have_value("built")
    page.locator("#edit-reason").press_sequentially("atjaunots")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Saglabāts ar nr.")
    shows_built(page, before + 2.5)


def test_a_lane_that_is_chosen_is_what_the_map_shows(page, site):
    sign_in(page, site)
    open_workspace(page, site)
    page.locator('[data-lane="land_right"]').click()
    expect(page.locator("#layer")).to_have_value("land_right")
    page.locator('[data-lane="work:fence"]').click()
    expect(page.locator("#layer")).to_have_value("work")
    expect(page.locator("#element")).to_have_value("fence")
    page.select_option("#layer", "segment")
    expect(page.locator('[data-lane="segment"]')).to_have_attribute("aria-pressed", "true")


def test_a_click_on_a_mark_chooses_its_stretch_and_the_address_keeps_it(page, site):
    sign_in(page, site)
    open_workspace(page, site)
    zoom_to(page, 100, 30)
    page.mouse.click(*at(page, 101, "segment"))
    expect(page.locator("#selection")).to_contain_text("RU-07")
    title = chosen(page)
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-workspace", "ready")
    assert chosen(page) == title


def test_an_edge_is_moved_by_pointer_with_a_preview_and_by_number(page, site):
    sign_in(page, site)
    make_unbuilt(page, site)
    page.locator(f'[data-lane="{LANE}"]').click()
    zoom_to(page, 102, 8)
    page.locator("#strip-edge").click()
    page.mouse.move(*at(page, 102.5))
    page.mouse.down()
    page.mouse.move(*at(page, 103.2), steps=6)
    page.mouse.up()
    dialog = page.locator("#change-dialog")
    expect(dialog).to_contain_text("Pārbīdīt malu: patrulēšanas josla")
    expect(dialog.locator("#edge-to")).to_have_value("103,2")
    expect(dialog.locator("#change-preview .loss").first).to_contain_text("−0,7")
    page.fill("#edge-to", "103")
    expect(dialog.locator("#change-preview .loss").first).to_contain_text("−0,5")
    page.fill("#change-reason", "pārmērīts")
    dialog.get_by_role("button", name="Saglabāt").click()
    expect(page.locator(".toast")).to_contain_text("pārmērīts")
    assert ChangeSet.objects.latest("seq").reason == "pārmērīts"


def test_an_end_of_the_chosen_stretch_is_pulled_on_the_strip(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"{PATROL}&from=90&to=110")
    expect(page.locator("#selection")).to_contain_text("LV-RU km 90–110")
    x, y = at(page, 110)
    page.mouse.move(x - 4, y)
    cursor = "([x, y]) => getComputedStyle(document.elementFromPoint(x, y)).cursor"
    assert page.evaluate(cursor, [x - 4, y]) == "ew-resize"
    page.mouse.down()
    page.mouse.move(*at(page, 108.5), steps=4)
    page.mouse.move(*at(page, 107), steps=4)
    page.mouse.up()
    expect(page.locator("#selection .selection-title")).to_have_text("LV-RU km 90–107")


def test_two_days_are_compared_on_strip_map_and_in_kilometres(page, site):
    sign_in(page, site)
    make_unbuilt(page, site)
    page.fill("#against", "31.12.2021.")
    page.press("#against", "Tab")
    found = page.locator("#comparison")
    expect(found.locator(".compared-sum")).to_be_visible()
    assert float(found.locator(".compared-sum").get_attribute("data-gained")) > 100
    expect(found).to_contain_text("iegūts")
    expect(page.locator('[data-lane="comparison"]')).to_contain_text("Kopš 31.12.2021.")
    expect(page).to_have_url(re.compile("against=2021-12-31"))
    page.get_by_role("button", name="Beigt salīdzinājumu").click()
    expect(page.locator('[data-lane="comparison"]')).to_have_count(0)


def test_what_cannot_be_compared_says_why_and_can_be_ended(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"{PATROL}&as_of=2024-06-30&against=2024-06-30")
    expect(page.locator("#comparison")).to_contain_text("izvēlieties citu dienu")
    page.fill("#against", f"{today():%d.%m.%Y.}")
    page.press("#against", "Enter")
    expect(page.locator("#comparison h2")).to_contain_text("30.06.2024.")
    expect(page).to_have_url(re.compile(f"against={today()}"))
    page.select_option("#layer", "readiness")
    expect(page.locator("#comparison")).to_contain_text("nevar salīdzināt")
    page.locator("#compare-end").click()
    expect(page.locator("#comparison")).to_be_hidden()


def test_the_slider_moves_the_day_of_all_views_and_a_day_before_the_register_is_refused(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"{PATROL}&views=map,strip,table")
    slider = page.locator("#day-slider")
    slider.focus()
    slider.press("ArrowLeft")
    expect(page.locator("#as-of")).not_to_have_value(f"{today():%d.%m.%Y.}")
    expect(page).to_have_url(re.compile("as_of="))
    expect(page.locator("#figures")).to_contain_text("Rādītāji uz")
    page.fill("#against", "01.01.1950.")
    page.press("#against", "Tab")
    expect(page.locator("#against-error")).to_contain_text("reģistrs sākas")


KEEP_DAYS = """() => {
  const shown = document.getElementById("last-day");
  window.daysShown = [];
  new MutationObserver(() => daysShown.push(shown.textContent)).observe(shown, { childList: true });
}"""


def test_play_goes_on_from_month_to_month_until_it_is_stopped(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"{PATROL}&as_of=2022-01-15")
    page.evaluate(KEEP_DAYS)
    page.locator("#play").click()
    page.wait_for_function("() => daysShown.length >= 3")
    page.locator("#play").click()
    expect(page.locator("#play")).to_have_text("Atskaņot")
    assert page.evaluate("daysShown.slice(0, 3)") == ["31.01.2022.", "28.02.2022.", "31.03.2022."]
    stopped = page.locator("#as-of").input_value()
    page.wait_for_timeout(2_500)
    expect(page.locator("#as-of")).to_have_value(stopped)


def test_the_map_follows_the_cursor_of_the_strip(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"{PATROL}&from=100&to=101")
    readout = page.locator("#readout-km")
    page.mouse.move(*at(page, 100.4))
    expect(readout).to_contain_text("LV-RU km 100+")
    expect(page.locator("#readout-lks")).to_contain_text("LKS-92")
    page.mouse.move(5, 5)
    plot = page.locator("#strip-plot")
    plot.press("PageDown")
    for _ in range(4):
        plot.press("PageDown")
    drawn(page)
    here = re.search(r"km (\d+\+\d{3})", page.locator("#strip-readout").inner_text())[1]
    expect(readout).to_contain_text(here)
    in_map = """() => {
      const box = document.querySelector("#map").getBoundingClientRect();
      const cross = document.querySelector(".map-crosshair").getBoundingClientRect();
      return cross.left > box.left && cross.right < box.right && cross.top > box.top && cross.bottom < box.bottom;
    }"""
    page.wait_for_function(in_map)


@pytest.mark.parametrize("theme", ["light", "dark", "night"])
@pytest.mark.parametrize("language", ["lv", "en"])
def test_axe_finds_nothing_serious_on_workspace_and_dashboard(page, site, language, theme):
    sign_in(page, site)
    choose(page, site, language, theme)
    open_workspace(page, site, f"{PATROL}&from=100&to=102.5&views=map,strip,table&against=2021-12-31")
    assert axe_findings(page) == []
    page.goto(f"{site}/dashboard/")
    expect(page.locator("html")).to_have_attribute("data-ready", "true")
    assert axe_findings(page) == []


@pytest.mark.parametrize(
    "path", [f"/workspace/{PATROL}&from=100&to=102.5&views=map,strip,table", "/dashboard/"]
)
def test_a_narrow_screen_never_scrolls_sideways(page, site, path):
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in(page, site)
    page.goto(site + path)
    expect(page.locator("html")).to_have_attribute("data-ready", "true")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
