"""The scoreboard and the log as a browser shows them: the chart is drawn, nothing breaks the security policy."""

from playwright.sync_api import Page, expect

from tests.browser.people import sign_in

PAINTED = (
    "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean)"
)


def test_a_figure_draws_its_chart_beside_its_table(page: Page, site: str):
    sign_in(page, site)
    page.goto(f"{site}/scoreboard/K3/?as_of=2024-12-31")
    expect(page.locator("table").first).to_contain_text("2024")
    page.wait_for_function(f"({PAINTED})(document.getElementById('figure-chart'))")


def test_the_calendar_leads_to_a_slot(page: Page, site: str):
    sign_in(page, site)
    page.goto(f"{site}/deployments/?year=2024")
    page.locator(".gantt text.slot", has_text="2024-3-11").click()
    expect(page.locator("h2").first).to_contain_text("2024-3-11")


def test_the_map_shows_hosts(page: Page, site: str):
    sign_in(page, site)
    page.goto(f"{site}/deployments/map/?year=2024")
    expect(page.locator(".hosts .shade-4")).to_have_count(1)
