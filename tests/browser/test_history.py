"""The history of a stretch beside the map, and reference data in forms: shown, undone with one click, clean for axe."""

import re

import pytest
from playwright.sync_api import Page, expect

from apps.ledger import services
from apps.ledger.models import ChangeSet
from apps.ledger.register import BY_NAME
from apps.ledger.store import read_objects
from tests.browser.people import account, sign_in
from tests.browser.test_map import built_km, fill_status, save, shows_built
from tests.browser.test_pages import NARROW, axe_findings, choose, too_wide
from tests.browser.workspace import PATROL, open_workspace
from tests.factories import put_work, record

STRETCH = f"{PATROL}&from=100&to=102.5"
PAGES = (
    "/reference/",
    "/reference/work_status/",
    "/reference/work/?q=fence",
    "/reference/unit/new/",
    "/reference/target/facts/new/",
    "/reference/section_impact/facts/?section=DEMO-RU-1",
    "/quality/",
    "/quality/stale/",
)


def columns_of(target: str, uid: str) -> dict:
    return dict(read_objects(BY_NAME[target], [uid]))[uid]


def open_history(page: Page) -> None:
    page.locator("#tab-history").click()
    expect(page.locator(".history-steps li").first).to_be_visible()


def test_the_history_of_a_stretch_tells_before_and_after_and_undoes_with_one_click(page, site):
    sign_in(page, site)
    open_workspace(page, site, STRETCH)
    before = built_km(page)
    fill_status(page, "damaged", "palu postījumi")
    save(page)
    shows_built(page, before - 2.5)
    open_history(page)
    newest = page.locator(".history-steps li").first
    expect(newest).to_contain_text("palu postījumi")
    expect(newest.locator("del").first).to_have_text("izbūvēts")
    expect(newest.locator("ins").first).to_have_text("bojāts")
    newest.get_by_role("button", name="Atsaukt").click()
    shows_built(page, before)
    expect(page.locator(".history-steps li").first).to_contain_text("atsaukts no vēstures")
    expect(page.locator(".history-steps li.was-undone")).to_have_count(1)


def test_the_history_follows_the_choice_and_says_when_nothing_is_chosen(page, site):
    sign_in(page, site)
    open_workspace(page, site, STRETCH)
    open_history(page)
    expect(page.locator("#panel-history h2")).to_contain_text("km 100–102,5")
    page.get_by_role("button", name="Neizvēlēties neko").click()
    expect(page.locator("#panel-history")).to_contain_text("Izvēlieties posmu")


def test_a_list_is_searched_as_one_types_and_a_thing_is_amended_and_undone(page, site):
    sign_in(page, site)
    page.goto(f"{site}/reference/section/")
    page.locator("#q").press_sequentially("RU-2")
    expect(page.locator("#rows tbody tr")).to_have_count(1)
    page.locator("#rows tbody a").click()
    name = page.locator("#name_en").input_value()
    page.fill("#name_en", "")
    page.fill("#change_reason", "cits nosaukums")
    page.locator("#form").evaluate("form => { form.noValidate = true; }")
    page.get_by_role("button", name="Saglabāt").click()
    expect(page.locator("#name_en-error")).to_have_text("Tas ir vajadzīgs.")
    expect(page.locator("#name_en")).to_be_focused()
    expect(page.locator("#change_reason")).to_have_value("cits nosaukums")
    page.fill("#name_en", "Another name")
    page.get_by_role("button", name="Saglabāt").click()
    expect(page.locator(".message.success")).to_be_visible()
    assert columns_of("section", "DEMO-RU-2")["name_en"] == "Another name"
    page.locator(".steps li").first.get_by_role("button", name="Atsaukt").click()
    expect(page.locator("#name_en")).to_have_value(name)
    assert columns_of("section", "DEMO-RU-2")["name_en"] == name


def test_a_form_that_cannot_be_sent_says_so_and_keeps_what_was_typed(page, site):
    sign_in(page, site)
    page.goto(f"{site}/reference/unit/new/")
    number = ChangeSet.objects.number()
    for field, text in (
        ("uid", "U-99"),
        ("name_lv", "Jauna"),
        ("name_en", "New"),
        ("change_reason", "jauna nodaļa"),
    ):
        page.fill(f"#{field}", text)
    page.context.set_offline(True)
    page.get_by_role("button", name="Saglabāt").click()
    expect(page.locator(".toast")).to_contain_text("Nekas nav zudis")
    expect(page.locator("#name_lv")).to_have_value("Jauna")
    page.context.set_offline(False)
    page.get_by_role("button", name="Saglabāt").click()
    expect(page.locator(".message.success")).to_be_visible()
    assert ChangeSet.objects.number() == number + 1


def test_a_finding_leads_to_the_stretch_in_the_workspace(page, site):
    sign_in(page, site)
    page.goto(f"{site}/quality/")
    page.locator('[data-check="segments_across"] a').click()
    page.locator("tbody a").first.click()
    expect(page.locator("html")).to_have_attribute("data-workspace", "ready")
    expect(page.locator("#layer")).to_have_value("segment")
    expect(page.locator("#selection .selection-title")).to_contain_text("LV-")


@pytest.mark.parametrize(("language", "theme"), [("lv", "dark"), ("en", "light"), ("lv", "night")])
def test_axe_finds_nothing_serious_on_reference_data_quality_and_history(page, site, language, theme):
    sign_in(page, site)
    choose(page, site, language, theme)
    findings = []
    for address in PAGES:
        page.goto(site + address)
        findings += axe_findings(page)
    mistaken = record(
        put_work(100, 102.5, "damaged", element="border_strip"), by=account("planner", "planner")
    )
    services.undo(change_set=mistaken, by=mistaken.author, reason="undone")
    open_workspace(page, site, STRETCH)
    open_history(page)
    expect(page.locator(".was-undone .step-change").first).to_be_visible()
    findings += axe_findings(page)
    assert findings == []


def test_nothing_runs_out_of_a_narrow_screen(page, site):
    sign_in(page, site)
    page.set_viewport_size(NARROW)
    assert too_wide(page, site, PAGES) == {}


@pytest.mark.parametrize(
    ("search", "label", "legend"),
    [
        ("?layer=readiness&element=fence&route=LV-BY", "Gatavība izbūvei", "Izbūvēts"),
        ("?layer=section_impact&route=LV-BY", "Posma ietekmes līmenis", "Augsts"),
    ],
)
def test_what_is_worked_out_is_a_colour_of_the_map_and_a_lane_of_the_strip(page, site, search, label, legend):
    sign_in(page, site)
    open_workspace(page, site, search)
    name = search.partition("=")[2].partition("&")[0]
    expect(page.locator("#layer")).to_have_value(name)
    expect(page.locator(f'[data-lane="{name}"]')).to_contain_text(label)
    expect(page.locator(f'[data-lane="{name}"]')).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#legend")).to_contain_text(re.compile(legend, re.IGNORECASE))
    page.select_option("#layer", "work")
    page.locator(f'[data-lane="{name}"]').click()
    expect(page.locator("#layer")).to_have_value(name)
