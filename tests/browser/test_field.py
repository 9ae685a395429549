"""The field page on a phone: position, walk, what is saved without a connection, and what stays behind: nothing."""

import json

import pytest
from django.utils import timezone
from playwright.sync_api import Dialog, Page, Route, expect

from apps.accounts.models import User
from apps.border.locate import in_degrees, lines_on
from apps.documents.models import Document
from apps.geo.snapping import line_between
from apps.ledger.models import ChangeSet, IdempotencyKey
from tests.browser.people import sign_in, sign_in_by_form, wait_for
from tests.browser.test_pages import NARROW, axe_findings, choose
from tests.documents.files import photo_with_position
from tests.factories import KM, put_work, record


@pytest.fixture(autouse=True)
def media(tmp_path, settings) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def points(from_km: float, to_km: float, step_m: int) -> list[dict]:
    """Return positions along LV-RU as a receiver gives them."""
    line = lines_on(timezone.localdate())["LV-RU"].points
    ends = [from_km * KM + n * step_m * 100 for n in range(round((to_km - from_km) * 1000 / step_m) + 1)]
    degrees = [in_degrees(line_between(line, cm, cm + 1))[0] for cm in ends]
    return [{"longitude": lon, "latitude": lat, "accuracy": 5} for lon, lat, _cm in degrees]


def open_field(page: Page, site: str, *, with_shell: bool = False) -> None:
    page.set_viewport_size(NARROW)
    page.goto(f"{site}/field/")
    expect(page.locator("html")).to_have_attribute("data-ready", "true")
    if with_shell:
        expect(page.locator("html")).to_have_attribute("data-shell", "kept")


def fill(page: Page, *, note: str = "", status: str = "", from_km: str = "100", to_km: str = "100,2") -> None:
    page.select_option("#record-route", "LV-RU")
    page.fill("#record-from", from_km)
    page.fill("#record-to", to_km)
    page.select_option("#record-element", "fence")
    page.select_option("#record-status", status)
    page.fill("#record-note", note)


def save(page: Page) -> None:
    page.locator("#record-save").click()


def entries(page: Page, state: str):
    return page.locator(f"#outbox [data-state={state}]")


def stored(page: Page) -> dict:
    """Return everything that the browser keeps of this site."""
    return page.evaluate(
        """async () => {
          const databases = (await indexedDB.databases()).map(({ name }) => name);
          const caches_kept = await caches.keys();
          const workers = (await navigator.serviceWorker.getRegistrations()).length;
          return { databases, caches_kept, workers, local: localStorage.length, session: sessionStorage.length };
        }"""
    )


def test_my_position_becomes_a_kilometre_and_never_leaves_the_phone(page, site):
    sign_in(page, site)
    asked = []
    page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    page.context.grant_permissions(["geolocation"])
    [here] = points(100.05, 100.05, 1)
    page.context.set_geolocation(here)
    open_field(page, site)
    page.locator("#locate").click()
    expect(page.locator("#here-address")).to_contain_text("LV-RU 100+05")
    expect(page.locator("#here-address")).to_contain_text("zīme")
    expect(page.locator("#here-segment")).to_contain_text("RU-")
    expect(page.locator("#here-works")).to_contain_text("Žogs", ignore_case=True)
    page.locator("#use-around").click()
    expect(page.locator("#record-from")).to_have_value("100")
    fill(page, note="vārti bojāti", from_km="100", to_km="100,1")
    save(page)
    expect(entries(page, "sent")).to_have_count(1)
    digits = [f"{here[name]:.4f}" for name in ("longitude", "latitude")]
    assert not [one for one in asked if any(number in one for number in digits)]


def test_a_poor_position_is_told_and_not_used(page, site):
    sign_in(page, site)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(points(100, 100, 1)[0] | {"accuracy": 400})
    open_field(page, site)
    page.locator("#locate").click()
    expect(page.locator("#position-said")).to_contain_text("400")
    expect(page.locator("#here")).to_be_hidden()


def test_without_permission_the_kilometre_is_typed(page, site):
    sign_in(page, site)
    open_field(page, site)
    page.locator("#locate").click()
    expect(page.locator("#position-said")).to_contain_text("Pārlūks")
    page.fill("#type-km", "zīme 228+10")
    page.locator("#type-place button").click()
    expect(page.locator("#here-address")).to_contain_text("zīme 228 + 10")
    page.fill("#type-km", "999")
    page.locator("#type-place button").click()
    expect(page.locator("#type-km-error")).to_contain_text("999")


