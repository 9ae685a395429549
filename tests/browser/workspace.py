"""The workspace as a person moves in it: opened, searched, its strip brushed and walked along."""

import re

from playwright.sync_api import Page, expect

from tests.browser.test_map import fill_status, save

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


def show_all_rows(page: Page) -> None:
    """Take away what the table has from the other views: the chosen route and element."""
    for select in page.locator("#events-head select").all():
        if select.input_value():
            select.select_option("")
    expect(page.locator("#events-csv")).not_to_have_attribute("href", re.compile("[?&](route|element)="))
