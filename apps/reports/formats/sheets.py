"""Tables as a workbook (XLSX) and as CSV: real days and numbers, and no text that would be taken for a formula."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from apps.reports.formats.tables import (
    DAY,
    DEGREES,
    EURO,
    KM,
    LISTS,
    METRES,
    NUMBER,
    PERCENT,
    TEXT,
    VALUE,
    YES_NO,
    Table,
    joined,
    km_shown,
    yes_no,
)

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")
NAME_AT_MOST = 31
NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
WIDEST, NARROWEST = 60, 9
A4 = 9
"""The number of the paper in the workbook's own list."""
NUMBERS = {
    KM: "0.000##",
    PERCENT: "0.00",
    NUMBER: "0",
    METRES: "General",
    DEGREES: "0.0######",
    EURO: "#,##0.00",
    VALUE: "General",
}
BEGUN = datetime(2000, 1, 1)
"""A workbook tells when it was made; ours tells nothing of the clock, so that it can be made again."""


def write_workbook(
    path: Path,
    tables: Sequence[Table],
    about: Sequence[tuple[str, Any]],
    title: str,
    handled: Mapping[str, str],
) -> None:
    """Write one sheet for what the report is, and one for each table; each printed page bears how it is `handled`."""
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": title, "created": BEGUN})
        formats = {kind: book.add_format({"num_format": pattern}) for kind, pattern in NUMBERS.items()}
        formats[DAY] = book.add_format({"num_format": "dd.mm.yyyy"})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        _about(book.add_worksheet(_sheet_name(_("The report"))), about, formats, bold)
        for one in tables:
            _sheet(book.add_worksheet(_sheet_name(one.title)), one, formats, bold)
        for sheet in book.worksheets():
            _printed(sheet, handled)


def _printed(sheet, handled: Mapping[str, str]) -> None:
    """Let a sheet be printed across the width of a page, with marking and number on each."""
    marking, number = (text.replace("&", "&&") for text in (handled["marking"], handled["report"]))
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f"&L&B{marking} · {handled['tlp']}&R{number}")
    sheet.set_footer("&L&A&R&P / &N")


def _sheet_name(title: str) -> str:
    """Return the words of a title that fit into the name of a sheet; the beginning of a word longer than that."""
    name = title.translate(NOT_IN_NAMES)
    if len(name) > NAME_AT_MOST:
        name = name[: NAME_AT_MOST + 1].rpartition(" ")[0] or name[:NAME_AT_MOST]
    return name.strip().strip("'")


def _about(sheet, about: Sequence[tuple[str, Any]], formats: dict, bold) -> None:
    sheet.set_column(0, 0, 36, bold)
    sheet.set_column(1, 1, 80)
    for n, (name, value) in enumerate(about):
        sheet.write_string(n, 0, name)
        kind = DAY if isinstance(value, date) else NUMBER if isinstance(value, int) else TEXT
        _cell(sheet, n, 1, kind, value, formats)


def _sheet(sheet, one: Table, formats: dict, bold) -> None:
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    for n, column in enumerate(one.columns):
        sheet.set_column(n, n, _width(one, n))
        sheet.write_string(0, n, column.title, bold)
    for at, row in enumerate(one.rows, start=1):
        for n, (column, value) in enumerate(zip(one.columns, row, strict=True)):
            _cell(sheet, at, n, column.kind, value, formats)
    if one.rows:
        sheet.autofilter(0, 0, len(one.rows), len(one.columns) - 1)


def _cell(sheet, row: int, column: int, kind: str, value: Any, formats: dict) -> None:
    if value is None:
        return
    if kind == DAY:
        sheet.write_datetime(row, column, value, formats[DAY])
    elif kind in NUMBERS:
        sheet.write_number(row, column, value, formats[kind])
    else:
        sheet.write_string(row, column, _told(kind, value))


def _told(kind: str, value: Any) -> str:
    return yes_no(value) if kind == YES_NO else str(joined(kind, value, km_shown))


def _width(one: Table, column: int) -> int:
    kind = one.columns[column].kind
    shown = [len(_told(kind, row[column])) for row in one.rows[:200] if row[column] is not None]
    titled = max(len(word) for word in one.columns[column].title.split())
    return min(max([titled + 3, NARROWEST, *shown]), WIDEST)


def write_csv(path: Path, one: Table) -> None:
    """Write a table as CSV (RFC 4180, UTF-8): columns by their names, days as ISO 8601, numbers with a point."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.name for column in one.columns])
        writer.writerows(_plain(zip(one.columns, row, strict=True)) for row in one.rows)


def _plain(cells: Iterable[tuple]) -> list[Any]:
    return [_as_text(column.kind, value) for column, value in cells]


def _as_text(kind: str, value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if kind == YES_NO:
        return "true" if value else "false"
    return escaped(str(joined(kind, value))) if kind in (TEXT, *LISTS) else value


def escaped(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
