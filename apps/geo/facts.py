"""A layer as a function (centimetre, day) → values, kept as rows in one canonical form.

A row says that a stretch has some values over a period. The **canonical form** is measure first, then time: on each
day, runs of equal values are maximal stretches; equal stretches on successive days are one row. In two dimensions
*merge neighbours* has many answers; this is the one, so two sets of rows that mean the same are the same rows.

Everything here speaks of the rows of **one key** (one route, one element). Measures are whole centimetres, ``from`` in,
``to`` out. Days are dates, ``start`` in, ``end`` out; `FOREVER` ends what has no end.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from apps.geo.errors import FactError, PeriodError, gettext_noop
from apps.geo.measures import not_a_stretch

FOREVER = date.max

Value = str | int | bool | None | tuple
Values = tuple[tuple[str, Value], ...]


class Row(NamedTuple):
    """One fact: `values` hold on ``[from_cm, to_cm)`` over ``[start, end)``."""

    from_cm: int
    to_cm: int
    start: date
    end: date
    values: Values


@dataclass(frozen=True)
class Box:
    """A stretch over a period: what one operation may change.

    Raises
    ------
    MeasureError
        The stretch is reversed, empty or before the origin.
    PeriodError
        The period ends before it starts, or is empty.
    """

    from_cm: int
    to_cm: int
    start: date
    end: date = FOREVER

    def __post_init__(self):
        if not 0 <= self.from_cm < self.to_cm:
            raise not_a_stretch(self.from_cm, self.to_cm, "to_km")
        if not self.start < self.end:
            message = gettext_noop("A period ends after it begins: %(start)s to %(end)s does not.")
            raise PeriodError(message, "until_day", start=self.start, end=self.end)

    def holds(self, row: Row) -> bool:
        """Tell whether the whole row lies inside."""
        return (
            self.from_cm <= row.from_cm
            and row.to_cm <= self.to_cm
            and self.start <= row.start
            and row.end <= self.end
        )

    def meets(self, row: "Row | Box") -> bool:
        """Tell whether the two share a centimetre on a day."""
        return (
            row.from_cm < self.to_cm
            and self.from_cm < row.to_cm
            and row.start < self.end
            and self.start < row.end
        )

    def touches(self, row: "Row | Box") -> bool:
        """Tell whether the two share a centimetre on a day or lie edge to edge or corner to corner."""
        return (
            row.from_cm <= self.to_cm
            and self.from_cm <= row.to_cm
            and row.start <= self.end
            and self.start <= row.end
        )


@dataclass(frozen=True)
class Shape:
    """What a layer's rows hold: its columns, which of them must be given, and what the others hold at first."""

    required: frozenset[str] = frozenset()
    defaults: Mapping[str, Value] = field(default_factory=dict)

    def fill(self, changes: Mapping[str, Value]) -> Values:
        """Return the values of a fact put on empty ground.

        Raises
        ------
        FactError
            A required column is not among the changes.
        """
        missing = sorted(name for name in self.required if changes.get(name) is None)
        if missing:
            message = gettext_noop("Nothing is recorded there yet, so this must be given: %(columns)s.")
            raise FactError(message, f"values.{missing[0]}", columns=", ".join(missing))
        return as_values({**self.defaults, **changes})


FREE = Shape()


def as_values(mapping: Mapping[str, Value]) -> Values:
    """Return a mapping as the sorted pairs that rows carry."""
    return tuple(sorted(mapping.items()))


def canonical(rows: Iterable[Row]) -> list[Row]:
    """Return the canonical form of rows that may touch but must not meet.

    Returns
    -------
    list of Row
        Sorted by ``from_cm``, then ``start``.

    Raises
    ------
    FactError
        Two of the rows meet.
    """
    rows = sorted(rows, key=_by_start)
    days = sorted({row.start for row in rows} | {row.end for row in rows})
    done: list[Row] = []
    running: dict[tuple, date] = {}
    active: list[Row] = []
    upcoming = 0
    for day in days:
        active = [row for row in active if row.end > day]
        while upcoming < len(rows) and rows[upcoming].start == day:
            insort(active, rows[upcoming], key=_by_from)
            upcoming += 1
        runs = _runs(active)
        for run in [run for run in running if run not in runs]:
            done.append(Row(run[0], run[1], running.pop(run), day, run[2]))
        for run in runs:
            running.setdefault(run, day)
    return sorted(done, key=_by_place)


