"""The workspace in headless Chromium beside a folium page with the same segments: first line, use, bytes, frames.

The folium page gets Leaflet from this machine, and nothing else that folium would load; it is measured as a file made
beforehand, and as a page made of the register for the visit, which is what ours is.
"""

import gzip
import json
import os
import socket
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import folium
import numpy as np
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from apps.ledger.commands import Put
from tests.bench.border import BEGIN, LENGTH_CM, VERTEX_EVERY_CM, lay_codes, line
from tests.bench.databases import fresh_copy, vacuum
from tests.bench.timing import Timing, goal, ratio, say, tell, title
from tests.browser.conftest import QUIET, chromium
from tests.factories import alignment, api_of, person, record

SIZES = (400, 10_000)
RUNS = 5
STARTED_WITHIN_S = 30
FIRST_VISIT_MB = 1
MOST_OF_FOLIUM = 1 / 3
MOST_FRAME_MS = 20
VIEWPORT = {"width": 1440, "height": 900}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LEAFLET = settings.BASE_DIR / "node_modules/leaflet/dist"
# Notes the first frame in which a line is painted, by our canvas or by folium's paths, and when the page can be used.
WATCH = """
const [width, height] = [180, 90];
const small = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
const drawn = (canvas) => {
  if (!canvas.width || !canvas.height) return false;
  small.drawImage(canvas, 0, 0, width, height);
  return small.getImageData(0, 0, width, height).data.some((value) => value);
};
window.seen = {};
const look = () => {
  const canvas = document.querySelector(".leaflet-lines-pane canvas");
  const path = document.querySelector(".leaflet-overlay-pane path");
  if (!window.seen.line && (path || (canvas && drawn(canvas)))) window.seen.line = performance.now();
  const isOurs = document.documentElement.dataset.interactive === "true";
  const isFolium = path && document.readyState === "complete";
  if (window.seen.line && (isOurs || isFolium)) window.seen.ready = performance.now();
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
FRAMES = """
window.frames_ms = [];
let before = performance.now();
const next = (now) => { window.frames_ms.push(now - before); before = now; requestAnimationFrame(next); };
requestAnimationFrame(next);
"""


def run(*, full: bool) -> None:
    with sync_playwright() as play:
        arguments = [*QUIET, "--no-sandbox"]
        browser = play.chromium.launch(executable_path=chromium(), args=arguments)
        for count in SIZES:
            title(f"The workspace with {count:,} segments, median of {RUNS} first visits")
            with fresh_copy():
                lay_segments(count)
                compare(browser, is_largest=count == max(SIZES))
        browser.close()


def lay_segments(count: int) -> None:
    """Record both routes with their lines and `count` segments, as long as each other."""
    lay_codes()
    record(*(alignment(route, calibrated(route)) for route in LENGTH_CM))
    share = {route: round(count * length / sum(LENGTH_CM.values())) for route, length in LENGTH_CM.items()}
    for route, some in share.items():
        ends = np.linspace(0, LENGTH_CM[route], some + 1).round().astype(int).tolist()
        cuts = enumerate(pairwise(ends))
        record(*(segment(route, n, *stretch) for n, stretch in cuts))
    vacuum()


def segment(route: str, n: int, from_cm: int, to_cm: int) -> Put:
    return Put("segment", {"route": route}, {"code": f"{route}-{n}"}, BEGIN, from_cm=from_cm, to_cm=to_cm)


def calibrated(route: str):
    xy = line(route)
    return np.column_stack((xy, np.arange(len(xy)) * VERTEX_EVERY_CM))


def compare(browser: Browser, *, is_largest: bool) -> None:
    """Open both pages anew some times, print what each took, and of the larger one the frames."""
    with served() as site, folium_page() as beside:
        ours, theirs = visits_in_turn(browser, site, beside)
        say(f"folium makes its page of the register in {beside.made_ms:,.0f} ms")
        for what in ("line", "ready"):
            sides = [Timing([one[what] / 1_000 for one in visits]) for visits in (ours, theirs)]
            name = {"line": "first line painted", "ready": "interactive"}[what]
            tell(f"{name}, workspace", sides[0])
            tell(f"{name}, folium, made beforehand", sides[1])
            fresh = Timing([one + beside.made_ms / 1_000 for one in sides[1].seconds])
            tell(f"{name}, folium, made for the visit", fresh)
            made, asked = ratio(sides[0], sides[1]), ratio(sides[0], fresh)
            say(f"{name}: workspace takes {made:.2f} and {asked:.2f} of folium's time")
        tell_bytes(ours[0], theirs[0])
        if is_largest:
            goal("interactive against folium, made beforehand", ratio(sides[0], sides[1]), MOST_OF_FOLIUM)
            goal("interactive against folium, made for the visit", ratio(sides[0], fresh), MOST_OF_FOLIUM)
            frames(browser, site)


def visits_in_turn(browser: Browser, site: str, beside: "Beside") -> tuple[list[dict], list[dict]]:
    """Visit the pages in turn: what else the machine does befalls both. The first pair warms up."""
    pairs = [
        (
            visit(browser, site, f"{site}/?layer=segment", sign_in=True),
            visit(browser, beside.address, beside.address),
        )
        for _ in range(RUNS + 1)
    ]
    ours, theirs = zip(*pairs[1:], strict=True)
    return list(ours), list(theirs)


def tell_bytes(ours: dict, theirs: dict) -> None:
    for name, visit_ in (("workspace", ours), ("folium", theirs)):
        say(
            f"bytes of a first visit, {name}: {visit_['bytes'] / 1e6:.2f} MB, gzipped {visit_['gzipped'] / 1e6:.2f} MB"
        )
    goal("first visit, gzipped", ours["gzipped"] / 1e6, FIRST_VISIT_MB, "MB")


@contextmanager
def served() -> Iterator[str]:
    """Serve the register as `make run` does."""
    person("planner")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = ["gunicorn", "--config", "border_gis/gunicorn.py", "--bind", address, "border_gis.wsgi"]
    environment = os.environ | {"DB": connection.settings_dict["NAME"]}
    environment["DJANGO_SETTINGS_MODULE"] = "border_gis.settings"
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment) as server:
        try:
            wait_for(f"http://{address}/healthz")
            yield f"http://{address}"
        finally:
            server.terminate()


def wait_for(address: str) -> None:
    for _ in range(STARTED_WITHIN_S * 10):
        try:
            urllib.request.urlopen(address)  # noqa: S310 our own
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"nothing answers at {address}")


@dataclass(frozen=True)
class Beside:
    address: str
    made_ms: float


@contextmanager
def folium_page() -> Iterator[Beside]:
    """Serve a folium map with the segments of the API as GeoJSON."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("leaflet.js", "leaflet.css"):
            (Path(folder) / name).write_bytes((LEAFLET / name).read_bytes())
        begun = time.perf_counter()
        make_folium(Path(folder) / "index.html")
        made_ms = 1_000 * (time.perf_counter() - begun)
        handler = partial(Quiet, directory=folder)
        with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield Beside(f"http://127.0.0.1:{server.server_port}/", made_ms)
            server.shutdown()


