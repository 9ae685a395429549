"""The table to and from a spreadsheet: what was copied or exported, pasted again, changes nothing."""

import csv
import io
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import sign_in
from tests.browser.test_workspace import open_workspace, show_all_rows

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
    assert dialog.locator(".pasted-rows tbody tr").first.locator("td").all_inner_texts()[:-1] == copied[1]
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
