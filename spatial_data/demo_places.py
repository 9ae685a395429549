"""Where things lie in the demo register. Official lengths are real; every place, sign and code is invented.

Measures are whole centimetres of official measure, stretches ``(from_cm, to_cm)``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from apps.geo.measures import CM_PER_KM, MeasureSet

Pair = tuple[int, int]

GOLDEN = 0.618033988749895


def cm(km: float) -> int:
    """Return a number of this module's tables, kilometres with at most 5 decimals, as centimetres."""
    return round(km * CM_PER_KM)


def stretches(*pairs_km: tuple[float, float]) -> tuple[Pair, ...]:
    return tuple((cm(start), cm(end)) for start, end in pairs_km)


@dataclass(frozen=True)
class RoutePlan:
    """One route of the demo: its official length and how many signs stand along it."""

    code: str
    neighbour: str
    name_lv: str
    name_en: str
    direction_lv: str
    direction_en: str
    length_cm: int
    signs: int
    segment_prefix: str


LV_RU = RoutePlan(
    code="LV-RU",
    neighbour="RU",
    name_lv="Latvijas un Krievijas robeža",
    name_en="Latvian–Russian border",
    direction_lv="no ziemeļiem uz dienvidiem",
    direction_en="from north to south",
    length_cm=cm(283.6),
    signs=648,
    segment_prefix="RU",
)
LV_BY = RoutePlan(
    code="LV-BY",
    neighbour="BY",
    name_lv="Latvijas un Baltkrievijas robeža",
    name_en="Latvian–Belarusian border",
    direction_lv="no austrumiem uz rietumiem",
    direction_en="from east to west",
    length_cm=cm(172.9),
    signs=420,
    segment_prefix="BY",
)
ROUTES = (LV_RU, LV_BY)

# The Daugava is the border from Piedruja to the west; its 17 km are published, its ends are read off the map.
DAUGAVA = stretches((95.5, 112.5))
# The published lots of LV-BY are 85.8, 63.93, 16.7 (Daugava) and about 5 km (Riču ezers) long.
RICU_LAKE = stretches((162.23, 168.4))
LV_RU_BOGS = stretches((12, 21.5), (47.3, 58.9), (96.4, 110.2), (163, 171.7), (205, 215))
LV_BY_BOGS = stretches((8, 14.5), (31.2, 38.43), (70, 76.4), (121, 128))
LV_BY_FLOATING = stretches((76.4, 78.15))

LV_RU_DRY = stretches((0, 12), (21.5, 47.3), (58.9, 96.4), (110.2, 163), (171.7, 205), (215, 283.6))
"""All but the bogs, 230 km."""
LV_BY_LAND = stretches((20, 85.8), (112.5, 162.23), (0, 20), (85.8, 95.5), (168.4, 172.9), (162.23, 168.4))
"""All but the Daugava, 155.9 km, in the order of building; the lake comes last."""


@dataclass(frozen=True)
class Named:
    """A thing with a name in both languages, and where it begins on its route, in kilometres."""

    code: str
    name_lv: str
    name_en: str
    from_km: float = 0
    board: str | None = None
    kind: str = "land"


