"""Report packs of the whole border, and the hand-over map: seconds and bytes by format, peak memory."""

import os
import resource
import tempfile
import time
from contextlib import ExitStack
from datetime import date
from itertools import pairwise
from pathlib import Path

import folium
import geopandas
import numpy as np
import shapely
from django.conf import settings
from django.test.utils import override_settings
from playwright.sync_api import sync_playwright

from apps.accounts.models import User
from apps.border.geometry import line_m_hex, point_hex
from apps.border.locate import lines_on
from apps.indicators.jobs import compute_coverage
from apps.ledger import services as ledger
from apps.ledger.commands import Add, Put
from apps.reports import services
from apps.reports.content.asked import Asked
from apps.reports.handover import handover_map
from tests.bench.databases import fresh_copy
from tests.bench.timing import goal, say, title
from tests.factories import BEGIN, KM, named

DAY = date(2024, 12, 31)
KILOMETRES, SENSORS, SEGMENTS, SECTIONS = 456, 20_000, 400, 8
MAP_SEGMENTS, RUNS = 10_000, 9
BROKEN_EVERY_KM, BROKEN_KM = 3, 1.6
"""Of each so many kilometres so many have damaged sensors only: a gap of its own, with those that would close it."""
WEST_M, SOUTH_M = 380_000.0, 180_000.0
WAVES, WAVE_M = 60, 900.0


def run(*, full: bool) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stack.enter_context(override_settings(REPORTS_DIR=str(folder / "reports")))
        stack.enter_context(fresh_copy())
        began = time.monotonic()
        write_register()
        say(f"register: {SENSORS:,} sensors, {SEGMENTS} segments, {time.monotonic() - began:.0f} s")
        began = time.monotonic()
        compute_coverage()
        say(f"what each sensor sees, computed once: {time.monotonic() - began:.0f} s")
        title(f"Coverage report of {KILOMETRES} km with {SENSORS:,} sensors and {SEGMENTS} segments")
        packs()
        title(f"Hand-over map of {MAP_SEGMENTS:,} segments, against folium with the same GeoJSON")
        hand_over(folder)


def line() -> np.ndarray:
    """Return a line as long in the grid as its measures say, with bends, a vertex each 57 m."""
    at = np.linspace(0, KILOMETRES * 1_000, 8_000)
    bends = WAVE_M * np.sin(at / at[-1] * WAVES * 2 * np.pi)
    points = np.column_stack((WEST_M + at * 0.7 + bends, SOUTH_M + at * 0.56))
    along = np.concatenate(([0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))))
    return np.column_stack((points, along / along[-1] * KILOMETRES * KM))


def write_register() -> None:
    by = User.objects.create_user("bench", role=User.Role.ADMIN, reading_level=User.Level.FULL)
    approver = User.objects.create_user("bench-2", role=User.Role.APPROVER)
    points, length = line(), KILOMETRES * KM
    drawn = {
        "route": "LV-RU",
        "line": line_m_hex(points, settings.NATIONAL_SRID),
        "valid": f"{BEGIN}/..",
        "source": "bench",
        "state": "published",
    }
    sets: list[list] = [
        [
            Add("route", "LV-RU", {**named("LV-RU"), "neighbour": "RU", "official_length_cm": length}),
            Add("alignment", "4b1d9a0e-0000-4000-8000-0000000000aa", drawn),
            Add("element", "strip", named("strip")),
            Add("indicator", "K1", named("K1")),
            Add("indicator", "K2", named("K2")),
            Put(
                "definition",
                {"indicator": "K1"},
                {"version": 1, "rule": "built_share", "parameters": {"elements": ["strip"]}},
                BEGIN,
            ),
            Put(
                "definition",
                {"indicator": "K2"},
                {"version": 1, "rule": "covered_share", "parameters": {}},
                BEGIN,
            ),
            Add(
                "sensor_model",
                "camera",
                {**named("camera"), "family": "observation", "senses": "around", "detection_m": 400},
            ),
            Add(
                "sensor_model",
                "radar",
                {**named("radar"), "family": "presence", "senses": "around", "detection_m": 600},
            ),
            Add("node", "centre", {**named("centre"), "kind": "command", "level": "national"}),
            Put("node_standing", {"node": "centre"}, {"state": "operational"}, BEGIN),
            *parts("section", SECTIONS, length),
            *parts("segment", SEGMENTS, length),
            Put("requirement", {"route": "LV-RU", "element": "strip"}, {}, BEGIN, from_cm=0, to_cm=length),
        ],
        sensors(points),
    ]
    for commands in sets:
        ledger.record(commands=commands, by=by, reason="a benchmark", kind="update", approver=approver)


def parts(layer: str, count: int, length: int) -> list:
    """Return the commands that part the route evenly."""
    ends = [round(length * n / count) for n in range(count + 1)]
    if layer == "segment":
        return [
            Put(
                "segment",
                {"route": "LV-RU"},
                {"code": f"S-{n:04d}"},
                BEGIN,
                from_cm=ends[n],
                to_cm=ends[n + 1],
            )
            for n in range(count)
        ]
    found: list = [Add("section", f"SEC-{n}", named(f"Section {n}")) for n in range(count)]
    return found + [
        Put(
            "section_stretch",
            {"route": "LV-RU"},
            {"section": f"SEC-{n}"},
            BEGIN,
            from_cm=ends[n],
            to_cm=ends[n + 1],
        )
        for n in range(count)
    ]


