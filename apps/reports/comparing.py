"""Compare a file of a report with the one that other versions of libraries write: by what stands in it, not its bytes.

The given file may be anybody's, and what reads it may raise whatever it likes at bytes that it was not made for.
"""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyogrio
from openpyxl import load_workbook
from pypdf import PdfReader

MOST_BYTES = 2_000_000_000


def says_the_same(given: Path, made: Path) -> bool:
    """Tell whether two files hold the same, for a kind of file whose bytes depend on the versions of libraries."""
    read = READERS.get(made.suffix)
    try:
        return read is not None and read(given) == read(made)
    except Exception:  # bytes that are no such file: then they do not say the same
        return False


def _cells(path: Path) -> list[Any]:
    """Return the parts of a workbook, and each cell of its sheets."""
    with zipfile.ZipFile(path) as archive:
        if sum(one.file_size for one in archive.infolist()) > MOST_BYTES:
            raise ValueError("too large")
        parts = sorted(archive.namelist())
    book = load_workbook(path)
    cells = [
        (sheet.title, sheet.sheet_state, [[(cell.data_type, cell.value) for cell in row] for row in sheet])
        for sheet in book
    ]
    return [parts, cells]


def _rows(path: Path) -> list[Any]:
    """Return the layers of a GeoPackage: their columns and system, and of each row its shape and its values."""
    found = []
    for layer, _shape in pyogrio.list_layers(path):
        about, _ids, shapes, columns = pyogrio.raw.read(path, layer=layer)
        told = pyogrio.read_info(path, layer=layer)["layer_metadata"]
        named = [about["crs"], about["geometry_type"], list(map(str, about["fields"])), told]
        values = [[repr(value) for value in column.tolist()] for column in columns]
        found.append([layer, named, None if shapes is None else shapes.tolist(), values])
    return found


def _texts(path: Path) -> list[Any]:
    """Return the size and the words of each page."""
    return [
        ([float(side) for side in page.mediabox], page.extract_text().split())
        for page in PdfReader(path).pages
    ]


READERS: dict[str, Callable[[Path], list[Any]]] = {".xlsx": _cells, ".gpkg": _rows, ".pdf": _texts}
