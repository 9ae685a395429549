"""The scoreboard and the log as a browser shows them: the chart is drawn, nothing breaks the security policy."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import sign_in
from tests.browser.test_pages import NARROW, axe_findings, choose, too_wide

PAGES = [
    "/deployments/?year=2024",
    "/deployments/slots/?year=2024",
    "/deployments/slots/new/",
    "/deployments/slots/2024-3-5/",
    "/deployments/operations/",
    "/deployments/map/?year=2024",
    "/deployments/equipment/?year=2024",
    "/deployments/commitments/?year=2024",
    "/deployments/import/",
    "/deployments/equipment/LV-TE-01/",
    "/records/slot_days/2024-3-5/deployed/",
    "/records/operation/POSEIDON/",
    "/scoreboard/Z1/",
    "/scoreboard/",
    "/scoreboard/K1/",
    "/scoreboard/K3/",
    "/scoreboard/tasks/",
    "/scoreboard/snapshots/",
]
PAINTED = (
    "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean)"
)


def test_a_figure_draws_its_chart_beside_its_table(page: Page, site: str):
    sign_in(page, site)
    page.goto(f"{site}/scoreboard/K3/?as_of=2024-12-31")
    expect(page.locator("table").first).to_contain_text("2024")
    page.wait_for_function(f"() => ({PAINTED})(document.getElementById('figure-chart'))")


def test_the_calendar_leads_to_a_slot(page: Page, site: str):
    sign_in(page, site)
    page.goto(f"{site}/deployments/?year=2024")
    page.locator(".gantt text.slot", has_text="2024-3-11").click()
    expect(page.locator("h2").first).to_contain_text("2024-3-11")


def test_the_map_shows_hosts(page: Page, site: str):
    sign_in(page, site)
    page.goto(f"{site}/deployments/map/?year=2024")
    expect(page.locator(".hosts .shade-4")).to_have_count(1)


@pytest.mark.parametrize(("language", "theme"), [("lv", "light"), ("en", "dark"), ("lv", "night")])
def test_axe_finds_nothing_serious(page: Page, site: str, language: str, theme: str):
    choose(page, site, language, theme)
    sign_in(page, site)
    findings = {}
    for address in PAGES:
        page.goto(f"{site}{address}")
        findings[address] = axe_findings(page)
    assert {address: found for address, found in findings.items() if found} == {}


def test_nothing_runs_out_of_a_narrow_screen(page: Page, site: str):
    sign_in(page, site)
    page.set_viewport_size(NARROW)
    assert too_wide(page, site, PAGES) == {}


def test_an_entry_is_amended_in_its_place_and_a_refusal_keeps_what_was_typed(page: Page, site: str):
    sign_in(page, site)
    page.goto(f"{site}/deployments/equipment/LV-TE-02/")
    page.locator("a[hx-get$='/records/equipment_item/LV-TE-02/']").click()
    form = page.locator(".entries form").first
    form.locator("[name=crew_size]").fill("201")
    form.locator("[name=reason]").fill("counted anew")
    form.locator("button").click()
    expect(page.locator(".entries [name=crew_size]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".entries [name=crew_size]")).to_have_value("201")
    page.locator(".entries [name=crew_size]").fill("3")
    page.locator(".entries form button").first.click()
    expect(page.locator(".messages")).to_be_visible()
    expect(page.locator("#history")).to_contain_text("counted anew")
