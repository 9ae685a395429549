"""Rows that are picked in the table: never others than those that are shown, and named before they are changed."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import sign_in
from tests.browser.test_sheets import COPIED, rows_of
from tests.browser.workspace import open_workspace
from tests.factories import put_work, record

TABLE = "?route=LV-RU&element=patrol_strip&views=map,strip,table"


def pick_first(page: Page) -> None:
    page.locator("#events-body input").first.check()
    expect(page.locator("#events-bulk")).to_have_text("Mainīt rindas: 1")


def nothing_is_picked(page: Page) -> None:
    expect(page.locator("#events-bulk")).to_be_disabled()
    expect(page.locator("#events-bulk")).to_have_text("Mainīt rindas")
    expect(page.locator("#events-body input:checked")).to_have_count(0)


OTHER_ROWS = {
    "element": lambda page: page.select_option("#element", "fence"),
    "filter": lambda page: page.get_by_label("Filtrs: Statuss").select_option("built"),
    "route": lambda page: page.get_by_label("Filtrs: Maršruts").select_option("LV-BY"),
    "text": lambda page: page.locator("#events-text").fill("josla"),
    "layer": lambda page: page.select_option("#events-layer", "requirement"),
}


@pytest.mark.parametrize("moved", OTHER_ROWS)
def test_rows_that_are_not_shown_any_more_are_not_picked_any_more(page, site, moved):
    sign_in(page, site)
    open_workspace(page, site, TABLE)
    pick_first(page)
    OTHER_ROWS[moved](page)
    nothing_is_picked(page)
    expect(page.locator(".toast")).to_contain_text("vairs nav izvēlētas (1)")
    expect(page.locator("#events-body input").first).to_be_enabled()
    pick_first(page)


def test_the_order_of_the_rows_and_another_page_leave_the_picked_ones(page, site):
    record(*(put_work(n, n + 1, "built", element="pontoon", note=f"laipa {n}") for n in range(120)))
    sign_in(page, site)
    open_workspace(page, site, "?layer=work&element=pontoon&route=LV-RU&views=table&having=note%3Dlaipa")
    pick_first(page)
    page.get_by_role("button", name="No, km").click()
    expect(page).to_have_url(re.compile("sort=from_km"))
    page.locator("#events-next").click()
    expect(page.locator("#events-page")).to_have_value("2")
    expect(page.locator("#events-bulk")).to_have_text("Mainīt rindas: 1")
    page.locator("#events-first").click()
    expect(page.locator("#events-body input:checked")).to_have_count(1)


def test_the_dialog_names_layer_element_and_stretches_and_only_shown_rows_are_copied(page, site):
    sign_in(page, site)
    open_workspace(page, site, TABLE)
    pick_first(page)
    page.select_option("#element", "fence")
    nothing_is_picked(page)
    expect(page.locator("#events-body tr").filter(has_text="žogs").first).to_be_visible()
    expect(page.locator("#events-body input").first).to_be_enabled()
    head, *rows = rows_of(page.evaluate(COPIED), "\t")
    assert {row[head.index("Elements")] for row in rows} == {"žogs"}
    first = dict(zip(head, rows[0], strict=True))
    pick_first(page)
    page.locator("#events-bulk").click()
    expect(page.locator("#change-title")).to_contain_text("Darbi")
    written = page.locator("#change-lines details")
    expect(written.locator("summary")).to_contain_text(re.compile(r"žogs · LV-RU · Rindas: 1, \d+,\d\d km"))
    written.locator("summary").click()
    expect(written).to_contain_text(f"km {first['No, km']}–{first['Līdz, km']}")


def test_pages_are_reached_by_number_first_and_last_and_may_be_longer(page, site):
    record(*(put_work(n, n + 1, "built", element="pontoon", note=f"mērs {n}") for n in range(220)))
    sign_in(page, site)
    open_workspace(page, site, "?layer=work&element=pontoon&route=LV-RU&views=table&having=note%3Dmērs")
    rows, number = page.locator("#events-body tr[data-row]"), page.locator("#events-page")
    expect(page.locator("#events-pages")).to_have_text("no 5")
    total = int(re.search(r"Rindas: (\d+)", page.locator("#events-count").inner_text())[1])
    expect(page.locator("#events-first")).to_be_disabled()
    page.locator("#events-last").click()
    expect(rows).to_have_count(total - 200)
    expect(number).to_have_value("5")
    expect(page.locator("#events-last")).to_be_disabled()
    number.fill("99")
    number.press("Enter")
    expect(number).to_have_value("5")
    number.fill("2")
    number.press("Enter")
    expect(rows).to_have_count(50)
    expect(page.locator("#events-previous")).to_be_enabled()
    page.locator(".drop summary").click()
    page.get_by_label("Rindas lapā").select_option("200")
    expect(rows).to_have_count(200)
    expect(page.locator("#events-pages")).to_have_text("no 2")
    expect(number).to_have_value("1")


def test_one_preview_is_asked_for_and_saving_waits_for_its_end(page, site):
    """A count holds the ledger: it would keep its own person's save waiting, or refuse it."""
    sign_in(page, site)
    open_workspace(page, site, TABLE)
    pick_first(page)
    page.locator("#events-bulk").click()
    held, done = [], []
    page.route("**/change-sets/preview/", lambda route: held.append(route))
    page.on("request", lambda one: one.url.endswith("/change-sets/") and done.append("write"))
    with page.expect_request("**/change-sets/preview/"):
        page.fill("#edit-bulk-note", "pārbaudīts dabā")
    expect(page.locator("#change-preview")).to_have_text("Skaita…")
    page.locator("#change-reason").press_sequentially("gada apsekošana")
    page.locator("#change-save").click()
    expect(page.locator("#change-save")).to_be_disabled()
    assert len(held) == 1
    done.append("preview")
    held[0].continue_()
    expect(page.locator(".toast")).to_contain_text("Saglabāts ar nr.")
    assert done == ["preview", "write"]
    assert len(held) == 1


def test_the_fields_of_the_dialog_stand_in_line(page, site):
    sign_in(page, site)
    open_workspace(page, site, TABLE)
    pick_first(page)
    page.locator("#events-bulk").click()
    boxes = [
        box.bounding_box() for box in page.locator("#change-fields select, #change-fields input[id]").all()
    ]
    tall = {round(box["height"]) for box in boxes if box["height"] > 20}
    assert tall == {36}