def make_folium(path: Path) -> None:
    features = api_of("planner").get("/api/v1/segments/?all=1", SERVER_NAME="localhost").content
    map_ = folium.Map(location=[56.6, 27.6], zoom_start=8, tiles=None)
    map_.default_js, map_.default_css = [("leaflet", "leaflet.js")], [("leaflet_css", "leaflet.css")]
    folium.GeoJson(json.loads(features), tooltip=folium.GeoJsonTooltip(["code"])).add_to(map_)
    map_.save(path)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments) -> None:
        pass


def visit(browser: Browser, site: str, address: str, *, sign_in: bool = False) -> dict:
    """Open an address with an empty cache; return milliseconds until line and use, and the bytes of all answers."""
    context = browser.new_context(viewport=VIEWPORT)
    if sign_in:
        take_session(context, site)
    page = context.new_page()
    sizes = []
    page.on("response", lambda response: sizes.append(response))
    page.add_init_script(WATCH)
    page.goto(address)
    page.wait_for_function("window.seen.ready", timeout=180_000) if not sign_in else page.wait_for_selector(
        "html[data-workspace=ready]", state="attached", timeout=180_000
    )
    page.wait_for_timeout(300)
    seen = page.evaluate("() => window.seen")
    bodies = [body_of(one) for one in sizes]
    context.close()
    return {
        **seen,
        "bytes": sum(map(len, bodies)),
        "gzipped": sum(len(gzip.compress(one, 6)) for one in bodies),
    }


def body_of(response) -> bytes:
    return b"" if response.status in (204, 301, 302, 304) else response.body()


def take_session(context: BrowserContext, site: str) -> None:
    client = Client()
    client.force_login(person("planner"), backend=BACKEND)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])


def frames(browser: Browser, site: str) -> None:
    """Print the frame times while the strip and the map are zoomed and panned by the wheel and the pointer."""
    context = browser.new_context(viewport=VIEWPORT)
    take_session(context, site)
    page = context.new_page()
    page.goto(f"{site}/?layer=segment&route=LV-RU")
    page.wait_for_selector("html[data-workspace=ready]", state="attached")
    page.evaluate(FRAMES)
    for name, act in (("strip", on_strip), ("map", on_map)):
        page.evaluate("() => { window.frames_ms = []; }")
        act(page)
        times = sorted(page.evaluate("() => window.frames_ms"))
        p95 = times[int(0.95 * len(times))]
        say(
            f"{name}: {len(times)} frames, median {statistics.median(times):.1f} ms, worst {times[-1]:.1f} ms"
        )
        goal(f"{name}: 95th percentile of frames", p95, MOST_FRAME_MS, "ms")
    context.close()


def on_strip(page: Page) -> None:
    box = page.locator("#strip-plot").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 60)
    for turn in (-60, -60, 60, 60):
        for _ in range(15):
            page.mouse.wheel(0, turn)
            page.wait_for_timeout(16)
    for turn in (40, -40):
        for _ in range(20):
            page.mouse.wheel(turn, 0)
            page.wait_for_timeout(16)


def on_map(page: Page) -> None:
    box = page.locator("#map").bounding_box()
    centre = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*centre)
    for turn in (-120, 120):
        for _ in range(4):
            page.mouse.wheel(0, turn)
            page.wait_for_timeout(300)
    page.mouse.down()
    for step in range(30):
        page.mouse.move(centre[0] + 3 * step, centre[1] + step)
        page.wait_for_timeout(16)
    page.mouse.up()
