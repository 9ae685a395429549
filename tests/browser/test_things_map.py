"""Structures and land units on the map: switched on when asked for, opened by pointer, keys or list."""

import re
from datetime import date

from playwright.sync_api import Page, expect

from apps.border.days import today
from apps.construction.reading import structures
from apps.land.reading import parcels
from tests.browser.people import sign_in
from tests.browser.test_pages import axe_findings
from tests.browser.workspace import ROUTE, chosen, drawn, open_workspace

MARKS = ".leaflet-structures-pane [role=button]"


def asked_for(page: Page) -> list[str]:
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url))
    return found


def switch_on(page: Page, name: str) -> None:
    page.click(".map-layers summary")
    page.check(f"[name=over][value={name}]")
    page.keyboard.press("Escape")


def test_neither_is_asked_for_before_it_is_switched_on_and_the_address_keeps_it(page, site):
    sign_in(page, site)
    asked = asked_for(page)
    open_workspace(page, site)
    expect(page.locator("[name=over][value=parcels]")).to_have_count(1)
    assert [one for one in asked if re.search("structures|parcels", one)] == []
    switch_on(page, "structures")
    expect(page.locator(MARKS).first).to_be_visible()
    switch_on(page, "parcels")
    expect(page).to_have_url(re.compile(re.escape("over=sensors%2Cstructures%2Cparcels")))
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-workspace", "ready")
    expect(page.locator(MARKS).first).to_be_visible()


def test_what_could_not_be_fetched_is_fetched_when_tried_again(page, site):
    sign_in(page, site)
    open_workspace(page, site)
    expect(page.locator("[name=over][value=structures]")).to_have_count(1)
    page.context.set_offline(True)
    switch_on(page, "structures")
    expect(page.locator(".toast")).to_contain_text("Serveris nav sasniedzams")
    page.context.set_offline(False)
    page.locator(".toast").get_by_role("button").first.click()
    expect(page.locator(MARKS).first).to_be_visible()


def test_every_structure_is_marked_and_listed_and_leads_to_its_page(page, site):
    sign_in(page, site)
    open_workspace(page, site, "?over=structures")
    expect(page.locator(MARKS).first).to_be_visible()
    told = page.locator(MARKS).evaluate_all("(marks) => marks.map((mark) => mark.dataset.structures)")
    codes = sorted(one["code"] for one in structures(today()))
    assert sorted(" ".join(told).split(" ")) == codes
    page.click("#tab-list")
    rows = page.locator("#list-structures tbody button")
    expect(rows).to_have_count(len(codes))
    assert sorted(rows.all_inner_texts()) == codes
    code = rows.first.inner_text()
    rows.first.press("Enter")
    card = page.locator(".sensor-card")
    expect(card.locator("h3").first).to_contain_text(code)
    assert axe_findings(page) == []
    card.get_by_role("link", name="Atvērt lapu").first.click()
    expect(page).to_have_url(f"{site}/reference/structure/things/{code}/")
    expect(page.locator("#documents")).to_be_visible()


def test_a_land_unit_is_opened_by_a_click_beside_the_line_and_its_stretch_chosen(page, site):
    unit = next(one for one in parcels(today(), route=ROUTE) if one["purpose"] == "strip" and one["titled"])
    place = unit["stretches"][0]
    page.emulate_media(reduced_motion="reduce")  # a map that moves hears nobody
    sign_in(page, site)
    search = f"?over=parcels&route={ROUTE}&from={place['from_km']}&to={place['to_km']}"
    open_workspace(page, site, search)
    page.click("#tab-list")
    listed = page.locator("#list-parcels tbody button")
    expect(listed).to_have_count(len(parcels(today())))
    listed.filter(has_text=unit["code"]).click()
    card = page.locator(".sensor-card")
    expect(card).to_contain_text(unit["code"])
    expect(card).to_contain_text(unit["status_name"])
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    page.get_by_role("button", name="Parādīt kartē").click()
    before = chosen(page)
    click_beside_the_line(page)
    expect(card.first).to_be_visible()
    assert chosen(page) == before
    card.get_by_role("button", name="Izvēlēties tās posmu").first.click()
    expect(page.locator("#selection")).to_contain_text(ROUTE)


def click_beside_the_line(page: Page) -> None:
    """Click on the band of land, off the line itself."""
    drawn(page)
    box = page.locator("#map").bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    around = ((dx, dy) for reach in range(0, 120, 2) for dx, dy in square(reach))
    x, y = next(
        one for one in ((middle[0] + dx, middle[1] + dy) for dx, dy in around) if is_on_band(page, *one)
    )
    page.mouse.click(x, y)


def square(reach: int) -> list[tuple[int, int]]:
    return [(reach, 0), (-reach, 0), (0, reach), (0, -reach)]


def is_on_band(page: Page, x: float, y: float) -> bool:
    """Tell whether the canvas of land takes the pointer here and the line does not lie under it."""
    return page.evaluate(
        """([x, y]) => {
          const pane = document.querySelector(".leaflet-parcels-pane canvas");
          const lines = document.querySelector(".leaflet-lines-pane canvas");
          const painted = (canvas, reach) => {
            const box = canvas.getBoundingClientRect();
            const ratio = canvas.width / box.width;
            const side = Math.ceil(reach * 2 * ratio) || 1;
            const at = [(x - box.x - reach) * ratio, (y - box.y - reach) * ratio];
            return canvas.getContext("2d").getImageData(...at, side, side).data.some(Boolean);
          };
          return painted(pane, 0.5) && !painted(lines, 3);
        }""",
        [x, y],
    )


def test_the_list_holds_the_structures_of_the_day(page, site):
    day = date(2018, 1, 2)
    sign_in(page, site)
    open_workspace(page, site, f"?over=structures&as_of={day}")
    page.click("#tab-list")
    rows = page.locator("#list-structures tbody button")
    expect(rows).to_have_count(len(structures(day)))
    page.fill("#as-of", f"{today():%d.%m.%Y.}")
    page.press("#as-of", "Enter")
    expect(rows).to_have_count(len(structures(today())))
