"""Every layer on the routes as of a day in one answer, made JSON by the database: what a page needs to begin with.

A layer of 10,000 facts costs a quarter of what it costs row by row; `layer_json` stays the measure of what is right.
"""

import json
from collections.abc import Iterator
from datetime import date

from django.db import connection, models
from psycopg import sql

from apps.border.packed_json import packed
from apps.ledger.columns import Column
from apps.ledger.kept import kept_until_written
from apps.ledger.models import ChangeSet
from apps.ledger.reading import layer_json
from apps.ledger.register import Layer, layers

AS_JSON = (models.ForeignKey, models.BooleanField, models.DateField, models.IntegerField, models.CharField)
NUMBERED_TEXT = (models.DecimalField, models.UUIDField)


def whole_layers(day: date) -> tuple[str, int]:
    """Return the linear layers as of a day as the text of a JSON object, and the ledger's number before the reading."""
    number = ChangeSet.objects.number()
    found = ",".join(f"{json.dumps(layer.name)}:{text}" for layer, text in _texts(day))
    return f'{{"as_of":"{day}","ledger":{number},"layers":{{{found}}}}}', number


@kept_until_written
def packed_layers(day: date) -> tuple[bytes, int]:
    """Return `whole_layers` as gzip packs its text."""
    text, number = whole_layers(day)
    return packed(text), number


def _texts(day: date) -> Iterator[tuple[Layer, str]]:
    for layer in (one for one in layers() if one.linear):
        columns = [*layer.key, "from_km", "to_km", "from_day", "to_day", *layer.values]
        yield layer, f'{{"columns":{json.dumps(columns)},"rows":{_rows(layer, day)}}}'


def _rows(layer: Layer, day: date) -> str:
    columns = (*layer.key_columns, *layer.value_columns)
    if not all(isinstance(column.field, AS_JSON + NUMBERED_TEXT) for column in columns):
        return json.dumps(layer_json(layer, as_of=day, key={})["rows"])
    cells = [
        *map(_cell, layer.key_columns),
        *(sql.SQL("t.{} / 100000.0::float8").format(sql.Identifier(end)) for end in ("from_cm", "to_cm")),
        sql.SQL("lower(t.valid)"),
        sql.SQL("upper(t.valid)"),
        *map(_cell, layer.value_columns),
    ]
    order = [*(column.selected() for column in layer.key_columns), sql.SQL("t.from_cm")]
    query = sql.SQL(
        "SELECT coalesce(json_agg(json_build_array({cells}) ORDER BY {order}), '[]')::text"
        " FROM {table} t{joins} WHERE t.valid @> %s::date"
    ).format(
        cells=sql.SQL(", ").join(cells),
        order=sql.SQL(", ").join(order),
        table=sql.Identifier(layer.table),
        joins=sql.SQL("").join(column.joined() for column in columns),
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [day])
        return cursor.fetchone()[0]


def _cell(column: Column) -> sql.Composable:
    """Return a column as it stands in an operation, for the database's JSON."""
    if isinstance(column.field, NUMBERED_TEXT):
        return sql.SQL("{}::text").format(column.selected())
    return column.selected()