def test_a_stretch_is_walked_and_poor_fixes_are_left_out(page, site):
    sign_in(page, site)
    page.context.grant_permissions(["geolocation"])
    way = points(100, 100.2, 20)
    page.context.set_geolocation(way[0])
    open_field(page, site)
    page.get_by_text("Noiet posmu").click()
    page.select_option("#walk-how", "15")
    page.locator("#walk-start").click()
    said = page.locator("#walk-said")
    expect(said).to_contain_text("derīgi 1,")
    for n, position in enumerate(way[1:], start=2):
        page.context.set_geolocation(position)
        expect(said).to_contain_text(f"derīgi {n},")
    page.context.set_geolocation(points(103, 103, 1)[0] | {"accuracy": 900})
    expect(said).to_contain_text("neprecīzi 1,")
    page.context.set_geolocation(points(104, 104, 1)[0])
    expect(said).to_contain_text("lēcieni 1")
    page.locator("#walk-stop").click()
    expect(page.locator("#walked label")).to_have_count(1)
    from_km, to_km = (float(page.input_value(f"#record-{end}").replace(",", ".")) for end in ("from", "to"))
    assert (from_km, to_km) == (pytest.approx(100, abs=0.003), pytest.approx(100.2, abs=0.003))
    page.select_option("#record-status", "damaged")
    save(page)
    expect(entries(page, "sent")).to_have_count(1)
    written = ChangeSet.objects.order_by("-seq").first().operations.get()
    assert (written.from_cm, written.to_cm) == (round(from_km * KM), round(to_km * KM))


def test_a_note_saved_without_a_connection_is_sent_exactly_once(page, site):
    sign_in(page, site)
    before = ChangeSet.objects.number()
    open_field(page, site)
    page.context.set_offline(True)
    expect(page.locator("#connection")).to_have_attribute("data-state", "offline")
    fill(page, note="žogs pārgriezts")
    save(page)
    expect(entries(page, "waiting")).to_contain_text("žogs pārgriezts")
    assert ChangeSet.objects.number() == before
    page.context.set_offline(False)
    expect(entries(page, "sent")).to_contain_text("žogs pārgriezts")
    page.reload()
    expect(page.locator("#outbox-empty")).to_be_visible()
    assert ChangeSet.objects.number() == before + 1
    assert (
        ChangeSet.objects.order_by("-seq").first().operations.get().after[0][4]["note"] == "žogs pārgriezts"
    )


def test_an_answer_that_is_lost_does_not_write_twice(page, site):
    """The server writes, the connection breaks before its answer arrives, and the entry is sent again."""
    sign_in(page, site)
    before = ChangeSet.objects.number()
    open_field(page, site)
    lost = []

    def lose_the_first(route: Route) -> None:
        if lost or route.request.method != "POST":
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort()

    page.route("**/api/v1/change-sets/", lose_the_first)
    fill(page, note="divreiz")
    save(page)
    expect(entries(page, "waiting")).to_have_count(1)
    page.locator("#send-now").click()
    expect(entries(page, "sent")).to_have_count(1)
    assert lost == [201]
    assert ChangeSet.objects.number() == before + 1
    assert IdempotencyKey.objects.count() == 1


def test_it_opens_without_a_connection_and_keeps_what_is_saved_there(page, site):
    sign_in(page, site)
    open_field(page, site, with_shell=True)
    before = ChangeSet.objects.number()
    page.context.set_offline(True)
    page.goto(f"{site}/field/")
    expect(page.locator("#connection")).to_contain_text("Atvērts bez savienojuma")
    fill(page, note="rakstīts akli")
    save(page)
    expect(entries(page, "waiting")).to_have_count(1)
    page.context.set_offline(False)  # connected again, the page opens anew by itself
    unseen = entries(page, "unseen")
    expect(unseen).to_contain_text("rakstīts akli")
    expect(unseen).to_contain_text("Žogs", ignore_case=True)
    assert ChangeSet.objects.number() == before
    unseen.get_by_role("button", name="Nosūtīt manu virsū").click()
    expect(entries(page, "sent")).to_have_count(1)
    assert ChangeSet.objects.number() == before + 1


