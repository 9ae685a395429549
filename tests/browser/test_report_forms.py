"""The form of a report: it offers what the chosen kind has, keeps what was entered, and needs no script to say no."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import sign_in, sign_in_by_form
from tests.browser.test_pages import axe_findings


def readers(page: Page) -> list[str]:
    return page.locator("#id_audience option").evaluate_all("all => all.map((one) => one.value)")


@pytest.fixture
def form(page: Page, site: str) -> Page:
    sign_in(page, site)
    page.goto(f"{site}/reports/")
    summary = page.locator("details.entry summary").first
    if not page.locator("#id_kind").is_visible():
        summary.click()
    return page


def test_choosing_a_kind_changes_what_is_offered_and_keeps_the_rest(form: Page):
    form.fill("#id_as_of", "2024-12-31")
    form.select_option("#id_language", "en")
    assert readers(form) == ["full", "general"]
    form.focus("#id_kind")
    form.select_option("#id_kind", "public")
    expect(form.locator("#id_sections")).to_have_count(0)
    expect(form.locator("#id_detail_maps")).to_have_count(0)
    assert readers(form) == ["general"]
    assert form.input_value("#id_as_of") == "31.12.2024."
    assert form.input_value("#id_language") == "en"
    expect(form.locator("#id_kind")).to_be_focused()
    form.select_option("#id_kind", "coverage")
    expect(form.locator("#id_sections")).to_have_count(1)
    form.select_option("#id_audience", "general")
    expect(form.locator("#id_detail_maps")).to_have_count(0)
    assert form.input_value("#id_audience") == "general"


def test_what_is_wrong_stands_beside_its_field(form: Page):
    form.fill("#id_as_of", "1999-12-31")
    form.locator("#report-fields + button").click()
    field = form.locator(".field", has=form.locator("#id_as_of"))
    expect(field.locator(".error")).to_be_visible()
    assert form.input_value("#id_as_of") == "31.12.1999."
    assert axe_findings(form) == []


def test_without_scripts_the_form_still_says_what_it_does_not_take(site: str, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in_by_form(page, site)
    page.goto(f"{site}/reports/")
    if not page.locator("#id_kind").is_visible():
        page.locator("details.entry summary").first.click()
    page.select_option("#id_kind", "committee")
    page.select_option("#id_audience", "full")
    page.locator("#report-fields + button").click()
    expect(page.locator(".field .error:not([hidden])")).to_be_visible()
    assert readers(page) == ["general"]
    context.close()
