"""Surveillance in the workspace: computed lanes, a sensor, a line of sight, gaps, an outage that is only tried."""

import re

import pytest
from playwright.sync_api import Page, expect

from apps.ledger.models import ChangeSet
from tests.browser.people import sign_in, wait_for
from tests.browser.test_pages import NARROW, axe_findings, choose
from tests.browser.workspace import at, open_workspace

MAST = "M-RU-04"
SENSOR = f"{MAST}-C"


def legend_km(page: Page, code: str) -> float:
    text = page.locator(f'#legend [data-class="{code}"] .km').inner_text()
    return float(text.split("\u00a0")[0].replace(",", "."))


def test_coverage_is_a_lane_a_map_colour_and_kilometres(page, site):
    sign_in(page, site)
    open_workspace(page, site, "?layer=coverage_family&as_of=2021-12-31")
    classes = ("both", "presence", "observation", "none")
    lengths = {
        code: legend_km(page, code) for code in classes if page.locator(f'[data-class="{code}"]').count()
    }
    assert sum(lengths.values()) == pytest.approx(456.5, abs=0.03)
    assert lengths["none"] == pytest.approx(456.5 * 0.57, abs=0.1)
    for lane in ("coverage_family", "coverage_depth", "gap"):
        expect(page.locator(f'[data-lane="{lane}"]')).to_be_visible()
    page.locator('#legend [data-class="none"]').click()
    expect(page.locator('#legend [data-class="none"]')).to_have_attribute("aria-pressed", "false")


def test_the_lane_of_gaps_follows_the_day_and_tells_a_gap(page, site):
    sign_in(page, site)
    open_workspace(page, site, "?layer=gap&route=LV-BY")
    page.mouse.click(*at(page, 153, "gap"))
    expect(page.locator("#panel-watch")).to_be_visible()
    expect(page.locator("#watch-gap [data-cause]")).to_be_visible()
    expect(page.locator("#watch-gap .facts")).to_contain_text("M-BY-")
    before = page.locator("#legend").inner_text()
    page.fill("#as-of", "31.12.2021.")
    page.press("#as-of", "Enter")
    expect(page.locator("#legend")).not_to_have_text(before, use_inner_text=True)


@pytest.mark.parametrize(("km", "broken"), [(12, "D-M-RU-01"), (125, "M-RU-08, P-M-RU-08")])
def test_a_gap_names_what_keeps_its_sensors_from_the_centre(page, site, km, broken):
    sign_in(page, site)
    open_workspace(page, site, f"?layer=gap&route=LV-RU&km={km}")
    page.locator("#tab-watch").click()
    expect(page.locator("#watch-gap .broken").first).to_be_visible()
    expect(page.locator("#watch-gap .broken").first).to_have_text(f"ceļā nedarbojas: {broken}")


def test_a_sensor_shows_its_sight_and_the_way_to_its_centre(page, site):
    sign_in(page, site)
    open_workspace(page, site, "?route=LV-RU")
    page.locator("#tab-watch").click()
    page.select_option("#watch-pick", SENSOR)
    expect(page.locator('[data-lane="sensor"]')).to_contain_text(SENSOR)
    expect(page.locator("#watch-sensor [data-integrated]")).to_have_attribute("data-integrated", "true")
    expect(page.locator("#watch-sensor .way li").last).to_contain_text("CC-LV")
    expect(page).to_have_url(re.compile(f"sensor={SENSOR}"))
    page.locator("#watch-viewshed-toggle").click()
    expect(page.locator("img.viewshed")).to_have_attribute("src", re.compile(f"sensor={SENSOR}"))
    expect(page.locator("#watch-viewshed .note.warning")).to_contain_text("Synthetic")
    expect(page.locator("img.viewshed")).to_have_js_property("naturalWidth", 200)


NO_WORD = re.compile(r"\b(null|undefined|NaN)\b")


def test_no_card_shows_a_word_of_the_program(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"?route=LV-BY&layer=gap&sensor={SENSOR}&fail=M-RU-02")
    page.mouse.click(*at(page, 153, "gap"))
    expect(page.locator("#watch-gap .facts")).to_be_visible()
    expect(page.locator("#watch-sensor h3").first).to_have_text(SENSOR)
    for tab in page.locator('[role="tab"]').all():
        tab.click()
        page.wait_for_load_state("networkidle")
        for panel in page.locator('[role="tabpanel"]:visible').all():
            assert not NO_WORD.search(panel.inner_text())


def test_a_metre_picked_on_the_strip_draws_the_line_of_sight(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"?route=LV-RU&sensor={SENSOR}")
    page.mouse.click(*at(page, 67, "segment"))
    expect(page.locator("#watch-profile [data-profile]")).to_have_attribute("data-profile", "seen")
    expect(page.locator("#watch-profile svg.profile .profile-sight")).to_be_attached()
    page.locator("#watch-profile summary").click()
    assert page.locator("#watch-profile tbody tr").count() > 5
    page.mouse.click(*at(page, 200, "segment"))
    expect(page.locator("#watch-profile [data-profile]")).to_have_attribute("data-profile", "out_of_reach")


