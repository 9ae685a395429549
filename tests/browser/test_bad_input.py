"""Bad input in the workspace: each has its message, and nothing that was typed or chosen is lost."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Route, expect

from apps.border.days import today
from apps.ledger.commands import Put
from apps.ledger.models import ChangeSet
from tests.browser.conftest import PATIENCE_MS
from tests.browser.people import PASSWORD, sign_in
from tests.browser.test_map import fill_status, lose_the_answer, save
from tests.browser.workspace import KM, PATROL, ROUTE, open_workspace
from tests.factories import BEGIN, put_work, record

STRETCH = f"{PATROL}&from=100&to=102.5"
SAVED = "Saglabāts ar nr."
SETS = "**/api/v1/change-sets/"


def split_dialog(page: Page, site: str, reason: str) -> None:
    open_workspace(page, site, f"?layer=segment&route={ROUTE}&from=100.5&to=101")
    page.get_by_role("button", name="Dalīt segmentu RU-077").click()
    page.fill("#split-code", "RU-077z")
    page.fill("#change-reason", reason)
    expect(page.locator("#change-preview")).not_to_contain_text("Skaita")


def test_an_unknown_km_is_told_beside_the_field_and_the_choice_stays(page, site):
    sign_in(page, site)
    open_workspace(page, site, STRETCH)
    for typed, message in (
        ("999", "maršruts beidzas"),
        ("zīme 9999", "nav robežzīmes 9999"),
        ("abc", "nekas nav atrasts"),
    ):
        page.fill("#search-text", typed)
        page.press("#search-text", "Enter")
        expect(page.locator("#search-text-error")).to_contain_text(re.compile(message, re.IGNORECASE))
        expect(page.locator("#search-text")).to_have_value(typed)
        expect(page.locator("#selection")).to_contain_text("LV-RU km 100–102,5")
    page.fill("#search-text", "101")
    page.press("#search-text", "Enter")
    expect(page.locator("#search-text-error")).to_be_hidden()


def test_a_day_before_the_register_is_told_beside_the_field_and_the_views_stay(page, site):
    sign_in(page, site)
    open_workspace(page, site, STRETCH)
    figures = page.locator("#figures").inner_text()
    page.fill("#as-of", "01.01.1950.")
    page.press("#as-of", "Tab")
    expect(page.locator("#as-of-error")).to_contain_text("“01.01.1950.”: reģistrs sākas 01.01.2018.")
    expect(page.locator("#as-of")).to_have_value(f"{today():%d.%m.%Y.}")
    expect(page.locator("#selection")).to_contain_text("LV-RU km 100–102,5")
    assert page.locator("#figures").inner_text() == figures
    page.fill("#as-of", "31.12.2021.")
    page.press("#as-of", "Tab")
    expect(page.locator("#as-of-error")).to_be_hidden()
    expect(page.locator("#figures")).to_contain_text("31.12.2021.")


def test_an_address_with_a_day_before_the_register_opens_today_and_says_why(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"{STRETCH}&as_of=1950-01-01")
    expect(page.locator(".toast")).to_contain_text("“01.01.1950.”: reģistrs sākas 01.01.2018.")
    expect(page.locator("#as-of")).to_have_value(f"{today():%d.%m.%Y.}")
    expect(page.locator("#figures")).to_contain_text(f"{today():%d.%m.%Y.}")
    expect(page.locator("#selection")).to_contain_text("LV-RU km 100–102,5")


def test_a_segment_that_another_user_merged_away_meanwhile(page, site):
    sign_in(page, site)
    split_dialog(page, site, "mana dalīšana")
    merged = Put("segment", {"route": ROUTE}, {"code": "RU-076"}, today(), from_cm=99 * KM, to_cm=102 * KM)
    record(merged, reason="apvienots")
    page.locator("#change-save").click()
    expect(page.locator("#change-refused")).to_contain_text("Segmenta RU-077 vairs nav. Tagad tur ir: RU-076")
    expect(page.locator("#change-save")).to_be_disabled()
    expect(page.locator("#split-code")).to_have_value("RU-077z")
    expect(page.locator("#change-reason")).to_have_value("mana dalīšana")
    assert not ChangeSet.objects.filter(reason="mana dalīšana").exists()
    page.locator("#change-cancel").click()
    expect(page.locator("#change-dialog")).to_be_hidden()
    page.fill("#search-text", "RU-077")
    page.press("#search-text", "Enter")
    expect(page.locator(".toast")).to_contain_text("Segmenta RU-077 vairs nav. Tagad tur ir: RU-076")


def test_a_connection_lost_while_a_dialog_saves_loses_nothing_and_writes_once(page, site):
    sign_in(page, site)
    split_dialog(page, site, "bez tīkla")
    page.route(SETS, lambda route: route.abort())
    page.locator("#change-save").click()
    expect(page.locator("#change-refused")).to_contain_text("Serveris nav sasniedzams")
    page.unroute(SETS)
    lose_the_answer(page, SETS)
    page.locator("#change-save").click()
    expect(page.locator("#change-refused")).to_contain_text("Serveris nav sasniedzams")
    expect(page.locator("#change-save")).to_be_enabled()
    expect(page.locator("#split-code")).to_have_value("RU-077z")
    page.unroute(SETS)
    page.locator("#change-save").click()
    expect(page.locator(".toast")).to_contain_text(SAVED)
    assert ChangeSet.objects.filter(reason="bez tīkla").count() == 1


def test_a_connection_lost_while_the_form_saves_loses_nothing(page, site):
    sign_in(page, site)
    open_workspace(page, site, STRETCH)
    fill_status(page, "damaged", "bez tīkla")
    expect(page.locator("#edit-preview table")).to_be_visible()
    page.context.set_offline(True)
    save(page)
    expect(page.locator("#edit-refused")).to_contain_text("Nekas nav zudis")
    expect(page.locator("#edit-values-status")).to_have_value("damaged")
    expect(page.locator("#edit-reason")).to_have_value("bez tīkla")
    page.context.set_offline(False)
    save(page)
    expect(page.locator(".toast")).to_contain_text(SAVED)
    assert ChangeSet.objects.filter(reason="bez tīkla").count() == 1


def test_what_could_not_be_read_is_explained_once_it_can(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"{PATROL}&from=100&to=101")
    expect(page.locator("#panel-explain h2")).to_contain_text("100")
    for path in ("explain", "figures"):
        page.route(f"**/api/v1/{path}?*", lambda route: route.abort())
    page.locator("#as-of").fill("01.06.2024.")
    page.locator("#as-of").press("Enter")
    expect(page.locator("#panel-explain .error")).to_have_count(1)
    page.unroute_all()
    page.locator(".toast").get_by_role("button", name="Mēģināt vēlreiz").click()
    expect(page.locator("#panel-explain h2")).to_contain_text("100")
    expect(page.locator("#panel-explain .error")).to_have_count(0)


def test_a_day_that_cannot_be_read_is_told_until_it_is(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"{PATROL}&as_of=2024-06-30")
    page.context.set_offline(True)
    page.locator("#as-of").fill("01.06.2022.")
    page.locator("#as-of").press("Enter")
    told = page.locator("#as-of-error")
    expect(told).to_have_text("01.06.2022. neizdevās nolasīt: skati rāda 30.06.2024.")
    page.locator(".toast").get_by_role("button", name="Aizvērt").click()
    page.select_option("#element", "fence")
    expect(told).to_be_visible()
    page.context.set_offline(False)
    page.locator(".toast").get_by_role("button", name="Mēģināt vēlreiz").click()
    expect(told).to_be_hidden()
    expect(page.locator("#figures h2")).to_have_text("Rādītāji uz 01.06.2022.")


def test_play_stops_at_a_day_that_cannot_be_read(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"{PATROL}&as_of=2022-01-15")
    page.context.set_offline(True)
    page.locator("#play").click()
    expect(page.locator("#play")).to_have_text("Atskaņot")
    expect(page.locator("#as-of")).to_have_value("31.01.2022.")
    expect(page.locator("#as-of-error")).to_contain_text("skati rāda 15.01.2022.")


def test_a_page_of_which_a_part_does_not_come_says_so_and_is_whole_when_it_is_loaded_again(page, site):
    sign_in(page, site)

    def without_form(route: Route) -> None:
        answer = route.fetch()
        route.abort() if "edit-until-day" in answer.text() else route.fulfill(response=answer)

    page.route(re.compile(r"/static/.*\.js"), without_form)
    page.goto(f"{site}/workspace/{STRETCH}")
    expect(page.locator(".toast")).to_contain_text("Daļa lapas nav ielādēta")
    page.unroute_all()
    page.locator(".toast").get_by_role("button", name="Ielādēt lapu vēlreiz").click()
    expect(page.locator("html")).to_have_attribute("data-workspace", "ready")
    expect(page.locator("#selection")).to_contain_text("100–102,5")


def test_a_dialog_survives_the_end_of_the_session(page, site):
    sign_in(page, site)
    split_dialog(page, site, "pēc pārtraukuma")
    page.context.clear_cookies()
    page.locator("#change-save").click()
    refused = page.locator("#change-refused")
    expect(refused).to_contain_text("Jūsu sesija ir beigusies")
    refused.get_by_role("link").click()
    page.fill("#id_username", "planner")
    page.fill("#id_password", PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page.locator("#change-title")).to_have_text("Dalīt segmentu RU-077")
    expect(page.locator("#split-code")).to_have_value("RU-077z")
    expect(page.locator("#change-reason")).to_have_value("pēc pārtraukuma")
    page.locator("#change-save").click()
    expect(page.locator(".toast")).to_contain_text(SAVED)
    assert ChangeSet.objects.get(reason="pēc pārtraukuma").author.username == "planner"
    assert page.evaluate("sessionStorage.length") == 0


@pytest.mark.parametrize("address", ["/dashboard/", f"/workspace/{PATROL}"])
def test_a_session_that_ends_while_a_page_reads_is_told(page, site, address):
    sign_in(page, site)

    held = []

    def answered_once_signed_out(route):
        held.append(route) if is_signed_in else route.continue_()

    is_signed_in = True
    page.route("**/api/v1/**", answered_once_signed_out)
    page.goto(site + address, wait_until="domcontentloaded")
    Session.objects.all().delete()
    is_signed_in = False
    for route in held:
        route.continue_()
    expect(page.locator(".toast")).to_contain_text("Jūsu sesija ir beigusies")
    expect(page.locator(".toast a")).to_have_attribute("href", re.compile("/sign-in/.next="))


def test_picked_rows_and_their_note_survive_the_end_of_the_session(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"{PATROL}&views=map,strip,table")
    page.locator("#events-body input").first.check()
    page.locator("#events-bulk").click()
    page.fill("#edit-bulk-note", "pārbaudīts")
    page.fill("#change-reason", "apsekots pēc pārtraukuma")
    page.context.clear_cookies(name="sessionid")
    page.locator("#change-save").click()
    page.locator("#change-refused").get_by_role("link").click()
    page.fill("#id_username", "planner")
    page.fill("#id_password", PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page.locator("#edit-bulk-note")).to_have_value("pārbaudīts")
    expect(page.locator("#change-save")).to_be_enabled()
    page.locator("#change-save").click()
    expect(page.locator(".toast")).to_contain_text(SAVED)
    assert ChangeSet.objects.filter(reason="apsekots pēc pārtraukuma").count() == 1


def test_five_thousand_rows_are_changed_at_once_and_more_are_told(page, site):
    step = 5_000  # 50 m: 5,010 pieces on 250.5 km
    pieces = (put_work(0, 0.05, "built", start=BEGIN, element="pontoon", note="0"),)
    pieces += tuple(
        Put(
            "work",
            {"route": ROUTE, "element": "pontoon"},
            {"status": "built", "note": str(n)},
            BEGIN,
            from_cm=n * step,
            to_cm=(n + 1) * step,
        )
        for n in range(1, 5_010)
    )
    record(*pieces)
    sign_in(page, site)
    search = f"?layer=work&element=pontoon&views=table&having=element%3Dpontoon&route={ROUTE}"
    open_workspace(page, site, search)
    page.locator(".drop summary").click()
    expect(page.locator("#events-all")).to_contain_text(re.compile(r"5.?000"))
    page.locator("#events-all").click()
    expect(page.locator(".toast")).to_contain_text("vairāk vienā izmaiņā neietilpst")
    expect(page.locator("#events-bulk")).to_contain_text(re.compile(r"5.?000"))
    page.locator("#events-bulk").click()
    page.fill("#edit-bulk-note", "pārbaudīts dabā")
    page.fill("#change-reason", "piecu tūkstošu rindu izmaiņa")
    expect(page.locator("#change-preview")).to_contain_text(
        "Rādītāji paliek tādi paši", timeout=2 * PATIENCE_MS
    )
    page.locator("#change-save").click()
    expect(page.locator(".toast")).to_contain_text(SAVED, timeout=2 * PATIENCE_MS)
    made = ChangeSet.objects.latest("seq")
    assert (made.reason, made.operations.count()) == ("piecu tūkstošu rindu izmaiņa", 5_000)