def pieces_in(rows: Iterable[Row], box: Box) -> list[Row]:
    """Return what the rows say inside the box, clipped to it, in canonical form."""
    return canonical(_clipped(row, box) for row in rows if box.meets(row))


def write(rows: Iterable[Row], box: Box, pieces: Iterable[Row]) -> list[Row]:
    """Return the rows with the inside of the box replaced by the pieces.

    It is enough to give the rows that touch the box: the answer is then what has to stand in their place.

    Raises
    ------
    FactError
        A piece reaches out of the box, or two pieces meet.
    """
    pieces = list(pieces)
    for piece in pieces:
        if not box.holds(piece):
            raise FactError(f"{piece} reaches out of {box}")
    return canonical([part for row in rows for part in _outside(row, box)] + pieces)


def put(rows: Iterable[Row], box: Box, changes: Mapping[str, Value], shape: Shape = FREE) -> list[Row]:
    """Return the pieces of the box after the named columns changed; the others keep what each metre and day had.

    Raises
    ------
    FactError
        Some of the box is empty ground and a required column is missing.
    """
    before = pieces_in(rows, box)
    kept = [row._replace(values=as_values({**dict(row.values), **changes})) for row in before]
    empty = list(_empty_ground(before, box))
    if empty:
        values = shape.fill(changes)
        kept += [Row(*ground, values) for ground in empty]
    return canonical(kept)


def put_until_next(
    rows: Iterable[Row], box: Box, changes: Mapping[str, Value], shape: Shape = FREE
) -> list[Row]:
    """Return the pieces of the box after a `put` that gives way, metre by metre, to the next fact recorded there.

    A later fact begins where one of the named columns changes its value on a day after the box starts.
    """
    before = pieces_in(rows, box)
    open_ground = _until_next_change(before, box, tuple(changes))
    after = before
    for ground in open_ground:
        after = write(after, ground, put(after, ground, changes, shape))
    return after


def later_facts(rows: Iterable[Row], box: Box, columns: Iterable[str]) -> list[Row]:
    """Return the pieces of the box that begin after its first day with another value in one of the columns."""
    before, columns = pieces_in(rows, box), tuple(columns)
    open_ground = _until_next_change(before, box, columns)
    later = before
    for ground in open_ground:
        later = [part for row in later for part in _outside(row, ground)]
    return canonical(later)


