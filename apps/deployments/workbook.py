"""A worksheet as people fill it: every cell parsed, every fault named with its row and column."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

import openpyxl
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl.cell import Cell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from apps.geo.errors import FactError
from apps.ledger.commands import UID
from apps.ledger.privacy import no_personal_code

MOST_BYTES = 5 * 1024 * 1024
MOST_BYTES_UNPACKED = 64 * 1024 * 1024
MOST_ROWS = 20_000
LATVIAN_DAY = "%d.%m.%Y"
OPEN = "open"
YES, NO = ("yes", "jā", "true", "1"), ("no", "nē", "false", "0")


@dataclass(frozen=True)
class Fault:
    """What is wrong with one row, or with the sheet (row None)."""

    row: int | None
    column: str | None
    message: str
    sheet: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"sheet": self.sheet, "row": self.row, "column": self.column, "message": self.message}


class Refused(Exception):
    """One cell cannot be read; the message is for its author."""


@dataclass(frozen=True)
class SheetKind:
    """What a worksheet lists: its columns by code, those that every row needs, and how some are read.

    `numbers` gives least and most of whole numbers; what is neither a day, a number nor yes or no is text.
    """

    own: str
    columns: Mapping[str, Any]
    needed: tuple[str, ...]
    days: tuple[str, ...]
    numbers: Mapping[str, tuple[int, int]]
    may_be_open: tuple[str, ...] = ("last",)
    yes_no: tuple[str, ...] = ()

    def places(self, header: Iterable[Cell]) -> dict[str, int]:
        """Return the place of each column; it may be called by its code or by its name in the reader's language."""
        names = {code: code for code in self.columns} | {
            str(name): code for code, name in self.columns.items()
        }
        places: dict[str, int] = {}
        for place, cell in enumerate(header):
            code = names.get(str(cell.value or "").strip().lower())
            if code and code not in places:
                places[code] = place
        return places


@dataclass(frozen=True)
class Line:
    """One row that has been read: its values by column; what an empty cell does not tell is None."""

    row: int
    values: dict[str, Any]


def open_book(file: BinaryIO) -> openpyxl.Workbook:
    """Return the workbook of an upload.

    Raises
    ------
    FactError
        The file is no workbook, or too large.
    """
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise FactError(_("The file is larger than 5 MB."), "file")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(one.file_size for one in archive.infolist()) > MOST_BYTES_UNPACKED:
                raise FactError(_("The file is larger than 64 MB when unpacked."), "file")
        return openpyxl.load_workbook(io.BytesIO(content))
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, OSError):
        raise FactError(_("This is not an XLSX workbook."), "file") from None


def header_of(sheet: Worksheet) -> list[Cell]:
    return list(next(sheet.iter_rows(min_row=1, max_row=1), ()))


def read_lines(
    sheet: Worksheet, kind: SheetKind, codes: Mapping[str, set[str]], faults: list[Fault]
) -> Iterator[Line]:
    """Yield the rows that can be read, and put what is wrong with the others into `faults`.

    Raises
    ------
    FactError
        The sheet is too long, or lacks a needed column.
    """
    if sheet.max_row > MOST_ROWS:
        raise FactError(_("A sheet has at most %(most)s rows.") % {"most": MOST_ROWS}, "file")
    places = kind.places(header_of(sheet))
    missing = [str(kind.columns[code]) for code in kind.needed if code not in places]
    if missing:
        raise FactError(
            _("The first row lacks these columns: %(columns)s.") % {"columns": ", ".join(missing)}, "file"
        )
    merged = {row for area in sheet.merged_cells.ranges for row in range(area.min_row, area.max_row + 1)}
    for cells in sheet.iter_rows(min_row=2):
        row = cells[0].row
        if row in merged:
            message = _("Merged cells: give every row its own values.")
            faults.append(Fault(row, None, message, sheet.title))
        elif any(cell.value is not None for cell in cells):
            own = {name: cells[place] for name, place in places.items()}
            values = _read_cells(row, own, kind, codes, sheet.title, faults)
            if len(values) == len(own):
                yield Line(row, values)


def _read_cells(
    row: int,
    cells: Mapping[str, Cell],
    kind: SheetKind,
    codes: Mapping[str, set[str]],
    title: str,
    faults: list[Fault],
) -> dict[str, Any]:
    """Return the values of the cells that can be read."""
    values = {}
    for name, cell in cells.items():
        try:
            values[name] = _value(kind, codes, name, cell)
        except Refused as error:
            faults.append(Fault(row, name, str(error), title))
    return values


def _value(kind: SheetKind, codes: Mapping[str, set[str]], name: str, cell: Cell) -> Any:
    value = cell.value.strip() if isinstance(cell.value, str) else cell.value
    if cell.data_type == "f":
        raise Refused(_("A formula: paste its value instead."))
    if cell.data_type == "e":
        raise Refused(_("The cell holds an error of the spreadsheet."))
    if value in (None, ""):
        if name in kind.needed:
            raise Refused(_("This must be given."))
        return None
    if name in kind.days:
        return None if name in kind.may_be_open and _says_open(value) else _day(value)
    if name in kind.numbers:
        return _whole(value, *kind.numbers[name])
    if name in kind.yes_no:
        return _yes_or_no(value)
    return _text(str(value), codes.get(name), is_code=name == kind.own)


def _says_open(value: Any) -> bool:
    return isinstance(value, str) and value.lower() in (OPEN, _("open-ended").lower())


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value)
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        meant = datetime.strptime(text.rstrip("."), LATVIAN_DAY).date()
    except ValueError:
        raise Refused(_("“%(text)s” is not a day: write it as 2024-12-31.") % {"text": text}) from None
    values = {"text": text, "day": meant.isoformat()}
    raise Refused(_("“%(text)s” is text, not a day: write it as %(day)s or make the cell a date.") % values)


def _whole(value: Any, least: int, most: int) -> int:
    if isinstance(value, str) and "," in value:
        raise Refused(_("“%(text)s” has a decimal comma: a whole number is wanted.") % {"text": value})
    try:
        number = int(value)
        if isinstance(value, bool) or number != float(value):
            raise ValueError
    except (TypeError, ValueError, OverflowError):
        raise Refused(_("“%(text)s” is not a whole number.") % {"text": value}) from None
    if not least <= number <= most:
        values = {"number": number, "least": least, "most": most}
        raise Refused(_("%(number)s is not between %(least)s and %(most)s.") % values)
    return number


def _yes_or_no(value: Any) -> bool:
    text = str(value).lower()
    if text not in (*YES, *NO):
        raise Refused(_("“%(text)s” is neither yes nor no.") % {"text": value})
    return text in YES


def _text(text: str, known: set[str] | None, is_code: bool) -> str:
    try:
        no_personal_code(text)
    except ValidationError as error:
        raise Refused(error.messages[0]) from None
    if known is not None and text not in known:
        raise Refused(_("“%(text)s” is not in the list.") % {"text": text})
    if is_code and (not UID.match(text) or len(text) > 40):
        raise Refused(
            _("“%(text)s” is not a code: letters, digits, dot, colon, dash, underscore.") % {"text": text}
        )
    if len(text) > 300:
        raise Refused(_("The text is longer than 300 characters."))
    return text
