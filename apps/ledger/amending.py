"""What people mean by mending an entry, as commands: another value, other days, not at all."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import sql

from apps.geo.errors import Conflict, NotFound, gettext_noop
from apps.geo.facts import FOREVER, Row
from apps.ledger.commands import Clear, Command, Put, Remove
from apps.ledger.register import Layer, ObjectType, layers
from apps.ledger.store import read_rows


@dataclass(frozen=True)
class Entry:
    """One fact of a layer without a stretch: whose, and what holds from a day until another."""

    layer: Layer
    key: Mapping[str, Any]
    row: Row

    @property
    def values(self) -> dict[str, Any]:
        return dict(self.row.values)

    def cleared(self) -> Clear:
        return Clear(self.layer.name, self.key, self.row.start, self.row.end)


def entries(layer: Layer, key: Mapping[str, Any]) -> list[Entry]:
    """Return the facts of all days whose key has these values, in the order of their days."""
    named = {column.name: column for column in layer.key_columns}
    conditions = [sql.SQL("{}::text = %s").format(named[name].selected()) for name in key]
    where = sql.SQL("WHERE {}").format(sql.SQL(" AND ").join(conditions))
    rows = read_rows(layer, where, [str(value) for value in key.values()])
    found = [Entry(layer, row_key, row) for _pk, row_key, row in rows]
    return sorted(found, key=lambda one: (tuple(map(str, one.key.values())), one.row.start))


def entry_from(layer: Layer, key: Mapping[str, Any], start: date) -> Entry:
    """Return the fact that begins on a day; raise NotFound if none does."""
    for one in entries(layer, key):
        if one.row.start == start:
            return one
    raise NotFound(gettext_noop("No entry begins on %(day)s."), "held_from", day=start)


def amended(
    entry: Entry,
    values: Mapping[str, Any],
    start: date,
    end: date = FOREVER,
    giving_way: Iterable[Entry] = (),
) -> list[Command]:
    """Return what gives an entry other values and other days; none if they are the same.

    Raises
    ------
    Conflict
        Another entry of the same key, not one of those giving way, holds on one of the days.
    """
    if (start, end) == (entry.row.start, entry.row.end) and values == entry.values:
        return []
    require_room(entry, start, end, giving_way)
    return [*_left_out(entry, values, start, end), Put(entry.layer.name, entry.key, values, start, end)]


def require_room(entry: Entry, start: date, end: date, giving_way: Iterable[Entry] = ()) -> None:
    """Refuse days on which another entry of the same key holds."""
    own = {entry.row.start, *(one.row.start for one in giving_way)}
    for other in entries(entry.layer, entry.key):
        if other.row.start not in own and other.row.start < end and start < other.row.end:
            message = gettext_noop("Another entry holds from %(first)s: amend or cancel that one first.")
            raise Conflict(message, "first", first=other.row.start)


def _left_out(entry: Entry, values: Mapping[str, Any], start: date, end: date) -> list[Command]:
    """Return what clears the days that an entry gives up: all of them if it moves to another place."""
    if any(values[name] != entry.values[name] for name in entry.layer.occupies):
        return [entry.cleared()]
    row, name = entry.row, entry.layer.name
    periods = ((row.start, min(start, row.end)), (max(end, row.start), row.end))
    return [Clear(name, entry.key, begin, until) for begin, until in periods if begin < until]


def removal(kind: ObjectType, uid: str) -> list[Command]:
    """Return what takes a thing out with its own facts; what others say of it makes the register refuse."""
    return [*(entry.cleared() for entry in own_facts(kind, uid)), Remove(kind.name, uid)]


def own_facts(kind: ObjectType, uid: str) -> Iterator[Entry]:
    for layer, name in own_layers(kind):
        yield from entries(layer, {name: uid})


def own_layers(kind: ObjectType) -> Iterator[tuple[Layer, str]]:
    """Yield the layers without a stretch whose key begins with such a thing, and the name of that column."""
    for layer in layers():
        first = layer.key_columns[0]
        if not layer.linear and first.is_reference and first.referent is kind.model:
            yield layer, first.name
