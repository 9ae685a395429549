"""The demo register: what ``manage.py demo`` writes through the ledger, as change sets by day.

The line and the official lengths are real, the kilometres of works are published where a source stands in
their note, and everything else is invented; ``README.md`` tells which. No database, and the same each time.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from apps.border.geometry import line_m_hex, point_hex
from apps.geo.calibration import calibrated_line, calibration, cumulative_geodesic_m
from apps.geo.facts import FOREVER
from apps.geo.snapping import points_at
from apps.ledger.commands import Add, Command, Put
from spatial_data.border_line import ATTRIBUTION, LICENCE, SOURCE
from spatial_data.code_lists import STRIPS, code_rows
from spatial_data.demo_places import (
    BOARDS,
    DAUGAVA,
    ROUTES,
    SECTIONS,
    UNITS,
    Pair,
    RoutePlan,
    cm,
    sections,
    segments,
    sign_measures,
    uneven,
    units,
)
from spatial_data.demo_progress import (
    BEGIN,
    ELEMENT_NEEDS,
    PROGRAMMES,
    SOURCES,
    STRIP_RULE,
    WIDE_STRIP_KM,
    WIDE_STRIP_M,
    Need,
    Programme,
    Step,
    strip_needs,
)
from spatial_data.loaders import border_lines, to_national

INVENTED_NOTE = "izdomāts"
INVENTED_SOURCE = "izdomāts / invented"
"""Of what stands in reports of both languages."""
ALWAYS = f"{BEGIN}/.."
NAMESPACE = uuid.UUID("5f0f6a4e-6a0a-5b0e-9f0b-0d5e3b2c7a10")


@dataclass(frozen=True)
class DemoSet:
    """One change set: what happened on `day`, why, and the commands that tell it."""

    day: date
    reason: str
    commands: tuple[Command, ...]


def change_sets(srid: int) -> list[DemoSet]:
    """Return the whole demo register in the order of the days.

    Parameters
    ----------
    srid : int
        EPSG code of the metric CRS in which alignments and signs are stored.
    """
    lines = calibrated_lines(srid)
    groundwork = [
        DemoSet(BEGIN, "Kodu saraksti", tuple(Add(*row) for row in code_rows())),
        DemoSet(BEGIN, "Robežas maršruti un līnija no OpenStreetMap", tuple(routes(lines, srid))),
        DemoSet(BEGIN, "Robežzīmes (izdomātas)", tuple(signs(lines, srid))),
        DemoSet(BEGIN, "Ārējās robežas posmi, nodaļas un segmenti (izdomāti)", tuple(partitions())),
        DemoSet(BEGIN, "Stratēģijas rādītāji un mērķi", tuple(indicators())),
        DemoSet(BEGIN, f"Joslas visā robežas garumā ({STRIP_RULE})", tuple(strips_needed())),
        DemoSet(
            BEGIN, f"Daugava: publiska upe, joslu izveidot nevar ({SOURCES['S14']})", tuple(exclusions())
        ),
    ]
    dated = [*needs(), *works(), *land_rights(), *impacts()]
    return groundwork + sorted(dated, key=lambda one: one.day)


def put(target: str, key: dict, values: dict, start: date, pair: Pair | None = None) -> Put:
    """Return a put from a day on, of a stretch or of a thing without one."""
    from_cm, to_cm = pair or (None, None)
    return Put(target, key, values, start, FOREVER, from_cm, to_cm)


def demo_uid(*names: str | int) -> str:
    return str(uuid.uuid5(NAMESPACE, "/".join(map(str, names))))


def calibrated_lines(srid: int) -> dict[str, NDArray[np.float64]]:
    """Return each line in the CRS of `srid` with M in centimetres, its ends tied to the official length."""
    geographic = border_lines()
    planar = to_national(geographic, srid)
    return {plan.code: _calibrated(plan, geographic[plan.code], planar[plan.code]) for plan in ROUTES}


def _calibrated(plan: RoutePlan, lonlat: NDArray, planar: NDArray) -> NDArray[np.float64]:
    raw_m = cumulative_geodesic_m(lonlat)
    return calibrated_line(planar, raw_m, calibration([], raw_m[-1], plan.length_cm))


def routes(lines: dict[str, NDArray], srid: int) -> Iterator[Command]:
    for plan in ROUTES:
        yield Add(
            "route",
            plan.code,
            {
                "name_lv": plan.name_lv,
                "name_en": plan.name_en,
                "neighbour": plan.neighbour,
                "official_length_cm": plan.length_cm,
                "direction_lv": plan.direction_lv,
                "direction_en": plan.direction_en,
            },
        )
    for plan in ROUTES:
        yield Add(
            "alignment",
            demo_uid("alignment", plan.code),
            {
                "route": plan.code,
                "line": line_m_hex(lines[plan.code], srid),
                "valid": ALWAYS,
                "state": "published",
                "source": SOURCE,
                "licence": LICENCE,
                "attribution": ATTRIBUTION,
                "source_crs": 4326,
            },
        )


def signs(lines: dict[str, NDArray], srid: int) -> Iterator[Command]:
    """Yield the invented border signs, each on the line at its official measure."""
    for plan in ROUTES:
        measures_cm = sign_measures(plan)
        places = points_at(lines[plan.code], measures_cm).tolist()
        for ordinal, (measure_cm, (x, y)) in enumerate(zip(measures_cm, places, strict=True), start=1):
            yield Add(
                "border_sign",
                demo_uid("sign", plan.code, ordinal),
                {
                    "route": plan.code,
                    "label": str(ordinal),
                    "ordinal": ordinal,
                    "measure_cm": measure_cm,
                    "point": point_hex(x, y, srid),
                    "valid": ALWAYS,
                    "confirmed": False,
                    "source": INVENTED_NOTE,
                },
            )


def partitions() -> Iterator[Command]:
    """Yield boards, units and sections, and what of the routes belongs to each; then the segments."""
    for board in BOARDS:
        yield Add("unit", board.code, {"name_lv": board.name_lv, "name_en": board.name_en})
    for plan in ROUTES:
        for unit in UNITS[plan.code]:
            names = {"name_lv": unit.name_lv, "name_en": unit.name_en, "board": unit.board}
            yield Add("unit", unit.code, names)
        for section in SECTIONS[plan.code]:
            names = {"name_lv": section.name_lv, "name_en": section.name_en, "kind": section.kind}
            yield Add("section", section.code, names)
        key = {"route": plan.code}
        for target, column, parts in (
            ("unit_stretch", "unit", units(plan)),
            ("section_stretch", "section", sections(plan)),
            ("segment", "code", segments(plan)),
        ):
            yield from (put(target, key, {column: code}, BEGIN, pair) for code, pair in parts)


@dataclass(frozen=True)
class Figure:
    """A figure of the strategy with its yearly targets; K4 counts units beside its value, days."""

    code: str
    name_lv: str
    name_en: str
    unit: str
    responsible: str
    targets: dict[int, str]
    units: dict[int, int]


FIGURES = (
    Figure(
        "K1",
        "Izbūvētā robežas infrastruktūra no izbūvējamā ārējās sauszemes robežas garuma",
        "Built border infrastructure, of the external land border length to be built",
        "%",
        "VRS, NVA",
        {2023: "80", 2024: "100"},
        {},
    ),
    Figure(
        "K2",
        "Ārējā sauszemes robeža, kas aprīkota ar savstarpēji integrētiem novērošanas līdzekļiem",
        "External land border equipped with mutually integrated surveillance means",
        "%",
        "VRS, NVA",
        {2023: "44", 2024: "45", 2025: "46", 2026: "47", 2027: "48"},
        {},
    ),
    Figure(
        "K3",
        "Frontex personāla dienas, 3. un 4. kategorija",
        "Frontex person-days, categories 3 and 4",
        "pd",
        "VRS, VP",
        {2023: "10560", 2024: "11220", 2025: "13200", 2026: "13860", 2027: "14520"},
        {},
    ),
    Figure(
        "K4",
        "Tehniskā aprīkojuma dalība Frontex operācijās: vienības un dienas",
        "Technical equipment in Frontex operations: units and days",
        "d",
        "VRS, VP",
        {2023: "935", 2024: "936", 2025: "935", 2026: "935", 2027: "935"},
        {2023: 11, 2024: 11, 2025: 11, 2026: 11, 2027: 11},
    ),
    Figure(
        "K5",
        "Frontex personāla dienas, 2. kategorija",
        "Frontex person-days, category 2",
        "pd",
        "VRS, VP",
        {2023: "3650", 2024: "5490", 2025: "7300", 2026: "9125", 2027: "10950"},
        {},
    ),
)
STRATEGY_BEGIN = date(2023, 1, 1)
K1_RULE = {
    "version": 1,
    "rule": "built_share",
    "parameters": {"elements": list(STRIPS)},
    "text_lv": "Metri, kuros izbūvētas visas tur vajadzīgās joslas, no metriem, kuros vajadzīga vismaz viena"
    " josla un kurus nekas neizslēdz.",
    "text_en": "Metres where every strip that is required there is built, of the metres where at least one is"
    " required and that nothing excludes.",
}


def indicators() -> Iterator[Command]:
    for order, figure in enumerate(FIGURES, start=1):
        yield Add(
            "indicator",
            figure.code,
            {
                "name_lv": figure.name_lv,
                "name_en": figure.name_en,
                "unit": figure.unit,
                "order": order,
                "responsible": figure.responsible,
                "source": SOURCES["strategy"],
            },
        )
    yield put("definition", {"indicator": "K1"}, K1_RULE, BEGIN)
    for figure in FIGURES:
        for year, value in figure.targets.items():
            key = {"indicator": figure.code, "year": year}
            values = {"value": value, "units": figure.units.get(year), "source": SOURCES["strategy"]}
            yield put("target", key, values, STRATEGY_BEGIN)


def exclusions() -> Iterator[Command]:
    key = {"route": "LV-BY", "indicator": "K1"}
    values = {"reason": "public_river", "note": "17 km publicēti (S14), gali nolasīti no kartes"}
    yield from (put("exclusion", key, values, BEGIN, pair) for pair in DAUGAVA)


def strips_needed() -> Iterator[Command]:
    for need in strip_needs():
        yield from need_puts(need)


def needs() -> list[DemoSet]:
    """Return where fences, paths and footbridges are required, a set for each day and source."""
    return [
        DemoSet(
            day, reason_of("Vajadzīgie elementi", source), tuple(c for need in group for c in need_puts(need))
        )
        for (day, source), group in grouped(ELEMENT_NEEDS)
    ]


def need_puts(need: Need) -> Iterator[Command]:
    key = {"route": need.route, "element": need.element}
    values = {"rule": need.rule, "width_m": need.width_m}
    yield from (put("requirement", key, values, need.day, pair) for pair in need.stretches())


def works() -> list[DemoSet]:
    """Return the statuses of works, a set for each day and source, and the strip built too wide."""
    commands = defaultdict(list)
    for programme in PROGRAMMES:
        for step in programme.steps:
            commands[step.day, step.source] += work_puts(programme, step)
    done = [
        DemoSet(day, reason_of("Būvdarbu gaita", source), tuple(commands))
        for (day, source), commands in commands.items()
    ]
    return [*done, wide_strip()]


def work_puts(programme: Programme, step: Step) -> Iterator[Command]:
    key = {"route": programme.route, "element": programme.element}
    width_m = programme.designed_width_m
    values = {"status": step.status, **evidence(step.day, step.source)}
    values |= {"designed_width_m": width_m} if width_m else {}
    values |= {"as_built_width_m": width_m} if width_m and step.status == "built" else {}
    yield from (put("work", key, values, step.day, pair) for pair in programme.stretches(step))


def wide_strip() -> DemoSet:
    """Return the strip that was built up to 90 m wide instead of 12: real, but the place is invented."""
    day, (start, end) = date(2021, 3, 31), map(cm, WIDE_STRIP_KM)
    values = {"as_built_width_m": WIDE_STRIP_M, **evidence(day, "S19")}
    command = put("work", {"route": "LV-RU", "element": "border_strip"}, values, day, (start, end))
    return DemoSet(day, reason_of("Josla platāka par projektēto", "S19"), (command,))


def evidence(day: date, source: str | None) -> dict[str, str | None]:
    """Return the columns of a work that say where its fact comes from and how sure it is."""
    if source is None:
        return {"note": INVENTED_NOTE, "confidence": "low", "verified_on": None}
    return {
        "note": f"km publicēti ({source}), vieta izdomāta",
        "confidence": "medium",
        "verified_on": str(day),
    }


def reason_of(what: str, source: str | None) -> str:
    return f"{what}: publicēts ({SOURCES[source]}), vieta izdomāta" if source else f"{what}: {INVENTED_NOTE}"


def grouped(dated: Iterable[Need]) -> Iterator[tuple[tuple[date, str | None], list[Need]]]:
    """Yield what has the same day and source together, in the order of the days."""
    ordered = sorted(dated, key=lambda one: (one.day, one.source or ""))
    for key, group in groupby(ordered, key=lambda one: (one.day, one.source)):
        yield key, list(group)


# Invented: how far land has come on each review, for land that starts in private hands.
PURCHASE = (
    "identified",
    "valued",
    "offer_made",
    "agreed",
    "cabinet_order",
    "compensated",
    "surveyed",
    "registered",
)
REVIEWS = {
    "LV-RU": (BEGIN, date(2019, 12, 31), date(2021, 6, 30)),
    "LV-BY": (
        date(2021, 11, 24),
        date(2022, 6, 30),
        date(2022, 12, 31),
        date(2023, 6, 30),
        date(2023, 12, 31),
        date(2024, 12, 31),
        date(2025, 12, 31),
    ),
}
STEPS_A_REVIEW = {"LV-RU": 3.5, "LV-BY": 1.2}
HELD = ((0.12, "state_forest"), (0.16, "reserve_fund"), (0.2, "municipal"), (0.22, "disputed"))


def land_status(lot: float, review: int, steps: float) -> str:
    """Return the status of a lot at a review; `lot`, from 0 to 1, decides whose land it is and how fast."""
    held = next((status for below, status in HELD if lot < below), None)
    return held or PURCHASE[min(int((0.5 + lot) * steps * (review + 1)), len(PURCHASE) - 1)]


def land_rights() -> list[DemoSet]:
    """Return the invented land rights, segment by segment, at each review."""
    return [
        DemoSet(
            day, f"Zemes tiesību pārskats {plan.code}: {INVENTED_NOTE}", tuple(land_puts(plan, review, day))
        )
        for plan in ROUTES
        for review, day in enumerate(REVIEWS[plan.code])
    ]


def land_puts(plan: RoutePlan, review: int, day: date) -> Iterator[Command]:
    stretches = [pair for _, pair in segments(plan)]
    steps = STEPS_A_REVIEW[plan.code]
    statuses = [land_status(lot, review, steps) for lot in uneven(len(stretches)).tolist()]
    for status, (start, end) in runs(statuses, stretches):
        yield put(
            "land_right", {"route": plan.code}, {"status": status, "note": INVENTED_NOTE}, day, (start, end)
        )


def runs(statuses: Sequence[str], stretches: Sequence[Pair]) -> Iterator[tuple[str, Pair]]:
    """Yield neighbours of equal status as one stretch."""
    for status, group in groupby(zip(statuses, stretches, strict=True), key=lambda one: one[0]):
        pairs = [pair for _, pair in group]
        yield status, (pairs[0][0], pairs[-1][1])


IMPACTS = (
    (BEGIN, "LV-RU", "low"),
    (BEGIN, "LV-BY", "low"),
    (date(2021, 8, 10), "LV-BY", "high"),
    (date(2022, 3, 1), "LV-RU", "medium"),
)


def impacts() -> list[DemoSet]:
    """Return the invented impact levels of the sections."""
    return [
        DemoSet(
            day,
            f"Posmu ietekmes līmenis {route}: {INVENTED_NOTE}",
            tuple(
                put("section_impact", {"section": one.code}, {"level": level, "source": INVENTED_SOURCE}, day)
                for one in SECTIONS[route]
            ),
        )
        for day, route, level in IMPACTS
    ]
