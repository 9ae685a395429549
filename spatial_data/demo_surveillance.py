"""The demo's surveillance: every mast, sensor, link and height is invented; the shares are the strategy's.

Masts stand along the line. What their sensors see is computed over an invented terrain, as the register
does it; then a fibre of each year is as long as brings the share of that year's end to the published one.
No database.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from apps.border.geometry import point_hex
from apps.geo.coverage import Means, Rule, coverage
from apps.geo.dem import Terrain
from apps.geo.dem_files import write_heights
from apps.geo.measures import CM_PER_KM, MeasureSet
from apps.geo.network import Link, Network, Node
from apps.geo.sight import Conditions, Eye, Sight, Track, look
from apps.geo.snapping import points_at
from apps.ledger.commands import Add, Command, Put
from spatial_data.demo_register import DemoSet, calibrated_lines

INVENTED = "izdomāts / invented"
BEGIN = date(2021, 1, 1)
RULE = {"level": "national", "depth": 1, "families": ["presence", "observation"], "each_family": False}
CONDITIONS = {"target_m": 1.7, "refraction": 0.13}
CELL_M, BESIDE_M, SEED = 100.0, 15_000, 20_211_231
MEAN_SLOPE = 0.006
"""Of the invented ground: hills as gentle as Latgale's."""
PCT_AT_END_OF = {2021: 43.0, 2022: 43.5, 2023: 44.0, 2024: 45.0, 2025: 46.0, 2026: 47.0}
MODELS = {
    "CAM-5": ("Termokamera 5 km", "Thermal camera 5 km", "observation", "camera", 5_000, 3_000, 1_500),
    "RAD-6": ("Zemes radars 6 km", "Ground radar 6 km", "presence", "radar", 6_000, None, None),
    "FIB-1": ("Šķiedras sensors", "Fibre sensor", "presence", "fibre", 20, None, None),
}
# centre: names, level, the mast that its cable comes in at
CENTRES = {
    "CC-LV": ("Nacionālais koordinācijas centrs (izdomāts)", "National centre (invented)", "national", None),
    "CC-VIL": ("Viļakas centrs (izdomāts)", "Viļaka centre (invented)", "regional", "M-RU-04"),
    "CC-LUD": ("Ludzas centrs (izdomāts)", "Ludza centre (invented)", "regional", "M-RU-08"),
    "CC-DGP": ("Daugavpils centrs (izdomāts)", "Daugavpils centre (invented)", "regional", "M-BY-03"),
}
MAST_M, MAST_BESIDE_M = 30, 150
RU_WORKING, BY_WORKING, FIBRE_SITE = 9, 4, "M-BY-03"
STATE_WORDS = {"operational": "darbojas", "damaged": "bojāts", "out_of_service": "nedarbojas"}
SENSOR_STATES = {
    "M-RU-06": [(date(2025, 9, 14), "damaged"), (date(2026, 3, 2), "operational")],
    "M-RU-02": [(date(2026, 9, 21), "out_of_service")],
    "M-RU-05": [(date(2026, 9, 26), "damaged")],
}
"""On which masts the sensors broke or were mended, and when."""
LINK_STATES = {
    "D-M-RU-01": [(date(2026, 11, 10), "damaged")],
    "P-M-RU-08": [(date(2026, 9, 23), "out_of_service")],
}
POWERED = {"M-RU-08": "PWR-LUD"}
"""Masts whose power is registered, each with its source."""
OUT_OF_SCOPE = ("LV-RU", 262.0, 268.5)
"""Where surveillance is not asked for, invented: km from and to."""


@dataclass(frozen=True)
class Mast:
    """A mast beside the line, with a camera and perhaps a radar; at work from the first day, or planned."""

    code: str
    route: str
    km: float
    works: bool
    has_radar: bool

    @property
    def sensors(self) -> list[tuple[str, str]]:
        """Codes and models of what stands on it."""
        pairs = [(f"{self.code}-C", "CAM-5")]
        return [*pairs, (f"{self.code}-R", "RAD-6")] if self.has_radar else pairs


