"""Map, strip and table in step: find a kilometre, choose by brush or keys, change, undo, compare, change many rows."""

import re

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.border.days import today
from apps.ledger.commands import Put
from apps.ledger.models import ChangeSet
from tests.browser.people import sign_in
from tests.browser.test_map import built_km, fill_status, save, shows_built
from tests.browser.test_pages import axe_findings, choose
from tests.factories import put_work, record

ROUTE = "LV-RU"
KM = 100_000
PATROL = f"?route={ROUTE}&element=patrol_strip"
LANE = "work:patrol_strip"


def open_workspace(page: Page, site: str, search: str = PATROL) -> None:
    page.goto(f"{site}/workspace/{search}")
    expect(page.locator("html")).to_have_attribute("data-workspace", "ready")


def find(page: Page, text: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def window_of(page: Page) -> tuple[float, float]:
    plot = page.locator("#strip-plot")
    return tuple(float(plot.get_attribute(f"data-{end}")) / KM for end in ("from", "to"))


def at(page: Page, km: float, lane: str = LANE) -> tuple[float, float]:
    """Return the point of the screen at a kilometre of a lane."""
    label = page.locator(f'[data-lane="{lane}"]')
    label.scroll_into_view_if_needed()
    row, plot = label.bounding_box(), page.locator("#strip-plot").bounding_box()
    start, end = window_of(page)
    return plot["x"] + (km - start) / (end - start) * plot["width"], row["y"] + row["height"] / 2


def brush(page: Page, from_km: float, to_km: float, lane: str = LANE) -> None:
    page.mouse.move(*at(page, from_km, lane))
    page.mouse.down()
    page.mouse.move(*at(page, (from_km + to_km) / 2, lane))
    page.mouse.move(*at(page, to_km, lane), steps=4)
    page.mouse.up()


def zoom_to(page: Page, km: float, width_km: float) -> None:
    """Find a kilometre and zoom the strip by keys until about so much of the route is seen."""
    find(page, str(km))
    plot = page.locator("#strip-plot")
    plot.focus()
    for _ in range(20):
        start, end = window_of(page)
        if end - start >= width_km:
            break
        plot.press("-")


def make_unbuilt(page: Page, site: str) -> None:
    """Let the patrol strip be damaged on km 100–102.5, so that building it can be seen in the figure."""
    open_workspace(page, site, f"{PATROL}&from=100&to=102.5")
    fill_status(page, "damaged", "palu postījumi")
    save(page)
    expect(page.locator(".toast")).to_contain_text("Saglabāts ar nr.")


def chosen(page: Page) -> str:
    return page.locator("#selection .selection-title").inner_text()


def test_a_found_kilometre_is_shown_on_map_strip_and_panel(page, site):
    sign_in(page, site)
    open_workspace(page, site)
    find(page, "100")
    expect(page.locator("#selection")).to_contain_text("100+000")
    expect(page.locator("#panel-explain")).to_contain_text("km 100")
    start, end = window_of(page)
    assert start <= 100 <= end < start + 20
    expect(page).to_have_url(re.compile("km=100"))


def test_after_a_search_the_keys_of_the_strip_go_on_and_their_help_covers_no_lane(page, site):
    sign_in(page, site)
    open_workspace(page, site)
    find(page, "100")
    expect(page.locator("#strip-plot")).to_be_focused()
    help_box, lanes = (page.locator(one).bounding_box() for one in ("#strip-keys", ".strip-scroll"))
    assert help_box["y"] >= lanes["y"] + lanes["height"]
    before = page.locator("#strip-plot").get_attribute("aria-valuenow")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#strip-plot")).not_to_have_attribute("aria-valuenow", before)


def test_the_patrol_strip_is_built_on_a_stretch_chosen_by_brush_and_undone(page, site):
    sign_in(page, site)
    make_unbuilt(page, site)
    before = built_km(page)
    page.get_by_role("button", name="Neizvēlēties neko").click()
    zoom_to(page, 100, 8)
    brush(page, 100, 102.5)
    expect(page.locator("#selection")).to_contain_text("LV-RU km 100–102,5")
    fill_status(page, "built", "atjaunots")
    expect(page.locator("#edit-preview .gain").first).to_be_visible()
    save(page)
    shows_built(page, before + 2.5)
    page.locator(".toast").get_by_role("button", name="Atsaukt").click()
    shows_built(page, before)


def test_the_patrol_strip_is_built_by_keyboard_alone(page, site):
    sign_in(page, site)
    make_unbuilt(page, site)
    before = built_km(page)
    zoom_to(page, 100, 10)
    plot = page.locator("#strip-plot")
    plot.press("Escape")
    expect(page.locator("#selection")).to_contain_text("Nekas nav izvēlēts")
    expect(page.locator("#strip-readout")).to_contain_text("solis 500 m")
    move_to(page, "100+000")
    for _ in range(5):
        plot.press("Shift+ArrowRight")
    expect(page.locator("#selection")).to_contain_text("LV-RU km 100–102,5")
    expect(page.locator("#strip-said")).to_contain_text("km 100–102,5")
    plot.press("Enter")
    expect(page.locator("#edit-values-status")).to_be_focused()
    page.keyboard.type("izb")
    expect(page.locator("#edit-values-status")).to_have_value("built")
    page.locator("#edit-reason").press_sequentially("atjaunots")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Saglabāts ar nr.")
    shows_built(page, before + 2.5)


def drawn(page: Page) -> None:
    """Wait until the strip shows what the last key did: it draws with the browser's next frame."""
    page.evaluate("() => new Promise((seen) => requestAnimationFrame(() => setTimeout(seen)))")


def move_to(page: Page, stationing: str) -> None:
    """Walk the cursor with the arrows to a place on its steps."""
    plot, readout = page.locator("#strip-plot"), page.locator("#strip-readout")
    wanted = int(stationing.replace("+", ""))
    for _ in range(200):
        drawn(page)
        here = int(re.search(r"km (\d+)\+(\d{3})", readout.inner_text()).expand(r"\1\2"))
        if here == wanted:
            return
        plot.press("ArrowRight" if here < wanted else "ArrowLeft")
    raise AssertionError(f"the cursor does not come to km {stationing}")


def test_a_lane_that_is_chosen_is_what_the_map_shows(page, site):
    sign_in(page, site)
    open_workspace(page, site)
    page.locator('[data-lane="land_right"]').click()
    expect(page.locator("#layer")).to_have_value("land_right")
    page.locator('[data-lane="work:fence"]').click()
    expect(page.locator("#layer")).to_have_value("work")
    expect(page.locator("#element")).to_have_value("fence")
    page.select_option("#layer", "segment")
    expect(page.locator('[data-lane="segment"]')).to_have_attribute("aria-pressed", "true")


def test_a_click_on_a_mark_chooses_its_stretch_and_the_address_keeps_it(page, site):
    sign_in(page, site)
    open_workspace(page, site)
    zoom_to(page, 100, 30)
    page.mouse.click(*at(page, 101, "segment"))
    expect(page.locator("#selection")).to_contain_text("RU-07")
    title = chosen(page)
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-workspace", "ready")
    assert chosen(page) == title


def test_an_edge_is_moved_by_pointer_with_a_preview_and_by_number(page, site):
    sign_in(page, site)
    make_unbuilt(page, site)
    page.locator(f'[data-lane="{LANE}"]').click()
    zoom_to(page, 102, 8)
    page.locator("#strip-edge").click()
    page.mouse.move(*at(page, 102.5))
    page.mouse.down()
    page.mouse.move(*at(page, 103.2), steps=6)
    page.mouse.up()
    dialog = page.locator("#change-dialog")
    expect(dialog).to_contain_text("Pārbīdīt malu: patrulēšanas josla")
    expect(dialog.locator("#edge-to")).to_have_value("103,2")
    expect(dialog.locator("#change-preview .loss").first).to_contain_text("−0,7")
    page.fill("#edge-to", "103")
    expect(dialog.locator("#change-preview .loss").first).to_contain_text("−0,5")
    page.fill("#change-reason", "pārmērīts")
    dialog.get_by_role("button", name="Saglabāt").click()
    expect(page.locator(".toast")).to_contain_text("pārmērīts")
    assert ChangeSet.objects.latest("seq").reason == "pārmērīts"


def test_an_end_of_the_chosen_stretch_is_pulled_on_the_strip(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"{PATROL}&from=90&to=110")
    expect(page.locator("#selection")).to_contain_text("LV-RU km 90–110")
    x, y = at(page, 110)
    page.mouse.move(x - 4, y)
    cursor = "([x, y]) => getComputedStyle(document.elementFromPoint(x, y)).cursor"
    assert page.evaluate(cursor, [x - 4, y]) == "ew-resize"
    page.mouse.down()
    page.mouse.move(*at(page, 108.5), steps=4)
    page.mouse.move(*at(page, 107), steps=4)
    page.mouse.up()
    expect(page.locator("#selection .selection-title")).to_have_text("LV-RU km 90–107")


def test_two_days_are_compared_on_strip_map_and_in_kilometres(page, site):
    sign_in(page, site)
    make_unbuilt(page, site)
    page.fill("#against", "31.12.2021.")
    page.press("#against", "Tab")
    found = page.locator("#comparison")
    expect(found.locator(".compared-sum")).to_be_visible()
    assert float(found.locator(".compared-sum").get_attribute("data-gained")) > 100
    expect(found).to_contain_text("iegūts")
    expect(page.locator('[data-lane="comparison"]')).to_contain_text("Kopš 31.12.2021.")
    expect(page).to_have_url(re.compile("against=2021-12-31"))
    page.get_by_role("button", name="Beigt salīdzinājumu").click()
    expect(page.locator('[data-lane="comparison"]')).to_have_count(0)


def test_what_cannot_be_compared_says_why_and_can_be_ended(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"{PATROL}&as_of=2024-06-30&against=2024-06-30")
    expect(page.locator("#comparison")).to_contain_text("izvēlieties citu dienu")
    page.fill("#against", f"{today():%d.%m.%Y.}")
    page.press("#against", "Enter")
    expect(page.locator("#comparison h2")).to_contain_text("30.06.2024.")
    expect(page).to_have_url(re.compile(f"against={today()}"))
    page.select_option("#layer", "readiness")
    expect(page.locator("#comparison")).to_contain_text("nevar salīdzināt")
    page.locator("#compare-end").click()
    expect(page.locator("#comparison")).to_be_hidden()


def test_the_slider_moves_the_day_of_all_views_and_a_day_before_the_register_is_refused(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"{PATROL}&views=map,strip,table")
    slider = page.locator("#day-slider")
    slider.focus()
    slider.press("ArrowLeft")
    expect(page.locator("#as-of")).not_to_have_value(f"{today():%d.%m.%Y.}")
    expect(page).to_have_url(re.compile("as_of="))
    expect(page.locator("#figures")).to_contain_text("Rādītāji uz")
    page.fill("#against", "01.01.1950.")
    page.press("#against", "Tab")
    expect(page.locator("#against-error")).to_contain_text("reģistrs sākas")


KEEP_DAYS = """() => {
  const shown = document.getElementById("last-day");
  window.daysShown = [];
  new MutationObserver(() => daysShown.push(shown.textContent)).observe(shown, { childList: true });
}"""


def test_play_goes_on_from_month_to_month_until_it_is_stopped(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"{PATROL}&as_of=2022-01-15")
    page.evaluate(KEEP_DAYS)
    page.locator("#play").click()
    page.wait_for_function("() => daysShown.length >= 3")
    page.locator("#play").click()
    expect(page.locator("#play")).to_have_text("Atskaņot")
    assert page.evaluate("daysShown.slice(0, 3)") == ["31.01.2022.", "28.02.2022.", "31.03.2022."]
    stopped = page.locator("#as-of").input_value()
    page.wait_for_timeout(2_500)
    expect(page.locator("#as-of")).to_have_value(stopped)


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


def show_all_rows(page: Page) -> None:
    """Take away what the table has from the other views: the chosen route and element."""
    for select in page.locator("#events-head select").all():
        if select.input_value():
            select.select_option("")
    expect(page.locator("#events-csv")).not_to_have_attribute("href", re.compile("[?&](route|element)="))


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


def test_the_map_follows_the_cursor_of_the_strip(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"{PATROL}&from=100&to=101")
    readout = page.locator("#readout-km")
    page.mouse.move(*at(page, 100.4))
    expect(readout).to_contain_text("LV-RU km 100+")
    expect(page.locator("#readout-lks")).to_contain_text("LKS-92")
    page.mouse.move(5, 5)
    plot = page.locator("#strip-plot")
    plot.press("PageDown")
    for _ in range(4):
        plot.press("PageDown")
    drawn(page)
    here = re.search(r"km (\d+\+\d{3})", page.locator("#strip-readout").inner_text())[1]
    expect(readout).to_contain_text(here)
    in_map = """() => {
      const box = document.querySelector("#map").getBoundingClientRect();
      const cross = document.querySelector(".map-crosshair").getBoundingClientRect();
      return cross.left > box.left && cross.right < box.right && cross.top > box.top && cross.bottom < box.bottom;
    }"""
    page.wait_for_function(in_map)


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


def test_a_segment_is_split_merged_and_the_vanished_code_names_its_successors(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"?layer=segment&route={ROUTE}&km=50")
    find(page, "RU-077")
    expect(page.locator("#selection")).to_contain_text("RU-077")
    page.get_by_role("button", name="Dalīt segmentu RU-077").click()
    expect(page.locator("#split-code")).to_have_value("RU-077b")
    page.fill("#split-code", "BY-001")
    page.fill("#change-reason", "cits darbu lauks")
    expect(page.locator("#split-code-error")).to_contain_text("Segments BY-001 jau ir: LV-BY km 0–")
    expect(page.locator("#change-save")).to_be_disabled()
    page.fill("#split-code", "RU-077b")
    expect(page.locator("#split-code-error")).to_be_hidden()
    page.locator("#change-save").click()
    expect(page.locator(".toast")).to_contain_text("Saglabāts ar nr.")
    find(page, "RU-077b")
    expect(page.locator("#selection")).to_contain_text("RU-077b")
    open_workspace(page, site, f"?layer=segment&route={ROUTE}&from=101&to=103")
    page.get_by_role("button", name="Apvienot segmentus").click()
    expect(page.locator("#change-lines")).to_contain_text("RU-077b")
    page.fill("#change-reason", "viens darbu lauks")
    page.locator("#change-save").click()
    expect(page.locator(".toast")).to_contain_text("Saglabāts ar nr.")
    expect(page.locator(".toast")).to_contain_text("viens darbu lauks")
    find(page, "RU-078")
    expect(page.locator(".toast")).to_contain_text("Segmenta RU-078 vairs nav. Tagad tur ir: RU-077")


def test_what_somebody_else_wrote_meanwhile_is_told_and_a_second_try_rests_on_it(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"?layer=segment&route={ROUTE}&from=100.5&to=101")
    page.get_by_role("button", name="Dalīt segmentu RU-077").click()
    page.fill("#change-reason", "cits darbu lauks")
    theirs = Put("segment", {"route": ROUTE}, {"code": "RU-077x"}, today(), from_cm=100 * KM, to_cm=101 * KM)
    record(theirs)
    page.locator("#change-save").click()
    expect(page.locator("#change-refused")).to_contain_text("nolasīts no jauna")
    expect(page.locator("#change-save")).to_be_enabled()
    page.locator("#change-save").click()
    expect(page.locator(".toast")).to_contain_text("cits darbu lauks")


def test_a_view_is_kept_and_opened_again(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"{PATROL}&from=100&to=102.5&views=strip")
    page.locator("#keep-view").click()
    page.fill("#view-name", "Mans posms")
    page.press("#view-name", "Enter")
    expect(page.locator("#saved-views")).to_contain_text("Mans posms")
    open_workspace(page, site, "")
    page.select_option("#saved-views", label="Mans posms")
    expect(page).to_have_url(re.compile("from=100&to=102.5"))
    expect(page.locator(".map-wrap")).to_be_hidden()


def test_a_view_is_renamed_its_link_shared_and_removed(page, site):
    sign_in(page, site)
    for name, search in (("Cits", "?layer=segment"), ("Mans posms", f"{PATROL}&from=100&to=102.5")):
        open_workspace(page, site, search)
        page.locator("#keep-view").click()
        expect(page.locator("#view-rename")).to_be_hidden()
        page.fill("#view-name", name)
        page.press("#view-name", "Enter")
        expect(page.locator("#saved-views option:checked")).to_have_text(name)
    page.locator("#keep-view").click()
    page.fill("#view-name", "Cits")
    page.locator("#view-rename").click()
    expect(page.locator("#view-name-error")).to_contain_text("jau ir")
    page.fill("#view-name", "Par 010190-12345")
    page.locator("#view-rename").click()
    expect(page.locator("#view-name-error")).to_contain_text("personas kod")
    page.fill("#view-name", "Patruļa pie km 100")
    page.locator("#view-rename").click()
    expect(page.locator("#name-dialog")).to_be_hidden()
    expect(page.locator("#saved-views")).to_contain_text("Patruļa pie km 100")
    expect(page.locator("#saved-views")).not_to_contain_text("Mans posms")
    page.locator("#keep-view").click()
    page.locator("#view-link-copy").click()
    expect(page.locator("#view-link-said")).to_be_visible()
    link = page.input_value("#view-link")
    page.locator("#view-remove").click()
    expect(page.locator("#saved-views")).not_to_contain_text("Patruļa")
    page.goto(link)
    expect(page.locator("#selection")).to_contain_text("LV-RU km 100–102,5")


@pytest.mark.parametrize("theme", ["light", "dark", "night"])
@pytest.mark.parametrize("language", ["lv", "en"])
def test_axe_finds_nothing_serious_on_workspace_and_dashboard(page, site, language, theme):
    sign_in(page, site)
    choose(page, site, language, theme)
    open_workspace(page, site, f"{PATROL}&from=100&to=102.5&views=map,strip,table&against=2021-12-31")
    assert axe_findings(page) == []
    page.goto(f"{site}/dashboard/")
    expect(page.locator("html")).to_have_attribute("data-ready", "true")
    assert axe_findings(page) == []


@pytest.mark.parametrize(
    "path", [f"/workspace/{PATROL}&from=100&to=102.5&views=map,strip,table", "/dashboard/"]
)
def test_a_narrow_screen_never_scrolls_sideways(page, site, path):
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in(page, site)
    page.goto(site + path)
    expect(page.locator("html")).to_have_attribute("data-ready", "true")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_who_may_only_read_is_offered_no_change(page, site):
    sign_in(page, site, "viewer", User.Role.VIEWER)
    open_workspace(page, site, f"{PATROL}&from=100&to=102.5&views=strip,table")
    expect(page.locator("#segment-tools")).to_be_hidden()
    expect(page.locator("#events-bulk")).to_be_disabled()
    expect(page.locator("#events-paste")).to_be_disabled()