class Facts:
    """The rows of many keys in memory, to fold operations over; rows that touch a box are found by 4-km buckets."""

    BUCKET_CM = 400_000

    def __init__(self):
        self._buckets: dict[tuple[Hashable, int], set[Row]] = defaultdict(set)

    def touching(self, key: Hashable, box: Box) -> list[Row]:
        """Return the rows of the key that touch the box, in no order."""
        found = set().union(*(self._buckets.get((key, number), ()) for number in self._numbers(box)))
        return [row for row in found if box.touches(row)]

    def add(self, key: Hashable, row: Row) -> None:
        for number in self._numbers(row):
            self._buckets[key, number].add(row)

    def discard(self, key: Hashable, row: Row) -> None:
        for number in self._numbers(row):
            self._buckets[key, number].discard(row)

    def write(self, key: Hashable, box: Box, pieces: Iterable[Row]) -> None:
        """Replace what the key has inside the box by the pieces."""
        touched = self.touching(key, box)
        written = set(write(touched, box, pieces))
        for row in written.symmetric_difference(touched):
            (self.add if row in written else self.discard)(key, row)

    def rows(self) -> Iterator[tuple[Hashable, Row]]:
        """Yield each row once with its key."""
        for (key, number), rows in self._buckets.items():
            yield from ((key, row) for row in rows if self._first(row) == number)

    def _first(self, row: "Row | Box") -> int:
        return max(row.from_cm - 1, 0) // self.BUCKET_CM

    def _numbers(self, row: "Row | Box") -> range:
        return range(self._first(row), row.to_cm // self.BUCKET_CM + 1)


def _by_start(row: Row) -> tuple:
    return row.start, row.from_cm


def _by_from(row: Row) -> int:
    return row.from_cm


def _by_place(row: Row) -> tuple:
    return row.from_cm, row.start


def _runs(active: list[Row]) -> dict[tuple, None]:
    """Return the maximal runs of equal values of one day as ``(from_cm, to_cm, values)``, in order."""
    runs: dict[tuple, None] = {}
    run = None
    for row in active:
        if run and row.from_cm < run[1]:
            raise FactError(f"two facts of one key meet at {row.from_cm} cm on {row.start}")
        if run and row.from_cm == run[1] and row.values == run[2]:
            run = (run[0], row.to_cm, run[2])
            continue
        if run:
            runs[run] = None
        run = (row.from_cm, row.to_cm, row.values)
    if run:
        runs[run] = None
    return runs


def _clipped(row: Row, box: Box) -> Row:
    return Row(
        max(row.from_cm, box.from_cm),
        min(row.to_cm, box.to_cm),
        max(row.start, box.start),
        min(row.end, box.end),
        row.values,
    )


def _outside(row: Row, box: Box) -> Iterator[Row]:
    """Yield the parts of a row outside the box: before, after, and beside it while it lasts."""
    if not box.meets(row):
        yield row
        return
    if row.start < box.start:
        yield row._replace(end=box.start)
    if row.end > box.end:
        yield row._replace(start=box.end)
    start, end = max(row.start, box.start), min(row.end, box.end)
    if row.from_cm < box.from_cm:
        yield Row(row.from_cm, box.from_cm, start, end, row.values)
    if row.to_cm > box.to_cm:
        yield Row(box.to_cm, row.to_cm, start, end, row.values)


def _slabs(rows: list[Row], box: Box) -> Iterator[tuple[date, date, list[Row]]]:
    """Yield the spans of days in which no row inside the box begins or ends, each with its rows in order."""
    days = sorted({box.start, box.end} | {row.start for row in rows} | {row.end for row in rows})
    for start, end in pairwise(days):
        yield start, end, sorted((row for row in rows if row.start <= start < row.end), key=_by_from)


def _empty_ground(pieces: list[Row], box: Box) -> Iterator[tuple[int, int, date, date]]:
    for start, end, rows in _slabs(pieces, box):
        reached = box.from_cm
        for row in rows:
            if row.from_cm > reached:
                yield reached, row.from_cm, start, end
            reached = row.to_cm
        if reached < box.to_cm:
            yield reached, box.to_cm, start, end


def _until_next_change(pieces: list[Row], box: Box, columns: tuple[str, ...]) -> list[Box]:
    """Return the boxes, side by side, that reach on each metre to the day when one of the columns changes."""
    cuts = sorted({box.from_cm, box.to_cm} | {row.from_cm for row in pieces} | {row.to_cm for row in pieces})
    ends = [_first_change(pieces, from_cm, box, columns) for from_cm in cuts[:-1]]
    boxes: list[Box] = []
    for (from_cm, to_cm), end in zip(pairwise(cuts), ends, strict=True):
        if boxes and boxes[-1].end == end:
            from_cm = boxes.pop().from_cm
        boxes.append(Box(from_cm, to_cm, box.start, end))
    return boxes


def _first_change(pieces: list[Row], at_cm: int, box: Box, columns: tuple[str, ...]) -> date:
    here = sorted((row for row in pieces if row.from_cm <= at_cm < row.to_cm), key=_by_start)
    day, held = box.start, _named(here[0], columns) if here and here[0].start == box.start else None
    for row in here:
        if row.start > day and held is not None:
            return day
        if _named(row, columns) != held:
            return row.start
        day = row.end
    return day if held is not None else box.end


def _named(row: Row, columns: tuple[str, ...]) -> tuple:
    values = dict(row.values)
    return tuple(values.get(name) for name in columns)
