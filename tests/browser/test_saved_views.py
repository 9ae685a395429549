"""Views are kept under a name, renamed, shared by their link and removed."""

import re

from playwright.sync_api import expect

from tests.browser.people import sign_in
from tests.browser.workspace import PATROL, open_workspace


def test_a_view_is_kept_and_opened_again(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"{PATROL}&from=100&to=102.5&views=strip")
    page.locator("#keep-view").click()
    page.fill("#view-name", "Mans posms")
    page.press("#view-name", "Enter")
    expect(page.locator("#saved-views")).to_contain_text("Mans posms")
    open_workspace(page, site, "")
    page.select_option("#saved-views", label="Mans posms")
    expect(page).to_have_url(re.compile("from=100&to=102.5"))
    expect(page.locator(".map-wrap")).to_be_hidden()


def test_a_view_is_renamed_its_link_shared_and_removed(page, site):
    sign_in(page, site)
    for name, search in (("Cits", "?layer=segment"), ("Mans posms", f"{PATROL}&from=100&to=102.5")):
        open_workspace(page, site, search)
        page.locator("#keep-view").click()
        expect(page.locator("#view-rename")).to_be_hidden()
        page.fill("#view-name", name)
        page.press("#view-name", "Enter")
        expect(page.locator("#saved-views option:checked")).to_have_text(name)
    page.locator("#keep-view").click()
    page.fill("#view-name", "Cits")
    page.locator("#view-rename").click()
    expect(page.locator("#view-name-error")).to_contain_text("jau ir")
    page.fill("#view-name", "Par 010190-12345")
    page.locator("#view-rename").click()
    expect(page.locator("#view-name-error")).to_contain_text("personas kod")
    page.fill("#view-name", "Patruļa pie km 100")
    page.locator("#view-rename").click()
    expect(page.locator("#name-dialog")).to_be_hidden()
    expect(page.locator("#saved-views")).to_contain_text("Patruļa pie km 100")
    expect(page.locator("#saved-views")).not_to_contain_text("Mans posms")
    page.locator("#keep-view").click()
    page.locator("#view-link-copy").click()
    expect(page.locator("#view-link-said")).to_be_visible()
    link = page.input_value("#view-link")
    page.locator("#view-remove").click()
    expect(page.locator("#saved-views")).not_to_contain_text("Patruļa")
    page.goto(link)
    expect(page.locator("#selection")).to_contain_text("LV-RU km 100–102,5")


def test_of_two_views_that_show_the_same_the_chosen_one_is_removed(page, site):
    sign_in(page, site)
    open_workspace(page, site, "?layer=segment")
    for name in ("Pirmais", "Otrais"):
        page.locator("#keep-view").click()
        page.fill("#view-name", name)
        page.press("#view-name", "Enter")
        expect(page.locator("#saved-views option:checked")).to_have_text(name)
    open_workspace(page, site, "")
    page.select_option("#saved-views", label="Pirmais")
    expect(page).to_have_url(re.compile("layer=segment"))
    expect(page.locator("#saved-views option:checked")).to_have_text("Pirmais")
    page.locator("#keep-view").click()
    page.locator("#view-remove").click()
    expect(page.locator("#saved-views")).not_to_contain_text("Pirmais")
    expect(page.locator("#saved-views")).to_contain_text("Otrais")
