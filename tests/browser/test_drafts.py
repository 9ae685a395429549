"""Several edits are collected in one draft: by the form, by a dialog; what it would do is counted as a whole."""

import re

from playwright.sync_api import Page, expect

from apps.ledger.models import ChangeSet
from tests.browser.people import sign_in
from tests.browser.test_map import fill_status, save
from tests.browser.workspace import PATROL, open_workspace

ON_MAP = f"{PATROL}&from=100&to=102.5"


def start_draft(page: Page) -> None:
    fill_status(page, "damaged", "ko ja appludinātu")
    page.locator("#edit-draft").click()
    expect(page.locator(".toast")).to_contain_text("Paturēts melnrakstā “ko ja appludinātu”, izmaiņu: 1.")


def the_draft() -> ChangeSet:
    return ChangeSet.objects.get(state=ChangeSet.State.DRAFT, reason="ko ja appludinātu")


def test_edits_of_form_and_dialog_are_collected_in_one_draft(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"{ON_MAP}&views=map,table")
    number = ChangeSet.objects.number()
    start_draft(page)
    expect(page.locator("#draft-now")).to_have_text("Krāj melnrakstā “ko ja appludinātu”: 1")
    page.fill("#edit-from", "110")
    page.fill("#edit-to", "111")
    page.locator("#edit-to").blur()
    expect(page).to_have_url(re.compile("from=110"))
    page.locator("#edit-values-status").select_option("damaged")
    expect(page.locator("#edit-reason")).to_be_hidden()
    expect(page.locator("#edit-save")).to_have_text("Pievienot melnrakstam")
    expect(page.locator("#edit-preview")).to_contain_text(
        "Kopā ar melnrakstu “ko ja appludinātu”, izmaiņu: 1."
    )
    expect(page.locator("#edit-preview .loss").first).to_contain_text("−3,5")
    page.locator("#edit-save").click()
    expect(page.locator("#draft-now")).to_have_text("Krāj melnrakstā “ko ja appludinātu”: 2")

    page.locator("#events-body input").first.check()
    page.locator("#events-bulk").click()
    expect(page.locator("#change-into")).to_have_value(str(the_draft().uid))
    page.fill("#edit-bulk-note", "pārbaudīt dabā")
    expect(page.locator("#change-preview")).to_contain_text("Kopā ar melnrakstu")
    page.locator("#change-save").click()
    expect(page.locator(".toast")).to_contain_text("izmaiņu: 3.")
    assert the_draft().operations.count() == 3
    assert ChangeSet.objects.number() == number

    page.reload()
    expect(page.locator("#draft-now")).to_have_text("Krāj melnrakstā “ko ja appludinātu”: 3")
    page.locator("#draft-now").click()
    expect(page).to_have_url(re.compile(str(the_draft().uid)))


def test_collecting_ends_when_the_register_is_chosen_again(page, site):
    sign_in(page, site)
    open_workspace(page, site, ON_MAP)
    start_draft(page)
    expect(page.locator("#draft-now")).to_be_visible()
    page.locator("#edit-into").select_option("")
    expect(page.locator("#draft-now")).to_be_hidden()
    expect(page.locator("#edit-save")).to_have_text("Saglabāt")
    fill_status(page, "damaged", "palu postījumi")
    save(page)
    expect(page.locator(".toast")).to_contain_text("Saglabāts ar nr.")
    assert the_draft().operations.count() == 1


def test_a_draft_that_is_gone_is_said_and_nothing_goes_to_the_register_instead(page, site):
    sign_in(page, site)
    open_workspace(page, site, ON_MAP)
    start_draft(page)
    expect(page.locator("#edit-save")).to_have_text("Pievienot melnrakstam")
    gone = the_draft()
    gone.operations.drop_from(gone)
    ChangeSet.objects.filter(pk=gone.pk)._raw_delete("default")
    number = ChangeSet.objects.number()
    page.locator("#edit-values-status").select_option("damaged")
    page.locator("#edit-save").click()
    expect(page.locator("#edit-refused")).to_contain_text("Nav saglabāts")
    expect(page.locator("#edit-into")).to_have_value("new")
    assert ChangeSet.objects.number() == number
