"""The parts of a workbook, counted as they stream by, so that none is built that would not fit in memory."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from openpyxl.utils import range_boundaries

from apps.geo.errors import FactError, gettext_noop

MOST_BYTES_UNPACKED = 64 * 1024 * 1024
MOST_ELEMENTS = 2_000_000
MOST_OTHER_ELEMENTS = 100_000
MOST_CELLS_OF_A_ROW = 16_384
OF_CELLS = frozenset({"row", "c", "v", "f", "is", "t", "si"})
XML = (".xml", ".rels")


@dataclass
class Part:
    """What the register must know of a sheet before it is read: its last row that says something, its merged rows."""

    last_row: int = 0
    merged: list[tuple[int, int]] = field(default_factory=list)

    def merged_rows(self) -> Iterator[int]:
        """Yield each row, down to the last that says something, that a merged area touches."""
        reach = 1
        for first, last in sorted(self.merged):
            yield from range(max(first, reach), min(last, self.last_row) + 1)
            reach = max(reach, last + 1)


@dataclass
class _Counter:
    """Counts the elements of all parts, and reads rows and merged areas of the part that streams by."""

    elements: int = 0
    others: int = 0
    part: Part = field(default_factory=Part)
    row: int = 0
    cells: int = 0

    def start_of_part(self) -> None:
        self.part, self.row, self.cells = Part(), 0, 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition("}")[2]
        self.elements += 1
        self.others += name not in OF_CELLS
        self.cells += name == "c"
        if name == "row":
            self._begin_row(attributes.get("r"))
        elif name in ("v", "f", "is"):
            self.part.last_row = self.row
        elif name == "mergeCell":
            _left, first, _right, last = range_boundaries(attributes["ref"])
            self.part.merged.append((first, last))
        too_many = self.elements > MOST_ELEMENTS or self.others > MOST_OTHER_ELEMENTS
        if too_many or self.cells > MOST_CELLS_OF_A_ROW:
            raise FactError(gettext_noop("The workbook holds too much: bring it in by parts."), "file")

    def _begin_row(self, number: str | None) -> None:
        row = int(number) if number else self.row + 1
        if row <= self.row:
            raise ValueError("rows out of order")
        self.row, self.cells = row, 0


def parts_of(archive: zipfile.ZipFile) -> dict[str, Part]:
    """Return the parts of a workbook by their path, after one pass over each that keeps nothing of it.

    Raises
    ------
    FactError
        Unpacked it is larger than 64 MB, or has more elements than any log needs.
    expat.ExpatError, ValueError
        A part is not the XML that it ought to be.
    """
    if sum(one.file_size for one in archive.infolist()) > MOST_BYTES_UNPACKED:
        raise FactError(gettext_noop("The file is larger than 64 MB when unpacked."), "file")
    counter, parts = _Counter(), {}
    for one in archive.infolist():
        counter.start_of_part()
        try:
            with archive.open(one) as file:
                _parser(counter).ParseFile(file)
        except expat.ExpatError:
            if one.filename.endswith(XML):
                raise
        parts[one.filename] = counter.part
    return parts


def _parser(counter: _Counter) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = counter.start
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_declared) -> None:
    raise ValueError("a workbook declares no document type")
