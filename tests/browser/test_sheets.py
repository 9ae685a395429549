"""The table to and from a spreadsheet: what was copied or exported, pasted again, changes nothing."""

import csv
import io
import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from apps.ledger.models import ChangeSet
from tests.browser.people import sign_in
from tests.browser.workspace import open_workspace, show_all_rows
from tests.factories import put_work, record

COPIED = """() => {
    const clipboardData = new DataTransfer();
    document.getElementById("events-scroll").dispatchEvent(new ClipboardEvent("copy", { clipboardData }));
    return clipboardData.getData("text/plain");
}"""
PASTE = """(text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    document.getElementById("events-scroll").dispatchEvent(new ClipboardEvent("paste", { clipboardData }));
}"""
EXPORTED = "(id) => fetch(document.getElementById(id).href).then((answer) => answer.text())"


def rows_of(text: str, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter))


def open_table(page: Page, site: str, layer: str) -> None:
    """Open the table of a layer; its links follow the rows."""
    open_workspace(page, site, f"?layer={layer}&route=LV-RU&as_of=2024-06-30&views=table")
    page.locator("#events-layer").select_option(layer)
    expect(page.locator("#events-csv")).to_have_attribute("href", re.compile(f"layer={layer}&"))
    expect(page.locator("#events-body tr[data-row]").first).to_be_visible()


@pytest.mark.parametrize("layer", ["work", "requirement", "exclusion"])
def test_what_was_copied_is_what_is_exported_and_pasted_again_changes_nothing(page, site, layer):
    sign_in(page, site)
    open_table(page, site, layer)
    show_all_rows(page)
    text = page.evaluate(COPIED)
    copied, exported = rows_of(text, "\t"), rows_of(page.evaluate(EXPORTED, "events-csv"), ";")
    assert len(copied) > 2
    assert exported[: len(copied)] == copied
    page.evaluate(PASTE, text)
    dialog = page.locator("#change-dialog")
    expect(dialog.locator(".pasted-rows tbody tr")).to_have_count(len(copied) - 1)
    assert dialog.locator(".pasted-rows tbody tr").first.locator("td").all_inner_texts()[1:] == copied[1]
    page.locator("#change-reason").fill("tas pats")
    expect(dialog.locator("#change-preview")).to_contain_text("Nekas nemainītos")


def test_a_pasted_row_beyond_the_route_is_told_where_the_route_ends(page, site):
    sign_in(page, site)
    open_table(page, site, "work")
    copied = rows_of(page.evaluate(COPIED), "\t")
    row = ["9999" if head == "No, km" else cell for head, cell in zip(copied[0], copied[1], strict=True)]
    page.evaluate(PASTE, "\n".join("\t".join(line) for line in (copied[0], row)))
    told = page.locator("#change-dialog .pasted-rows tbody td.error")
    expect(told).to_contain_text(re.compile(r"Km 9999 nav maršrutā: maršruts beidzas pie km \d+(,\d+)?\."))


HEAD = ["Maršruts", "Elements", "No, km", "Līdz, km", "Statuss", "Izbūvētais platums, m", "Pirmā diena"]
GOOD = ["LV-RU", "žogs", "100", "101", "izbūvēts", "2,5", ""]
WRONG = ["LV-RU", "žogs", "102", "103", "izbūvēts", "0", ""]


def sheet(*rows: list[str]) -> str:
    return "\n".join("\t".join(row) for row in rows)


def test_what_the_register_refuses_is_told_in_the_sheets_words_and_the_other_rows_are_counted(page, site):
    sign_in(page, site)
    open_table(page, site, "work")
    page.evaluate(PASTE, sheet(HEAD, GOOD, WRONG))
    rows = page.locator("#change-dialog .pasted-rows tbody tr")
    expect(rows.nth(1).locator("td").first).to_have_text(
        "Izbūvētais platums, m: Vērtībai jābūt lielākai vai vienādai ar 0,01."
    )
    expect(rows.nth(0).locator("td").first).to_have_text("")
    expect(page.locator("#change-preview")).to_contain_text("Rindas, ko reģistrs nepieņem: 1")
    expect(page.locator("#change-save")).to_be_disabled()
    page.check("#pasted-good")
    expect(page.locator("#change-preview")).to_contain_text("Rādītāji paliek tādi paši")
    page.fill("#change-reason", "uzmērījums")
    page.locator("#change-save").click()
    expect(page.locator(".toast")).to_contain_text("Saglabāts ar nr.")
    assert ChangeSet.objects.latest("seq").operations.count() == 1


def test_columns_that_are_not_read_are_named_and_an_empty_cell_empties_if_it_is_asked_to(page, site):
    record(put_work(100, 101, "built", note="veca piezīme"))
    sign_in(page, site)
    open_table(page, site, "work")
    head = [*HEAD[:5], "Piezīme", "Garums", "Piezimes"]
    page.evaluate(PASTE, sheet(head, [*GOOD[:5], "", "1,00", "jauna"]))
    shown = page.locator("#change-dialog .pasted-rows")
    expect(shown).to_contain_text("Šīs slejas netiek nolasītas: Garums, Piezimes.")
    expect(page.locator("#change-preview")).to_contain_text("Nekas nemainītos")
    page.check("#pasted-empties")
    expect(page.locator("#change-preview")).to_contain_text("Rādītāji paliek tādi paši")
    page.fill("#change-reason", "piezīme vairs neder")
    page.locator("#change-save").click()
    expect(page.locator(".toast")).to_contain_text("Saglabāts ar nr.")
    *_place, values = ChangeSet.objects.latest("seq").operations.get().after[0]
    assert values["note"] == ""


