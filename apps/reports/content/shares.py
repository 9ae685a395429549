"""The shares of the strategy inside what a report speaks of, from the metres behind them that a reading sealed."""

from collections.abc import Mapping
from typing import Any

from apps.geo.measures import MeasureSet

SHARES = ("K1", "K2")

Row = dict[str, Any]
Metres = Mapping[str, MeasureSet]
"""What is asked of, by route."""


def shares(reading: Row, asked: Metres | None) -> list[Row]:
    """Return each share as it is sealed, all routes first; of some metres, counted inside them alone."""
    rows = [one for one in reading["figures"] if one["code"] in SHARES]
    if asked is None:
        return rows
    return [_inside(one, reading, asked) for one in rows if one["route"] in {None, *asked}]


def total_pct(reading: Row, asked: Metres | None, code: str) -> str | None:
    """Return a share in percent with four decimals, counted from centimetres; as sealed if no metres are behind it."""
    total = next(
        (one for one in shares(reading, asked) if one["code"] == code and one["route"] is None), None
    )
    if total is None:
        return None
    return _pct(total["numerator_cm"], total["denominator_cm"]) or total["value"]


def _inside(figure: Row, reading: Row, asked: Metres) -> Row:
    """Return a figure of the metres that are asked of; without them it has no value, and targets are the border's."""
    known = reading["measures"].get(figure["code"], {})
    routes = [figure["route"]] if figure["route"] else list(asked)
    part, whole = (
        sum(_clipped(known[one][side], asked[one]) for one in routes if one in known)
        for side in ("counted", "whole")
    )
    is_counted = whole > 0
    return {
        **figure,
        "state": "ok" if is_counted else "no_data",
        "numerator_cm": part if is_counted else None,
        "denominator_cm": whole if is_counted else None,
        "value": _pct(part, whole),
        "target": None,
    }


def _clipped(pairs: list[list[int]], metres: MeasureSet) -> int:
    return (MeasureSet.from_pairs(pairs) & metres).length_cm


def _pct(part_cm: int | None, whole_cm: int | None) -> str | None:
    return f"{100 * part_cm / whole_cm:.4f}" if whole_cm else None
