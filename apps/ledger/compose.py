"""From commands to changes: what each verb does to the register as it stands in memory."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import singledispatch

from django.utils.module_loading import import_string
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from apps.border.days import day_shown
from apps.geo import facts
from apps.geo.errors import BorderGisError, Conflict, FactError, MeasureError, NotFound
from apps.geo.facts import Box, Row
from apps.geo.stationing import as_km
from apps.ledger.commands import UID, Add, Amend, Change, Clear, Command, Put, Remove, fact_key
from apps.ledger.privacy import require_no_persons
from apps.ledger.reading import row_json
from apps.ledger.register import BY_NAME, Layer, ObjectType, entry
from apps.ledger.rules import (
    require_another,
    require_bearer,
    require_known,
    require_sound,
    require_sound_rows,
)
from apps.ledger.store import Touched


def compose(commands: list[Command], after: Iterable[Change] = ()) -> tuple[list[Change], Touched]:
    """Return the changes that the commands make, one after the other, and the register after them, in memory.

    What changes nothing is dropped. With `after` the commands meet the register as those changes would leave it.

    Raises
    ------
    BorderGisError
        A command cannot be done; `where` begins with its place, ``operations[n]``.
    """
    touched = Touched()
    parsed = [_at(n, _parsed, command) for n, command in enumerate(commands)]
    require_no_persons(parsed)
    after = list(after)
    load_touched(touched, [*after, *parsed])
    for change in after:
        fold(touched, change)
    changes = {}
    for n, command in enumerate(parsed):
        change = _at(n, _change, command, touched)
        if change.before != change.after:
            fold(touched, change)
            changes[n] = change
    require_known(touched, changes.items())
    return list(changes.values()), touched


def load_touched(touched: Touched, things: Iterable[Command | Change]) -> None:
    """Read what commands or changes touch, the things that they refer to included."""
    boxes, uids = defaultdict(list), defaultdict(dict)
    for thing in things:
        if thing.target in BY_NAME and isinstance(entry(thing.target), Layer):
            boxes[thing.target].append((dict(thing.key), _box_of(thing)))
        else:
            uids[thing.target][thing.uid] = None
        for name, uid in _references(thing):
            uids[name][uid] = None
    touched.load(boxes, uids)


def fold(touched: Touched, change: Change) -> None:
    """Write one change into the register in memory."""
    if change.box is not None:
        touched.facts.write(change.place, change.box, change.after)
    elif change.after is None or change.before is None:
        touched.objects[change.place] = change.after
    else:
        touched.objects[change.place] = {**touched.objects[change.place], **change.after}


def holds(touched: Touched, change: Change) -> bool:
    """Tell whether the register still has what the change says it had before."""
    if change.box is not None:
        return facts.pieces_in(touched.facts.touching(change.place, change.box), change.box) == change.before
    now = touched.objects.get(change.place)
    if change.before is None or now is None or change.after is None:
        return now == change.before
    return all(now.get(name) == value for name, value in change.before.items())


def _at(n: int, function, *arguments):
    try:
        return function(*arguments)
    except BorderGisError as error:
        raise error.at(f"operations[{n}]") from None


def _parsed(command: Command) -> Command:
    """Return the command with key and values as they stand in operations."""
    kind = entry(command.target)
    if isinstance(command, Put | Clear):
        return _parsed_fact(command, kind)
    if not isinstance(kind, ObjectType):
        raise FactError(_("%(target)s is a layer: put or clear it.") % {"target": command.target}, "target")
    if not UID.match(command.uid or ""):
        raise FactError(_("Not a code: %(uid)r.") % {"uid": command.uid}, "uid")
    kind.uid_column.parse(command.uid)
    if isinstance(command, Remove):
        return command
    return type(command)(command.target, command.uid, _parsed_values(kind.columns, command.values))


def _parsed_fact(command: Put | Clear, layer: Layer | ObjectType) -> Put | Clear:
    if not isinstance(layer, Layer):
        raise FactError(
            _("%(target)s is a type of object: add, amend or remove it.") % {"target": command.target},
            "target",
        )
    key = _parsed_values(layer.key_columns, command.key, "key")
    missing = [name for name in layer.key if key.get(name) is None]
    if missing:
        raise FactError(
            _("%(target)s needs: %(columns)s.") % {"target": command.target, "columns": ", ".join(missing)},
            f"key.{missing[0]}",
        )
    from_cm, to_cm = (command.from_cm, command.to_cm) if layer.linear else (0, 1)
    if from_cm is None or to_cm is None:
        raise MeasureError(_("Give both ends of the stretch."), "from_km" if from_cm is None else "to_km")
    Box(from_cm, to_cm, command.start, command.end)
    if isinstance(command, Clear):
        if layer.partition:
            raise FactError(
                _("%(target)s covers the whole route: put another value instead.")
                % {"target": command.target},
                "verb",
            )
        return Clear(command.target, key, command.start, command.end, from_cm, to_cm, command.later)
    values = _parsed_values(layer.value_columns, command.values)
    return Put(command.target, key, values, command.start, command.end, from_cm, to_cm, command.later)


def _parsed_values(columns, values, where: str = "values") -> dict:
    known = {column.name: column for column in columns}
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise FactError(
            _("No such column: %(columns)s.") % {"columns": ", ".join(map(str, unknown))},
            f"{where}.{unknown[0]}",
        )
    try:
        return {name: known[name].parse(value) for name, value in values.items()}
    except FactError as error:
        error.where = error.where.replace("values", where, 1)
        raise


def _box_of(thing: Command | Change) -> Box:
    if isinstance(thing, Change):
        return thing.box
    return Box(thing.from_cm, thing.to_cm, thing.start, thing.end)


def _references(thing: Command | Change) -> Iterable[tuple[str, str]]:
    """Yield type and uid of each thing that a command refers to."""
    if isinstance(thing, Change):
        return
    kind = entry(thing.target)
    columns = (*kind.key_columns, *kind.value_columns) if isinstance(kind, Layer) else kind.columns
    given = {**getattr(thing, "values", {}), **getattr(thing, "key", {})}
    for column in columns:
        if column.is_reference and given.get(column.name) is not None:
            yield _type_of(column), given[column.name]
    if isinstance(kind, Layer) and kind.mentions:
        yield from import_string(kind.mentions)(given)


def _type_of(column) -> str:
    return next(one.name for one in BY_NAME.values() if one.model is column.referent)


def _require_references(command: Command, touched: Touched) -> None:
    kind = entry(command.target)
    for name, uid in _references(command):
        if touched.objects.get((name, uid)) is None:
            given = {**getattr(command, "key", {}), **getattr(command, "values", {})}
            named_in_text = kind.versioned[-1] if isinstance(kind, Layer) and kind.versioned else ""
            column = next((column for column, value in given.items() if value == uid), named_in_text)
            where = "key" if isinstance(kind, Layer) and column in kind.key else "values"
            raise FactError(
                _("There is no %(type)s %(uid)s.") % {"type": entry(name).title, "uid": uid},
                f"{where}.{column}",
            )


def _require_on_route(command: Put | Clear, layer: Layer, touched: Touched) -> None:
    if not layer.linear:
        return
    length_cm = touched.objects["route", command.key["route"]]["official_length_cm"]
    if command.to_cm > length_cm:
        values = {"route": command.key["route"], "km": as_km(length_cm)}
        raise MeasureError(_("%(route)s ends at km %(km)s."), "to_km", **values)


def _require_measured_on_route(command: Put, layer: Layer, after: list[Row], touched: Touched) -> None:
    """Refuse a thing without a stretch a measure that lies beyond the end of its route."""
    if not layer.measured or not {"route", "measure_cm"} & set(command.values):
        return
    for values in (dict(row.values) for row in after):
        route, cm = values["route"], values["measure_cm"]
        touched.load({}, {"route": {route}})
        length_cm = touched.objects["route", route]["official_length_cm"]
        if cm is not None and cm > length_cm:
            told = {"route": route, "km": as_km(length_cm)}
            raise MeasureError(_("%(route)s ends at km %(km)s."), "values.measure_cm", **told)


@singledispatch
def _change(command, touched: Touched) -> Change:
    raise TypeError(f"not a command: {command!r}")


@_change.register
def _put(command: Put, touched: Touched) -> Change:
    layer = entry(command.target)
    _require_references(command, touched)
    _require_on_route(command, layer, touched)
    box, rows = _place(command, touched)
    do = facts.put if command.later == "replace" else facts.put_until_next
    before, after = facts.pieces_in(rows, box), do(rows, box, command.values, layer.shape)
    _require_unoccupied(layer, command.key, before, after)
    _require_measured_on_route(command, layer, after, touched)
    require_sound_rows(layer, before, after)
    require_bearer(layer, command.key, touched)
    return Change(command.target, dict(command.key), None, box, before, after)


def _require_unoccupied(layer: Layer, key: Mapping, before: list[Row], after: list[Row]) -> None:
    """Refuse to put a thing where it is something else already, such as an item at two operations on one day."""
    taken = [row for row in before if any(_displaces(layer, other, row) for other in after)]
    if not taken:
        return
    values = {"thing": ", ".join(map(str, key.values())), "days": "; ".join(map(_held, taken))}
    message = _("%(thing)s is recorded otherwise on these days: %(days)s. To replace them, clear them first.")
    raise Conflict(message % values, "from_day", detail={"colliding": [row_json(row) for row in taken]})


def _displaces(layer: Layer, row: Row, other: Row) -> bool:
    if not (row.start < other.end and other.start < row.end):
        return False
    new, old = dict(row.values), dict(other.values)
    return any(new[name] != old[name] for name in layer.occupies)


def _held(row: Row) -> str:
    """Return what a row says and when, both days included: `TERRA, 01.01.2024. – 31.01.2024.`."""
    last = "…" if row.end == facts.FOREVER else day_shown(row.end - timedelta(days=1))
    said = [str(value) for _name, value in row.values if not isinstance(value, bool) and value is not None]
    return f"{', '.join(said) or '–'}, {day_shown(row.start)} – {last}"


@_change.register
def _clear(command: Clear, touched: Touched) -> Change:
    _require_references(command, touched)
    _require_on_route(command, entry(command.target), touched)
    box, rows = _place(command, touched)
    columns = entry(command.target).values
    after = [] if command.later == "replace" else facts.later_facts(rows, box, columns)
    return Change(command.target, dict(command.key), None, box, facts.pieces_in(rows, box), after)


@_change.register
def _add(command: Add, touched: Touched) -> Change:
    kind = entry(command.target)
    _require_references(command, touched)
    if touched.objects.get((command.target, command.uid)) is not None:
        named = {"target": capfirst(kind.title), "uid": command.uid}
        raise Conflict(_("%(target)s %(uid)s is there already.") % named, "uid")
    missing = [
        column.name for column in kind.columns if column.required and column.name not in command.values
    ]
    missing += [name for name in kind.asked if command.values.get(name) is None]
    if missing:
        raise FactError(
            _("%(target)s needs: %(columns)s.") % {"target": command.target, "columns": ", ".join(missing)},
            f"values.{missing[0]}",
        )
    after = {column.name: command.values.get(column.name, column.default) for column in kind.columns}
    require_sound(kind, after)
    require_another(kind, command.uid, after)
    return Change(command.target, None, command.uid, None, None, after)


@_change.register
def _amend(command: Amend, touched: Touched) -> Change:
    _require_references(command, touched)
    now = _thing(command, touched)
    changed = {name: value for name, value in command.values.items() if now[name] != value}
    _require_lasting(command.target, changed)
    require_sound(entry(command.target), {**now, **changed})
    require_another(entry(command.target), command.uid, changed)
    before = {name: now[name] for name in changed}
    return Change(command.target, None, command.uid, None, before, changed)


def _require_lasting(target: str, changed: Mapping) -> None:
    for name in entry(target).lasting:
        if name in changed:
            message = _("%(column)s of %(target)s never changes: add another one.")
            raise FactError(message % {"column": name, "target": target}, f"values.{name}")


@_change.register
def _remove(command: Remove, touched: Touched) -> Change:
    return Change(command.target, None, command.uid, None, _thing(command, touched), None)


def _thing(command: Amend | Remove, touched: Touched) -> dict:
    now = touched.objects.get((command.target, command.uid))
    if now is None:
        raise NotFound(
            _("There is no %(type)s %(uid)s.") % {"type": entry(command.target).title, "uid": command.uid},
            "uid",
        )
    return now


def _place(command: Put | Clear, touched: Touched) -> tuple[Box, list[facts.Row]]:
    box = _box_of(command)
    return box, touched.facts.touching(fact_key(command.target, command.key), box)