def masts() -> list[Mast]:
    """Return the masts of both routes."""
    ru = [Mast(f"M-RU-{n:02d}", "LV-RU", 12 + 14.3 * n, n < RU_WORKING, n % 2 == 0) for n in range(19)]
    by = [Mast(f"M-BY-{n:02d}", "LV-BY", 9 + 16.1 * n, n < BY_WORKING, n % 3 == 0) for n in range(10)]
    return ru + by


def change_sets(srid: int) -> list[DemoSet]:
    """Return models, network, sensors and what happened to them, in the order of the days."""
    lines = calibrated_lines(srid)
    groundwork = [
        DemoSet(BEGIN, "Sensoru modeļi (izdomāti)", tuple(sensor_models())),
        DemoSet(BEGIN, "Novērošanas tīkls (izdomāts)", tuple(nodes_and_links(lines, srid))),
        DemoSet(BEGIN, "Novērošanas barošana (izdomāta)", tuple(power())),
        DemoSet(BEGIN, "Sensori (izdomāti)", tuple(sensors(lines))),
        DemoSet(BEGIN, "Rādītāja K2 skaitīšanas noteikums", (definition(),)),
    ]
    return groundwork + sorted([*fibres(lines), *events()], key=lambda one: one.day)


def sensor_models() -> Iterator[Command]:
    for code, (
        name_lv,
        name_en,
        family,
        kind,
        detection_m,
        recognition_m,
        identification_m,
    ) in MODELS.items():
        values = {
            "name_lv": f"{name_lv} (izdomāts)",
            "name_en": f"{name_en} (invented)",
            "family": family,
            "kind": kind,
            "detection_m": detection_m,
            "senses": "along" if kind == "fibre" else "around",
            "recognition_m": recognition_m,
            "identification_m": identification_m,
        }
        yield Add("sensor_model", code, values)


def nodes_and_links(lines: Mapping[str, NDArray], srid: int) -> Iterator[Command]:
    for code, (name_lv, name_en, level, _mast) in CENTRES.items():
        values = {"name_lv": name_lv, "name_en": name_en, "kind": "command", "level": level}
        yield from added("node", code, values, standing())
    for mast in masts():
        values = {"name_lv": f"Masts {mast.code} (izdomāts)", "name_en": f"Mast {mast.code} (invented)"}
        state = standing(mast.works) | {"point": point_hex(*place(mast, lines), srid)}
        yield from added("node", mast.code, {**values, "kind": "site"}, state)
    yield from registered(data_links())


def power() -> Iterator[Command]:
    for source in sorted(set(POWERED.values())):
        values = {"name_lv": f"Barošana {source} (izdomāta)", "name_en": f"Power {source} (invented)"}
        yield from added("node", source, {**values, "kind": "power"}, standing())
    yield from registered(power_links())


def registered(links: Iterable[Link]) -> Iterator[Command]:
    for link in links:
        a, b = link.ends
        values = {
            "name_lv": f"{a} – {b}",
            "name_en": f"{a} – {b}",
            "kind": link.kind,
            "from_node": a,
            "to_node": b,
        }
        medium = "cable" if link.kind == "power" else "fibre"
        yield from added("link", link.uid, {**values, "medium": medium}, standing())


def sensors(lines: Mapping[str, NDArray]) -> Iterator[Command]:
    for mast in masts():
        for code, model in mast.sensors:
            name = {"name_lv": f"{code} (izdomāts)", "name_en": f"{code} (invented)"}
            values = standing(mast.works) | {"site": mast.code, "mast_m": MAST_M}
            yield from added("sensor", code, {**name, "model": model}, values)


def added(target: str, code: str, values: dict, state: dict) -> Iterator[Command]:
    yield Add(target, code, values)
    yield Put(f"{target}_standing", {target: code}, state, BEGIN)


def standing(works: bool = True) -> dict[str, str]:
    return {"state": "operational" if works else "planned", "owner": "VRS", "note": INVENTED}


def data_links() -> list[Link]:
    """Join the masts of each route in a row to the centres; both rows' ends to the national one."""
    found = [
        Link(f"D-{here.code}", "data", (before.code, here.code))
        for before, here in zip(masts(), masts()[1:], strict=False)
        if before.route == here.route
    ]
    for code, (*_names, mast) in CENTRES.items():
        if mast:
            found += [Link(f"D-{code}", "data", (code, mast)), Link(f"B-{code}", "data", (code, "CC-LV"))]
    return found


