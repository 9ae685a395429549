"""The register's tables as the ledger reads and writes them: rows by touch, differences by one DELETE and one COPY."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import count

from django.db import connection, models
from django.utils.module_loading import import_string
from psycopg import sql

from apps.geo.facts import FOREVER, Box, Facts, Row, as_values
from apps.ledger.columns import Column
from apps.ledger.commands import Columns, fact_key
from apps.ledger.register import BY_NAME, Layer, ObjectType, entry, object_types

Held = tuple[tuple, Row]
MANY_BOXES = 100
BOXES_A_QUERY = 50
DAY = timedelta(days=1)


class Ids:
    """Ids of the things that operations name by code or uid, looked up once."""

    def __init__(self):
        self._known: dict[tuple[type[models.Model], str], int] = {}

    def of(self, column: Column, uids: Iterable[str | None]) -> None:
        """Look up the ids of these things, those not known yet."""
        unknown = {uid for uid in uids if uid is not None and (column.referent, uid) not in self._known}
        if unknown:
            found = column.referent._default_manager.filter(**{f"{column.referent_uid}__in": unknown})
            for uid, pk in found.order_by().values_list(column.referent_uid, "pk"):
                self._known[column.referent, str(uid)] = pk

    def get(self, column: Column, uid: str | None) -> int | None:
        return self._known.get((column.referent, uid))


def read_rows(layer: Layer, where: sql.Composable, parameters: list | None = None) -> Iterator[tuple]:
    """Yield ``(id, key, row)`` of a layer, keys and values as they stand in operations."""
    columns = (*layer.key_columns, *layer.value_columns)
    measures = sql.SQL("t.from_cm, t.to_cm" if layer.linear else "0, 1")
    query = sql.SQL(
        "SELECT t.id, {measures}, lower(t.valid), upper(t.valid), {columns} FROM {table} t{joins} {where}"
    )
    query = query.format(
        measures=measures,
        columns=sql.SQL(", ").join(column.selected() for column in columns),
        table=sql.Identifier(layer.table),
        joins=sql.SQL("").join(column.joined() for column in columns),
        where=where,
    )
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        for pk, from_cm, to_cm, start, end, *values in cursor.fetchall():
            read = {column.name: column.read(value) for column, value in zip(columns, values, strict=True)}
            key = {name: read.pop(name) for name in layer.key}
            yield pk, key, Row(from_cm, to_cm, start, end or FOREVER, as_values(read))


def read_objects(kind: ObjectType, uids: Iterable[str] | None = None) -> Iterator[tuple[str, Columns]]:
    """Yield ``(uid, columns)`` of the objects of a type, all of them or those asked for."""
    where, parameters = sql.SQL(""), None
    if uids is not None:
        where = sql.SQL("WHERE t.{}::text = ANY(%s)").format(kind.uid_column.identifier)
        parameters = [list(uids)]
    columns = (kind.uid_column, *kind.columns)
    query = sql.SQL("SELECT {columns} FROM {table} t{joins} {where}").format(
        columns=sql.SQL(", ").join(column.selected() for column in columns),
        table=sql.Identifier(kind.table),
        joins=sql.SQL("").join(column.joined() for column in columns),
        where=where,
    )
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        for values in cursor.fetchall():
            uid, *read = (column.read(value) for column, value in zip(columns, values, strict=True))
            yield uid, dict(zip(kind.columns_named, read, strict=True))


def ids_of(kind: ObjectType) -> dict[str, int]:
    """Return the ids of all things of a type, by uid."""
    return {str(uid): pk for uid, pk in kind.model._base_manager.order_by().values_list(kind.uid, "pk")}


class Touched:
    """What some boxes and objects touch of the register, in memory: folded over, then written back as a difference.

    With `ids_today`, by type and uid, things are written with these ids; others get ids that no thing has today.
    """

    def __init__(self):
        self.ids_today: dict[str, dict[str, int]] = {}
        self.facts = Facts()
        self.objects: dict[tuple[str, str], Columns | None] = {}
        self._stored_rows: dict[tuple, dict[Row, int]] = defaultdict(dict)
        self._stored_objects: dict[tuple[str, str], Columns | None] = {}
        self._ids = Ids()

    def load(self, boxes: dict[str, list[tuple[dict, Box]]], uids: Mapping[str, Iterable[str]]) -> None:
        """Read what touches the boxes of each layer and the objects of each type."""
        for target, wanted in boxes.items():
            self._load_layer(entry(target), wanted)
        for target, wanted in uids.items():
            self._load_objects(entry(target), wanted)

    def _load_layer(self, layer: Layer, wanted: list[tuple[dict, Box]]) -> None:
        for column in layer.key_columns:
            if column.is_reference:
                self._ids.of(column, (key[column.name] for key, _ in wanted))
        placed = [
            ([self._key_id(column, key) for column in layer.key_columns], box)
            for key, box in _bounded(layer, wanted)
        ]
        for some in batched([place for place in placed if None not in place[0]], BOXES_A_QUERY):
            for pk, key, row in read_rows(layer, *_touching(layer, some)):
                self._remember(layer.name, key, row, pk)

    def _remember(self, target: str, key: dict, row: Row, pk: int) -> None:
        place = fact_key(target, key)
        if row not in self._stored_rows[place]:
            self._stored_rows[place][row] = pk
            self.facts.add(place, row)

    def _load_objects(self, kind: ObjectType, uids: Iterable[str]) -> None:
        """Read objects in the order in which they were asked for: new ones get their ids in that order."""
        wanted = [uid for uid in uids if (kind.name, uid) not in self.objects]
        found = dict(read_objects(kind, wanted)) if wanted else {}
        for uid in wanted:
            self.objects[kind.name, uid] = found.get(uid)
            self._stored_objects[kind.name, uid] = found.get(uid)

    def thing(self, target: str, uid: str) -> Columns | None:
        """Return an object as it is in memory, read now if it was not yet; None if there is none."""
        self._load_objects(entry(target), [uid])
        return self.objects[target, uid]

    def _key_id(self, column: Column, key: dict):
        return self._ids.get(column, key[column.name]) if column.is_reference else key[column.name]

    def holding(self, layer: Layer, column: str, values: Collection[str]) -> tuple[list[Held], list[Held]]:
        """Return where and when a column of a layer holds some values: as stored, and as written in memory."""
        where = sql.SQL("WHERE t.{} = ANY(%s)").format(sql.Identifier(column))
        stored = [
            (pk, (fact_key(layer.name, key), row)) for pk, key, row in read_rows(layer, where, [list(values)])
        ]
        touched = [rows for place, rows in self._stored_rows.items() if place[0] == layer.name]
        read = {pk for rows in touched for pk in rows.values()}
        written = [
            (place, row)
            for place, row in self.facts.rows()
            if place[0] == layer.name and dict(row.values)[column] in values
        ]
        untouched = [held for pk, held in stored if pk not in read]
        return [held for _pk, held in stored], untouched + written

    def store(self) -> None:
        """Write the difference between what was read and what it has become."""
        changed = self.changed_objects()
        self._insert_objects(changed)
        self._write_rows()
        self._amend_and_remove(changed)

    def rederive(self) -> None:
        """Derive anew what follows from the things that are written."""
        changed = self.changed_objects()
        for kind in object_types():
            uids = [uid for name, uid in changed if name == kind.name]
            if uids and kind.rederive:
                import_string(kind.rederive)(uids)

    def changed_objects(self) -> dict[tuple[str, str], Columns | None]:
        """Return the objects that differ from what was read, by type and uid; None if removed."""
        return {
            place: columns
            for place, columns in self.objects.items()
            if columns != self._stored_objects.get(place)
        }

    def _insert_objects(self, changed: dict[tuple[str, str], Columns | None]) -> None:
        fresh = defaultdict(dict)
        for (target, uid), columns in changed.items():
            if columns is not None and self._stored_objects.get((target, uid)) is None:
                fresh[target][uid] = columns
        for target in _in_register_order(fresh):
            kind = entry(target)
            rows = [{kind.uid: uid, **columns} for uid, columns in fresh[target].items()]
            extra = self._give_ids(target, kind, rows)
            for batch in _referring_last(kind, rows):
                self._copy(kind.table, (kind.uid_column, *kind.columns), batch, extra)

    def _give_ids(self, target: str, kind: ObjectType, rows: list[dict]) -> tuple[str, ...]:
        """Put into each row the id that its thing has today or a new one; return which column that adds."""
        if target not in self.ids_today:
            return ()
        today = self.ids_today[target]
        free = count(max(today.values(), default=0) + 1)
        for row in rows:
            row["id"] = today.get(str(row[kind.uid])) or next(free)
        return ("id",)

    def _write_rows(self) -> None:
        now: dict[tuple, set[Row]] = defaultdict(set)
        for place, row in self.facts.rows():
            now[place].add(row)
        gone, fresh = defaultdict(list), defaultdict(list)
        for place in now.keys() | self._stored_rows.keys():
            stored = self._stored_rows.get(place, {})
            gone[place[0]] += [pk for row, pk in stored.items() if row not in now[place]]
            fresh[place[0]] += [(place, row) for row in now[place] if row not in stored]
        for target in _in_register_order(gone):
            _delete(entry(target).table, gone[target])
        for target in _in_register_order(fresh):
            self._copy_rows(entry(target), fresh[target])

    def _copy_rows(self, layer: Layer, rows: list[tuple[tuple, Row]]) -> None:
        extra = ("from_cm", "to_cm", "valid") if layer.linear else ("valid",)
        written = []
        for (_, *key), row in sorted(rows, key=lambda pair: (pair[0], pair[1][:3])):
            end = "" if row.end == FOREVER else row.end.isoformat()
            place = {"from_cm": row.from_cm, "to_cm": row.to_cm, "valid": f"[{row.start},{end})"}
            written.append({**dict(key), **dict(row.values), **{name: place[name] for name in extra}})
        self._copy(layer.table, (*layer.key_columns, *layer.value_columns), written, extra)

    def _copy(
        self, table: str, columns: tuple[Column, ...], rows: list[dict], extra: tuple[str, ...] = ()
    ) -> None:
        if not rows:
            return
        for column in columns:
            if column.is_reference:
                self._ids.of(column, {row[column.name] for row in rows})
        names = [column.identifier for column in columns] + [sql.Identifier(name) for name in extra]
        query = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), sql.SQL(", ").join(names))
        # Django translates the errors of execute() but not those of COPY
        with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(query) as copy:
            for row in rows:
                copy.write_row(
                    [self._stored(column, row[column.name]) for column in columns] + [row[n] for n in extra]
                )

    def _stored(self, column: Column, value):
        return self._ids.get(column, value) if column.is_reference else column.stored(value)

    def _amend_and_remove(self, changed: dict[tuple[str, str], Columns | None]) -> None:
        removed = []
        for (target, uid), columns in changed.items():
            stored = self._stored_objects.get((target, uid))
            if stored is None:
                continue
            if columns is None:
                removed.append((target, uid))
            else:
                self._amend(entry(target), uid, {n: v for n, v in columns.items() if v != stored[n]})
        for target in reversed(_in_register_order({target for target, _ in removed})):
            kind = entry(target)
            for uid in (uid for name, uid in removed if name == target):
                kind.model._default_manager.filter(**{kind.uid: uid})._raw_delete(connection.alias)

    def _amend(self, kind: ObjectType, uid: str, values: Columns) -> None:
        columns = [column for column in kind.columns if column.name in values]
        for column in columns:
            if column.is_reference:
                self._ids.of(column, [values[column.name]])
        query = sql.SQL("UPDATE {} SET {} WHERE {}::text = {}").format(
            sql.Identifier(kind.table),
            sql.SQL(", ").join(
                sql.SQL("{} = {}").format(column.identifier, sql.Placeholder()) for column in columns
            ),
            kind.uid_column.identifier,
            sql.Placeholder(),
        )
        with connection.cursor() as cursor:
            cursor.execute(query, [*(self._stored(column, values[column.name]) for column in columns), uid])


def batched(things: list, size: int) -> Iterator[list]:
    """Yield the things in lists of at most `size`."""
    return (things[i : i + size] for i in range(0, len(things), size))


def _in_register_order(targets: Iterable[str]) -> list[str]:
    return [name for name in BY_NAME if name in targets]


def _bounded(layer: Layer, wanted: list[tuple[dict, Box]]) -> list[tuple[dict, Box]]:
    """Return one box around the boxes of each key that has many: one scan is then cheaper than many look-ups."""
    by_key = defaultdict(list)
    for key, box in wanted:
        by_key[fact_key(layer.name, key)].append((key, box))
    boxes = []
    for pairs in by_key.values():
        boxes += pairs if len(pairs) <= MANY_BOXES else [(pairs[0][0], _around([box for _, box in pairs]))]
    return boxes


def _around(boxes: list[Box]) -> Box:
    return Box(
        min(box.from_cm for box in boxes),
        max(box.to_cm for box in boxes),
        min(box.start for box in boxes),
        max(box.end for box in boxes),
    )


def _touching(layer: Layer, placed: list[tuple[list, Box]]) -> tuple[sql.Composable, list]:
    """Return the WHERE clause of the rows that share a point with one of the boxes, edges and corners included."""
    same = [sql.SQL("t.{} = %s").format(column.identifier) for column in layer.key_columns]
    near = [sql.SQL("t.extent && int4range(%s, %s)")] if layer.linear else []
    one = sql.SQL("({})").format(
        sql.SQL(" AND ").join([*same, *near, sql.SQL("t.valid && daterange(%s, %s)")])
    )
    parameters = []
    for key, box in placed:
        parameters += [*key, *((box.from_cm - 1, box.to_cm + 1) if layer.linear else ())]
        parameters += [box.start - DAY, None if box.end == FOREVER else box.end + DAY]
    return sql.SQL("WHERE {}").format(sql.SQL(" OR ").join([one] * len(placed))), parameters


def _referring_last(kind: ObjectType, rows: list[dict]) -> Iterator[list[dict]]:
    """Yield rows in batches so that a row comes after the one of its own type that it refers to."""
    own = [column.name for column in kind.columns if column.is_reference and column.referent is kind.model]
    waiting = {row[kind.uid]: row for row in rows}
    while waiting:
        batch = [row for row in waiting.values() if not any(row[name] in waiting for name in own)]
        yield batch or list(waiting.values())
        for row in batch or list(waiting.values()):
            waiting.pop(row[kind.uid])


def _delete(table: str, ids: list[int]) -> None:
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("DELETE FROM {} WHERE id = ANY(%s)").format(sql.Identifier(table)), [ids])
