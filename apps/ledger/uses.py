"""What refers to a thing, so that a removal can be refused in plain words before the database has to."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, models
from psycopg import sql

from apps.ledger.columns import Column
from apps.ledger.register import REGISTER, Layer, ObjectType

Entry = Layer | ObjectType
ANY_THING = "thing"
"""A column that names things of any type, beside the name of the type."""


@dataclass(frozen=True)
class Use:
    """How many facts or things of one entry of the register name a thing, and in which column."""

    entry: Entry
    column: Column
    count: int


def columns_of(entry: Entry) -> tuple[Column, ...]:
    if isinstance(entry, ObjectType):
        return entry.columns
    return (*entry.key_columns, *entry.value_columns)


def uses(kind: ObjectType, uid: str) -> list[Use]:
    """Return what refers to a thing on any day, in one query; nothing if it may be removed."""
    found = list(_referring(kind))
    counts = [_count(entry, column, kind) for entry, column in found]
    if not counts:
        return []
    query = sql.SQL("SELECT {}").format(sql.SQL(", ").join(counts))
    with connection.cursor() as cursor:
        cursor.execute(query, {"uid": uid, "type": kind.name, "list": f"{kind.name}s"})
        numbers = cursor.fetchone()
    return [Use(*pair, number) for pair, number in zip(found, numbers, strict=True) if number]


def refers(column: Column, kind: ObjectType) -> bool:
    """Tell whether a column names things of a type: by reference, or by their code as text."""
    if column.is_reference:
        return column.referent is kind.model
    return column.name == kind.name and isinstance(column.field, models.CharField)


def _referring(kind: ObjectType) -> Iterator[tuple[Entry, Column]]:
    for entry in REGISTER:
        for column in columns_of(entry):
            names_any = column.name == ANY_THING or isinstance(column.field, models.JSONField)
            if refers(column, kind) or names_any:
                yield entry, column


def _count(entry: Entry, column: Column, kind: ObjectType) -> sql.Composable:
    """Return the subquery that counts the rows; a rule names things in a list such as ``elements``."""
    if column.is_reference:
        holds = sql.SQL("t.{} = (SELECT k.id FROM {} k WHERE k.{}::text = %(uid)s)").format(
            column.identifier, sql.Identifier(kind.table), kind.uid_column.identifier
        )
    elif column.name == ANY_THING:
        holds = sql.SQL("t.thing = %(uid)s AND t.thing_type = %(type)s")
    elif isinstance(column.field, models.JSONField):
        holds = sql.SQL("t.{} -> %(list)s ? %(uid)s").format(column.identifier)
    else:
        holds = sql.SQL("t.{} = %(uid)s").format(column.identifier)
    return sql.SQL("(SELECT count(*) FROM {} t WHERE {})").format(sql.Identifier(entry.table), holds)
