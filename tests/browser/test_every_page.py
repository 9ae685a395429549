"""Every page that links lead to: no other host is asked, the console stays clean; a draft; phones and large text."""

from urllib.parse import urldefrag, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Page, expect

from apps.accounts.models import User
from apps.ledger.models import ChangeSet
from tests.browser.people import sign_in
from tests.browser.test_map import built_km, fill_status, shows_built
from tests.browser.workspace import PATROL, open_workspace

MOST_PAGES = 120
NOT_PAGES = ("/api/", "/static/", "/i18n/")


def view_of(address: str) -> str | None:
    """Return the name of the view behind an address of ours; None if it is no page."""
    path = urlsplit(address).path
    is_file = "." in path.rsplit("/", 1)[-1]
    try:
        return None if is_file or path.startswith(NOT_PAGES) else resolve(path).view_name
    except Resolver404:
        return None


def links(page: Page, site: str) -> list[str]:
    whole = "(all) => all.map((one) => new URL(one.getAttribute('href'), location.href).href)"
    found = page.eval_on_selector_all("a[href]:not([download])", whole)
    return [urldefrag(one)[0] for one in found if one.startswith(site)]


def opened(page: Page, address: str) -> bool:
    """Open an address; tell whether it is a page, not a file to keep."""
    try:
        page.goto(address)
    except Error as error:
        if "Download is starting" in error.message:
            return False
        raise
    page.wait_for_load_state("networkidle")
    return True


def test_no_page_asks_another_host_or_complains(page, site):
    said = []
    page.on("console", lambda line: line.type == "error" and said.append(f"{page.url}: {line.text}"))
    sign_in(page, site, "admin", User.Role.ADMIN)
    waiting, seen = [f"{site}/"], {}
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        name = view_of(address)
        if name is None or name in seen:
            continue
        seen[name] = address
        if opened(page, address):
            waiting += [one for one in links(page, site) if view_of(one) not in seen]
    assert said == []
    assert {"pages:map", "pages:dashboard", "surveillance:board", "scoreboard:figure", "pages:change"} <= set(
        seen
    )
    assert len(seen) > 20


def test_what_the_page_asks_ahead_is_asked_once(page, site):
    sign_in(page, site)
    asked = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(site)))
    open_workspace(page, site)
    ahead = page.eval_on_selector_all(
        "link[rel=preload]", "(all) => all.map((one) => one.getAttribute('href'))"
    )
    assert len(ahead) == 4
    assert [asked.count(one) for one in ahead] == [1] * 4
    preloaded = page.eval_on_selector_all(
        "link[rel=modulepreload]", "(all) => all.map((one) => one.getAttribute('href'))"
    )
    assert [one for one in preloaded if asked.count(one) != 1] == []


def test_a_draft_shows_what_it_would_do_and_leaves_the_register(page, site):
    sign_in(page, site)
    open_workspace(page, site, f"{PATROL}&from=100&to=102.5")
    before = ChangeSet.objects.filter(state=ChangeSet.State.APPLIED).count()
    figure = built_km(page)
    fill_status(page, "cleared", "ja nu")
    expect(page.locator("#edit-preview table")).to_be_visible()
    page.click("#edit-draft")
    toast = page.locator(".toast")
    expect(toast).to_contain_text("melnrakst")
    shows_built(page, figure - 2.5)
    assert ChangeSet.objects.filter(state=ChangeSet.State.APPLIED).count() == before
    toast.get_by_role("link").click()
    expect(page.locator("main")).to_contain_text("ja nu")
    expect(page.locator("main")).to_contain_text("K1")


PANES = {"map": "#map", "strip": "#strip", "table": "#events", "panel": "#selection", "layers": "#figures"}


def test_on_a_phone_one_pane_fills_the_screen(page, site):
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in(page, site)
    open_workspace(page, site, f"{PATROL}&from=100&to=102.5")
    assert page.locator("#map").bounding_box()["height"] >= 500
    for pane, place in PANES.items():
        page.click(f"[data-pane={pane}]")
        assert [one for one in PANES.values() if page.locator(one).is_visible()] == [place]
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("document.documentElement.scrollHeight") <= 740


def test_the_workspace_can_be_read_at_twice_the_text_size(page, site):
    sign_in(page, site)
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    open_workspace(page, site, f"{PATROL}&from=100&to=102.5&views=map,strip,table")
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "30px"
    for pane, place in PANES.items():
        page.click(f"[data-pane={pane}]")
        box = page.locator(place).bounding_box()
        assert box["width"] > 150 and box["height"] > 80
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
