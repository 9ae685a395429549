"""The workspace's table: sorted, narrowed and widened, many rows changed, rows pasted with faults."""

import re

from playwright.sync_api import expect

from apps.accounts.models import User
from apps.ledger.models import ChangeSet
from tests.browser.people import sign_in
from tests.browser.workspace import PATROL, open_workspace
from tests.factories import put_work, record


def test_two_hundred_rows_are_changed_with_one_note(page, site):
    record(*(put_work(n, n + 1, "built", element="pontoon", note=f"laipa {n}") for n in range(200)))
    sign_in(page, site)
    open_workspace(
        page, site, "?layer=work&element=pontoon&views=table&having=element%3Dpontoon%26note%3Dlaipa"
    )
    expect(page.locator("#events-count")).to_contain_text(re.compile("Rindas: 2"))
    total = int(re.search(r"Rindas: (\d+)", page.locator("#events-count").inner_text())[1])
    assert total >= 200
    page.locator(".drop summary").click()
    page.locator("#events-all").click()
    expect(page.locator("#events-bulk")).to_contain_text(str(total))
    page.locator("#events-bulk").click()
    page.fill("#edit-bulk-note", "pārbaudīts dabā")
    page.fill("#change-reason", "gada apsekošana")
    expect(page.locator("#change-preview")).to_contain_text("Rādītāji paliek tādi paši")
    page.locator("#change-save").click()
    expect(page.locator(".toast")).to_contain_text("Saglabāts ar nr.")
    made = ChangeSet.objects.latest("seq")
    assert (made.reason, made.operations.count()) == ("gada apsekošana", total)
    page.get_by_label("Filtrs: Piezīme").fill("dabā")
    expect(page.locator("#events-count")).to_contain_text("200,00 km")
    page.locator(".toast").get_by_role("button", name="Atsaukt").click()
    expect(page.locator("#events-count")).to_contain_text("Rindas: 0")


def test_the_table_sorts_filters_and_shows_a_row_on_map_and_strip(page, site):
    sign_in(page, site)
    open_workspace(page, site, "?layer=segment&views=map,strip,table")
    page.get_by_role("button", name="Garums, km").click()
    page.get_by_role("button", name="Garums, km").click()
    expect(page).to_have_url(re.compile("sort=-length_km"))
    page.get_by_label("Filtrs: Segments").fill("RU-07")
    expect(page.locator("#events-count")).to_contain_text("10 ")
    expect(page.locator("#events-body tr[data-row]")).to_have_count(10)
    page.locator("#events-body button.link").first.click()
    expect(page.locator("#events-body tr[data-chosen]")).to_have_count(1)
    expect(page.locator("#selection")).to_contain_text("RU-07")


def test_the_table_shows_the_element_and_route_of_the_other_views_until_it_is_widened(page, site):
    sign_in(page, site)
    open_workspace(page, site, "?route=LV-RU&element=fence&views=map,strip,table")
    rows = page.locator("#events-body tr")
    route, element = page.get_by_label("Filtrs: Maršruts"), page.get_by_label("Filtrs: Elements")
    expect(route).to_have_value("LV-RU")
    expect(element).to_have_value("fence")
    expect(rows.filter(has_text="žogs").first).to_be_visible()
    expect(rows.filter(has_not_text="žogs")).to_have_count(0)
    page.select_option("#element", "patrol_strip")
    expect(element).to_have_value("patrol_strip")
    expect(rows.filter(has_text="žogs")).to_have_count(0)
    element.select_option("")
    expect(rows.filter(has_text="žogs").first).to_be_visible()
    page.reload()
    expect(element).to_have_value("")
    expect(rows.filter(has_text="LV-BY")).to_have_count(0)


def test_pasted_rows_tell_their_faults_before_anything_is_saved(page, site):
    sign_in(page, site)
    number = ChangeSet.objects.number()
    open_workspace(page, site, "?layer=work&views=table")
    page.locator(".drop summary").click()
    page.locator("#events-paste").click()
    head = "Maršruts\tElements\tNo, km\tLīdz, km\tStatuss\tPiezīme"
    rows = ["LV-RU\tžogs\t100,5\t101,5\tizbūvēts\tlabi", "LV-RU\tsiena\t1\t2\tizbūvēts\t"]
    page.fill("#pasted-text", "\n".join([head, *rows]))
    expect(page.locator(".pasted-rows")).to_contain_text("“siena” nav sarakstā")
    expect(page.locator("#change-save")).to_be_disabled()
    page.check("#pasted-good")
    page.fill("#change-reason", "uzmērījums")
    expect(page.locator("#change-save")).to_be_enabled()
    page.locator("#change-save").click()
    expect(page.locator(".toast")).to_contain_text("Saglabāts ar nr.")
    assert ChangeSet.objects.number() == number + 1


def test_who_may_only_read_is_offered_no_change(page, site):
    sign_in(page, site, "viewer", User.Role.VIEWER)
    open_workspace(page, site, f"{PATROL}&from=100&to=102.5&views=strip,table")
    expect(page.locator("#segment-tools")).to_be_hidden()
    expect(page.locator("#events-bulk")).to_be_disabled()
    expect(page.locator("#events-paste")).to_be_disabled()
