"""What a reviewer is told of a change set: rules on the register before and after it, stretch by stretch.

Everything here is pure: two grounds (what the register holds around the writes) go in, what stands out comes out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from apps.geo.facts import FOREVER, Row, later_facts
from apps.geo.measures import EMPTY, MeasureSet, union
from apps.ledger.commands import Change, fact_key

ERROR, WARNING, NOTICE = "error", "warning", "notice"
SEVERITY = {
    "beyond_grant": ERROR,
    "accepted_before_built": WARNING,
    "built_before_required": WARNING,
    "not_required": WARNING,
    "built_without_land": WARNING,
    "built_in_future": WARNING,
    "no_longer_built": WARNING,
    "narrower_than_required": WARNING,
    "replaces_later": WARNING,
    "sliver": WARNING,
    "no_place": WARNING,
    "wider_than_required": NOTICE,
    "leaves_later": NOTICE,
    "excluded": NOTICE,
    "meets_draft": NOTICE,
}
SHORTEST_CM = 100
A_DAY = timedelta(days=1)

Place = tuple


@dataclass(frozen=True)
class Found:
    """What one check found at one place: these metres, from a day on."""

    check: str
    place: Place
    metres: MeasureSet
    day: date | None = None
    detail: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Meanings:
    """What the codes of the register count for."""

    built: frozenset[str] = frozenset()
    accepted: frozenset[str] = frozenset()
    lets_works_begin: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Ground:
    """The rows of some layers around the writes, by layer and key; values as mappings are made once."""

    rows: Mapping[Place, list[Row]] = field(default_factory=dict)

    @cached_property
    def _valued(self) -> dict[Place, list[tuple[Row, dict[str, Any]]]]:
        return {place: [(row, dict(row.values)) for row in rows] for place, rows in self.rows.items()}

    def at(self, place: Place) -> list[tuple[Row, dict[str, Any]]]:
        return self._valued.get(place, [])

    def metres(self, place: Place, day: date, **having: Any) -> MeasureSet:
        """Return where the layer holds something on a day, of these values only; a set names several."""
        return MeasureSet.from_pairs(
            (row.from_cm, row.to_cm)
            for row, values in self.at(place)
            if row.start <= day < row.end and all(_is(values[name], asked) for name, asked in having.items())
        )


def _is(value: Any, asked: Any) -> bool:
    return value in asked if isinstance(asked, frozenset) else value == asked


def checked(before: Ground, after: Ground, meanings: Meanings, today: date) -> Iterator[Found]:
    """Yield what stands out between the register before and after the writes."""
    for place in after.rows.keys() | before.rows.keys():
        yield from _slivers(place, before, after)
        if place[0] == "work":
            yield from _works(place, before, after, meanings, today)
            yield from _widths(place, before, after)
        if place[0] in ("work", "requirement"):
            yield from _excluded(place, before, after)


def _changed(place: Place, before: Ground, after: Ground) -> list[tuple[Row, dict[str, Any]]]:
    known = {row for row, _values in before.at(place)}
    return [(row, values) for row, values in after.at(place) if row not in known]


def _slivers(place: Place, before: Ground, after: Ground) -> Iterator[Found]:
    """A stretch of less than a metre that was not there: nearly always two people's ends that do not meet."""
    for row, _values in _changed(place, before, after):
        if row.to_cm - row.from_cm < SHORTEST_CM:
            yield Found("sliver", place, MeasureSet.of((row.from_cm, row.to_cm)), row.start)


def _works(place: Place, before: Ground, after: Ground, meanings: Meanings, today: date) -> Iterator[Found]:
    for (day, status), metres in _news(place, before, after, "status").items():
        if status in meanings.accepted:
            built = after.metres(place, day - A_DAY, status=meanings.built)
            yield Found("accepted_before_built", place, metres - built, day)
        if status in meanings.built:
            yield from _built(place, metres, day, after, meanings, today)
    yield from _losses(place, before, after, meanings)


def _losses(place: Place, before: Ground, after: Ground, meanings: Meanings) -> Iterator[Found]:
    """Metres that count as built and would not any more, each on the first such day."""
    rows = [row for pair in ((before, after), (after, before)) for row, _values in _changed(place, *pair)]
    days = {row.start for row in rows} | {row.end for row in rows if row.end != FOREVER}
    told = EMPTY
    for day in sorted(days):
        was, becomes = (ground.metres(place, day, status=meanings.built) for ground in (before, after))
        yield Found("no_longer_built", place, was - becomes - told, day)
        told |= was - becomes


def _built(
    place: Place, metres: MeasureSet, day: date, after: Ground, meanings: Meanings, today: date
) -> Iterator[Found]:
    """What stands against these metres being built on that day."""
    key = dict(place[1:])
    required = fact_key("requirement", key)
    unasked = metres - after.metres(required, day)
    later = MeasureSet.from_pairs(
        (row.from_cm, row.to_cm) for row, _values in after.at(required) if row.start > day
    )
    yield Found("built_before_required", place, unasked & later, day)
    yield Found("not_required", place, unasked - later, day)
    land = fact_key("land_right", {"route": key["route"]})
    if after.at(land):
        ready = after.metres(land, day, status=meanings.lets_works_begin)
        yield Found("built_without_land", place, metres - ready, day)
    if day > today:
        yield Found("built_in_future", place, metres, day)