def power_links() -> list[Link]:
    return [Link(f"P-{mast}", "power", (source, mast)) for mast, source in POWERED.items()]


def definition() -> Command:
    values = {
        "version": 1,
        "rule": "covered_share",
        "parameters": RULE | CONDITIONS,
        "text_lv": "Metri, ko redz vismaz viens strādājošs sensors, kas pa strādājošiem datu posmiem savienots ar"
        " nacionālo centru, pret visu oficiālo garumu.",
        "text_en": "Metres seen by at least one working sensor that working data links join to the national centre,"
        " of the whole official length.",
    }
    return Put("definition", {"indicator": "K2"}, values, BEGIN)


def events() -> Iterator[DemoSet]:
    """Yield what broke and what was mended; cabinets were in fact damaged in September 2025."""
    sensors_of = {mast.code: [code for code, _model in mast.sensors] for mast in masts()}
    for mast, states in SENSOR_STATES.items():
        for day, state in states:
            puts = [
                Put("sensor_standing", {"sensor": code}, {"state": state}, day) for code in sensors_of[mast]
            ]
            yield DemoSet(day, f"Masta {mast} sensori: {STATE_WORDS[state]} (izdomāts)", tuple(puts))
    for link, states in LINK_STATES.items():
        for day, state in states:
            broken = Put("link_standing", {"link": link}, {"state": state}, day)
            yield DemoSet(day, f"Posms {link}: {STATE_WORDS[state]} (izdomāts)", (broken,))
    route, from_km, to_km = OUT_OF_SCOPE
    lake = Put(
        "exclusion",
        {"route": route, "indicator": "K2"},
        {"reason": "public_river", "note": INVENTED},
        BEGIN,
        from_cm=round(from_km * CM_PER_KM),
        to_cm=round(to_km * CM_PER_KM),
    )
    yield DemoSet(BEGIN, "Kur novērošanu neprasa (izdomāts)", (lake,))


def fibres(lines: Mapping[str, NDArray]) -> Iterator[DemoSet]:
    """Yield a fibre for each year, as long as the share of the year's end asks for."""
    sights = sights_of_masts(lines)
    lengths = {route: round(line[-1, 2]) for route, line in lines.items()}
    laid: list[tuple[str, int, int]] = []
    for year, percent in PCT_AT_END_OF.items():
        day = BEGIN if year == BEGIN.year else date(year, 10, 1)
        covered = covered_on(date(year, 12, 31), sights, laid, lengths)
        missing_cm = round(sum(lengths.values()) * percent / 100) - sum(
            one.length_cm for one in covered.values()
        )
        from_cm, to_cm = next_fibre(lengths["LV-BY"], covered["LV-BY"], missing_cm)
        laid.append(("LV-BY", from_cm, to_cm))
        yield DemoSet(day, f"Šķiedras sensors {year} (izdomāts)", tuple(fibre(year, day, from_cm, to_cm)))


def fibre(year: int, day: date, from_cm: int, to_cm: int) -> Iterator[Command]:
    code = f"F-{year}"
    name = {"name_lv": f"Šķiedra {year} (izdomāta)", "name_en": f"Fibre {year} (invented)"}
    yield Add("sensor", code, {**name, "model": "FIB-1"})
    yield Put("sensor_standing", {"sensor": code}, {**standing(), "site": FIBRE_SITE}, day)
    yield Put(
        "sensor_stretch",
        {"route": "LV-BY", "sensor": code},
        {"note": INVENTED},
        day,
        from_cm=from_cm,
        to_cm=to_cm,
    )


def next_fibre(length_cm: int, covered: MeasureSet, missing_cm: int) -> tuple[int, int]:
    """Return the stretch from the first bare metre on that adds just so many centimetres."""
    bare = (MeasureSet.of((0, length_cm)) - covered).pairs()
    for from_cm, to_cm in bare:
        if to_cm - from_cm >= missing_cm > 0:
            return bare[0][0], from_cm + missing_cm
        missing_cm -= to_cm - from_cm
    raise ValueError("the demo's masts cover too much, or the route is too short for the year's fibre")


