"""The log as a spreadsheet: read with every row's fault named, written so that nothing in it is a formula."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO

import openpyxl
import xlsxwriter
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.cell import Cell
from openpyxl.utils.exceptions import InvalidFileException

from apps.deployments.models import (
    MOST_HEADS,
    CurtailmentReason,
    EquipmentItem,
    Operation,
    Profile,
    SendingBody,
    Slot,
    Stage,
)
from apps.deployments.privacy import no_personal_code
from apps.deployments.reading import runs
from apps.deployments.services import SlotEntry, require_order
from apps.geo.errors import BorderGisError, FactError
from apps.ledger.commands import UID

MOST_BYTES = 5 * 1024 * 1024
MOST_BYTES_UNPACKED = 64 * 1024 * 1024
MOST_ROWS = 20_000
COLUMNS = {
    "slot": gettext_lazy("slot"),
    "direction": gettext_lazy("direction"),
    "category": gettext_lazy("category"),
    "profile": gettext_lazy("profile"),
    "operation": gettext_lazy("operation"),
    "body": gettext_lazy("sending body"),
    "heads": gettext_lazy("heads"),
    "stage": gettext_lazy("stage"),
    "first": gettext_lazy("first day"),
    "last": gettext_lazy("last day"),
    "travel_from": gettext_lazy("travel from"),
    "travel_to": gettext_lazy("travel to"),
    "crew_of": gettext_lazy("crew of"),
    "curtailed": gettext_lazy("curtailed because"),
    "source": gettext_lazy("source"),
    "note": gettext_lazy("note"),
}
NEEDED = ("slot", "category", "profile", "operation", "body", "heads", "stage", "first", "last")
DAYS = ("first", "last", "travel_from", "travel_to")
WHOLE = ("category", "heads")
LATVIAN_DAY = "%d.%m.%Y"


@dataclass(frozen=True)
class Fault:
    """What is wrong with one row, or with the sheet (row None)."""

    row: int | None
    column: str | None
    message: str

    def as_json(self) -> dict[str, Any]:
        return {"row": self.row, "column": self.column, "message": self.message}


@dataclass
class Sheet:
    """What a spreadsheet says: entries with the row that they stand in, and every fault."""

    entries: dict[int, SlotEntry] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


class Refused(Exception):
    """One cell cannot be read; the message is for its author."""


def read_sheet(file: BinaryIO) -> Sheet:
    """Return the entries of the first worksheet, and the faults of the rows that have any.

    Raises
    ------
    FactError
        The file is no workbook, too large, or lacks a needed column.
    """
    sheet = _workbook(file).worksheets[0]
    if sheet.max_row > MOST_ROWS:
        raise FactError(_("A sheet has at most %(most)s rows.") % {"most": MOST_ROWS}, "file")
    places = _header(next(sheet.iter_rows(min_row=1, max_row=1)))
    merged = {row for area in sheet.merged_cells.ranges for row in range(area.min_row, area.max_row + 1)}
    lists, read = _Lists(), Sheet()
    for cells in sheet.iter_rows(min_row=2):
        row = cells[0].row
        if all(cell.value is None for cell in cells) and row not in merged:
            continue
        if row in merged:
            read.faults.append(Fault(row, None, _("Merged cells: give every row its own values.")))
            continue
        _read_row(row, {name: cells[place] for name, place in places.items()}, lists, read)
    return read


def _workbook(file: BinaryIO) -> openpyxl.Workbook:
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


def _header(cells: Iterable[Cell]) -> dict[str, int]:
    """Return the place of each column; it may be called by its code or by its name in either language."""
    names = {str(code): code for code in COLUMNS} | {str(name): code for code, name in COLUMNS.items()}
    places = {}
    for place, cell in enumerate(cells):
        code = names.get(str(cell.value or "").strip().lower())
        if code and code not in places:
            places[code] = place
    missing = [str(COLUMNS[code]) for code in NEEDED if code not in places]
    if missing:
        raise FactError(
            _("The first row lacks these columns: %(columns)s.") % {"columns": ", ".join(missing)}, "file"
        )
    return places


class _Lists:
    """The codes that a cell may name, read once."""

    def __init__(self):
        models = {
            "profile": Profile,
            "operation": Operation,
            "body": SendingBody,
            "crew_of": EquipmentItem,
            "curtailed": CurtailmentReason,
        }
        self.codes = {
            name: set(model.objects.values_list("code", flat=True)) for name, model in models.items()
        }
        choices = {"direction": Slot.Direction, "stage": Stage, "source": Slot.Source}
        self.codes |= {name: set(one.values) for name, one in choices.items()}


def _read_row(row: int, cells: dict[str, Cell], lists: _Lists, read: Sheet) -> None:
    values, faults = {}, []
    for name, cell in cells.items():
        try:
            values[name] = _value(name, cell, lists)
        except Refused as error:
            faults.append(Fault(row, name, str(error)))
    if not faults:
        faults = list(_faults_of_entry(row, values, read.entries))
    read.faults += faults
    if not faults:
        read.entries[row] = SlotEntry(**values)


def _value(name: str, cell: Cell, lists: _Lists) -> Any:
    value = cell.value.strip() if isinstance(cell.value, str) else cell.value
    if cell.data_type == "f":
        raise Refused(_("A formula: paste its value instead."))
    if cell.data_type == "e":
        raise Refused(_("The cell holds an error of the spreadsheet."))
    if value in (None, ""):
        if name in NEEDED:
            raise Refused(_("This must be given."))
        return None
    if name in DAYS:
        return _day(value)
    if name in WHOLE:
        return _whole(name, value)
    return _text(name, str(value), lists)


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


def _whole(name: str, value: Any) -> int:
    if isinstance(value, str) and "," in value:
        raise Refused(_("“%(text)s” has a decimal comma: a whole number is wanted.") % {"text": value})
    try:
        number = int(value)
        if isinstance(value, bool) or number != float(value):
            raise ValueError
    except (TypeError, ValueError, OverflowError):
        raise Refused(_("“%(text)s” is not a whole number.") % {"text": value}) from None
    most = 4 if name == "category" else MOST_HEADS
    if not 1 <= number <= most:
        raise Refused(_("%(number)s is not between 1 and %(most)s.") % {"number": number, "most": most})
    return number


def _text(name: str, text: str, lists: _Lists) -> str:
    try:
        no_personal_code(text)
    except ValidationError as error:
        raise Refused(error.messages[0]) from None
    if name in lists.codes and text not in lists.codes[name]:
        raise Refused(_("“%(text)s” is not in the list.") % {"text": text})
    if name == "slot" and (not UID.match(text) or len(text) > 40):
        raise Refused(
            _("“%(text)s” is not a code: letters, digits, dot, colon, dash, underscore.") % {"text": text}
        )
    if len(text) > 300:
        raise Refused(_("The text is longer than 300 characters."))
    return text


def _faults_of_entry(row: int, values: dict[str, Any], earlier: dict[int, SlotEntry]) -> Iterator[Fault]:
    entry = SlotEntry(**values)
    try:
        require_order(entry)
    except BorderGisError as error:
        yield Fault(row, error.where, error.translated(_))
        return
    for other_row, other in earlier.items():
        if other == entry:
            yield Fault(row, None, _("The same as row %(row)s.") % {"row": other_row})
            return
        if other.key == entry.key and other.begin < entry.end and entry.begin < other.end:
            yield Fault(
                row, "first", _("The slot has these days in row %(row)s already.") % {"row": other_row}
            )
            return


def write_book(slots: Iterable[Slot], counted: list[dict[str, Any]], rule: list[str]) -> bytes:
    """Return the log as a workbook that `read_sheet` reads, with counts by year and the rule beside.

    Give slots with names and days at hand. What looks like a formula is written as text.
    """
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(_("Slots")[:31])
        _write_row(sheet, 0, list(COLUMNS), day)
        for n, values in enumerate((row for slot in slots for row in slot_rows(slot)), start=1):
            _write_row(sheet, n, values, day)
        sheet.freeze_panes(1, 1)
        sheet.autofit()
        _write_counts(book.add_worksheet(_("Counted")[:31]), counted, rule, day)
    return target.getvalue()


def _write_row(sheet, n: int, values: Iterable[Any], day) -> None:
    for column, value in enumerate(values):
        if isinstance(value, date):
            sheet.write_datetime(n, column, datetime(value.year, value.month, value.day), day)
        elif isinstance(value, int):
            sheet.write_number(n, column, value)
        elif value not in (None, ""):
            sheet.write_string(n, column, str(value))


def _write_counts(sheet, counted: list[dict[str, Any]], rule: list[str], day) -> None:
    names = [_("year"), _("category"), _("person-days"), _("with travel"), _("of which planned")]
    _write_row(sheet, 0, names, day)
    n = 1
    for one in counted:
        for category, count in one["categories"].items():
            _write_row(sheet, n, [one["year"], int(category), *count.values()], day)
            n += 1
    _write_row(sheet, n + 1, [_("year"), _("units"), _("equipment days")], day)
    for extra, one in enumerate(counted, start=n + 2):
        _write_row(sheet, extra, [one["year"], one["equipment"]["units"], one["equipment"]["days"]], day)
    for extra, sentence in enumerate(rule, start=n + len(counted) + 3):
        _write_row(sheet, extra, [sentence], day)
    sheet.autofit()


def slot_rows(slot: Slot) -> Iterator[list[Any]]:
    """Yield one row for each run of days of a slot in a stage; travel goes to the duty that it touches."""
    timeless = {
        "slot": slot.code,
        "direction": slot.direction,
        "category": slot.category,
        "profile": slot.profile.code,
        "operation": slot.operation.code,
        "body": slot.body.code,
        "crew_of": slot.crew_of.code if slot.crew_of else None,
        "curtailed": slot.curtailed.code if slot.curtailed else None,
        "source": slot.source,
        "note": slot.note,
    }
    for run in runs(slot.days.all()):
        told = {**timeless, **asdict(run)}
        yield [told.get(name) for name in COLUMNS]
