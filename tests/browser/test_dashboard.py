"""The dashboard: its strips say what is built and what their letters mean; a figure's table holds its target."""

import re

from playwright.sync_api import Page, expect

from apps.border.days import today
from apps.construction.models import Element, Work, WorkStatus
from tests.browser.people import sign_in
from tests.browser.test_pages import choose

KM = re.compile(r"^(.+): ([\d,]+\.\d\d) km built$")


def built_km() -> float:
    found = Work.objects.filter(status__counts_built=True, valid__contains=today())
    return sum(to_cm - from_cm for from_cm, to_cm in found.values_list("from_cm", "to_cm")) / 100_000


def open_dashboard(page: Page, site: str, language: str, theme: str) -> None:
    sign_in(page, site)
    choose(page, site, language, theme)
    page.goto(f"{site}/dashboard/")
    expect(page.locator("html")).to_have_attribute("data-ready", "true")


def test_the_strips_say_what_is_built_and_what_their_letters_mean(page, site):
    open_dashboard(page, site, "en", "night")
    told = [KM.match(text) for text in page.locator(".mini-row a").all_text_contents()]
    assert all(told)
    assert {one[1] for one in told} <= {element.name_en for element in Element.objects.all()}
    assert abs(sum(float(one[2].replace(",", "")) for one in told) - built_km()) < 0.01 * len(told)
    used = WorkStatus.objects.filter(pk__in=Work.objects.filter(valid__contains=today()).values("status"))
    assert Work.objects.filter(valid__contains=today(), status__counts_built=False).exists()
    shown = page.locator("#mini-legend li").all_text_contents()
    assert set(shown) == {status.name_en for status in used} | {"required"}
    shone = "one => getComputedStyle(one).filter"
    assert "brightness(0.75)" in page.locator(".mini-row canvas").first.evaluate(shone)


def test_a_figures_table_holds_the_target_that_its_chart_draws(page, site):
    open_dashboard(page, site, "lv", "light")
    expect(page.locator("#mini-legend")).to_contain_text("prasīts")
    table = page.locator("[data-series=K1] table")
    assert table.locator("thead th").all_text_contents() == ["Diena", "Vērtība", "Mērķis"]
    targets = table.locator("tbody td:last-child").all_text_contents()
    assert targets
    assert all(re.fullmatch(r"nav|[\d,]+\s%", one) for one in targets), targets
    assert any(one != "nav" for one in targets)