def test_the_shell_holds_nothing_of_anybody(page, site):
    sign_in(page, site, "somebody.unusual")
    open_field(page, site, with_shell=True)
    kept = page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) {
              found.push([new URL(request.url).pathname, await (await cache.match(request)).text()]);
            }
          }
          return found;
        }"""
    )
    paths = [path for path, _text in kept]
    assert "/field/shell/" in paths
    assert not [path for path in paths if path.startswith("/api/") or path == "/field/"]
    assert not [path for path, text in kept if "somebody.unusual" in text or "csrfmiddlewaretoken" in text]


def test_what_the_server_refuses_is_shown_in_its_words_mended_and_sent(page, site):
    sign_in(page, site)
    open_field(page, site)
    fill(page, note="x", from_km="100", to_km="100,2")
    page.select_option("#record-element", "boat_launch")  # nothing is recorded there: a status is needed
    save(page)
    refused = entries(page, "refused")
    expect(refused).to_contain_text("status")
    refused.get_by_role("button", name="Labot").click()
    page.select_option("#record-status", "works")
    save(page)
    expect(entries(page, "sent")).to_have_count(1)
    expect(entries(page, "refused")).to_have_count(0)


def test_what_somebody_wrote_meanwhile_is_shown_beside_mine(page, site):
    sign_in(page, site)
    open_field(page, site)
    page.context.set_offline(True)
    fill(page, status="damaged")
    save(page)
    expect(entries(page, "waiting")).to_have_count(1)
    theirs = put_work(100, 101, "works", start=timezone.localdate(), note="viņu piezīme")
    record(theirs, by=User.objects.get(username="planner"), reason="ātrāks")
    page.context.set_offline(False)
    stale = entries(page, "stale")
    expect(stale).to_contain_text("viņu piezīme")
    expect(stale).to_contain_text("ātrāks")
    stale.get_by_role("button", name="Saglabāt manu virsū").click()
    expect(entries(page, "sent")).to_have_count(1)
    newest = ChangeSet.objects.order_by("-seq").first().operations.get()
    assert newest.after[0][4]["status"] == "damaged"


def test_a_photo_goes_to_the_documents_of_the_stretch_without_its_position(page, site, tmp_path):
    sign_in(page, site)
    open_field(page, site)
    page.context.set_offline(True)
    fill(page)
    photo = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photo_with_position()}
    page.set_input_files("#record-photos", [photo])
    expect(page.locator("#photos-taken")).to_contain_text("IMG_1.jpg")
    save(page)
    expect(entries(page, "waiting")).to_have_count(1)
    page.context.set_offline(False)
    expect(entries(page, "sent")).to_have_count(1)
    document = Document.objects.get()
    tied = document.ties.get()
    assert (document.kind.code, tied.from_cm, tied.to_cm) == ("photo", 100 * KM, round(100.2 * KM))
    [kept] = [path for path in tmp_path.rglob("*") if path.name == document.sha256]
    assert b"Camera Of Somebody" not in kept.read_bytes()


def test_a_refused_photo_holds_back_no_other_and_what_was_received_is_said(page, site):
    sign_in(page, site)
    open_field(page, site)
    fill(page, note="vārti salabti")
    names = {"bojāts.jpg": b"no picture", "vārti.jpg": photo_with_position()}
    photos = [{"name": name, "mimeType": "image/jpeg", "buffer": buffer} for name, buffer in names.items()]
    page.set_input_files("#record-photos", photos)
    save(page)
    refused = entries(page, "refused")
    expect(refused).to_contain_text("bojāts.jpg")
    expect(refused).to_contain_text("Jau saņemts: ziņas par posmu")
    assert Document.objects.count() == 0
    refused.get_by_role("button", name="Izlaist šo fotoattēlu").click()
    expect(entries(page, "sent")).to_contain_text("vārti salabti")
    expect(entries(page, "sent")).to_contain_text("Izlaisti fotoattēli: 1")
    assert Document.objects.get().name == "vārti.jpg"


def test_a_session_that_ended_loses_nothing(page, site):
    sign_in(page, site)
    open_field(page, site)
    page.context.clear_cookies(name="sessionid")
    fill(page, note="pēc sesijas")
    save(page)
    expect(page.locator("#connection")).to_contain_text("sesija")
    expect(entries(page, "waiting")).to_contain_text("Jūsu sesija ir beigusies.")
    page.locator("#connection a").click()
    page.fill("#id_username", "planner")
    page.fill("#id_password", "a long password for a test")
    page.locator("main button[type=submit]").click()
    expect(entries(page, "sent")).to_contain_text("pēc sesijas")


def test_signing_out_asks_first_and_then_leaves_nothing(page, site):
    sign_in(page, site)
    open_field(page, site, with_shell=True)
    page.context.set_offline(True)
    fill(page, note="nenosūtīts")
    save(page)
    expect(entries(page, "waiting")).to_have_count(1)
    page.route("**/api/v1/change-sets/", lambda route: route.abort())
    page.context.set_offline(False)
    answers, asked = ["dismiss", "accept"], []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        getattr(dialog, answers.pop(0))()

    page.on("dialog", answer)
    page.locator(".menu summary").click()
    page.get_by_role("button", name="Izrakstīties").click()
    wait_for(page, lambda: len(asked) == 1)
    assert "nav nosūtīts" in asked[0]
    expect(entries(page, "waiting")).to_have_count(1)
    page.get_by_role("button", name="Izrakstīties").click()
    expect(page.locator("#id_username")).to_be_visible()
    assert len(asked) == 2
    assert stored(page) == {"databases": [], "caches_kept": [], "workers": 0, "local": 0, "session": 0}


def test_somebody_else_on_the_same_phone_sends_nothing_of_mine(page, site):
    sign_in(page, site)
    open_field(page, site)
    page.context.set_offline(True)
    fill(page, note="mans")
    save(page)
    expect(entries(page, "waiting")).to_have_count(1)
    page.context.clear_cookies()
    page.goto("about:blank")
    page.context.set_offline(False)
    before = ChangeSet.objects.number()
    sign_in_by_form(page, site, "other")
    open_field(page, site)
    expect(page.locator("#outbox-empty")).to_be_visible()
    expect(page.locator("#outbox-others")).to_contain_text("1")
    assert ChangeSet.objects.number() == before


def test_somebody_elses_sign_in_and_out_keeps_what_i_saved(page, site):
    sign_in(page, site)
    open_field(page, site)
    page.context.set_offline(True)
    fill(page, note="gaida mani")
    save(page)
    expect(entries(page, "waiting")).to_have_count(1)
    page.context.clear_cookies()
    page.goto("about:blank")
    page.context.set_offline(False)
    sign_in_by_form(page, site, "other")
    open_field(page, site)
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Atmest tos").click()
    page.locator(".menu summary").click()
    page.get_by_role("button", name="Izrakstīties").click()
    expect(page.locator("#id_username")).to_be_visible()
    sign_in_by_form(page, site)
    open_field(page, site)
    expect(entries(page, "sent")).to_contain_text("km 100–100,2")
    assert ChangeSet.objects.order_by("-seq").first().author.username == "planner"


def test_what_was_thrown_away_is_put_back(page, site):
    sign_in(page, site)
    open_field(page, site)
    page.context.set_offline(True)
    fill(page, note="netīšām")
    save(page)
    entries(page, "waiting").get_by_role("button", name="Atmest").click()
    expect(entries(page, "waiting")).to_have_count(0)
    page.locator(".toast").get_by_role("button", name="Atlikt atpakaļ").click()
    expect(entries(page, "waiting")).to_have_count(1)
    page.context.set_offline(False)
    expect(entries(page, "sent")).to_have_count(1)


def test_without_a_connection_no_sign_is_called_missing(page, site):
    sign_in(page, site)
    open_field(page, site, with_shell=True)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-ready", "true")
    assert "zīme" not in page.locator("#type-km").get_attribute("placeholder")
    page.fill("#type-km", "zīme 123+35")
    page.press("#type-km", "Enter")
    expect(page.locator("#type-km-error")).to_contain_text("bez savienojuma nav zināmas")
    page.fill("#type-km", "100")
    page.press("#type-km", "Enter")
    expect(page.locator("#use-around")).to_be_visible()
    expect(page.locator("#use-segment")).to_be_hidden()
    fill(page, from_km="zīme 1", to_km="100,2", note="x")
    save(page)
    expect(page.locator("#record-from-error")).to_contain_text("bez savienojuma nav zināmas")


@pytest.mark.parametrize(("language", "theme"), [("lv", "dark"), ("en", "light"), ("lv", "night")])
def test_axe_finds_nothing_serious_and_nothing_runs_out(page, site, language, theme):
    choose(page, site, language, theme)
    sign_in(page, site)
    open_field(page, site)
    page.fill("#type-km", "100")
    page.locator("#type-place button").click()
    for summary in page.locator(".field-page summary").all():
        summary.click()
    page.context.set_offline(True)
    fill(page, note="x" * 120)
    save(page)
    expect(entries(page, "waiting")).to_have_count(1)
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    heights = page.evaluate(
        """[...document.querySelectorAll(".field-page :is(button, select, summary, input:not([type=checkbox]))")]
           .filter((one) => one.offsetParent).map((one) => one.getBoundingClientRect().height)"""
    )
    assert min(heights) >= 44, json.dumps(heights)


def test_a_field_with_an_error_stays_in_line_with_its_neighbour(page, site):
    sign_in(page, site)
    open_field(page, site)
    fill(page, status="built", from_km="100", to_km="99")
    save(page)
    expect(page.locator("#record-to-error")).to_be_visible()
    ends = [page.locator(f"#record-{end}").bounding_box() for end in ("from", "to")]
    assert ends[0]["y"] == ends[1]["y"]
    assert ends[0]["height"] == ends[1]["height"]