BOARDS = (
    Named("VRS-VIL", "Viļakas pārvalde", "Viļaka board"),
    Named("VRS-LUD", "Ludzas pārvalde", "Ludza board"),
    Named("VRS-DAU", "Daugavpils pārvalde", "Daugavpils board"),
)
UNITS = {
    "LV-RU": (
        Named("VRS-VIL-PED", "Pededzes nodaļa", "Pededze unit", 0, "VRS-VIL"),
        Named("VRS-VIL-LIE", "Liepnas nodaļa", "Liepna unit", 34, "VRS-VIL"),
        Named("VRS-VIL-VIE", "Vientuļu nodaļa", "Vientuļi unit", 62, "VRS-VIL"),
        Named("VRS-VIL-BER", "Bērziņu nodaļa", "Bērziņi unit", 98, "VRS-VIL"),
        Named("VRS-LUD-GOL", "Goliševas nodaļa", "Goliševa unit", 138, "VRS-LUD"),
        Named("VRS-LUD-AIZ", "Aizgāršas nodaļa", "Aizgārša unit", 176, "VRS-LUD"),
        Named("VRS-LUD-OPO", "Opoļu nodaļa", "Opoļi unit", 212, "VRS-LUD"),
        Named("VRS-LUD-KRI", "Krivandas nodaļa", "Krivanda unit", 248, "VRS-LUD"),
    ),
    "LV-BY": (
        Named("VRS-DAU-SKA", "Šķaunes nodaļa", "Šķaune unit", 0, "VRS-DAU"),
        Named("VRS-DAU-ROB", "Robežnieku nodaļa", "Robežnieki unit", 42, "VRS-DAU"),
        Named("VRS-DAU-PIE", "Piedrujas nodaļa", "Piedruja unit", 78, "VRS-DAU"),
        Named("VRS-DAU-KAP", "Kaplavas nodaļa", "Kaplava unit", 106, "VRS-DAU"),
        Named("VRS-DAU-SIL", "Silenes nodaļa", "Silene unit", 142, "VRS-DAU"),
    ),
}
SECTIONS = {
    "LV-RU": (
        Named(
            "DEMO-RU-1", "Ārējās robežas posms RU-1 (izdomāts)", "External border section RU-1 (invented)", 0
        ),
        Named(
            "DEMO-RU-2", "Ārējās robežas posms RU-2 (izdomāts)", "External border section RU-2 (invented)", 62
        ),
        Named(
            "DEMO-RU-3",
            "Ārējās robežas posms RU-3 (izdomāts)",
            "External border section RU-3 (invented)",
            138,
        ),
        Named(
            "DEMO-RU-4",
            "Ārējās robežas posms RU-4 (izdomāts)",
            "External border section RU-4 (invented)",
            212,
        ),
    ),
    "LV-BY": (
        Named(
            "DEMO-BY-1", "Ārējās robežas posms BY-1 (izdomāts)", "External border section BY-1 (invented)", 0
        ),
        Named(
            "DEMO-BY-2",
            "Ārējās robežas posms BY-2, Daugava (izdomāts)",
            "External border section BY-2, Daugava (invented)",
            95.5,
            kind="river",
        ),
        Named(
            "DEMO-BY-3",
            "Ārējās robežas posms BY-3 (izdomāts)",
            "External border section BY-3 (invented)",
            112.5,
        ),
    ),
}
SIGNS_A_SEGMENT = 3


def uneven(count: int) -> np.ndarray:
    """Return `count` numbers from 0 to 1 that look thrown but are the same each time."""
    return np.arange(1, count + 1) * GOLDEN % 1


def sign_measures(plan: RoutePlan) -> list[int]:
    """Return the official measures of the signs, unevenly spread from the origin to the official length."""
    ends = np.cumsum(0.4 + 1.2 * uneven(plan.signs - 1))
    return [0, *np.rint(ends / ends[-1] * plan.length_cm).astype(int).tolist()]


def segments(plan: RoutePlan) -> list[tuple[str, Pair]]:
    """Return the planners' segments, code and stretch: from sign to sign, 1 to 2 km each."""
    ends = sign_measures(plan)[:-1:SIGNS_A_SEGMENT]
    pairs = pairwise([*ends, plan.length_cm])
    return [(f"{plan.segment_prefix}-{number:03d}", pair) for number, pair in enumerate(pairs, start=1)]


def sections(plan: RoutePlan) -> list[tuple[str, Pair]]:
    """Return code and stretch of the external border sections, which fill the route."""
    return _filling(SECTIONS[plan.code], [cm(one.from_km) for one in SECTIONS[plan.code]], plan)


def units(plan: RoutePlan) -> list[tuple[str, Pair]]:
    """Return code and stretch of the units, which fill the route and meet where two segments do."""
    ends = np.array([start for _, (start, _) in segments(plan)])
    starts = [int(ends[np.argmin(np.abs(ends - cm(one.from_km)))]) for one in UNITS[plan.code]]
    return _filling(UNITS[plan.code], starts, plan)


def _filling(named: Sequence[Named], starts: list[int], plan: RoutePlan) -> list[tuple[str, Pair]]:
    return [(one.code, pair) for one, pair in zip(named, pairwise([*starts, plan.length_cm]), strict=True)]


def part_of(order: Iterable[Pair], from_cm: int, to_cm: int) -> list[Pair]:
    """Return what lies between two lengths of stretches laid end to end in the given order.

    So *the first 22.5 km built* become stretches of the route. ValueError beyond their end.
    """
    order = list(order)
    reached = [0, *accumulate(end - start for start, end in order)]
    if not 0 <= from_cm < to_cm <= reached[-1]:
        raise ValueError(f"{from_cm} to {to_cm} cm do not lie on {reached[-1]} cm")
    cut = [
        (start + max(from_cm - passed, 0), start + min(to_cm - passed, end - start))
        for (start, end), passed in zip(order, reached, strict=False)
    ]
    return [(start, end) for start, end in cut if start < end]


def without(order: Iterable[Pair], taken: Iterable[Pair]) -> tuple[Pair, ...]:
    """Return the stretches less what is taken, in their order."""
    taken = MeasureSet.from_pairs(taken)
    return tuple(pair for stretch in order for pair in (MeasureSet.of(stretch) - taken).pairs())
