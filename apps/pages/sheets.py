"""A table of facts as a file for a spreadsheet: names for codes, real numbers and days, nothing that could run."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext_lazy as _

from apps.ledger.columns import Column
from apps.ledger.register import Layer, object_type_of
from apps.pages.api import FORMULA
from apps.pages.events import PERIOD, PLACE
from apps.pages.layers import column_name, lists
from apps.pages.templatetags.pages import day

HEADINGS = {
    "route": _("Route"),
    "from_km": _("From, km"),
    "to_km": _("To, km"),
    "length_km": _("Length, km"),
    "from_day": _("First day"),
    "to_day": _("Last day"),
}
AS_CODED = ("route",)  # the table shows a route's code, and a pasted row is read by it
KM_PLACES = 5
DELIMITERS = {"lv": ";", "en": ","}
DAYS = {"lv": "dd.mm.yyyy.", "en": "d mmm yyyy"}
SEPARATORS = {"lv": ",", "en": "."}
BOM = "\ufeff"


class Sheet:
    """A layer's columns in the reader's words."""

    def __init__(self, layer: Layer, names: list[str], language: str):
        self.names, self.language = names, language
        self._columns = {column.name: column for column in (*layer.key_columns, *layer.value_columns)}
        self._lists = {
            name: {one["code"]: one["name"] for one in choices} for name, choices in lists().items()
        }

    def headings(self) -> list[str]:
        return [str(HEADINGS.get(name) or column_name(self._columns[name])) for name in self.names]

    def row(self, cells: Mapping[str, Any]) -> list[Any]:
        """Return a fact's cells as numbers, days and texts; the last day of a period is the last one in it."""
        return [self._cell(name, cells[name]) for name in self.names]

    def _cell(self, name: str, value: Any) -> Any:
        if value is None or name in PLACE:
            return value
        if name in PERIOD:
            known = date.fromisoformat(value)
            return known - timedelta(days=1) if name == "to_day" else known
        return self._valued(self._columns[name], value)

    def _valued(self, column: Column, value: Any) -> Any:
        if column.name in AS_CODED:
            return value
        if column.is_reference:
            return self._lists.get(object_type_of(column.referent).name, {}).get(value, value)
        if column.field.choices:
            return str(dict(column.field.flatchoices).get(value, value))
        kind = column.field.get_internal_type()
        if kind == "DateField":
            return date.fromisoformat(value)
        return Decimal(value) if kind == "DecimalField" else value


def as_csv(sheet: Sheet, rows: Iterable[Mapping[str, Any]]) -> str:
    """Return CSV as the reader's spreadsheet opens it: in Latvian a semicolon between, a comma in numbers."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=DELIMITERS[sheet.language])
    writer.writerow(sheet.headings())
    writer.writerows([_text(value, sheet.language) for value in sheet.row(cells)] for cells in rows)
    return BOM + written.getvalue()


def _text(value: Any, language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", SEPARATORS[language])
    if isinstance(value, float):
        return f"{value:.{KM_PLACES}f}".rstrip("0").rstrip(".").replace(".", SEPARATORS[language])
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def as_xlsx(sheet: Sheet, rows: Iterable[Mapping[str, Any]], title: str) -> bytes:
    """Return a workbook with real numbers and days; a text is written as text, whatever it begins with."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(
        written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    page = book.add_worksheet(_sheet_name(title))
    formats = Formats(book, sheet.language)
    for place, heading in enumerate(sheet.headings()):
        page.write_string(0, place, heading, formats.head)
    for number, cells in enumerate(rows, start=1):
        for place, value in enumerate(sheet.row(cells)):
            _write(page, number, place, value, formats)
    page.freeze_panes(1, 0)
    page.autofit()
    book.close()
    return written.getvalue()


class Formats:
    """How a workbook shows heads, days and numbers: as the table on the screen does."""

    def __init__(self, book: xlsxwriter.Workbook, language: str):
        self._book = book
        self.head = book.add_format({"bold": True})
        self.day = book.add_format({"num_format": DAYS[language]})
        self._decimals: dict[int, Any] = {}

    def of(self, number: Decimal) -> Any:
        """Return the format that keeps a number's decimals, also those that are 0."""
        places = max(0, -int(number.as_tuple().exponent))
        if places not in self._decimals:
            pattern = f"0.{'0' * places}" if places else "0"
            self._decimals[places] = self._book.add_format({"num_format": pattern})
        return self._decimals[places]


def _write(page, row: int, place: int, value: Any, formats: Formats) -> None:
    if isinstance(value, date):
        page.write_datetime(row, place, value, formats.day)
    elif isinstance(value, Decimal):
        page.write_number(row, place, value, formats.of(value))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        page.write_number(row, place, value)
    elif value is not None:
        page.write_string(row, place, str(value))


def _sheet_name(title: str) -> str:
    """Return a title as a worksheet may be called: 31 characters, none of them special."""
    return "".join(" " if char in "[]:*?/\\'" else char for char in title)[:31].strip() or "1"
