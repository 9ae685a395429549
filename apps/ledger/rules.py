"""Rules of the register that a draft must keep already, each said at the field that breaks it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import combinations
from typing import Any

from django.utils.module_loading import import_string

from apps.geo.errors import BorderGisError, Conflict, FactError, gettext_noop
from apps.geo.facts import Row
from apps.geo.stationing import as_km
from apps.ledger.commands import Change, Columns
from apps.ledger.register import Layer, ObjectType, entry, layers
from apps.ledger.store import Held, Touched


def require_sound(kind: Layer | ObjectType, values: Columns) -> None:
    """Refuse values that cannot be true of one thing together."""
    if kind.rule:
        import_string(kind.rule)(values)


def require_another(kind: ObjectType, uid: str, values: Columns) -> None:
    """Refuse a thing that would refer to itself, such as a unit that is its own board: it could never be removed.

    No constraint of a table: the register as it was known before this rule is read into tables of the same form.
    """
    for column in kind.columns:
        if column.is_reference and column.referent is kind.model and values.get(column.name) == uid:
            message = gettext_noop("%(uid)s cannot refer to itself.")
            raise FactError(message, f"values.{column.name}", uid=uid)


def require_sound_rows(layer: Layer, before: Iterable[Row], after: Iterable[Row]) -> None:
    """Refuse values of a layer that cannot be true together; what was there before is not asked about."""
    held = {row.values for row in before}
    for values in {row.values: None for row in after if row.values not in held}:
        require_sound(layer, dict(values))


def require_bearer(layer: Layer, key: Mapping[str, Any], touched: Touched) -> None:
    """Refuse a fact of a thing that cannot have one, as the register and the set have the thing."""
    if layer.bearer:
        import_string(layer.bearer)(key, touched.thing)


def require_all(touched: Touched, changes: Iterable[tuple[int, Change]]) -> None:
    """Refuse a kept set that breaks a rule of the register, as a new one would be: it may be older than the rule."""
    numbered = list(changes)
    for n, change in numbered:
        try:
            if change.box is not None:
                layer = entry(change.target)
                require_sound_rows(layer, change.before, change.after)
                if set(change.after) - set(change.before):
                    require_bearer(layer, change.key, touched)
            elif (thing := touched.objects.get(change.place)) is not None:
                require_sound(entry(change.target), thing)
                require_another(entry(change.target), change.uid, thing)
        except BorderGisError as error:
            raise error.at(f"operations[{n}]") from None
    require_known(touched, numbered)


def require_known(touched: Touched, changes: Iterable[tuple[int, Change]]) -> None:
    """Refuse a label for two stretches, and a version number for two contents."""
    numbered = list(changes)
    require_one_place(touched, numbered)
    for layer in layers():
        if layer.versioned:
            _require_own_number(layer, touched, [one for one in numbered if one[1].target == layer.name])


def _require_own_number(layer: Layer, touched: Touched, changes: list[tuple[int, Change]]) -> None:
    """Refuse other contents under a number that the register has, or two contents under a new one."""
    column, *said = layer.versioned
    numbers = {dict(row.values)[column]: n for n, change in changes for row in change.after}
    if not numbers:
        return
    before, after = touched.holding(layer, column, numbers.keys())
    known, contents = (_contents(held, column, said) for held in (before, after))
    for (place, number), found in contents.items():
        first = known.get((place, number), found[:1])
        if any(content not in first for content in found):
            message = gettext_noop(
                "Version %(number)s says something else already: give this one a number of its own."
            )
            raise Conflict(message, f"operations[{numbers[number]}].values.{column}", number=number)


def _contents(held: Iterable[Held], column: str, said: list[str]) -> dict[tuple, list[tuple]]:
    """Return by place and number what is said under it."""
    found = defaultdict(list)
    for place, row in held:
        values = dict(row.values)
        found[place, values[column]].append(tuple(values[name] for name in said))
    return found


def require_one_place(touched: Touched, changes: Iterable[tuple[int, Change]]) -> None:
    """Refuse a label that would name two stretches of one day, wherever they lie; `changes` with their numbers.

    No constraint of a table: the register as it was known before this rule is read into tables of the same form.

    Raises
    ------
    Conflict
        Both places are in its words.
    """
    numbered = list(changes)
    for layer in layers():
        if layer.label_column:
            _require_one_place(layer, touched, [one for one in numbered if one[1].target == layer.name])


def _require_one_place(layer: Layer, touched: Touched, changes: list[tuple[int, Change]]) -> None:
    given, named = {}, {}
    for n, change in changes:
        given |= {_label(layer, row): n for row in change.after}
        named |= {_label(layer, row): n for row in (*change.before, *change.after)}
    if not named:
        return
    before, after = touched.holding(layer, layer.label_column, named.keys())
    twice = {_label(layer, held[0][1]) for held in _pairs(layer, before)}
    for one, other in _pairs(layer, after):
        label = _label(layer, one[1])
        if label in given or label not in twice:
            refused = _two_places(label, one, other)
            raise refused.at(f"values.{layer.label_column}").at(f"operations[{named[label]}]")


def _label(layer: Layer, row: Row) -> str:
    return dict(row.values)[layer.label_column]


def _pairs(layer: Layer, held: Iterable[Held]) -> Iterable[tuple[Held, Held]]:
    """Yield the rows of one label that share a day; in canonical form those lie apart."""
    by_label = defaultdict(list)
    for place, row in held:
        by_label[_label(layer, row)].append((place, row))
    for rows in by_label.values():
        rows.sort(key=lambda one: (one[0], one[1][:3]))
        for one, other in combinations(rows, 2):
            if one[1].start < other[1].end and other[1].start < one[1].end:
                yield one, other


def _two_places(label: str, one: Held, other: Held) -> Conflict:
    message = gettext_noop(
        "One code names one segment on a day: %(code)s would name both %(route)s km %(from_km)s–%(to_km)s"
        " and %(other_route)s km %(other_from_km)s–%(other_to_km)s on %(day)s."
    )
    there = {f"other_{name}": value for name, value in _place(other).items()}
    day = max(one[1].start, other[1].start)
    return Conflict(message, code=label, day=day, **_place(one), **there)


def _place(held: Held) -> dict[str, str | Decimal]:
    (_layer, *key), row = held
    return {
        "route": dict(key)["route"],
        "from_km": as_km(row.from_cm),
        "to_km": as_km(row.to_cm),
    }
