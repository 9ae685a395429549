"""Change sets and layers as the API and the pages show them: kilometres and days instead of centimetres."""

from collections.abc import Mapping
from copy import copy
from datetime import date
from typing import Any

from psycopg import sql

from apps.accounts.models import User
from apps.accounts.permissions import own_metres
from apps.geo.facts import FOREVER, Row
from apps.geo.measures import CM_PER_KM, MeasureSet
from apps.ledger.chain import hashed_form
from apps.ledger.commands import Change, day_or_none, piece_as_json, piece_from_json
from apps.ledger.models import ChangeSet, Operation
from apps.ledger.register import Layer
from apps.ledger.store import read_rows


def change_set_json(change_set: ChangeSet, operations: bool = False) -> dict[str, Any]:
    """Return a set as the API shows it; give sets with `undone_by` prefetched and their operations counted."""
    undone_by = change_set.undoing
    shown = {
        "uid": change_set.uid,
        "number": change_set.seq,
        "state": change_set.state,
        "kind": change_set.kind,
        "reason": change_set.reason,
        "author": change_set.author.display_name,
        "approver": change_set.approver and change_set.approver.display_name,
        "created_at": change_set.created_at,
        "applied_at": change_set.applied_at,
        "base_number": change_set.base_seq,
        "revision": change_set.revision,
        "hash": change_set.hash,
        "undoes": change_set.undoes and change_set.undoes.uid,
        "undone_by": undone_by and undone_by.uid,
        "operation_count": change_set.operation_count,
    }
    if operations:
        shown["operations"] = [stored_json(one) for one in change_set.operations.order_by("n")]
    return shown


def readable_metres(reader: User) -> dict[str, MeasureSet] | None:
    """Return the metres of each route whose facts a person may read; None if all of them."""
    return None if reader.reads_fully else own_metres(reader)


def narrowed(operation: Operation, within: Mapping[str, MeasureSet] | None) -> Operation:
    """Return an operation as somebody may read it who reads these metres only: cut to them, no values beside them."""
    if within is None:
        return operation
    shown = copy(operation)
    if operation.key is None:
        shown.before = shown.after = None
        return shown
    shown.before, shown.after = (
        [piece_as_json(row) for piece in side for row in _cut(piece_from_json(piece), operation.key, within)]
        for side in (operation.before, operation.after)
    )
    metres = within.get(operation.route, MeasureSet()).within(operation.from_cm, operation.to_cm)
    if metres:
        shown.from_cm, shown.to_cm = int(metres.starts[0]), int(metres.ends[-1])
    return shown


def stored_json(operation: Operation) -> dict[str, Any]:
    return {"n": operation.n, **_shown(hashed_form(operation))}


def change_json(n: int, change: Change) -> dict[str, Any]:
    return {"n": n, **_shown(change.as_json())}


def _shown(form: dict[str, Any]) -> dict[str, Any]:
    if "uid" in form:
        return {**form, "key": None, "from_km": None, "to_km": None, "from_day": None, "until_day": None}
    return {
        "target": form["target"],
        "key": form["key"],
        "uid": None,
        "from_km": form["from_cm"] / CM_PER_KM,
        "to_km": form["to_cm"] / CM_PER_KM,
        "from_day": form["valid"][0],
        "until_day": form["valid"][1],
        "before": [_piece(*piece) for piece in form["before"]],
        "after": [_piece(*piece) for piece in form["after"]],
    }


def _piece(from_cm: int, to_cm: int, start: str, end: str | None, values: dict) -> dict[str, Any]:
    return {
        "from_km": from_cm / CM_PER_KM,
        "to_km": to_cm / CM_PER_KM,
        "from_day": start,
        "until_day": end,
        "values": values,
    }


def row_json(row: Row) -> dict[str, Any]:
    end = None if row.end == FOREVER else row.end.isoformat()
    return _piece(row.from_cm, row.to_cm, row.start.isoformat(), end, dict(row.values))


def layer_json(
    layer: Layer, *, as_of: date, key: dict[str, Any], within: Mapping[str, MeasureSet] | None = None
) -> dict[str, Any]:
    """Return the facts of a layer that hold on a day, narrowed to some values of its key.

    With `within`, only what lies on these metres of each route, cut to them: what a contractor reads.
    """
    conditions = [sql.SQL("t.valid @> %s::date")]
    parameters: list[Any] = [as_of]
    for column in layer.key_columns:
        if column.name in key:
            conditions.append(sql.SQL("{}::text = %s").format(column.selected()))
            parameters.append(str(key[column.name]))
    order = sql.SQL(" ORDER BY {}").format(
        sql.SQL(", ").join([*(column.selected() for column in layer.key_columns), *_place(layer)])
    )
    where = sql.SQL("WHERE {}").format(sql.SQL(" AND ").join(conditions)) + order
    columns = [
        *layer.key,
        *(("from_km", "to_km") if layer.linear else ()),
        "from_day",
        "to_day",
        *layer.values,
    ]
    return {
        "layer": layer.name,
        "as_of": as_of,
        "ledger": ChangeSet.objects.number(),
        "columns": columns,
        "rows": [
            _layer_row(layer, key, piece)
            for _pk, key, row in read_rows(layer, where, parameters)
            for piece in _cut(row, key, within)
        ],
    }


def _cut(row: Row, key: dict[str, Any], within: Mapping[str, MeasureSet] | None) -> list[Row]:
    if within is None:
        return [row]
    metres = within.get(key.get("route"), MeasureSet()).within(row.from_cm, row.to_cm)
    return [row._replace(from_cm=from_cm, to_cm=to_cm) for from_cm, to_cm in metres.pairs()]


def _place(layer: Layer) -> list[sql.SQL]:
    return [sql.SQL("t.from_cm")] if layer.linear else []


def _layer_row(layer: Layer, key: dict[str, Any], row: Row) -> list:
    values = dict(row.values)
    measures = [row.from_cm / CM_PER_KM, row.to_cm / CM_PER_KM] if layer.linear else []
    days = [row.start.isoformat(), day_or_none(row.end)]
    return [*(key[name] for name in layer.key), *measures, *days, *(values[name] for name in layer.values)]
