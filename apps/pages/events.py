"""The facts of one layer as a table: narrowed, sorted and paged in the database, told in the reader's words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import override
from psycopg import sql

from apps.border.codes import Named
from apps.geo.errors import FactError
from apps.geo.facts import Row
from apps.geo.measures import CM_PER_KM
from apps.ledger.columns import Column
from apps.ledger.commands import day_or_none
from apps.ledger.register import BY_NAME, Layer
from apps.ledger.store import read_rows

PLACE = ("from_km", "to_km", "length_km")
PERIOD = ("from_day", "to_day")
PLACES = {
    "from_km": sql.SQL("t.from_cm"),
    "to_km": sql.SQL("t.to_cm"),
    "length_km": sql.SQL("(t.to_cm - t.from_cm)"),
    "from_day": sql.SQL("lower(t.valid)"),
    "to_day": sql.SQL("upper(t.valid)"),
}


@dataclass(frozen=True)
class Asked:
    """Which facts of which layer, and in what order: `having` is text by column, `sort` names, ``-`` for downwards."""

    layer: Layer
    day: date
    having: Mapping[str, str] = field(default_factory=dict)
    from_cm: int | None = None
    to_cm: int | None = None
    text: str = ""
    sort: tuple[str, ...] = ()


def linear_layer(name: str) -> Layer:
    """Return the layer on routes of that name.

    Raises
    ------
    FactError
        The register has no such layer, or it lies on no route.
    """
    layer = BY_NAME.get(name)
    if isinstance(layer, Layer) and layer.linear:
        return layer
    raise FactError(_("%(layer)s is not a layer on a route.") % {"layer": name}, "layer")


def require_key(layer: Layer, having: Mapping[str, str]) -> None:
    """Refuse a column that does not tell whose facts are meant."""
    for name in having:
        if name not in layer.key:
            raise FactError(_("The layer has no key %(name)s.") % {"name": name}, name)


def columns(layer: Layer) -> list[str]:
    """Return the names of a table's columns: whose fact, where, when, what."""
    return [*layer.key, *PLACE, *PERIOD, *layer.values]


def count(asked: Asked) -> tuple[int, int]:
    """Return how many facts there are, and their centimetres."""
    conditions, parameters = _conditions(asked)
    query = sql.SQL(
        "SELECT count(*), coalesce(sum(t.to_cm - t.from_cm), 0) FROM {table} t{joins} {where}"
    ).format(
        table=sql.Identifier(asked.layer.table),
        joins=sql.SQL("").join(column.joined() for column in _of(asked.layer)),
        where=conditions,
    )
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchone()


def rows(asked: Asked, limit: int | None = None, offset: int = 0) -> Iterator[list]:
    """Yield the cells of each fact in the order of `columns`; references by code, days exclusive at the end."""
    conditions, parameters = _conditions(asked)
    where = sql.SQL("{} ORDER BY {} LIMIT %s OFFSET %s").format(conditions, _order(asked))
    for _pk, key, row in read_rows(asked.layer, where, [*parameters, limit, offset]):
        yield _cells(asked.layer, key, row)


def _of(layer: Layer) -> tuple[Column, ...]:
    return (*layer.key_columns, *layer.value_columns)


def _cells(layer: Layer, key: dict[str, Any], row: Row) -> list:
    values = dict(row.values)
    place = [row.from_cm / CM_PER_KM, row.to_cm / CM_PER_KM, (row.to_cm - row.from_cm) / CM_PER_KM]
    days = [row.start.isoformat(), day_or_none(row.end)]
    return [*(key[name] for name in layer.key), *place, *days, *(values[name] for name in layer.values)]


def _conditions(asked: Asked) -> tuple[sql.Composable, list[Any]]:
    found: list[sql.Composable] = [sql.SQL("t.valid @> %s::date")]
    parameters: list[Any] = [asked.day]
    if asked.from_cm is not None and asked.to_cm is not None:
        found.append(sql.SQL("t.extent && int4range(%s, %s)"))
        parameters += [asked.from_cm, asked.to_cm]
    for name, wanted in asked.having.items():
        condition, values = _having(_column(asked.layer, name), wanted)
        found.append(condition)
        parameters += values
    if asked.text:
        condition, values = _anywhere(asked.layer, asked.text)
        found.append(condition)
        parameters += values
    return sql.SQL("WHERE {}").format(sql.SQL(" AND ").join(found)), parameters


def _having(column: Column, wanted: str) -> tuple[sql.Composable, list[Any]]:
    """Return the condition of one column: any of the codes, or a part of the text."""
    if column.is_reference or column.field.choices:
        return sql.SQL("{}::text = ANY(%s)").format(column.selected()), [wanted.split(",")]
    return sql.SQL("{}::text ILIKE %s").format(column.selected()), [_like(wanted)]


def _anywhere(layer: Layer, text: str) -> tuple[sql.Composable, list[Any]]:
    shown = [part for column in _of(layer) for part in _texts(column)]
    found = [(sql.SQL("{}::text ILIKE %s").format(part), _like(text)) for part in shown]
    for column in _of(layer):
        if codes := _codes_called(column, text):
            found.append((sql.SQL("{} = ANY(%s)").format(column.selected()), codes))
    conditions, parameters = zip(*found, strict=True)
    return sql.SQL("({})").format(sql.SQL(" OR ").join(conditions)), list(parameters)


def _codes_called(column: Column, text: str) -> list:
    """Return the fixed choices of a column whose name, in any language of the site, has the text in it."""
    called = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            called += [
                code
                for code, name in column.field.flatchoices
                if text.casefold() in str(name).casefold() and code not in called
            ]
    return called


def _texts(column: Column) -> list[sql.Composable]:
    """Return what of a column a person may look for: its code and both names, or itself."""
    if column.is_reference and issubclass(column.referent, Named):
        return [
            column.selected(),
            *(sql.Identifier(f"t_{column.name}", name) for name in ("name_lv", "name_en")),
        ]
    return [column.selected()]


def _like(text: str) -> str:
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def _order(asked: Asked) -> sql.Composable:
    """Return the order asked for, then that along the routes, so that pages never share a row."""
    wanted = [_sorted_by(asked.layer, name) for name in asked.sort]
    always = [
        *(column.selected() for column in asked.layer.key_columns),
        sql.SQL("t.from_cm"),
        sql.SQL("t.id"),
    ]
    return sql.SQL(", ").join([*wanted, *always])


def _sorted_by(layer: Layer, name: str) -> sql.Composable:
    down, name = name.startswith("-"), name.removeprefix("-")
    by = PLACES.get(name) or _column(layer, name, "sort").selected()
    return sql.SQL("{} DESC NULLS LAST" if down else "{} NULLS LAST").format(by)


def _column(layer: Layer, name: str, where: str | None = None) -> Column:
    found = next((column for column in _of(layer) if column.name == name), None)
    if found is None:
        raise FactError(_("The layer has no column %(name)s.") % {"name": name}, where or name)
    return found
