"""A worksheet as people fill it: every cell parsed, every fault named with its row and column."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO
from xml.parsers import expat

import openpyxl
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from apps.deployments.parts import MOST_CELLS_OF_A_ROW, Part, parts_of
from apps.geo.errors import FactError
from apps.ledger.commands import UID
from apps.ledger.privacy import no_personal_code

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 20_000
LATVIAN_DAY = "%d.%m.%Y"
OPEN = "open"
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
Cell = ReadOnlyCell | EmptyCell
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    InvalidFileException,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    OverflowError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""What unzipping and parsing raise of broken files: openpyxl names no class of its own for most of them."""
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
        places: dict[str, int] = {}
        for place, code in enumerate(self._codes(header)):
            if code:
                places.setdefault(code, place)
        return places

    def faults_of(self, header: Iterable[Cell]) -> Iterator[tuple[str, str]]:
        """Yield name and fault of each column that would be passed over: no such column, or there already."""
        told: set[str] = set()
        cells = list(header)
        for cell, code in zip(cells, self._codes(cells), strict=True):
            name = str(cell.value or "").strip()
            if code in told:
                yield code, _("This column is there twice.")
            elif code:
                told.add(code)
            elif name:
                yield name, _("There is no such column.")

    def _codes(self, header: Iterable[Cell]) -> Iterator[str | None]:
        names = {code: code for code in self.columns}
        names |= {str(name).lower(): code for code, name in self.columns.items()}
        for cell in header:
            yield names.get(str(cell.value or "").strip().lower())


@dataclass(frozen=True)
class Line:
    """One row that has been read: its values by column; what an empty cell does not tell is None."""

    row: int
    values: dict[str, Any]


@dataclass(frozen=True)
class Sheet:
    """A worksheet that is read row by row, and what was counted of it beforehand."""

    rows: ReadOnlyWorksheet
    part: Part

    @property
    def title(self) -> str:
        return self.rows.title

    def header(self) -> list[Cell]:
        """Return the cells of the first row up to the last that says something."""
        with readable():
            cells = list(next(self.rows.iter_rows(max_row=1, max_col=MOST_CELLS_OF_A_ROW), ()))
        while cells and cells[-1].value is None:
            cells.pop()
        return cells

    def below(self, width: int) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """Yield number and cells of each row below the first, as wide as the header."""
        rows = self.rows.iter_rows(min_row=2, max_row=self.part.last_row, max_col=width)
        for number in range(2, self.part.last_row + 1):
            with readable():
                cells = next(rows, ())
            yield number, cells


@contextmanager
def readable() -> Iterator[None]:
    """Tell whoever sent a broken file that it is no workbook."""
    try:
        yield
    except UNREADABLE:
        raise FactError(_("This is not an XLSX workbook."), "file") from None


def open_book(file: BinaryIO) -> list[Sheet]:
    """Return the worksheets of an upload; nothing of them is built before it is asked for.

    Raises
    ------
    FactError
        The file is no workbook, or too large.
    """
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise FactError(_("The file is larger than 5 MB."), "file")
    with readable():
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = parts_of(archive)
        sheets = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False).worksheets
        for sheet in sheets:
            sheet.reset_dimensions()
        return [Sheet(one, parts[one._worksheet_path]) for one in sheets]


def read_lines(
    sheet: Sheet, kind: SheetKind, codes: Mapping[str, set[str]], faults: list[Fault]
) -> Iterator[Line]:
    """Yield the rows that can be read, and put what is wrong with the others into `faults`.

    Raises
    ------
    FactError
        The sheet is too long, lacks a needed column, or is broken.
    """
    if sheet.part.last_row > MOST_ROWS:
        raise FactError(_("A sheet has at most %(most)s rows.") % {"most": MOST_ROWS}, "file")
    header = sheet.header()
    places = kind.places(header)
    missing = [str(kind.columns[code]) for code in kind.needed if code not in places]
    if missing:
        raise FactError(
            _("The first row lacks these columns: %(columns)s.") % {"columns": ", ".join(missing)}, "file"
        )
    faults += [Fault(1, *found, sheet.title) for found in kind.faults_of(header)]
    merged = set(sheet.part.merged_rows())
    for row, cells in sheet.below(len(header)):
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
    if ISO_DAY.fullmatch(text):
        with suppress(ValueError):
            return date.fromisoformat(text)
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
