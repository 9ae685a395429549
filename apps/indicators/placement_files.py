"""Candidates from a file: CSV, GeoJSON or a JSON list; each mistake with the row it is in."""

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from apps.geo.errors import BorderGisError, PlacementError
from apps.indicators.placement_sites import COLUMNS, DEGREES, GRID

TEXTS = ("code", "model", "route", "site")
NUMBER = re.compile(r"[-+]?\d+(?:,\d+)?\Z")
GRID_CRS = re.compile(r"(?:EPSG:{1,2}|epsg/0/)3059\Z", re.IGNORECASE)
DEGREES_CRS = re.compile(r"(?:EPSG:{1,2}4326|OGC:1\.3:CRS84|CRS84)\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """Candidates row by row, and which row of the file each is: a line of a CSV, the number of a feature."""

    rows: list[dict[str, Any]]
    numbers: list[int] = field(default_factory=list)

    def told(self, error: BorderGisError) -> BorderGisError:
        """Return an error about a candidate as one about the row of the file: ``row 7, model``."""
        found = re.match(r"candidates\[(\d+)\]\.?(.*)", error.where or "")
        if found is None or int(found[1]) >= len(self.numbers):
            return error
        row, column = self.numbers[int(found[1])], found[2]
        values = {"row": row, "column": column, "message": error.translated(_)}
        message = (
            _("Row %(row)s, column %(column)s: %(message)s") if column else _("Row %(row)s: %(message)s")
        )
        return PlacementError(message % values, "candidates")


def candidates_in(content: bytes) -> Table:
    """Return the candidates of a file: what it is, its first letter tells.

    Raises
    ------
    PlacementError
        No text, broken JSON, no candidates, a column that is unknown, places in a CRS that is not taken.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PlacementError(_("The file is no text in UTF-8."), "candidates") from None
    table = _of_json(text) if text.lstrip()[:1] in ("[", "{") else _of_csv(text)
    if not table.rows:
        raise PlacementError(
            _("The file has no candidates: a head and a row for each are wanted."), "candidates"
        )
    return table


def _of_csv(text: str) -> Table:
    """Read a table: comma, semicolon or tab between the columns, a decimal comma where it can be."""
    head = text.partition("\n")[0]
    delimiter = max(";\t,", key=head.count)
    lines = csv.reader(io.StringIO(text), delimiter=delimiter)
    names = [name.strip() for name in next(lines, [])]
    _require_columns(names)
    rows, numbers = [], []
    for cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(names):
            message = _(
                "Row %(row)s has %(given)s cells, its head %(wanted)s: with a decimal comma, put semicolons"
                " between the columns."
            )
            values = {"row": lines.line_num, "given": len(cells), "wanted": len(names)}
            raise PlacementError(message % values, "candidates")
        pairs = zip(names, cells, strict=False)
        rows.append({name: _cell(name, value, delimiter) for name, value in pairs if name and value.strip()})
        numbers.append(lines.line_num)
    return Table(rows, numbers)


def _cell(name: str, value: str, delimiter: str) -> str:
    value = value.strip()
    if name in TEXTS or delimiter == ",":
        return value
    bare = value.replace("\u00a0", "").replace(" ", "")
    return bare.replace(",", ".") if NUMBER.match(bare) else value


def _require_columns(names: list[str]) -> None:
    for name in names:
        if name and name not in COLUMNS:
            message = _("There is no column %(column)s; known are %(known)s.")
            values = {"column": name, "known": ", ".join(COLUMNS)}
            raise PlacementError(
                _("Row %(row)s: %(message)s") % {"row": 1, "message": message % values}, "candidates"
            )


def _of_json(text: str) -> Table:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PlacementError(_("The file is no JSON: %(error)s.") % {"error": error}, "candidates") from None
    if isinstance(found, list):
        rows = found
    elif isinstance(found, Mapping) and found.get("type") == "FeatureCollection":
        columns = _columns_of_crs(found.get("crs"))
        features = found.get("features")
        rows = [
            _feature(one, columns, n)
            for n, one in enumerate(features if isinstance(features, list) else [], 1)
        ]
    else:
        raise PlacementError(
            _("A list of candidates or a GeoJSON FeatureCollection is wanted."), "candidates"
        )
    for n, row in enumerate(rows, 1):
        if not isinstance(row, Mapping):
            message = _("A candidate is an object with code, model and a place.")
            raise PlacementError(_("Row %(row)s: %(message)s") % {"row": n, "message": message}, "candidates")
    return Table([dict(row) for row in rows], list(range(1, len(rows) + 1)))


def _columns_of_crs(crs: Any) -> tuple[str, str]:
    """Return which columns the coordinates of a GeoJSON are: degrees, unless it says the national grid."""
    properties = crs.get("properties") if isinstance(crs, Mapping) else None
    name = str(properties.get("name", "")) if isinstance(properties, Mapping) else ""
    if not crs or DEGREES_CRS.search(name):
        return DEGREES
    if GRID_CRS.search(name):
        return GRID
    message = _("Places are taken in EPSG:4326 or EPSG:3059, not in %(crs)s.")
    raise PlacementError(message % {"crs": name or crs}, "candidates")


def _feature(one: Any, columns: tuple[str, str], row: int) -> dict[str, Any]:
    geometry = one.get("geometry") if isinstance(one, Mapping) else None
    properties = (one.get("properties") if isinstance(one, Mapping) else None) or {}
    if geometry is None:
        return {name: value for name, value in properties.items() if value is not None}
    place = geometry.get("coordinates") if isinstance(geometry, Mapping) else None
    if not (isinstance(place, list) and len(place) >= 2 and geometry.get("type") == "Point"):
        message = _("A candidate is a point, not a %(type)s.")
        kind = geometry.get("type") if isinstance(geometry, Mapping) else geometry
        raise PlacementError(
            _("Row %(row)s: %(message)s") % {"row": row, "message": message % {"type": kind}}, "candidates"
        )
    given = {name: value for name, value in properties.items() if value is not None}
    return {**given, **dict(zip(columns, place, strict=False))}
