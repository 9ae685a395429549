"""A small border with a few sensors on flat ground, written through the ledger."""

from datetime import date
from decimal import Decimal

from django.conf import settings

from apps.border.geometry import line_m_hex, point_hex
from apps.indicators.models import Definition
from apps.ledger.commands import Add, Amend, Put
from tests.factories import BEGIN, KM, add_route, named, record

ALIGNMENT = "4b1d9a0e-0000-4000-8000-000000000001"
WEST_M, NORTH_M = 700_000.0, 300_000.0
"""The origin of the route in the national grid; it runs east, one grid metre a metre of official measure."""


def border(km: float = 10, route: str = "LV-RU") -> None:
    add_route(route, km)
    values = {"route": route, "line": line(km), "valid": "2021-01-01/..", "state": "published"}
    record(Add("alignment", ALIGNMENT, {**values, "source": "a test"}))


def line(km: float = 10, north_m: float = 0) -> str:
    """A line due east, so many metres north of the origin."""
    ends = [[WEST_M, NORTH_M + north_m, 0], [WEST_M + km * 1_000, NORTH_M + north_m, km * KM]]
    return line_m_hex(ends, settings.NATIONAL_SRID)


def network() -> None:
    """A national centre and one mast at km 5, joined by a fibre."""
    record(
        *node("centre", "command", level="national"),
        *node("mast", "site", km=5),
        *link("fibre", "centre", "mast"),
    )


def models() -> None:
    record(
        Add(
            "sensor_model",
            "camera",
            {**named("camera"), "family": "observation", "senses": "around", "detection_m": 2_000},
        ),
        Add(
            "sensor_model",
            "fibre",
            {**named("fibre"), "family": "presence", "kind": "fibre", "senses": "along", "detection_m": 1},
        ),
    )


def small_surveillance(km: float = 10) -> None:
    border(km)
    models()
    network()


def point(km: float, offset_m: float = 0) -> str:
    return point_hex(WEST_M + km * 1_000, NORTH_M + offset_m, settings.NATIONAL_SRID)


def node(
    code: str, kind: str, km: float | None = None, level: str | None = None, state: str = "operational"
) -> list:
    standing = {"state": state, **({"point": point(km)} if km is not None else {})}
    return [
        Add("node", code, {**named(code), "kind": kind, "level": level}),
        Put("node_standing", {"node": code}, standing, BEGIN),
    ]


def link(code: str, a: str, b: str, kind: str = "data", state: str = "operational") -> list:
    values = {**named(code), "kind": kind, "medium": "fibre", "from_node": a, "to_node": b}
    return [Add("link", code, values), Put("link_standing", {"link": code}, {"state": state}, BEGIN)]


def camera(
    code: str, site: str | None = "mast", state: str = "operational", start: date = BEGIN, **values
) -> list:
    standing = {"site": site, "state": state, "mast_m": Decimal(10), **values}
    return [
        Add("sensor", code, {**named(code), "model": "camera"}),
        Put("sensor_standing", {"sensor": code}, standing, start),
    ]


def fibre(code: str, from_km: float, to_km: float, site: str | None = "mast", route: str = "LV-RU") -> list:
    stretch = {"from_cm": round(from_km * KM), "to_cm": round(to_km * KM)}
    return [
        Add("sensor", code, {**named(code), "model": "fibre"}),
        Put("sensor_standing", {"sensor": code}, {"site": site, "state": "operational"}, BEGIN),
        Put("sensor_stretch", {"route": route, "sensor": code}, {}, BEGIN, **stretch),
    ]


def lay_though_of_another_class(code: str, from_km: float, to_km: float, start: date) -> None:
    """Lay a sensor of the camera's model along a stretch while that senses along itself, and then around again."""
    stretch = {"from_cm": round(from_km * KM), "to_cm": round(to_km * KM)}
    record(
        Amend("sensor_model", "camera", {"senses": "along"}),
        Put("sensor_stretch", {"route": "LV-RU", "sensor": code}, {}, start, **stretch),
        Amend("sensor_model", "camera", {"senses": "around"}),
    )


def cable(code: str, site: str | None = "mast") -> list:
    """A cable of a model with a range of 900 m, not laid along any stretch."""
    values = {**named("cable"), "family": "presence", "kind": "cable", "senses": "along", "detection_m": 900}
    standing = {"site": site, "state": "operational"}
    return [
        Add("sensor_model", "cable", values),
        Add("sensor", code, {**named(code), "model": "cable"}),
        Put("sensor_standing", {"sensor": code}, standing, BEGIN),
    ]


def set_state(target: str, code: str, state: str, start: date) -> None:
    record(Put(f"{target}_standing", {target: code}, {"state": state}, start))


def k2(parameters: dict | None = None) -> None:
    record(
        Add("indicator", "K2", {**named("K2"), "unit": "%"}),
        Put(
            "definition",
            {"indicator": "K2"},
            {"version": 1, "rule": "covered_share", "parameters": parameters or {}},
            BEGIN,
        ),
    )


def k2_parameters(parameters: dict) -> None:
    record(
        Put("definition", {"indicator": "K2"}, {"version": next_version(), "parameters": parameters}, BEGIN)
    )


def next_version() -> int:
    return 1 + max(Definition.objects.values_list("version", flat=True), default=0)


def exclusion(route: str, from_km: float, to_km: float) -> Put:
    """Let surveillance not be asked for on a stretch."""
    record(Add("exclusion_reason", "lake", {**named("lake"), "order": 1}))
    stretch = {"from_cm": round(from_km * KM), "to_cm": round(to_km * KM)}
    return Put("exclusion", {"route": route, "indicator": "K2"}, {"reason": "lake"}, BEGIN, **stretch)


def model(code: str, detection_m: int) -> Add:
    """A camera that sees so far."""
    values = {
        **named(code),
        "family": "observation",
        "kind": "camera",
        "senses": "around",
        "detection_m": detection_m,
    }
    return Add("sensor_model", code, values)


def record_k2_depth(depth: int) -> None:
    """Let the definition ask for so many sensors on each metre."""
    k2_parameters({"depth": depth})


def impact_level(code: str, order: int) -> None:
    record(Add("impact_level", code, {**named(code), "order": order}))


def section(code: str, from_km: float, to_km: float, impact: str, route: str = "LV-RU") -> None:
    """Let a section of an impact level lie on the route."""
    impact_level(impact, 2)
    stretch = {"from_cm": round(from_km * KM), "to_cm": round(to_km * KM)}
    record(
        Add("section", code, {**named(code), "kind": "land"}),
        Put("section_stretch", {"route": route}, {"section": code}, BEGIN, **stretch),
        Put("section_impact", {"section": code}, {"level": impact}, BEGIN),
    )
