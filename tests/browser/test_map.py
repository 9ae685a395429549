"""The map as people use it: choose a stretch, change it, see the figure follow, undo it, ask why."""

import re
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.ledger import services
from apps.ledger.commands import Put
from apps.ledger.models import ChangeSet
from tests.browser.people import PASSWORD, sign_in, sign_in_by_form

ROUTE = "LV-RU"
STRIP = "border_strip"
KM = 100_000
AT_100 = f"/?route={ROUTE}&from=100&to=102.5&element={STRIP}"


def open_map(page: Page, site: str, address: str = "/") -> None:
    page.goto(site + address)
    expect(page.locator("html")).to_have_attribute("data-ready", "true")


def built_km(page: Page) -> float:
    """Return the kilometres of K1 that its card shows."""
    text = page.locator('[data-figure="K1"]').inner_text()
    return float(re.search(r"([\d\u00a0]+,\d\d) no ", text)[1].replace(",", "."))


def fill_status(page: Page, status: str, reason: str = "pārbaude") -> None:
    page.locator("#tab-edit").click()
    page.select_option("#edit-values-status", status)
    page.fill("#edit-reason", reason)


def save(page: Page) -> None:
    page.get_by_role("button", name="Saglabāt", exact=True).click()


def shows_built(page: Page, km: float) -> None:
    shown = f"{km:.2f}".replace(".", ",")
    expect(page.locator('[data-figure="K1"]')).to_contain_text(f"{shown} no ")


def test_a_click_on_a_segment_sets_its_status_and_the_figure_follows_and_comes_back(page, site):
    page.emulate_media(reduced_motion="reduce")
    errors = []
    page.on("console", lambda line: line.type == "error" and errors.append(line.text))
    sign_in(page, site)
    open_map(page, site, f"/?element={STRIP}")
    before = built_km(page)
    page.select_option("#search-route", ROUTE)
    page.fill("#search-text", "100")
    page.get_by_role("button", name="Atrast").click()
    page.get_by_role("button", name="Neizvēlēties neko").click()
    expect(page.locator("#selection")).to_contain_text("Nekas nav izvēlēts")
    middle_of_map(page)
    expect(page.locator("#selection")).to_contain_text("RU-")
    length = selected_length(page)
    fill_status(page, "damaged")
    expect(page.locator("#edit-preview .loss").first).to_be_visible()
    save(page)
    expect(page.locator(".toast")).to_contain_text("Saglabāts ar nr.")
    shows_built(page, before - length)
    page.get_by_role("button", name="Atsaukt").click()
    expect(page.locator(".toast")).to_contain_text("Atsaukts")
    shows_built(page, before)
    assert ChangeSet.objects.filter(author__username="planner", undoes__isnull=False).count() == 1
    assert errors == []


def middle_of_map(page: Page) -> None:
    box = page.locator("#map").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def selected_length(page: Page) -> float:
    text = page.locator("#selection").inner_text()
    return float(re.search(r"Garums: ([\d,]+)", text)[1].replace(",", "."))


def test_two_handles_and_numbers_choose_the_stretch(page, site):
    sign_in(page, site)
    open_map(page, site, AT_100)
    before = built_km(page)
    end = page.get_by_role("slider", name="Posma beigas")
    end.focus()
    end.press("Shift+ArrowRight")
    expect(page.locator("#selection")).to_contain_text("km 100–103,5")
    drag(page, end, 60)
    expect(page.locator("#selection")).not_to_contain_text(re.compile(r"km 100–103,5(?!\d)"))
    page.get_by_role("tab", name="Mainīt").click()
    page.fill("#edit-from", "100+000")
    page.fill("#edit-to", "102,5")
    page.press("#edit-to", "Tab")
    expect(page.locator("#selection")).to_contain_text("km 100–102,5")
    fill_status(page, "works")
    save(page)
    expect(page.locator(".toast")).to_contain_text("Saglabāts")
    shows_built(page, before - 2.5)


