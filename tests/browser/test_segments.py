"""Segments are labels on metres: split, merged, and what somebody else wrote of them meanwhile."""

from playwright.sync_api import expect

from apps.border.days import today
from apps.ledger.commands import Put
from tests.browser.people import sign_in
from tests.browser.workspace import KM, ROUTE, find, open_workspace
from tests.factories import record


def test_a_segment_is_split_merged_and_the_vanished_code_names_its_successors(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"?layer=segment&route={ROUTE}&km=50")
    find(page, "RU-077")
    expect(page.locator("#selection")).to_contain_text("RU-077")
    page.get_by_role("button", name="Dalīt segmentu RU-077").click()
    expect(page.locator("#split-code")).to_have_value("RU-077b")
    page.fill("#split-code", "BY-001")
    page.fill("#change-reason", "cits darbu lauks")
    expect(page.locator("#split-code-error")).to_contain_text("Segments BY-001 jau ir: LV-BY km 0–")
    expect(page.locator("#change-save")).to_be_disabled()
    page.fill("#split-code", "RU-077b")
    expect(page.locator("#split-code-error")).to_be_hidden()
    page.locator("#change-save").click()
    expect(page.locator(".toast")).to_contain_text("Saglabāts ar nr.")
    find(page, "RU-077b")
    expect(page.locator("#selection")).to_contain_text("RU-077b")
    open_workspace(page, site, f"?layer=segment&route={ROUTE}&from=101&to=103")
    page.get_by_role("button", name="Apvienot segmentus").click()
    expect(page.locator("#change-lines")).to_contain_text("RU-077b")
    page.fill("#change-reason", "viens darbu lauks")
    page.locator("#change-save").click()
    expect(page.locator(".toast")).to_contain_text("Saglabāts ar nr.")
    expect(page.locator(".toast")).to_contain_text("viens darbu lauks")
    find(page, "RU-078")
    expect(page.locator(".toast")).to_contain_text("Segmenta RU-078 vairs nav. Tagad tur ir: RU-077")


def test_what_somebody_else_wrote_meanwhile_is_told_and_a_second_try_rests_on_it(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"?layer=segment&route={ROUTE}&from=100.5&to=101")
    page.get_by_role("button", name="Dalīt segmentu RU-077").click()
    page.fill("#change-reason", "cits darbu lauks")
    theirs = Put("segment", {"route": ROUTE}, {"code": "RU-077x"}, today(), from_cm=100 * KM, to_cm=101 * KM)
    record(theirs)
    page.locator("#change-save").click()
    expect(page.locator("#change-refused")).to_contain_text("segmenta RU-077 nav vai tas ir citur")
    expect(page.locator("#split-at-error")).to_contain_text("segmenta RU-077 nav vai tas ir citur")
    expect(page.locator("#change-save")).to_be_disabled()
    page.locator("#change-cancel").click()
    page.get_by_role("button", name="Dalīt segmentu RU-077x").click()
    page.fill("#change-reason", "cits darbu lauks")
    page.locator("#change-save").click()
    expect(page.locator(".toast")).to_contain_text("cits darbu lauks")
