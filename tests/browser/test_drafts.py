"""Several edits are collected in one draft: by the form, by a dialog; what it would do is counted as a whole."""

import re

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.ledger import services
from apps.ledger.models import ChangeSet
from tests.browser.people import account, sign_in
from tests.browser.test_map import fill_status, save
from tests.browser.workspace import PATROL, open_workspace
from tests.factories import put_work

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


@pytest.mark.parametrize("width", [1440, 360])
def test_the_number_of_a_draft_is_never_cut_off(page, site, width):
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, site)
    planner = account("planner", User.Role.PLANNER)
    reason = "ļoti garš iemesls, kas rīkjoslā noteikti netiek parādīts viss, jo tajā nav tik daudz vietas"
    draft = services.draft(commands=[put_work(100, 101, "damaged")], by=planner, reason=reason)
    open_workspace(page, site, ON_MAP)
    # Only when the page has read its drafts does what is kept from elsewhere stay.
    expect(page.locator(f'#edit-into option[value="{draft.uid}"]')).to_be_attached()
    page.evaluate(
        "([user, uid]) => sessionStorage.setItem('draft', JSON.stringify({ user, uid }))",
        [page.evaluate("JSON.parse(document.getElementById('config').textContent).user"), str(draft.uid)],
    )
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-workspace", "ready")
    in_panes = page.locator("[data-pane=panel]")
    expect(in_panes).to_have_attribute("data-draft", "1")
    if width == 360:
        page.locator("[data-pane=layers]").click()
    name, count = page.locator("#draft-now .draft-name"), page.locator("#draft-now .draft-count")
    expect(count).to_have_text("1")
    assert name.evaluate("(one) => one.scrollWidth > one.clientWidth")
    edge = page.locator("#draft-now").bounding_box()
    box = count.bounding_box()
    assert box["x"] + box["width"] <= edge["x"] + edge["width"] <= width


def test_a_draft_that_is_gone_is_told_by_its_name(page, site):
    sign_in(page, site)
    open_workspace(page, site, ON_MAP)
    start_draft(page)
    expect(page.locator("#draft-now")).to_be_visible()
    services.discard(change_set=the_draft(), by=the_draft().author)
    page.select_option("#edit-values-status", "damaged")
    expect(page.locator("#edit-preview")).to_contain_text("Melnraksta “ko ja appludinātu” vairs nav")
    expect(page.locator("#draft-now")).to_be_hidden()


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
