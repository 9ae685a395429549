"""Backgrounds by setting, from a small server of tiles beside the site: asked only when chosen, and only that host."""

import re
import struct
import threading
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page, expect

from border_gis.basemaps import basemap
from tests.browser.conftest import PATIENCE_MS
from tests.browser.people import sign_in
from tests.geo.test_tiles import mbtiles


def png(red: int, green: int, blue: int) -> bytes:
    """Return a picture of 8 × 8 points of one colour."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    rows = b"".join(b"\0" + bytes((red, green, blue)) * 8 for _ in range(8))
    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@pytest.fixture
def tiles() -> Iterator[ThreadingHTTPServer]:
    """A server of tiles that remembers what it was asked; under /broken/ it has none."""

    class Tiles(BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.asked.append(self.path)
            found = not self.path.startswith("/broken/")
            self.send_response(200 if found else 500)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(png(120, 160, 90) if found else b"")

        def log_message(self, *arguments) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Tiles) as server:
        server.asked = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def grounds(settings, tiles, tmp_path) -> None:
    host = f"http://127.0.0.1:{tiles.server_port}"
    said = {"attribution": "© A <b>source</b>"}
    places = [(z, x, y) for z in (6, 7) for x in range(30, 90) for y in range(30, 50)]
    archive = mbtiles(tmp_path / "own.mbtiles", dict.fromkeys(places, png(9, 9, 9)))
    settings.BASEMAPS = tuple(
        basemap({**said, **entry})
        for entry in (
            {"name": "topo", "kind": "xyz", "label": "Topo", "url": f"{host}/xyz/{{z}}/{{x}}/{{y}}.png"},
            {"name": "photo", "kind": "wms", "label": "Photo", "url": f"{host}/wms", "layers": "ortho"},
            {
                "name": "sheet",
                "kind": "wmts",
                "label": "Sheet",
                "url": f"{host}/wmts",
                "layer": "s",
                "matrix_set": "g",
            },
            {"name": "broken", "kind": "xyz", "label": "Broken", "url": f"{host}/broken/{{z}}/{{x}}/{{y}}"},
            {"name": "own", "kind": "file", "label": "Own", "path": str(archive)},
        )
    )
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**directives, "img-src": ["'self'", host]}}


@pytest.fixture
def map_page(browser: Browser, site, grounds) -> Iterator[Page]:
    """A page that may ask the configured host, and fails on whatever the policy refuses."""
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    page, complaints = context.new_page(), []
    page.on("console", lambda line: "Content Security Policy" in line.text and complaints.append(line.text))
    page.set_default_timeout(PATIENCE_MS)
    sign_in(page, site)
    page.goto(f"{site}/")
    expect(page.locator("html")).to_have_attribute("data-workspace", "ready")
    page.click(".map-layers summary")
    yield page
    context.close()
    assert complaints == []


def pick(page: Page, name: str) -> None:
    page.check(f"[name=ground][value={name}]")


def test_no_background_is_asked_for_until_it_is_chosen(map_page, tiles):
    assert tiles.asked == []
    expect(map_page.locator("[name=ground][value=areas]")).to_be_checked()
    pick(map_page, "topo")
    expect(map_page.locator(".ground-tiles img.leaflet-tile-loaded").first).to_be_attached()
    assert all(path.startswith("/xyz/") for path in tiles.asked)
    expect(map_page).to_have_url(re.compile("ground=topo"))
    expect(map_page.locator(".place")).to_have_count(0)
    pick(map_page, "areas")
    expect(map_page.locator(".ground-tiles")).to_have_count(0)
    expect(map_page.locator(".place").first).to_be_visible()


def test_the_source_is_told_as_text(map_page):
    pick(map_page, "topo")
    expect(map_page.locator(".leaflet-control-attribution")).to_contain_text("© A <b>source</b>")


@pytest.mark.parametrize(("name", "part"), [("photo", "request=GetMap"), ("sheet", "request=GetTile")])
def test_services_are_asked_as_they_expect(map_page, tiles, name, part):
    pick(map_page, name)
    expect(map_page.locator(".ground-tiles img.leaflet-tile-loaded").first).to_be_attached()
    assert all(part in path for path in tiles.asked)


def test_an_archive_is_served_by_the_site_itself(map_page, tiles):
    pick(map_page, "own")
    expect(map_page.locator(".ground-tiles img.leaflet-tile-loaded").first).to_be_attached()
    assert tiles.asked == []


def test_beyond_its_last_zoom_the_pictures_of_an_archive_are_stretched(map_page):
    asked = []
    map_page.on("request", lambda one: asked.append(one.url))
    pick(map_page, "own")
    expect(map_page.locator(".ground-tiles img.leaflet-tile-loaded").first).to_be_attached()
    map_page.locator(".leaflet-control-zoom-in").click(modifiers=["Shift"])
    map_page.locator(".leaflet-control-zoom-in").click(modifiers=["Shift"])
    expect(map_page.locator(".ground-tiles img.leaflet-tile-loaded").first).to_be_visible()
    expect(map_page.locator(".toast")).to_have_count(0)
    zooms = {int(found[1]) for one in asked if (found := re.search(r"/own/(\d+)/", one))}
    assert zooms and zooms <= {6, 7}


def test_a_background_that_does_not_answer_is_named(map_page):
    pick(map_page, "broken")
    expect(map_page.locator(".toast")).to_contain_text("Broken")
