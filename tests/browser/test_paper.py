"""What a printer gets: one A4 page of the workspace, the table's rows on further pages, nothing to press."""

import io
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.people import sign_in
from tests.browser.workspace import PATROL, open_workspace, show_all_rows

A4_LANDSCAPE_PT = (842, 595)
STANDARD = f"{PATROL}&as_of=2024-06-30"
CHOSEN = f"{STANDARD}&from=100&to=130.5"


def printed(page: Page) -> PdfReader:
    """Return what the browser would send to a printer: the page decides on its paper."""
    return PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))


def text_of(sheet) -> str:
    return re.sub(r"\s+", " ", sheet.extract_text())


def map_view(page: Page) -> list[float]:
    box = page.locator("#map").bounding_box()
    tick = page.locator("#map .map-tick").first.bounding_box()
    return [round(number) for number in (*box.values(), *tick.values())]


def test_the_usual_view_is_one_page_that_says_what_it_is(page, site):
    sign_in(page, site)
    open_workspace(page, site, CHOSEN)
    (sheet,) = printed(page).pages
    assert tuple(round(float(side)) for side in sheet.mediabox[2:]) == A4_LANDSCAPE_PT
    text = text_of(sheet)
    for said in (
        "Robežas ĢIS",
        "Darbi: statuss · patrulēšanas josla",
        "Uz 30.06.2024.",
        "LV-RU km 100–130,5, 30,5 km",
        "Virsgrāmatas nr.",
        "dienesta vajadzībām",
        "Izdrukāja planner",
        "330,00 no 439,50 km",
        "57,50 km",
        "Robežzīmju uzraudzības josla",
    ):
        assert said in text
    assert "Drukāt" not in text
    assert "Atskaņot" not in text


def test_printing_changes_nothing_on_the_screen(page, site):
    sign_in(page, site)
    page.context.add_cookies([{"name": "theme", "value": "night", "url": site}])
    open_workspace(page, site, STANDARD)
    expect(page.locator("#map .sensor-cluster").first).to_be_visible()
    before = map_view(page)
    assert len(printed(page).pages) == 1
    expect(page.locator("#paper")).to_have_count(0)
    expect(page.locator("html")).to_have_attribute("data-theme", "night")
    assert map_view(page) == before


def test_a_browser_that_never_prints_gives_the_screen_back(page, site):
    sign_in(page, site)
    open_workspace(page, site, STANDARD)
    page.get_by_role("button", name="Drukāt").click()
    expect(page.locator("#paper")).to_be_visible()
    page.keyboard.press("Shift")
    expect(page.locator("#paper")).to_have_count(0)
    expect(page.locator("#map")).to_be_visible()


def test_two_days_compared_are_told(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"{STANDARD}&against=2021-12-31")
    expect(page.locator("#comparison")).to_be_visible()
    text = text_of(printed(page).pages[0])
    assert "Uz 30.06.2024., salīdzināts ar 31.12.2021." in text
    assert "+100,00 km" in text


def test_the_rows_follow_on_pages_that_say_what_they_are(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"{STANDARD}&views=map,strip,table")
    show_all_rows(page)
    expect(page.locator("#events-body tr")).to_have_count(50)
    days = page.locator("#events-body td:nth-child(7)").all_inner_texts()
    first, *others = printed(page).pages
    assert "Rindas" not in text_of(first)
    assert len(others) >= 2
    for sheet in others:
        text = text_of(sheet)
        assert "Rindas 1–50 no " in text
        assert "Maršruts" in text
        assert "Piezīme" in text
    rows = " ".join(text_of(sheet) for sheet in others)
    assert all(rows.count(day) >= days.count(day) for day in set(days))


@pytest.mark.parametrize("views", ["strip", "map", "table"])
def test_a_view_that_is_not_shown_is_not_printed(page, site, views):
    sign_in(page, site)
    open_workspace(page, site, f"{STANDARD}&views={views}")
    text = text_of(printed(page).pages[0])
    assert "Uz 30.06.2024." in text
    assert ("Josla: LV-RU" in text) is (views == "strip")
    assert ("GeoNames" in text) is (views == "map")


@pytest.mark.parametrize("address", ["/dashboard/", "/changes/", "/construction/"])
def test_other_pages_have_no_controls_on_paper(page, site, address):
    sign_in(page, site)
    page.goto(f"{site}{address}")
    page.wait_for_load_state("networkidle")
    for sheet in printed(page).pages:
        text = text_of(sheet)
        assert "Darbvieta" not in text
        assert "Iziet" not in text