def drag(page: Page, handle, pixels: int) -> None:
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + pixels, y + pixels, steps=5)
    page.mouse.up()


def test_the_pointer_reads_kilometre_sign_and_both_coordinates(page, site):
    page.emulate_media(reduced_motion="reduce")
    sign_in(page, site)
    open_map(page, site)
    page.select_option("#search-route", ROUTE)
    page.fill("#search-text", "zīme 228")
    page.get_by_role("button", name="Atrast").click()
    box = page.locator("#map").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    readout = page.locator("#readout")
    expect(readout).to_contain_text("LV-RU km 99+")
    expect(readout).to_contain_text("zīme 22")
    expect(readout).to_contain_text("WGS 84: 57,")
    expect(readout).to_contain_text("LKS-92: X")


def test_a_metre_tells_why_it_counts_and_who_changed_it(page, site):
    sign_in(page, site)
    open_map(page, site, AT_100)
    expect(page.locator("#panel-explain")).to_contain_text("skaitās")
    fill_status(page, "damaged", "izskalots pēc plūdiem")
    save(page)
    expect(page.locator(".toast")).to_contain_text("Saglabāts")
    page.get_by_role("tab", name="Kāpēc").click()
    panel = page.locator("#panel-explain")
    expect(panel.locator('[data-verdict="missing"]')).to_contain_text("K1")
    expect(panel.locator(".timeline").first).to_contain_text("izskalots pēc plūdiem")


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("#edit-to", "300", "maršruts beidzas"),
        ("#edit-to", "99", "Beigas ir pirms sākuma"),
        ("#edit-from", "12.3456789", "sīkāk par centimetru"),
        ("#edit-from", "zīme 9999", "nav robežzīmes 9999"),
        ("#edit-from-day", "31.02.2026.", "nav diena"),
        ("#edit-reason", "", "Tas ir vajadzīgs"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(page, site, field, typed, message):
    sign_in(page, site)
    open_map(page, site, AT_100)
    fill_status(page, "damaged", "vējgāze")
    page.fill(field, typed)
    save(page)
    expect(page.locator(f"{field}-error")).to_contain_text(message)
    expect(page.locator(field)).to_have_attribute("aria-invalid", "true")
    expect(page.locator(field)).to_have_value(typed)
    expect(page.locator("#edit-values-status")).to_have_value("damaged")
    assert not ChangeSet.objects.filter(author__username="planner").exists()


def test_a_server_that_refuses_a_value_is_heard_at_that_field(page, site):
    sign_in(page, site)
    open_map(page, site, AT_100)
    fill_status(page, "damaged")
    page.locator("#edit-more summary").click()
    page.fill("#edit-values-as_built_width_m", "123456789")
    save(page)
    expect(page.locator("#edit-values-as_built_width_m-error")).to_be_visible()
    expect(page.locator("#edit-reason")).to_have_value("pārbaude")


def test_a_place_that_somebody_else_changed_shows_both_versions(page, site):
    sign_in(page, site)
    open_map(page, site, AT_100)
    fill_status(page, "damaged", "mans iemesls")
    expect(page.locator("#edit-preview table")).to_be_visible()
    someone_else_writes("works", "cita cilvēka iemesls")
    save(page)
    stale = page.locator("#edit-stale")
    expect(stale).to_contain_text("cita cilvēka iemesls")
    expect(stale).to_contain_text("būvdarbi")
    expect(stale).to_contain_text("bojāts")
    expect(page.locator("#edit-reason")).to_have_value("mans iemesls")
    stale.get_by_role("button", name="Saglabāt manu virsū").click()
    expect(page.locator(".toast")).to_contain_text("Saglabāts")
    assert ChangeSet.objects.order_by("-seq").first().reason == "mans iemesls"


def someone_else_writes(status: str, reason: str) -> None:
    by = User.objects.create_user("other", password=PASSWORD, role=User.Role.PLANNER)
    put = Put(
        target="work",
        key={"route": ROUTE, "element": STRIP},
        values={"status": status},
        start=timezone.localdate(),
        from_cm=101 * KM,
        to_cm=102 * KM,
    )
    services.record(commands=[put], by=by, reason=reason)


def test_an_edit_survives_the_end_of_the_session(page, site):
    sign_in(page, site)
    open_map(page, site, AT_100)
    fill_status(page, "damaged", "lai nepazūd")
    page.context.clear_cookies(name="sessionid")
    save(page)
    expect(page.locator("#edit-refused")).to_contain_text("Jūsu sesija ir beigusies")
    page.get_by_role("link", name="Pieteikties un turpināt").first.click()
    page.fill("#id_username", "planner")
    page.fill("#id_password", PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page.locator("#kept-edit")).to_contain_text("ir atpakaļ")
    expect(page.locator("#edit-reason")).to_have_value("lai nepazūd")
    expect(page.locator("#edit-values-status")).to_have_value("damaged")
    assert page.evaluate("sessionStorage.length") == 0  # told once, not at each later opening
    save(page)
    expect(page.locator(".toast")).to_contain_text("Saglabāts")


def test_another_person_does_not_get_the_edit_that_a_session_left(page, site):
    sign_in(page, site)
    open_map(page, site, AT_100)
    fill_status(page, "damaged", "tikai man")
    page.context.clear_cookies(name="sessionid")
    save(page)
    expect(page.locator("#edit-refused")).to_be_visible()
    sign_in_by_form(page, site, "second")
    open_map(page, site, AT_100)
    expect(page.locator("#edit-reason")).to_have_value("")
    assert page.evaluate("sessionStorage.length") == 0


@pytest.mark.parametrize("asked", ["whole-layers*", "routes/*/line/*", "**"])
def test_a_session_that_ends_while_the_page_loads_leads_to_the_sign_in(page, site, asked):
    ended = {
        "error": {"code": "not_authenticated", "message": "Authentication.", "where": None, "detail": {}}
    }
    sign_in(page, site)
    page.route(f"**/api/v1/{asked}", lambda route: route.fulfill(status=401, json=ended))
    page.goto(site + AT_100)
    expect(page.locator(".toast")).to_contain_text("Jūsu sesija ir beigusies")
    page.unroute(f"**/api/v1/{asked}")
    page.context.clear_cookies(name="sessionid")
    page.locator(".toast").get_by_role("link", name="Pieteikties un turpināt").first.click()
    page.fill("#id_username", "planner")
    page.fill("#id_password", PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page.locator("html")).to_have_attribute("data-ready", "true")
    expect(page.locator("#selection")).to_contain_text("LV-RU km 100–102,5")


def test_a_session_that_ends_before_the_whole_line_is_read_is_told(page, site):
    ended = {
        "error": {"code": "not_authenticated", "message": "Authentication.", "where": None, "detail": {}}
    }
    sign_in(page, site)
    page.route("**/line/?tolerance_m=0", lambda route: route.fulfill(status=401, json=ended))
    page.goto(f"{site}/?route={ROUTE}&from=100&to=100.1")
    expect(page.locator(".toast")).to_contain_text("Jūsu sesija ir beigusies")


def test_a_lost_connection_loses_nothing(page, site):
    sign_in(page, site)
    open_map(page, site, AT_100)
    fill_status(page, "damaged", "bez tīkla")
    expect(page.locator("#edit-preview table")).to_be_visible()
    page.route("**/api/v1/change-sets/", lambda route: route.abort())
    save(page)
    expect(page.locator("#edit-refused")).to_contain_text("Serveris nav sasniedzams")
    page.unroute("**/api/v1/change-sets/")
    save(page)
    expect(page.locator(".toast")).to_contain_text("Saglabāts")


def test_an_answer_that_got_lost_is_given_again_and_nothing_is_written_twice(page, site):
    sign_in(page, site)
    open_map(page, site, AT_100)
    fill_status(page, "damaged", "vienreiz")
    expect(page.locator("#edit-preview table")).to_be_visible()
    lose_the_answer(page, "**/api/v1/change-sets/")
    save(page)
    expect(page.locator("#edit-refused")).to_contain_text("Serveris nav sasniedzams")
    page.unroute("**/api/v1/change-sets/")
    save(page)
    expect(page.locator(".toast")).to_contain_text("Saglabāts")
    assert ChangeSet.objects.filter(reason="vienreiz").count() == 1


def lose_the_answer(page: Page, address: str) -> None:
    def sent_but_not_heard(route) -> None:
        route.fetch()
        route.abort()

    page.route(address, sent_but_not_heard)


def test_later_facts_are_asked_about(page, site):
    sign_in(page, site)
    someone_else_writes("works", "vēlāks fakts")
    open_map(page, site, f"{AT_100}&as_of=2026-01-15")
    fill_status(page, "damaged")
    expect(page.locator("#edit-later")).to_contain_text("būvdarbi")
    page.get_by_role("radio", name="Aizstāt tos").check()
    save(page)
    expect(page.locator(".toast")).to_contain_text("Saglabāts")
    assert status_on(date(2030, 1, 1), 101.5) == "damaged"


@pytest.mark.parametrize("path", ["/", "/workspace/"])
def test_nothing_is_saved_before_it_is_said_what_becomes_of_later_facts(page, site, path):
    page.set_viewport_size({"width": 1400, "height": 900})
    sign_in(page, site)
    someone_else_writes("works", "vēlāks fakts")
    open_map(page, site, f"{path}{AT_100[1:]}&as_of=2026-01-15")
    fill_status(page, "damaged")
    save(page)
    expect(page.locator("#edit-later-error")).to_contain_text("vēlākajiem faktiem")
    stay = page.get_by_role("radio", name="Līdz nākamajam")
    expect(stay).to_be_focused()
    for shown in (stay, page.get_by_role("radio", name="Aizstāt tos"), page.locator("#edit-save")):
        expect(shown).to_be_in_viewport(ratio=1)
    assert status_on(date(2026, 2, 1), 101.5) == "built"
    stay.check()
    save(page)
    expect(page.locator(".toast")).to_contain_text("Saglabāts")
    assert status_on(date(2026, 2, 1), 101.5) == "damaged"
    assert status_on(date(2030, 1, 1), 101.5) == "works"


def status_on(day: date, km: float) -> str:
    from apps.construction.models import Work

    here = Work.objects.as_of(day).filter(route__code=ROUTE, element__code=STRIP)
    return here.get(from_cm__lte=km * KM, to_cm__gt=km * KM).status.code


def test_a_correction_ends_after_the_last_day_that_is_typed(page, site):
    sign_in(page, site)
    open_map(page, site, AT_100)
    fill_status(page, "damaged")
    page.get_by_role("radio", name="Labojums: mēs kļūdījāmies par kādu laiku").check()
    page.fill("#edit-from-day", "01.03.2026.")
    page.fill("#edit-until-day", "31.03.2026.")
    save(page)
    expect(page.locator(".toast")).to_contain_text("Saglabāts")
    assert status_on(date(2026, 3, 31), 101) == "damaged"
    assert status_on(date(2026, 4, 1), 101) == "built"


def test_the_figure_follows_the_day(page, site):
    sign_in(page, site)
    open_map(page, site)
    page.fill("#as-of", "31.12.2021.")
    page.press("#as-of", "Tab")
    expect(page.locator('[data-figure="K1"]')).to_contain_text("52,33")
    expect(page.locator('[data-figure="K1"]')).to_contain_text("230,00 no 439,50 km")
    expect(page).to_have_url(re.compile("as_of=2021-12-31"))


def test_every_stretch_of_the_map_is_in_the_list_and_the_keyboard_reaches_it(page, site):
    sign_in(page, site)
    open_map(page, site, "/?element=fence")
    page.get_by_role("tab", name="Kāpēc").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    rows = page.locator("#list-rows tbody button")
    expect(rows.first).to_be_visible()
    rows.nth(2).focus()
    page.keyboard.press("Enter")
    chosen = rows.nth(2).inner_text()
    expect(page.locator("#selection")).to_contain_text(chosen)
    page.keyboard.press("Escape")
    expect(page.locator("#selection")).to_contain_text("Nekas nav izvēlēts")
    page.keyboard.press("/")
    expect(page.locator("#search-text")).to_be_focused()


def test_a_class_of_the_legend_can_be_hidden(page, site):
    sign_in(page, site)
    open_map(page, site, "/?element=fence")
    built = page.locator('#legend [data-class="built"]')
    expect(built).to_contain_text("km")
    built.click()
    expect(built).to_have_attribute("aria-pressed", "false")
    page.get_by_role("tab", name="Saraksts").click()
    expect(page.locator("#panel-list")).not_to_contain_text("izbūvēts")


def test_who_only_reads_is_told_so(page, site):
    sign_in(page, site, "reader", User.Role.VIEWER)
    open_map(page, site, AT_100)
    page.get_by_role("tab", name="Mainīt").click()
    expect(page.locator("#panel-edit")).to_contain_text("Jūsu loma ļauj reģistru lasīt")
    expect(page.locator("#edit")).to_be_hidden()


def test_a_failed_reading_is_said_and_can_be_tried_again(page, site):
    sign_in(page, site)
    page.route(
        "**/api/v1/whole-layers**",
        lambda route: route.fulfill(status=503, json={"error": {"code": "x", "message": "Aizņemts."}}),
    )
    page.goto(site + "/")
    expect(page.locator(".toast")).to_contain_text("Aizņemts.")
    page.unroute("**/api/v1/whole-layers**")
    expect(page.locator("html")).to_have_attribute("data-workspace", "ready")
    page.get_by_role("button", name="Mēģināt vēlreiz").click()
    expect(page.locator("#legend")).to_contain_text("km")
    expect(page.locator("#strip-labels button")).not_to_have_count(0)


def test_lines_that_failed_to_come_are_read_again(page, site):
    sign_in(page, site)
    page.route("**/line/?tolerance_m=5", lambda route: route.abort())
    page.goto(f"{site}/?route={ROUTE}&from=100&to=102.5")
    expect(page.locator(".toast")).to_contain_text("Reģistru neizdevās nolasīt")
    page.locator("#layer").select_option("segment")
    page.get_by_role("button", name="Mēģināt vēlreiz").click()
    expect(page.locator(".toast")).to_contain_text("Reģistru neizdevās nolasīt")
    expect(page.locator("#map .handle")).to_have_count(0)
    page.unroute("**/line/?tolerance_m=5")
    page.get_by_role("button", name="Mēģināt vēlreiz").click()
    expect(page.locator("html")).to_have_attribute("data-ready", "true")
    expect(page.locator("html")).to_have_attribute("data-workspace", "ready")
    expect(page.locator("#map .handle")).to_have_count(2)


def test_the_whole_line_that_failed_to_come_is_read_again(page, site):
    sign_in(page, site)
    page.route("**/line/?tolerance_m=0", lambda route: route.abort())
    page.goto(f"{site}/?route={ROUTE}&from=100&to=100.1")
    expect(page.locator(".toast")).to_contain_text("Reģistru neizdevās nolasīt")
    page.unroute("**/line/?tolerance_m=0")
    with page.expect_response("**/line/?tolerance_m=0"):
        page.get_by_role("button", name="Mēģināt vēlreiz").click()
    expect(page.locator(".toast")).to_have_count(0)