def test_rows_that_contradict_each_other_are_marked(page, site):
    sign_in(page, site)
    open_table(page, site, "work")
    page.evaluate(PASTE, sheet(HEAD, GOOD, ["LV-RU", "žogs", "100,5", "102", "izbūvēts", "3", ""]))
    told = page.locator("#change-dialog .pasted-rows tbody td.error")
    expect(told.nth(0)).to_contain_text("2. rinda par tiem pašiem metriem saka ko citu.")
    expect(told.nth(1)).to_contain_text("1. rinda par tiem pašiem metriem saka ko citu.")
    expect(page.locator("#change-save")).to_be_disabled()


DATED = [*HEAD[:5], "Pirmā diena", "Pēdējā diena"]
PLACE = GOOD[:5]


def paste_dated(page: Page, *days: tuple[str, str]) -> None:
    """Paste a row for each pair of days, all of the fence from km 100 to 101, then 102 to 103 and so on."""
    rows = [[*PLACE[:2], str(100 + 2 * n), str(101 + 2 * n), PLACE[4], *pair] for n, pair in enumerate(days)]
    page.evaluate(PASTE, sheet(DATED, *rows))
    expect(page.locator("#change-dialog .pasted-rows tbody tr")).to_have_count(len(days))


def test_a_pasted_row_is_written_for_its_own_days_and_for_those_of_the_dialog_where_it_has_none(page, site):
    record(put_work(100, 103, "damaged", start=date(2015, 1, 1)))
    sign_in(page, site)
    open_table(page, site, "work")
    paste_dated(page, ("01.02.2020.", "31.12.2021."), ("", ""))
    shown = page.locator("#change-dialog .pasted-rows")
    expect(shown).to_contain_text("Rindas ar savām dienām: 1.")
    expect(shown).to_contain_text("agrākā ir 01.02.2020.")
    expect(page.locator('[name="change-kind"][value="correct"]')).to_be_checked()
    page.fill("#change-from-day", "01.03.2024.")
    page.fill("#change-reason", "arhīva dati")
    page.locator("#change-save").click()
    expect(page.locator(".toast")).to_contain_text("Saglabāts ar nr.")
    made = ChangeSet.objects.latest("seq")
    assert made.kind == "correct"
    valid = [(one.valid.lower, one.valid.upper) for one in made.operations.order_by("n")]
    assert valid == [(date(2020, 2, 1), date(2022, 1, 1)), (date(2024, 3, 1), None)]
    assert [piece[4]["status"] for piece in made.operations.get(n=0).after] == ["built"]


def test_wrong_days_of_pasted_rows_are_told_by_row_and_column(page, site):
    sign_in(page, site)
    open_table(page, site, "work")
    paste_dated(page, ("1900. gads", ""), ("01.02.2020.", "31.01.2020."))
    told = page.locator("#change-dialog .pasted-rows tbody td.error")
    expect(told.nth(0)).to_contain_text("Pirmā diena: “1900. gads” nav diena.")
    expect(told.nth(1)).to_contain_text("Pēdējā diena: Pēdējā diena ir pirms pirmās.")
    expect(page.locator("#change-save")).to_be_disabled()


def test_a_last_day_is_refused_in_an_update_by_row_and_column(page, site):
    sign_in(page, site)
    open_table(page, site, "work")
    paste_dated(page, ("", "31.12.2030."))
    page.check('[name="change-kind"][value="update"]')
    told = page.locator("#change-dialog .pasted-rows tbody td.error")
    expect(told).to_have_text(
        "Pēdējā diena: Atjauninājumam nav pēdējās dienas: izvēlieties labojumu vai atstājiet šūnu tukšu."
    )
    expect(page.locator("#change-save")).to_be_disabled()


def test_days_with_slashes_are_read_day_first_and_beside_one_with_its_month_first_refused(page, site):
    sign_in(page, site)
    open_table(page, site, "work")
    paste_dated(page, ("05/06/2018", ""))
    shown = page.locator("#change-dialog .pasted-rows")
    expect(shown).to_contain_text("vispirms ir diena (1): “05/06/2018” ir 05.06.2018.")
    expect(shown.locator("tbody td.error")).to_have_text("")
    rows = [["LV-RU", "žogs", "100", "101", "izbūvēts", day, ""] for day in ("05/06/2018", "12/31/2018")]
    rows[1][2:4] = ["102", "103"]
    page.fill("#pasted-text", sheet(DATED, *rows))
    told = shown.locator("tbody td.error")
    expect(told).to_have_count(2)
    expect(told.nth(0)).to_contain_text("Pirmā diena: “05/06/2018” var būt divas dienas")
    expect(told.nth(1)).to_contain_text("“12/31/2018” sākas ar mēnesi")


def test_facts_that_end_are_pasted_back_unchanged_and_change_nothing(page, site):
    ends = put_work(100, 101, "works", start=date(2024, 1, 1), end=date(2024, 12, 1), element="pontoon")
    record(ends, kind="correct")
    sign_in(page, site)
    open_workspace(page, site, "?layer=work&route=LV-RU&element=pontoon&as_of=2024-06-30&views=table")
    expect(page.locator("#events-body tr[data-row]").filter(has_text="30.11.2024.")).to_have_count(1)
    page.evaluate(PASTE, page.evaluate(COPIED))
    expect(page.locator("#change-dialog .pasted-rows")).to_contain_text("Rindas ar savām dienām")
    expect(page.locator("#change-preview")).to_contain_text("Nekas nemainītos")
