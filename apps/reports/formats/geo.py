"""A report's layers with their shapes: GeoPackage with styles, and GeoJSON."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyogrio
import shapely
from django.conf import settings
from django.utils.translation import gettext as _

from apps.border.locate import CalibratedLine, in_degrees
from apps.geo.measures import CM_PER_KM
from apps.geo.snapping import line_between
from apps.reports.formats.styles import CLASSES, LAYER_STYLES, STYLE_TABLE, qml
from apps.reports.formats.tables import DAY, Table, joined

DEGREE_DECIMALS = 7
STAMP = "2000-01-01T00:00:00.000Z"
LINES = ("sections", "segments", "gaps", "changed_stretches")

Lines = Mapping[str, CalibratedLine]
Row = dict[str, Any]


@dataclass(frozen=True)
class Layer:
    """A table with a shape for each row, in NATIONAL_SRID; a row off every line has none."""

    name: str
    title: str
    rows: list[Row]
    shapes: list[shapely.Geometry | None]
    words: Mapping[str, str] = field(default_factory=dict)
    """The words of its classes, by code."""
    days: tuple[str, ...] = ()
    """The columns that hold days."""


def layers_of(content: Row, tables: Iterable[Table], lines: Lines) -> list[Layer]:
    """Return the layers of a full report; those without rows are left out."""
    by_name = {one.name: one for one in tables}
    found = [_line_layer(by_name[name], content, lines) for name in LINES if by_name[name].rows]
    if bands := [one for one in content["bands"] if one["stretches_km"]]:
        found.append(_band_layer(bands, content["labels"]["band"], lines))
    return found + _asset_layers(by_name["assets"], content["assets"]["list"], lines)


def _line_layer(one: Table, content: Row, lines: Lines) -> Layer:
    rows = content["changes"]["stretches"] if one.name == "changed_stretches" else content[one.name]
    shapes = [_line(row.get("stretches") or [row], lines) for row in rows]
    words = content["labels"].get("coverage" if one.name == "segments" else "", {})
    return Layer(one.name, one.title, plain_rows(one), shapes, words, days_of(one))


def _band_layer(bands: list[Row], words: Mapping[str, str], lines: Lines) -> Layer:
    """Return how well each metre is covered: a row for each band of each route."""
    rows = [
        {"route": one["route"], "band": words[one["band"]], "length_km": one["length_km"]} for one in bands
    ]
    shapes = [
        _line(
            [{"route": one["route"], "from_km": ends[0], "to_km": ends[1]} for ends in one["stretches_km"]],
            lines,
        )
        for one in bands
    ]
    return Layer("coverage_bands", _("Bands of coverage"), rows, shapes, words)


def _asset_layers(one: Table, assets: list[Row], lines: Lines) -> list[Layer]:
    """Return the sensors that stand at a place as points, and as lines those that sense along themselves."""
    points: list[tuple[Row, shapely.Geometry | None]] = []
    along: list[tuple[Row, shapely.Geometry | None]] = []
    for row, asset in zip(plain_rows(one), assets, strict=True):
        if asset["stretches_km"]:
            along.append((row, _line(asset["stretches_km"], lines)))
        else:
            points.append((row, _point(asset)))
    found = ((one.name, one.title, points), ("asset_lines", _("Fibres and cables"), along))
    return [
        Layer(
            name, title, [row for row, _shape in pairs], [shape for _row, shape in pairs], days=days_of(one)
        )
        for name, title, pairs in found
        if pairs
    ]


def _point(asset: Row) -> shapely.Point | None:
    return None if asset["easting_m"] is None else shapely.Point(asset["easting_m"], asset["northing_m"])


def days_of(one: Table) -> tuple[str, ...]:
    return tuple(column.name for column in one.columns if column.kind == DAY)


def plain_rows(one: Table) -> list[Row]:
    return [
        {column.name: joined(column.kind, value) for column, value in zip(one.columns, row, strict=True)}
        for row in one.rows
    ]


def _line(stretches: Iterable[Row], lines: Lines) -> shapely.MultiLineString | None:
    parts = [
        line_between(lines[one["route"]].points, _cm(one["from_km"]), _cm(one["to_km"]))[:, :2]
        for one in stretches
        if one["route"] in lines
    ]
    return shapely.multilinestrings([shapely.linestrings(part) for part in parts]) if parts else None


def _cm(km: float) -> int:
    return round(km * CM_PER_KM)


def write_geopackage(
    path: Path, layers: Iterable[Layer], about: Mapping[str, str] | None = None, *, stamp: str = STAMP
) -> None:
    """Write the layers in NATIONAL_SRID with a style each, as QGIS keeps them; `about` tells what they are of.

    Each layer's description says it in a line, and the metadata of the file and of each layer item by item.
    The file's own time is `stamp`, so the same layers give the same bytes. Nothing is rolled back: a file that is
    not written whole is thrown away, and meanwhile it holds the room that it took, which tells of a full disk.
    """
    asked = {"OGR_CURRENT_DATE": stamp, "OGR_SQLITE_JOURNAL": "OFF"}
    told = {"DESCRIPTION": "; ".join(about.values())} if about else {}
    before = {name: pyogrio.get_gdal_config_option(name) for name in asked}
    pyogrio.set_gdal_config_options(asked)
    try:
        for layer in layers:
            frame = geopandas.GeoDataFrame(layer.rows, geometry=layer.shapes, crs=settings.NATIONAL_SRID)
            pyogrio.write_dataframe(
                frame,
                path,
                layer=layer.name,
                driver="GPKG",
                append=path.exists(),
                layer_options={"IDENTIFIER": layer.title, **told},
                dataset_metadata=None if path.exists() else about,
                layer_metadata=about,
            )
    finally:
        pyogrio.set_gdal_config_options(before)
    _write_styles(path, layers, stamp)


def _write_styles(path: Path, layers: Iterable[Layer], stamp: str) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        _check_whole(database)
        database.execute(STYLE_TABLE)
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change)"
            " VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)",
            [stamp],
        )
        _declare_days(database, layers)
        for layer in layers:
            if layer.name in LAYER_STYLES or layer.name in CLASSES:
                row = [layer.name, layer.name, qml(layer.name, layer.words), stamp]
                database.execute(
                    "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,"
                    " f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner, update_time)"
                    " VALUES ('', '', ?, 'geom', ?, ?, '', 1, '', '', ?)",
                    row,
                )


def _declare_days(database: sqlite3.Connection, layers: Iterable[Layer]) -> None:
    """Declare the columns of days as such: GDAL's frames have none, and a GeoPackage keeps days as ISO 8601 text."""
    database.execute("PRAGMA writable_schema = ON")
    for layer in layers:
        for name in layer.days:
            database.execute(
                "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = ?",
                [f'"{name}" TEXT', f'"{name}" DATE', layer.name],
            )
    database.execute("PRAGMA writable_schema = OFF")


