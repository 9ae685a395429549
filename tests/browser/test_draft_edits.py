"""Edits that are added to a draft build on what it holds, and take nothing of it back unsaid."""

import re

from playwright.sync_api import Locator, Page, expect

from apps.ledger.models import ChangeSet
from tests.browser.people import sign_in
from tests.browser.test_map import fill_status
from tests.browser.test_sheets import PASTE, sheet
from tests.browser.workspace import LANE, PATROL, ROUTE, at, find, make_unbuilt, open_workspace, zoom_to

AGAIN = "#change-again"


def the_draft() -> ChangeSet:
    return ChangeSet.objects.get(state=ChangeSet.State.DRAFT)


def drafted(page: Page, count: int) -> None:
    expect(page.locator("#draft-now")).to_contain_text(f": {count}")
    shown = re.compile(f"^Kā to atstātu melnraksts .*, izmaiņu: {count}$")
    expect(page.locator("#strip-draft")).to_have_text(shown)
    assert the_draft().operations.count() == count


def pull_edge(page: Page, from_km: float, to_km: float) -> Locator:
    """Pull an edge of the patrol strip's lane and return the dialog that it opens."""
    page.locator('#strip-edge[aria-pressed="false"]').click()
    page.mouse.move(*at(page, from_km))
    page.mouse.down()
    page.mouse.move(*at(page, to_km), steps=6)
    page.mouse.up()
    dialog = page.locator("#change-dialog")
    expect(dialog).to_be_visible()
    page.fill("#edge-to", str(to_km).replace(".", ","))
    return dialog


def move_edge_into_new_draft(page: Page, site: str) -> None:
    """Let a new draft move the end of a damaged stretch from km 102.5 to km 103."""
    make_unbuilt(page, site)
    page.locator(f'[data-lane="{LANE}"]').click()
    zoom_to(page, 102, 8)
    dialog = pull_edge(page, 102.5, 103)
    expect(dialog.locator("#change-lines")).to_contain_text("km 102,5 beidzas")
    page.fill("#change-reason", "pārmērīts")
    page.select_option("#change-into", "new")
    page.locator("#change-save").click()
    drafted(page, 1)


def test_an_edge_that_the_draft_moved_is_moved_on_and_back_only_if_that_is_meant(page, site):
    sign_in(page, site)
    move_edge_into_new_draft(page, site)
    dialog = pull_edge(page, 103, 103.5)
    expect(dialog.locator("#change-lines")).to_contain_text("km 103 beidzas")
    expect(dialog.locator("#change-preview .loss").first).to_contain_text("−1 km")
    expect(page.locator(AGAIN)).to_be_hidden()
    page.locator("#change-save").click()
    drafted(page, 2)
    last = the_draft().operations.get(n=1)
    assert (last.from_cm, last.to_cm) == (103_00_000, 103_50_000)

    dialog = pull_edge(page, 103.5, 103.2)
    expect(page.locator(AGAIN)).to_contain_text("km 103,2–103,5")
    expect(dialog.locator("#change-preview .loss").first).to_contain_text("−0,7 km")
    page.locator("#change-save").click()
    expect(page.locator("#change-again-error")).to_be_visible()
    expect(page.locator("#change-again-meant")).to_be_focused()
    page.check("#change-again-meant")
    page.locator("#change-save").click()
    drafted(page, 3)


def test_an_edge_of_the_draft_is_not_moved_in_the_register(page, site):
    sign_in(page, site)
    move_edge_into_new_draft(page, site)
    number = ChangeSet.objects.number()
    dialog = pull_edge(page, 103, 103.5)
    expect(dialog.locator("#change-preview .loss").first).to_be_visible()
    page.select_option("#change-into", "")
    expect(dialog.locator("#change-lines")).to_contain_text("Km 103 malas vairs nav")
    expect(page.locator("#strip-draft")).to_be_hidden()
    expect(page.locator("#change-save")).to_be_disabled()
    page.select_option("#change-into", str(the_draft().uid))
    expect(dialog.locator("#change-lines")).to_contain_text("beidzas")
    expect(page.locator("#change-save")).to_be_enabled()
    assert ChangeSet.objects.number() == number


def test_a_segment_that_the_draft_made_is_split_again(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"?layer=segment&route={ROUTE}&km=50")
    find(page, "RU-077")
    expect(page.locator("#selection")).to_contain_text("RU-077")
    page.get_by_role("button", name="Dalīt segmentu RU-077").click()
    page.fill("#split-at", "100,6")
    page.fill("#change-reason", "trīs darbu lauki")
    page.select_option("#change-into", "new")
    page.locator("#change-save").click()
    drafted(page, 1)
    made = the_draft().operations.get()
    page.mouse.click(*at(page, 100.8, "segment"))
    page.get_by_role("button", name="Dalīt segmentu RU-077b").click()
    expect(page.locator("#change-lines")).to_contain_text("RU-077b ir no km 100,6")
    expect(page.locator("#split-code")).to_have_value("RU-077c")
    page.fill("#split-at", "100,9")
    page.locator("#change-again-meant").check()
    page.locator("#change-save").click()
    drafted(page, 2)
    last = the_draft().operations.get(n=1)
    assert (last.from_cm, last.to_cm) == (100_90_000, made.to_cm)
    assert [piece[4]["code"] for piece in last.before] == ["RU-077b"]


def test_form_and_pasted_rows_tell_what_the_draft_says_already(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"{PATROL}&from=100&to=102.5&views=map,strip,table")
    fill_status(page, "damaged", "ko ja appludinātu")
    page.locator("#edit-draft").click()
    drafted(page, 1)
    kept = page.locator("#edit-values-status option").first
    expect(kept).to_contain_text("bojāt")

    page.select_option("#edit-values-status", "built")
    expect(page.locator("#edit-again")).to_contain_text("melnrakstā ir “bojāt")
    page.locator("#edit-save").click()
    expect(page.locator("#edit-again-meant")).to_be_focused()
    drafted(page, 1)
    page.locator("#edit-clear").click()
    expect(page.locator("#edit-again")).to_be_hidden()

    head = ["Maršruts", "Elements", "No, km", "Līdz, km", "Statuss", "Piezīme"]
    row = [ROUTE, "patrulēšanas josla", "101", "104", "izbūvēts", "kā agrāk"]
    page.evaluate(PASTE, sheet(head, row))
    expect(page.locator(AGAIN)).to_contain_text("km 101–102,5: melnrakstā ir “bojāt")
    page.locator("#change-save").click()
    expect(page.locator("#change-again-error")).to_be_visible()
    page.check("#change-again-meant")
    page.locator("#change-save").click()
    drafted(page, 2)