def covered_on(
    day: date,
    sights: Mapping[str, dict[str, Sight]],
    laid: list[tuple[str, int, int]],
    lengths: Mapping[str, int],
) -> dict[str, MeasureSet]:
    """Return what the invented means cover on a day, by the register's own rule."""
    means = [
        Means(code, MODELS[model][2], _state(mast, day), mast.code, sights[code])
        for mast in masts()
        for code, model in mast.sensors
    ]
    for n, (route, from_cm, to_cm) in enumerate(laid):
        seen = MeasureSet.of((from_cm, to_cm))
        means.append(Means(f"F{n}", "presence", "operational", FIBRE_SITE, {route: Sight(seen, seen)}))
    found = coverage(means, network_on(day), Rule(), lengths)
    return {route: one.counted for route, one in found.items()}


def _state(mast: Mast, day: date) -> str:
    if not mast.works:
        return "planned"
    return _last("operational", SENSOR_STATES.get(mast.code, []), day)


def _last(state: str, states: list[tuple[date, str]], day: date) -> str:
    """Return the state on a day, given what it became and when."""
    return [state, *(later for since, later in sorted(states) if since <= day)][-1]


def network_on(day: date) -> Network:
    nodes = [Node(code, "command", level) for code, (_lv, _en, level, _mast) in CENTRES.items()]
    nodes += [Node(mast.code, "site", works=mast.works) for mast in masts()]
    nodes += [Node(source, "power") for source in set(POWERED.values())]
    states = {link: _last("operational", found, day) for link, found in LINK_STATES.items()}
    return Network.of(nodes, data_links() + power_links()).without(
        *(link for link, state in states.items() if state != "operational")
    )


def sights_of_masts(lines: Mapping[str, NDArray]) -> dict[str, dict[str, Sight]]:
    tracks, terrain = {route: Track(line) for route, line in lines.items()}, synthetic_terrain(lines)
    found = {}
    for mast in masts():
        x, y = place(mast, lines)
        for code, model in mast.sensors:
            eye = Eye(x, y, range_m=MODELS[model][4], mast_m=MAST_M)
            sights = {
                route: look(eye, track, terrain, Conditions(**CONDITIONS)) for route, track in tracks.items()
            }
            found[code] = {route: sight for route, sight in sights.items() if sight.reach}
    return found


def place(mast: Mast, lines: Mapping[str, NDArray]) -> tuple[float, float]:
    """Return where a mast stands: a little beside the line, at whole decimetres."""
    [(x, y)] = points_at(lines[mast.route], [mast.km * CM_PER_KM])
    west = MAST_BESIDE_M if mast.route == "LV-RU" else 0
    north = MAST_BESIDE_M if mast.route == "LV-BY" else 0
    return round(x - west, 1), round(y + north, 1)


def synthetic_terrain(lines: Mapping[str, NDArray]) -> Terrain:
    """Return invented ground around the line: hills of every size, the same each time."""
    points = np.vstack([line[:, :2] for line in lines.values()])
    west, south = np.floor((points.min(axis=0) - BESIDE_M) / CELL_M) * CELL_M
    east, north = np.ceil((points.max(axis=0) + BESIDE_M) / CELL_M) * CELL_M
    shape = round((north - south) / CELL_M), round((east - west) / CELL_M)
    return Terrain(_hills(*shape), float(west), float(north), CELL_M)


@cache
def _hills(rows: int, columns: int) -> NDArray[np.float32]:
    noise = np.fft.rfft2(np.random.default_rng(SEED).normal(size=(rows, columns)))
    wave = np.hypot(np.fft.fftfreq(rows)[:, None], np.fft.rfftfreq(columns)[None, :])
    wave[0, 0] = np.inf
    hills = np.fft.irfft2(noise * wave**-1.8, s=(rows, columns))
    hills *= MEAN_SLOPE * CELL_M / np.hypot(*np.gradient(hills)).mean()
    return np.round(hills - hills.min() + 60, 1).astype(np.float32)


def write_synthetic_terrain(path: Path, srid: int) -> None:
    """Write the invented ground as a GeoTIFF in the grid of `srid`."""
    terrain = synthetic_terrain(calibrated_lines(srid))
    write_heights(
        path,
        terrain.ground_m,
        west_m=terrain.west_m,
        north_m=terrain.north_m,
        cell_m=terrain.cell_m,
        srid=srid,
    )
