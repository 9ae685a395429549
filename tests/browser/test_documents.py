"""Documents where they are needed: beside the chosen stretch, on a change set, in a list."""

import pytest
from playwright.sync_api import Page, expect

from apps.documents.models import Document
from apps.ledger.models import ChangeSet
from tests.browser.people import sign_in
from tests.browser.test_map import AT_100, open_map
from tests.browser.test_pages import NARROW, axe_findings, choose
from tests.documents.files import PDF
from tests.factories import KM


@pytest.fixture(autouse=True)
def media(tmp_path, settings) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def attach(page: Page, selector: str, name: str = "akts.pdf", content: bytes = PDF) -> None:
    page.set_input_files(selector, [{"name": name, "mimeType": "application/pdf", "buffer": content}])


def test_a_document_is_added_to_the_chosen_stretch_and_found_there(page, site):
    sign_in(page, site)
    open_map(page, site, AT_100)
    page.locator("#tab-documents").click()
    panel = page.locator("#panel-documents")
    expect(panel).to_contain_text("nav neviena dokumenta")
    panel.locator("summary").click()
    attach(page, "#document-file", "akts.docx")
    page.fill("#document-title", "Žoga pieņemšanas akts")
    panel.get_by_role("button", name="Pievienot").click()
    expect(panel.get_by_role("alert")).to_contain_text("PDF")
    attach(page, "#document-file")
    panel.get_by_role("button", name="Pievienot").click()
    expect(panel.get_by_role("link", name="Žoga pieņemšanas akts", exact=True)).to_be_visible()
    expect(page.locator(".toast")).to_contain_text("Pievienots posmam: Žoga pieņemšanas akts.")
    assert Document.objects.get().ties.get().from_cm == 100 * KM
    with page.expect_download() as download:
        panel.get_by_role("link", name="Lejupielādēt").click()
    assert download.value.suggested_filename == "akts.pdf"
    assert download.value.path().read_bytes() == PDF
    assert axe_findings(page) == []


@pytest.mark.parametrize(("language", "theme"), [("lv", "dark"), ("en", "light"), ("lv", "night")])
def test_axe_finds_nothing_serious_and_nothing_runs_out(page, site, language, theme):
    choose(page, site, language, theme)
    sign_in(page, site)
    page.set_viewport_size(NARROW)
    page.goto(f"{site}/documents/new/?route=LV-RU&from_km=100&to_km=101")
    findings = axe_findings(page)
    attach(page, "#file")
    page.fill("#title", "Ļoti garš nosaukums, kas nepārnesams-bet-tomēr-jāpārnes-kaut-kur")
    page.locator("main button[type=submit]").click()
    expect(page.locator(".message.success")).to_be_visible()
    newest = ChangeSet.objects.order_by("-seq").first()
    for address in (page.url, f"{site}/documents/", f"{site}/changes/{newest.uid}/"):
        page.goto(address)
        findings += axe_findings(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], address
    assert findings == []


def test_a_document_is_amended_on_its_page_and_found_on_the_page_of_its_thing(page, site):
    sign_in(page, site)
    page.goto(f"{site}/reference/lot/")
    page.locator("main table tbody a").first.click()
    thing = page.url
    page.get_by_role("link", name="Pievienot dokumentu").click()
    attach(page, "#file")
    page.fill("#title", "Pieņemšanas akts")
    page.locator("main button[type=submit]").click()
    expect(page).to_have_url(thing)
    page.get_by_role("link", name="Pieņemšanas akts", exact=True).click()
    page.locator("#amend summary").click()
    assert axe_findings(page) == []
    page.fill("#title", "Pieņemšanas akts Nr. 2")
    page.select_option("#amend #marking", "open")
    page.fill("#reason", "pārrakstīšanās kļūda")
    page.locator("#amend button[type=submit]").click()
    expect(page.locator("h1")).to_have_text("Pieņemšanas akts Nr. 2")
    expect(page.locator(".facts")).to_contain_text("vispārpieejams")
    page.goto(thing)
    expect(page.locator("#documents")).to_contain_text("Pieņemšanas akts Nr. 2")
    assert page.request.get(f"{site}/documents/{Document.objects.get().uid}/file/").body() == PDF
