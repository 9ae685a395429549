"""Candidates of a placement as a person gives them, and where they are."""

from apps.border.locate import TO_DEGREES
from tests.surveillance import register


def row(code: str, km: float, **values) -> dict:
    return {"code": code, "model": "camera", "route": "LV-RU", "km": km, "mast_m": 10, **values}


def laid(code: str, from_km: float, to_km: float, **values) -> dict:
    ends = {"route": "LV-RU", "from_km": from_km, "to_km": to_km}
    return {"code": code, "model": "fibre", **ends, **values}


def degrees_at(km: float) -> tuple[float, float]:
    return TO_DEGREES.transform(*grid(km))


def grid(km: float) -> tuple[float, float]:
    return register.WEST_M + 1_000 * km, register.NORTH_M