def sensors(points: np.ndarray) -> list:
    at = np.linspace(0, len(points) - 1, SENSORS).astype(int)
    found: list = []
    for n, place in enumerate(at):
        code = f"C-{n:05d}"
        point = point_hex(float(points[place, 0]) - 20, float(points[place, 1]), settings.NATIONAL_SRID)
        km = KILOMETRES * n / SENSORS
        state = "damaged" if km % BROKEN_EVERY_KM < BROKEN_KM else "operational"
        standing = {"site": "centre", "point": point, "state": state, "mast_m": "10"}
        found.append(Add("sensor", code, {**named(code), "model": "radar" if n % 3 else "camera"}))
        found.append(Put("sensor_standing", {"sensor": code}, standing, BEGIN))
    return found


def packs() -> None:
    by = User.objects.get(username="bench")
    stamps, worked = [], []

    def noted(_done: int, _total: int) -> None:
        stamps.append(time.monotonic())
        worked.append(time.process_time())

    began, idle = time.monotonic(), time.process_time()
    made = services.make(kind="coverage", asked=Asked(DAY), by=by, report=noted)
    whole = time.monotonic() - began
    steps = ("content and JSON", "schema", "workbook", "CSV", "GeoPackage and GeoJSON", "XML", "PDF")
    walls, busy = pairwise([began, *stamps]), pairwise([idle, *worked])
    for name, wall, work in zip(steps, walls, busy, strict=False):
        say(f"{name:<26} {wall[1] - wall[0]:7.2f} s, processor {work[1] - work[0]:7.2f} s")
    for one in made.archive.files:
        say(f"{one['name']:<26} {one['bytes'] / 1e6:7.2f} MB")
    memory_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    say(f"archive {made.archive.size_bytes / 1e6:.1f} MB, peak memory of the process {memory_gb:.2f} GB")
    goal("seconds for the whole pack", whole, 60, " s")
    goal("seconds for the PDF", stamps[-1] - stamps[-2], 20, " s")
    goal("peak memory", memory_gb, 1, " GB")


def hand_over(folder: Path) -> None:
    by = User.objects.get(username="bench")
    approver = User.objects.get(username="bench-2")
    commands = parts("segment", MAP_SEGMENTS, KILOMETRES * KM)
    ledger.record(commands=commands, by=by, reason="finer segments", kind="update", approver=approver)
    ours, theirs = folder / "ours.html", folder / "theirs.html"
    ours.write_text(handover_map(names=["segments"], day=DAY, by=by), encoding="utf-8")
    plain(theirs)
    # Playwright keeps an event loop, in which Django would refuse to drop the database afterwards
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    ready = opened(str(ours), str(theirs))
    say(f"ours {ours.stat().st_size / 1e6:.2f} MB, folium {theirs.stat().st_size / 1e6:.2f} MB")
    say(f"interactive: ours {ready[0]:.0f} ms, folium {ready[1]:.0f} ms (median of {RUNS})")
    goal("bytes", ours.stat().st_size / 1e6, 6, " MB")
    goal("time to interactive, share of folium's", ready[0] / ready[1], 1 / 3)


def plain(path: Path) -> None:
    """Write the page that folium makes of the same segments as GeoJSON, its libraries from this machine."""
    [drawn] = lines_on(DAY).values()
    ends = np.linspace(0, len(drawn.degrees) - 1, MAP_SEGMENTS + 1)
    lines = []
    for n in range(MAP_SEGMENTS):
        at = np.array([ends[n], *range(int(ends[n]) + 1, int(np.ceil(ends[n + 1]))), ends[n + 1]])
        vertices = np.arange(len(drawn.degrees))
        lines.append(
            shapely.linestrings(
                np.column_stack([np.interp(at, vertices, drawn.degrees[:, axis]) for axis in (0, 1)])
            )
        )
    frame = geopandas.GeoDataFrame(
        {"code": [f"S-{n}" for n in range(MAP_SEGMENTS)]}, geometry=lines, crs=4326
    )
    page = folium.Map(tiles=None)
    vendor = settings.BASE_DIR / "map_templates/static/vendor/leaflet"
    page.default_js = [("leaflet", (vendor / "leaflet.js").as_uri())]
    page.default_css = [("leaflet_css", (vendor / "leaflet.css").as_uri())]
    folium.GeoJson(frame).add_to(page)
    page.fit_bounds([[55.5, 27], [58, 28.5]])
    page.save(str(path))


def opened(*paths: str) -> list[float]:
    """Return the median milliseconds from opening until the page answers, for each file in turn."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        times: dict[str, list[float]] = {path: [] for path in paths}
        for _ in range(RUNS):
            for path in paths:
                times[path].append(once(browser, path))
        browser.close()
    return [float(np.median(found)) for found in times.values()]


def once(browser, path: str) -> float:
    page = browser.new_page()
    page.goto(Path(path).as_uri(), wait_until="load")
    milliseconds = page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))"
    )
    page.close()
    return float(milliseconds)
