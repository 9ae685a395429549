"""Each finding of data quality leads to the form that mends it, open on its stretch."""

import pytest
from playwright.sync_api import Page, expect

from apps.documents.models import Document
from tests.browser.people import sign_in
from tests.browser.test_documents import attach
from tests.browser.test_pages import NARROW


@pytest.fixture(autouse=True)
def media(tmp_path, settings) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def open_first(page: Page, site: str, check: str) -> None:
    page.goto(f"{site}/quality/{check}/")
    page.locator("tbody a").first.click()


def test_what_was_never_verified_opens_the_form_at_the_day_of_verifying(page, site):
    page.set_viewport_size(NARROW)
    sign_in(page, site)
    open_first(page, site, "stale")
    day = page.locator("#edit-values-verified_on")
    expect(day).to_be_focused()
    expect(page.locator("#edit-layer")).to_have_value("work")
    expect(page.locator("#edit-key-element")).to_have_value("border_strip")
    expect(page.locator("#edit-from")).to_have_value("0")
    expect(page.locator("#edit-to")).to_have_value("95,5")
    day.fill("20.11.2026.")
    page.fill("#edit-reason", "apsekots")
    page.locator("#edit-save").click()
    expect(page.locator(".toast")).to_contain_text("Saglabāts")
    page.goto(f"{site}/quality/stale/")
    expect(page.locator("tbody tr").first).to_contain_text("LV-BY km 112,5–172,9")


def test_a_segment_in_two_sections_is_to_be_split_at_their_border(page, site):
    sign_in(page, site)
    open_first(page, site, "segments_across")
    expect(page.locator("#split-at")).to_have_value("95,5")
    page.fill("#change-reason", "posmu robeža")
    page.locator("#change-save").click()
    expect(page.locator(".toast")).to_contain_text("Saglabāts")
    page.goto(f"{site}/quality/segments_across/")
    expect(page.locator("tbody tr").first).not_to_contain_text("BY-078")


def test_what_is_accepted_without_a_document_gets_one_and_leaves_the_list(page, site):
    sign_in(page, site)
    open_first(page, site, "no_document")
    expect(page.get_by_label("No", exact=True)).to_have_value("0")
    attach(page, "#file")
    page.fill("#title", "Žoga pieņemšanas akts")
    page.get_by_role("button", name="Saglabāt dokumentu").click()
    expect(page.locator(".message.success")).to_be_visible()
    expect(page.locator("tbody tr").first).to_contain_text("21,5–47,3")
    assert Document.objects.get().ties.get().route.code == "LV-RU"