def _news(place: Place, before: Ground, after: Ground, column: str) -> dict[tuple[date, Any], MeasureSet]:
    """Return where a column holds another value than before, by first day and value."""
    pairs = defaultdict(list)
    for row, values in _changed(place, before, after):
        pairs[row.start, values[column]].append((row.from_cm, row.to_cm))
    found = {
        (day, value): MeasureSet.from_pairs(some) - before.metres(place, day, **{column: value})
        for (day, value), some in pairs.items()
    }
    return {named: metres for named, metres in found.items() if metres}


def _widths(place: Place, before: Ground, after: Ground) -> Iterator[Found]:
    required = after.at(fact_key("requirement", dict(place[1:])))
    for (day, width), metres in _news(place, before, after, "as_built_width_m").items():
        if width is None:
            continue
        for row, values in required:
            asked = values["width_m"]
            if asked is None or not row.start <= day < row.end or Decimal(asked) == Decimal(width):
                continue
            is_narrow = Decimal(width) < Decimal(asked)
            check = "narrower_than_required" if is_narrow else "wider_than_required"
            detail = (("as_built", width), ("required", asked))
            yield Found(check, place, metres.within(row.from_cm, row.to_cm), day, detail)


def _excluded(place: Place, before: Ground, after: Ground) -> Iterator[Found]:
    """Metres that a figure leaves out: what is written there does not change it."""
    route = dict(place[1:])["route"]
    exclusions = [
        other for other in after.rows if other[0] == "exclusion" and dict(other[1:])["route"] == route
    ]
    by_day = defaultdict(list)
    for row, _values in _changed(place, before, after) if exclusions else ():
        by_day[row.start].append((row.from_cm, row.to_cm))
    for day, pairs in by_day.items():
        for other in exclusions:
            metres = MeasureSet.from_pairs(pairs) & after.metres(other, day)
            yield Found("excluded", place, metres, day, (("indicator", dict(other[1:])["indicator"]),))


def later_ones(change: Change, columns: Iterable[str]) -> Iterator[Found]:
    """Yield the facts recorded for later days that a write replaces, and those that it gives way to."""
    box = change.box
    if all(row.start == box.start for row in change.before):
        return
    for fact in later_facts(change.before, box, _columns_changed(change, tuple(columns))):
        metres = MeasureSet.of((fact.from_cm, fact.to_cm))
        kept = MeasureSet.from_pairs(
            (row.from_cm, row.to_cm)
            for row in change.after
            if row.start <= fact.start < row.end and row.values == fact.values
        )
        yield Found("leaves_later", change.place, metres & kept, fact.start)
        yield Found("replaces_later", change.place, metres - kept, fact.start)


def _columns_changed(change: Change, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns that differ between the two sides on the first day; all of them on empty ground."""
    first = [_on_first_day(rows, change.box.start) for rows in (change.before, change.after)]
    if not all(first):
        return columns
    was, becomes = ({name: _runs(rows, name) for name in columns} for rows in first)
    return tuple(name for name in columns if was[name] != becomes[name]) or columns


def _on_first_day(rows: Iterable[Row], day: date) -> list[Row]:
    return sorted(row for row in rows if row.start == day)


def _runs(rows: list[Row], column: str) -> list[tuple[int, int, Any]]:
    """Return the runs of equal values of one column, in order."""
    runs = []
    for row in rows:
        value = dict(row.values).get(column)
        if runs and runs[-1][1] == row.from_cm and runs[-1][2] == value:
            runs[-1] = (runs[-1][0], row.to_cm, value)
        else:
            runs.append((row.from_cm, row.to_cm, value))
    return runs


def beyond(change: Change, granted: Mapping[str, MeasureSet]) -> Found:
    """Return where a write leaves what is granted, by route; what has no stretch is beyond as a whole."""
    if change.box is None:
        return Found("beyond_grant", change.place, MeasureSet.of((0, 1)))
    box = MeasureSet.of((change.box.from_cm, change.box.to_cm))
    return Found("beyond_grant", change.place, box - granted.get(str(change.key.get("route")), EMPTY))


def gathered(found: Iterable[Found]) -> list[Found]:
    """Return what was found with the metres of the same check, place, day and detail together, worst first."""
    together = defaultdict(list)
    for one in found:
        if one.metres:
            together[one.check, one.place, one.day, one.detail].append(one.metres)
    whole = [
        Found(check, place, union(*metres), day, detail)
        for (check, place, day, detail), metres in together.items()
    ]
    order = list(SEVERITY)
    return sorted(whole, key=lambda one: (order.index(one.check), str(one.place), one.day or date.min))
