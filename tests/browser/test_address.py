"""The address of the workspace: what of it is not there is told and replaced, and all views agree on what is shown."""

import re

import pytest
from playwright.sync_api import Page, expect

from apps.border.days import today
from apps.ledger.commands import Put
from tests.browser.people import sign_in
from tests.browser.test_pages import choose
from tests.browser.workspace import KM, ROUTE, chosen, open_workspace
from tests.factories import record

TODAY = "today"


def agree_on(page: Page, day: str) -> None:
    """Field, slider, figures and the map's own address show the same day."""
    day = f"{today():%d.%m.%Y.}" if day == TODAY else day
    expect(page.locator("#as-of")).to_have_value(day)
    expect(page.locator("#last-day")).to_have_text(day)
    expect(page.locator("#day-slider")).to_have_attribute("aria-valuetext", day)
    expect(page.locator("#figures h2").first).to_contain_text(day)


@pytest.mark.parametrize(
    ("search", "told", "instead"),
    [
        ("?as_of=1950-01-01", "“01.01.1950.”: reģistrs sākas 01.01.2018.", TODAY),
        ("?as_of=31.02.2024", "“31.02.2024” nav", TODAY),
        ("?route=LV-XX", "maršruts “LV-XX”", "LV-RU"),
        ("?route=LV-XX&km=12", "km “12”", "nav izvēlēts neviens posms"),
        ("?layer=weather", "slānis “weather”", "Darbi"),
        ("?element=moat", "elements “moat”", "robežas josla"),
        (f"?route={ROUTE}&km=999", "maršruts beidzas pie km 283,6", "nav izvēlēts neviens posms"),
        (f"?route={ROUTE}&km=abc", "km “abc”", "nav izvēlēts neviens posms"),
        (f"?route={ROUTE}&from=30&to=20", "posms “30–20”", "nav izvēlēts neviens posms"),
        (f"?route={ROUTE}&from=30", "Posmam ir sākums un beigas", "nav izvēlēts neviens posms"),
        ("?against=1950-01-01", "salīdzināmā diena “01.01.1950.”", "bez salīdzinājuma"),
        ("?views=globe", "skati “globe”", "karte un josla"),
        ("?over=tanks", "kartē “tanks”", "Sensori"),
        ("?fail=ZZ-1", "Nav ne mezgla, ne savienojuma, ne sensora ZZ-1.", "bez atteices"),
        ("?ground=moon", "fons “moon”", "Atvērtās"),
        ("?segment=ZZ-999", "ZZ-999", ""),
        ("?day=2024-06-30", "Adresē nav zināms: “day=2024-06-30”.", ""),
    ],
)
def test_what_an_address_asks_for_and_is_not_there_is_told(page, site, search, told, instead):
    sign_in(page, site)
    open_workspace(page, site, search)
    toast = page.locator(".toast")
    expect(toast).to_contain_text(told)
    expect(toast).to_contain_text(f"{today():%d.%m.%Y.}" if instead == TODAY else instead)
    expect(toast).not_to_contain_text("..")
    agree_on(page, TODAY)
    expect(page.locator("#map")).to_be_visible()
    expect(page.locator("#selection")).to_contain_text("Nekas nav izvēlēts")


def test_all_that_is_not_there_is_told_at_once_and_what_is_there_stays(page, site):
    sign_in(page, site)
    choose(page, site, "en", "light")
    search = f"?route={ROUTE}&from=100&to=102.5&layer=weather&element=moat&as_of=1950-01-01"
    open_workspace(page, site, search)
    toast = page.locator(".toast")
    expect(toast).to_have_count(1)
    for part in (
        "layer “weather”",
        "element “moat”",
        "day “1 Jan 1950”",
        "the register begins on 1 Jan 2018",
    ):
        expect(toast).to_contain_text(part)
    assert chosen(page).startswith("LV-RU km 100–102.5")


def test_an_address_whose_parts_are_all_there_is_not_spoken_of(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"?layer=work&element=fence&route={ROUTE}&km=12%2B346&as_of=2021-12-31")
    agree_on(page, "31.12.2021.")
    expect(page.locator(".toast")).to_have_count(0)
    expect(page.locator("#selection")).to_contain_text("12+346")


def test_an_address_with_a_segment_chooses_it_or_what_lies_there_now(page, site):
    sign_in(page, site)
    open_workspace(page, site, "?segment=ru-077")
    expect(page.locator("#selection")).to_contain_text("RU-077")
    expect(page.locator(".toast")).to_have_count(0)
    merged = Put("segment", {"route": ROUTE}, {"code": "RU-076"}, today(), from_cm=99 * KM, to_cm=102 * KM)
    record(merged, reason="apvienots")
    open_workspace(page, site, "?segment=RU-077")
    expect(page.locator(".toast")).to_contain_text("Segmenta RU-077 vairs nav. Tagad tur ir: RU-076")
    expect(page.locator("#selection")).to_contain_text(re.compile("RU-07[56]"))


def test_a_future_day_is_shown_by_every_view(page, site):
    sign_in(page, site)
    open_workspace(page, site, "?as_of=2030-06-30")
    agree_on(page, "30.06.2030.")
    slider = page.locator("#day-slider")
    assert slider.evaluate("one => one.value === one.max")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("01.01.1950.", "“01.01.1950.”: reģistrs sākas 01.01.2018."),
        ("31.02.2024.", "“31.02.2024.” nav"),
        ("01.01.2500.", "sniedzas tikai līdz 01.01.2200."),
    ],
)
def test_a_typed_day_that_cannot_be_shown_is_told_and_all_views_keep_their_day(page, site, typed, told):
    sign_in(page, site)
    open_workspace(page, site, "?as_of=2021-12-31")
    page.fill("#as-of", typed)
    page.press("#as-of", "Enter")
    expect(page.locator("#as-of-error")).to_contain_text(told)
    expect(page.locator("#as-of-error")).to_contain_text("Joprojām rādīts: 31.12.2021.")
    agree_on(page, "31.12.2021.")
    page.locator("#day-slider").press("ArrowLeft")
    agree_on(page, "30.12.2021.")
    expect(page.locator("#as-of-error")).to_be_hidden()


def test_in_the_other_language_the_page_shows_what_it_shows_now(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"?route={ROUTE}&element=fence")
    page.fill("#as-of", "30.06.2024.")
    page.press("#as-of", "Enter")
    page.fill("#search-text", "km 100–102,5")
    page.press("#search-text", "Enter")
    expect(page.locator("#selection")).to_contain_text("100–102,5")
    page.locator(".languages").get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#selection")).to_contain_text("LV-RU km 100–102.5")
    expect(page.locator("#as-of")).to_have_value("30 Jun 2024")
