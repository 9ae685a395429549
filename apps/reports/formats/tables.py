"""The tables of a report: one description of columns and rows, shown alike by the PDF, the workbook and the CSV."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

TEXT, NUMBER, KM, PERCENT, DAY, YES_NO, METRES, DEGREES, EURO, VALUE, LIST, PLACES = (
    "text",
    "number",
    "km",
    "percent",
    "day",
    "yes_no",
    "metres",
    "degrees",
    "euro",
    "value",
    "list",
    "places",
)
LISTS = (LIST, PLACES)
"""Cells with several items: texts, or stretches of routes."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """One column: its name for machines, its title for people, of what kind its values are."""

    name: str
    title: str
    kind: str = TEXT


@dataclass(frozen=True)
class Table:
    """Rows of plain values in the order of the columns; days are dates, kilometres and metres numbers."""

    name: str
    title: str
    columns: list[Column]
    rows: list[list[Any]] = field(default_factory=list)
    note: str = ""


Getter = Callable[[Row], Any]
Spec = tuple[str, str, str, Getter]


def table(name: str, title: str, rows: Iterable[Row], *specs: Spec, note: str = "") -> Table:
    """Return a table with one row for each of `rows`; each spec is name, title, kind, and how to get the value."""
    columns = [Column(*spec[:3]) for spec in specs]
    getters = [spec[3] for spec in specs]
    return Table(name, title, columns, [[get(row) for get in getters] for row in rows], note)


def got(*path: str) -> Getter:
    """Return what is found by stepping through names."""

    def get(row: Row) -> Any:
        value: Any = row
        for step in path:
            value = value.get(step) if value is not None else None
        return value

    return get


def day_of(*path: str) -> Getter:
    find = got(*path)
    return lambda row: date.fromisoformat(find(row)) if find(row) else None


def worded(words: dict[str, str], *path: str) -> Getter:
    """Return the word for a code; a code without one stands for itself."""
    find = got(*path)
    return lambda row: words.get(find(row), find(row)) if find(row) is not None else None


def plain_km(km: float) -> str:
    return str(int(km) if km == int(km) else round(km, 5))


def items(kind: str, value: Iterable[Any], number: Callable[[float], str] = plain_km) -> list[str]:
    """Return what stands in a cell of several items, each as text; `number` writes the kilometres of places."""
    if kind == LIST:
        return [str(one) for one in value]
    return [f"{one['route']} {number(one['from_km'])}–{number(one['to_km'])}" for one in value]


def joined(kind: str, value: Any, number: Callable[[float], str] = plain_km) -> Any:
    """Return a cell of several items as one text; any other as it is."""
    return ", ".join(items(kind, value, number)) if kind in LISTS else value


def km_shown(km: float) -> str:
    """Return kilometres as people of the language in force write them, whole ones without a fraction."""
    return number_format(int(km) if km == int(km) else round(km, 5))


def yes_no(value: bool | None) -> str:
    return "" if value is None else _("yes") if value else _("no")