def test_a_line_of_sight_and_a_viewshed_that_failed_to_come_are_read_again(page, site):
    sign_in(page, site)
    for asked in ("profile", "viewshed"):
        page.route(f"**/api/v1/{asked}?**", lambda route: route.abort())
    open_workspace(page, site, f"?route=LV-RU&km=67&sensor={SENSOR}")
    page.locator("#watch-viewshed-toggle").click()
    for asked, shown in (("profile", "svg.profile"), ("viewshed", "p:has-text('km²')")):
        place = page.locator(f"#watch-{asked}")
        expect(place).to_contain_text("Reģistru neizdevās nolasīt")
        page.unroute(f"**/api/v1/{asked}?**")
        place.get_by_role("button", name="Mēģināt vēlreiz").click()
        expect(place.locator(shown).first).to_be_visible()


def test_an_outage_is_shown_everywhere_written_nowhere_and_left(page, site):
    sign_in(page, site)
    open_workspace(page, site, "?layer=gap&route=LV-RU")
    sets, before = ChangeSet.objects.count(), legend_km(page, "equipment_fault")
    page.locator("#tab-watch").click()
    page.fill("#outage-code", MAST)
    page.locator("#outage-form button").click()
    expect(page.locator("#outage-bar")).to_contain_text(MAST)
    expect(page.locator("#outage-bar")).to_contain_text("47,00")
    expect(page.locator('[data-lane="outage"]')).to_be_visible()
    fault, before_km = (
        page.locator('#legend [data-class="equipment_fault"] .km'),
        f"{before:.2f}".replace(".", ","),
    )
    expect(fault).not_to_contain_text(before_km)
    assert legend_km(page, "equipment_fault") > before
    page.fill("#outage-code", "M-RU-02-C")
    page.press("#outage-code", "Enter")
    expect(page.locator("#outage-chips li")).to_have_count(2)
    lost = float(page.locator(".outage-sum").get_attribute("data-lost"))
    assert 30 < lost < 90
    page.locator("#outage-bar-end").click()
    expect(page.locator("#outage-bar")).to_be_hidden()
    expect(page.locator('[data-lane="outage"]')).to_have_count(0)
    expect(fault).to_contain_text(before_km)
    assert ChangeSet.objects.count() == sets


def test_an_answer_that_comes_late_does_not_undo_what_was_asked_since(page, site):
    sign_in(page, site)
    open_workspace(page, site, "?layer=gap&route=LV-RU")
    before, held = legend_km(page, "equipment_fault"), []
    page.route(re.compile(r"gap.*fail="), lambda route: held.append(route))
    page.locator("#tab-watch").click()
    page.fill("#outage-code", MAST)
    page.press("#outage-code", "Enter")
    expect(page.locator("#outage-bar")).to_contain_text(MAST)
    page.locator("#outage-bar-end").click()
    expect(page.locator("#outage-bar")).to_be_hidden()
    wait_for(page, lambda: held)
    with page.expect_response(re.compile(r"gap.*fail=")):
        for route in held:
            route.continue_()
    page.wait_for_timeout(300)
    assert legend_km(page, "equipment_fault") == before


def test_what_is_not_there_cannot_fail(page, site):
    sign_in(page, site)
    open_workspace(page, site)
    page.locator("#tab-watch").click()
    expect(page.locator("#outage-worst tbody tr").first).to_be_visible()
    page.fill("#outage-code", "moon")
    page.press("#outage-code", "Enter")
    expect(page.locator("#outage-code-error")).to_contain_text("moon")


def test_the_worst_failure_is_jumped_to(page, site):
    sign_in(page, site)
    open_workspace(page, site)
    page.locator("#tab-watch").click()
    worst = page.locator("#outage-worst [data-outage]").first
    code = worst.inner_text()
    worst.click()
    expect(page.locator("#outage-bar")).to_contain_text(code)
    expect(page.locator(".outage-sum")).to_contain_text("0,00")
    expect(page).to_have_url(re.compile("from="))


@pytest.mark.parametrize(("language", "theme"), [("lv", "light"), ("en", "dark"), ("lv", "night")])
def test_the_panel_is_readable_by_everybody(page, site, language, theme):
    sign_in(page, site)
    choose(page, site, language, theme)
    open_workspace(page, site, f"?layer=coverage_depth&route=LV-RU&km=67&sensor={SENSOR}&fail=M-RU-02")
    expect(page.locator("#watch-profile svg")).to_be_visible()
    expect(page.locator("#outage-worst tbody tr").first).to_be_visible()
    assert axe_findings(page) == []


def test_a_narrow_screen_holds_the_panel(page, site):
    page.set_viewport_size(NARROW)
    sign_in(page, site)
    open_workspace(page, site, f"?route=LV-RU&km=67&sensor={SENSOR}&fail=M-RU-02")
    expect(page.locator("#watch-profile svg")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
