"""The pages around the map: change sets, language, colours, errors; every page readable by everybody."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from apps.ledger.models import ChangeSet
from tests.browser.people import sign_in, sign_in_by_form
from tests.browser.test_map import AT_100, built_km, fill_status, open_map, shows_built

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
NARROW = {"width": 360, "height": 740}


def axe_findings(page: Page) -> list[str]:
    """Return what axe finds serious or critical on the page as it stands."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    grave = [one for one in found if one["impact"] in ("serious", "critical")]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}" for one in grave for node in one["nodes"]
    ]


def choose(page: Page, site: str, language: str, theme: str) -> None:
    page.context.add_cookies(
        [
            {"name": "django_language", "value": language, "url": site},
            {"name": "theme", "value": theme, "url": site},
        ]
    )


def too_wide(page: Page, site: str, addresses: Iterable[str]) -> dict[str, int]:
    """Return the addresses whose pages are wider than the screen, and how wide they are."""
    widths = {}
    for address in addresses:
        page.goto(f"{site}{address}")
        widths[address] = page.evaluate("document.documentElement.scrollWidth")
    return {address: width for address, width in widths.items() if width > page.viewport_size["width"]}


def keep_draft(page: Page, site: str, reason: str = "varbūt") -> None:
    open_map(page, site, AT_100)
    fill_status(page, "damaged", reason)
    page.locator("#edit-draft").click()
    expect(page.locator(".toast a")).to_be_visible()


def test_a_draft_is_kept_shared_applied_and_undone(page, site):
    sign_in(page, site)
    open_map(page, site, AT_100)
    before, number = built_km(page), ChangeSet.objects.number()
    keep_draft(page, site)
    shows_built(page, before - 2.5)
    expect(page.locator("#map-draft")).to_contain_text("“varbūt”")
    assert number == ChangeSet.objects.number()
    page.locator(".toast a").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("varbūt")
    expect(page.locator("main")).to_contain_text("−2,50")
    page.get_by_role("button", name="Piemērot").click()
    expect(page.locator(".message.success")).to_be_visible()
    page.fill("#reason", "tomēr ne")
    page.get_by_role("button", name="Atsaukt").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("tomēr ne")
    open_map(page, site, AT_100)
    shows_built(page, before)


def test_a_set_that_cannot_be_undone_names_the_later_ones(page, site):
    sign_in(page, site)
    for status, reason in (("damaged", "pirmais"), ("works", "otrais")):
        open_map(page, site, AT_100)
        fill_status(page, status, reason)
        page.locator("#edit-save").click()
        expect(page.locator(".toast")).to_contain_text("Saglabāts")
    first = ChangeSet.objects.get(reason="pirmais")
    page.goto(f"{site}/changes/{first.uid}/")
    page.fill("#reason", "par vēlu")
    page.get_by_role("button", name="Atsaukt").click()
    expect(page.locator(".message.error")).to_contain_text(str(first.seq + 1))


def test_latvian_is_the_default_and_english_is_one_click_away(page, site):
    sign_in(page, site)
    open_map(page, site)
    expect(page.locator("html")).to_have_attribute("lang", "lv")
    expect(page.locator("#as-of")).to_have_value(timezone.localdate().strftime("%d.%m.%Y."))
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("tab", name="Change")).to_be_visible()


def test_colours_are_kept(page, site):
    sign_in_by_form(page, site)
    page.locator(".menu summary").click()
    page.select_option("#theme", "night")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "night")


def test_signing_out_leaves_nothing_behind(page, site):
    sign_in_by_form(page, site)
    expect(page.locator("#loading")).to_be_hidden()
    page.wait_for_load_state("networkidle")
    page.evaluate("sessionStorage.setItem('edit', '{}')")
    page.locator(".menu summary").click()
    page.get_by_role("button", name="Izrakstīties").click()
    expect(page.locator("#id_username")).to_be_visible()
    page.wait_for_function("() => sessionStorage.length === 0")
    page.goto(f"{site}/")
    expect(page).to_have_url(f"{site}/sign-in/?next=/")


@pytest.mark.parametrize("address", ["/nowhere/", "/changes/00000000-0000-0000-0000-000000000000/"])
def test_what_is_not_there_says_so_with_a_reference(page, site, address):
    sign_in(page, site)
    page.goto(site + address)
    expect(page.locator(".error-status")).to_have_text("404")
    expect(page.locator("code")).not_to_be_empty()


@pytest.mark.parametrize("language", ["lv", "en"])
@pytest.mark.parametrize("theme", ["light", "dark", "night"])
def test_axe_finds_nothing_serious(page, site, language, theme):
    choose(page, site, language, theme)
    page.goto(f"{site}/sign-in/")
    findings = axe_findings(page)
    sign_in(page, site)
    keep_draft(page, site)
    findings += axe_findings(page)
    for tab in ("#tab-explain", "#tab-list"):
        page.locator(tab).click()
        findings += axe_findings(page)
    for address in ("/changes/", f"/changes/{ChangeSet.objects.get(state='draft').uid}/", "/nowhere/"):
        page.goto(site + address)
        findings += axe_findings(page)
    assert findings == []


@pytest.mark.parametrize("address", ["/", "/changes/", AT_100])
def test_nothing_runs_out_of_a_narrow_screen(page, site, address):
    sign_in(page, site)
    page.set_viewport_size(NARROW)
    page.goto(site + address)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_everything_fits_at_twice_the_text_size(page, site):
    sign_in(page, site)
    page.set_viewport_size({"width": 700, "height": 900})
    open_map(page, site, AT_100)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 700
