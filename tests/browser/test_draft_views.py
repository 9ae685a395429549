"""With a draft chosen, map, strip, table and figures show one thing: the register as the draft would leave it."""

import io
import re

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from apps.ledger import services
from apps.ledger.models import ChangeSet
from tests.browser.people import account, sign_in
from tests.browser.test_drafts import ON_MAP, start_draft, the_draft
from tests.browser.test_map import shows_built
from tests.browser.workspace import open_workspace
from tests.factories import put_work

SHOWN = "Kā to atstātu melnraksts “ko ja appludinātu”"
BUILT_KM = 427


def open_with_draft(page: Page, site: str, views: str = "map,strip,table") -> None:
    sign_in(page, site)
    open_workspace(page, site, f"{ON_MAP}&views={views}")
    shows_built(page, BUILT_KM)
    start_draft(page)


def test_map_table_and_figures_follow_the_draft_and_come_back_to_the_register(page, site):
    open_with_draft(page, site)
    shows_built(page, BUILT_KM - 2.5)
    expect(page.locator("#figures")).to_contain_text(SHOWN)
    expect(page.locator("#map-draft")).to_contain_text(SHOWN)
    expect(page.locator("#legend")).to_contain_text("bojāts")
    expect(page.locator("#events-draft")).to_contain_text(SHOWN)
    expect(page.locator("#events-body")).to_contain_text("bojāts")
    expect(page.locator("#events-csv")).to_have_attribute("href", re.compile(f"draft={the_draft().uid}"))

    page.select_option("#edit-into", "")
    shows_built(page, BUILT_KM)
    for place in ("#map-draft", "#strip-draft", "#events-draft"):
        expect(page.locator(place)).to_be_hidden()
    expect(page.locator("#figures")).not_to_contain_text(SHOWN)
    expect(page.locator("#legend")).not_to_contain_text("bojāts")
    expect(page.locator("#events-body")).not_to_contain_text("bojāts")
    expect(page.locator("#events-csv")).not_to_have_attribute("href", re.compile("draft="))


def test_what_is_worked_out_says_that_it_is_without_the_draft(page, site):
    open_with_draft(page, site)
    without = "Reģistrs bez melnraksta “ko ja appludinātu”"
    page.locator("#tab-explain").click()
    expect(page.locator("#panel-explain .draft-note")).to_have_text(without)
    page.select_option("#layer", "readiness")
    expect(page.locator("#map-draft")).to_have_text(without)


def test_a_draft_that_is_too_long_to_be_tried_is_drawn_only_and_that_is_said(page, site):
    pieces = (
        put_work(km, km + 0.05, "damaged", element="patrol_strip", note=f"{km}")
        for km in (n / 10 for n in range(1_001))
    )
    planner = account("planner", "planner")
    draft = services.draft(commands=list(pieces), by=planner, reason="ko ja appludinātu")
    sign_in(page, site)
    open_workspace(page, site, f"{ON_MAP}&views=map,strip,table")
    page.locator("#tab-edit").click()
    page.select_option("#edit-into", str(draft.uid))
    expect(page.locator("#map-draft")).to_contain_text(SHOWN)
    without = "Reģistrs bez melnraksta “ko ja appludinātu”"
    expect(page.locator("#figures .draft-note")).to_have_text(without)
    expect(page.locator("#events-draft")).to_have_text(without)
    expect(page.locator("#events-csv")).not_to_have_attribute("href", re.compile("draft="))


def test_two_days_are_compared_as_the_draft_would_leave_them(page, site):
    open_with_draft(page, site)
    page.fill("#against", "31.10.2026.")
    page.locator("#against").press("Enter")
    expect(page.locator("#comparison .compared-sum")).to_have_attribute("data-lost", "2.5")


def test_a_draft_that_is_discarded_elsewhere_leaves_the_register_in_every_view(page, site):
    open_with_draft(page, site)
    shows_built(page, BUILT_KM - 2.5)
    expect(page.locator("#events-body")).to_contain_text("bojāts")
    services.discard(change_set=the_draft(), by=account("planner", "planner"))
    page.locator("#events-body").locator("xpath=..").get_by_label("Filtrs: Statuss").select_option("built")
    expect(page.locator(".toast")).to_contain_text("vairs nav")
    shows_built(page, BUILT_KM)
    expect(page.locator("#draft-now")).to_be_hidden()
    expect(page.locator("#events-body")).to_contain_text("izbūvēts")


def test_figures_of_a_draft_that_others_have_overtaken_say_that_they_are_the_registers(page, site):
    open_with_draft(page, site)
    shows_built(page, BUILT_KM - 2.5)
    other = account("other", "planner")
    theirs = put_work(101, 101.5, "works", element="patrol_strip")
    services.record(commands=[theirs], by=other, reason="sanding")
    page.reload()
    expect(page.locator("#figures")).to_contain_text("Reģistrs bez melnraksta:")
    shows_built(page, BUILT_KM - 0.5)
    assert the_draft().state == ChangeSet.State.DRAFT


def test_the_paper_says_whose_figures_and_rows_it_holds_and_stays_whole(page, site):
    open_with_draft(page, site)
    expect(page.locator("#events-draft")).to_contain_text(SHOWN)
    shows_built(page, BUILT_KM - 2.5)
    page.locator(".toast").get_by_role("button", name="Aizvērt").click()
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    first, rows = (re.sub(r"\s+", " ", sheet.extract_text()) for sheet in sheets)
    assert SHOWN in first
    assert "Apzīmējumi" in first
    assert "424,50 no 439,50 km" in first
    assert SHOWN in rows