def _check_whole(database: sqlite3.Connection) -> None:
    """Write on without a journal, after a look at what GDAL wrote: it tells nothing of a disk that filled at the end.

    Raises
    ------
    sqlite3.DatabaseError
        The file is not whole.
    """
    database.execute("PRAGMA journal_mode = OFF")
    [found, *_more] = database.execute("PRAGMA quick_check").fetchone()
    if found != "ok":
        raise sqlite3.DatabaseError(found)


def write_geojson(path: Path, layer: Layer, about: Mapping[str, str] | None = None) -> None:
    """Write a layer as GeoJSON (RFC 7946): EPSG:4326, longitude first, seven decimals; `about` stands beside it."""
    features = [
        {"type": "Feature", "properties": row, "geometry": _degrees(shape)}
        for row, shape in zip(layer.rows, layer.shapes, strict=True)
    ]
    told = {"report": dict(about)} if about else {}
    whole = {"type": "FeatureCollection", "name": layer.name, **told, "features": features}
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"), default=str)
    path.write_text(text + "\n", encoding="utf-8")


def _degrees(shape: shapely.Geometry | None) -> Row | None:
    if shape is None:
        return None
    turned = shapely.transform(shape, _in_degrees)
    return json.loads(shapely.to_geojson(turned))


def _in_degrees(points: np.ndarray) -> np.ndarray:
    flat = np.column_stack((points, np.zeros(len(points))))
    return np.round(in_degrees(flat)[:, :2], DEGREE_DECIMALS)
