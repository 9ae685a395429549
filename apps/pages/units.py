"""The units of figures in the reader's language: definitions know them by code, words agree with their number."""

from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import npgettext

MANY = 2
"""A number with which a word stands by itself, as at the head of a column or an axis."""

Number = float | Decimal | str

WORDS: dict[str, Callable[[int], str]] = {
    "d": lambda number: npgettext("unit of a figure", "day", "days", number),
    "pd": lambda number: npgettext("unit of a figure", "person-day", "person-days", number),
    "zv": lambda number: npgettext("unit of a figure", "land unit", "land units", number),
}


def unit_name(unit: str) -> str:
    """Return a unit as it stands by itself; one without a name is its own."""
    return WORDS[unit](MANY) if unit in WORDS else unit


def unit_after(value: Number, unit: str) -> str:
    """Return a unit as people write it after a number: 1 day, 2 days."""
    return WORDS[unit](_whole(value)) if unit in WORDS else unit


def devices_shown(count: int) -> str:
    """Return a number of units of equipment with its word."""
    return npgettext("of equipment", "%(count)s unit", "%(count)s units", count) % {"count": count}


def _whole(value: Number) -> int:
    """Return a whole number as it is; what has a fraction takes the word of many."""
    number = Decimal(str(value))
    return int(number) if number == int(number) else MANY
