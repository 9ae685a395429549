"""A layer against the plainest model there is: a dict from (place, day) to values.

Places are kilometres, so that boxes end on the edges of the buckets of `Facts` too; the last day stands for
all later ones.
"""

from collections import defaultdict

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from apps.geo.errors import FactError
from apps.geo.facts import (
    FREE,
    Box,
    Facts,
    Row,
    Shape,
    as_values,
    canonical,
    later_facts,
    pieces_in,
    put,
    put_until_next,
    write,
)
from tests.geo.layers import day

KM = 100_000
PLACES, DAYS = 9, 6
SHAPE = Shape(required=frozenset({"status"}), defaults={"note": ""})

statuses, notes = st.sampled_from(["cleared", "built"]), st.sampled_from(["", "seen"])
values = st.fixed_dictionaries({"status": statuses, "note": notes}).map(as_values)
changes = st.one_of(
    st.fixed_dictionaries({"status": statuses}, optional={"note": notes}),
    st.fixed_dictionaries({"note": notes}),
)


def date_of(number: int):
    return day(None) if number == DAYS else day(number)


def spans(end: int):
    return st.lists(st.integers(0, end), min_size=2, max_size=2, unique=True).map(sorted)


@st.composite
def boxes(draw) -> Box:
    (from_km, to_km), (start, end) = draw(spans(PLACES)), draw(spans(DAYS))
    return Box(from_km * KM, to_km * KM, date_of(start), date_of(end))


Cells = dict[tuple[int, int], tuple]


@st.composite
def grids(draw) -> Cells:
    """Paint a few boxes over each other, some with nothing: much empty ground, many equal neighbours."""
    cells = {}
    for box, painted in draw(st.lists(st.tuples(boxes(), values | st.none()), max_size=6)):
        cells |= dict.fromkeys(cells_of(box), painted)
    return {cell: painted for cell, painted in cells.items() if painted is not None}


def cells_of(box: Box | Row) -> set[tuple[int, int]]:
    days = [number for number in range(DAYS) if box.start <= date_of(number) < box.end]
    return {(place, number) for place in range(box.from_cm // KM, box.to_cm // KM) for number in days}


def meaning(rows) -> Cells:
    found = {}
    for row in rows:
        assert not found.keys() & cells_of(row), "two rows meet"
        found |= dict.fromkeys(cells_of(row), row.values)
    return found


def one_row_a_cell(cells: Cells) -> list[Row]:
    return [
        Row(place * KM, (place + 1) * KM, date_of(number), date_of(number + 1), held)
        for (place, number), held in cells.items()
    ]


def canonical_form(cells: Cells) -> list[Row]:
    """Return the canonical form by its definition: the runs of a day, then equal runs of successive days."""
    rows: list[list] = []
    for number in range(DAYS):
        for run in runs_of_day(cells, number):
            grown = [row for row in rows if row[:2] + row[4:] == run and row[3] == number]
            if grown:
                grown[0][3] = number + 1
            else:
                rows.append([*run[:2], number, number + 1, run[2]])
    made = [Row(a * KM, b * KM, date_of(start), date_of(end), held) for a, b, start, end, held in rows]
    return sorted(made, key=lambda row: (row.from_cm, row.start))


def runs_of_day(cells: Cells, number: int) -> list[list]:
    runs: list[list] = []
    for place in range(PLACES):
        held = cells.get((place, number))
        if held is None:
            continue
        if runs and runs[-1][1:] == [place, held]:
            runs[-1][1] = place + 1
        else:
            runs.append([place, place + 1, held])
    return runs


def after_put(cells: Cells, where: set, changed: dict, shape: Shape = SHAPE) -> Cells:
    """Return what stands in the cells `where` after a put, cell by cell."""
    return {cell: put_on_cell(cells.get(cell), changed, shape) for cell in where}


def put_on_cell(held: tuple | None, changed: dict, shape: Shape) -> tuple:
    return as_values({**(shape.defaults if held is None else dict(held)), **changed})


def needs_status(cells: Cells, where: set, changed: dict) -> bool:
    return "status" not in changed and not where <= cells.keys()


def until_next(cells: Cells, box: Box, columns) -> set[tuple[int, int]]:
    """Return the cells of the box before the day when one of the columns first changes on that place."""
    reached = set()
    for place in range(box.from_cm // KM, box.to_cm // KM):
        days = sorted(number for at, number in cells_of(box) if at == place)
        for number in days:
            if named(cells, (place, number), columns) != named(cells, (place, days[0]), columns):
                break
            reached.add((place, number))
    return reached


def named(cells: Cells, cell: tuple[int, int], columns):
    return cells.get(cell) and [dict(cells[cell])[name] for name in columns]


@given(grids(), st.randoms())
def test_every_set_of_rows_of_one_meaning_has_one_canonical_form(cells, random):
    cut_up = one_row_a_cell(cells)
    rows = canonical(random.sample(cut_up, len(cut_up)))
    assert rows == canonical_form(cells)
    assert canonical(random.sample(rows, len(rows))) == rows
    assert meaning(rows) == cells


@given(grids(), boxes())
def test_rows_that_meet_are_refused(cells, box):
    rows = canonical_form(cells)
    assume(any(box.meets(row) for row in rows))
    with pytest.raises(FactError):
        canonical([*rows, Row(box.from_cm, box.to_cm, box.start, box.end, as_values({}))])


@given(grids(), boxes())
def test_pieces_are_what_stands_inside_the_box(cells, box):
    inside = {cell: held for cell, held in cells.items() if cell in cells_of(box)}
    assert pieces_in(canonical_form(cells), box) == canonical_form(inside)


@given(grids(), boxes(), changes)
def test_put_changes_the_named_columns_inside_the_box_and_nothing_else(cells, box, changed):
    rows, inside = canonical_form(cells), cells_of(box)
    if needs_status(cells, inside, changed):
        with pytest.raises(FactError):
            put(rows, box, changed, SHAPE)
        return
    after = put(rows, box, changed, SHAPE)
    assert after == canonical_form(after_put(cells, inside, changed))
    assert write(rows, box, after) == canonical_form({**cells, **after_put(cells, inside, changed)})


@given(grids(), boxes(), changes)
def test_put_adds_only_the_empty_ground_to_the_length_of_a_day(cells, box, changed):
    rows = canonical_form(cells)
    written = write(rows, box, put(rows, box, changed, FREE))
    for number in range(DAYS):
        on_day = {place for place, at in cells.keys() | cells_of(box) if at == number}
        holding = [row for row in written if row.start <= date_of(number) < row.end]
        assert sum(row.to_cm - row.from_cm for row in holding) == len(on_day) * KM


@given(grids(), boxes(), changes)
def test_put_until_next_agrees_cell_by_cell(cells, box, changed):
    rows, reached = canonical_form(cells), until_next(cells, box, changed)
    if needs_status(cells, reached, changed):
        with pytest.raises(FactError):
            put_until_next(rows, box, changed, SHAPE)
        return
    inside = {cell: held for cell, held in cells.items() if cell in cells_of(box)}
    after = put_until_next(rows, box, changed, SHAPE)
    assert after == canonical_form({**inside, **after_put(cells, reached, changed)})


@given(grids(), boxes(), changes)
def test_later_facts_are_what_put_until_next_leaves_alone(cells, box, changed):
    later = cells_of(box) - until_next(cells, box, changed)
    left = {cell: held for cell, held in cells.items() if cell in later}
    assert later_facts(canonical_form(cells), box, changed) == canonical_form(left)


@given(grids(), boxes())
def test_clear_leaves_nothing_inside_and_all_outside(cells, box):
    left = {cell: held for cell, held in cells.items() if cell not in cells_of(box)}
    assert write(canonical_form(cells), box, []) == canonical_form(left)


@given(grids(), boxes(), grids())
def test_writing_the_pieces_back_brings_the_very_rows_back(cells, box, others):
    rows, pieces = canonical_form(cells), pieces_in(canonical_form(others), box)
    assert write(write(rows, box, pieces), box, pieces_in(rows, box)) == rows


@given(grids(), boxes(), boxes(), grids(), grids())
def test_writes_of_boxes_that_do_not_meet_commute(cells, one, other, in_one, in_other):
    assume(not one.meets(other))
    rows = canonical_form(cells)
    first = one, pieces_in(canonical_form(in_one), one)
    second = other, pieces_in(canonical_form(in_other), other)
    assert write(write(rows, *first), *second) == write(write(rows, *second), *first)


@given(grids(), boxes(), grids())
def test_a_piece_that_reaches_out_of_the_box_is_refused(cells, box, others):
    pieces = canonical_form(others)
    assume(not all(cells_of(piece) <= cells_of(box) for piece in pieces))
    with pytest.raises(FactError):
        write(canonical_form(cells), box, pieces)


class RewrittenLocally(RuleBasedStateMachine):
    """`Facts` reads only the rows that touch a box, yet it holds the canonical form of everything."""

    keys = st.sampled_from(["fence", "path"])

    @initialize()
    def begin(self):
        self.facts = Facts()
        self.cells: dict[str, Cells] = defaultdict(dict)
        self.done: list[tuple[str, Box, list[Row]]] = []

    def write(self, key: str, box: Box, pieces: list[Row]) -> None:
        self.done.append((key, box, pieces_in(self.facts.touching(key, box), box)))
        self.facts.write(key, box, pieces)
        kept = {cell: held for cell, held in self.cells[key].items() if cell not in cells_of(box)}
        self.cells[key] = kept | meaning(pieces)

    @rule(key=keys, box=boxes(), changed=changes)
    def put(self, key, box, changed):
        self.write(key, box, put(self.facts.touching(key, box), box, changed))

    @rule(key=keys, box=boxes(), changed=changes)
    def put_until_next(self, key, box, changed):
        self.write(key, box, put_until_next(self.facts.touching(key, box), box, changed))

    @rule(key=keys, box=boxes())
    def clear(self, key, box):
        self.write(key, box, [])

    @rule()
    def undo_the_last(self):
        if self.done:
            key, box, before = self.done.pop()
            self.write(key, box, before)
            self.done.pop()

    @invariant()
    def is_the_canonical_form_of_everything(self):
        held = defaultdict(list)
        for key, row in self.facts.rows():
            held[key].append(row)
        for key in ("fence", "path"):
            assert sorted(held[key]) == canonical_of_any(self.cells[key])

    @invariant()
    def finds_what_touches_a_box(self):
        box = Box(4 * KM, 5 * KM, day(2), day(3))
        for key in ("fence", "path"):
            touching = [row for row in canonical_of_any(self.cells[key]) if box.touches(row)]
            assert sorted(self.facts.touching(key, box)) == touching

    def teardown(self):
        while self.done:
            self.undo_the_last()
        assert list(self.facts.rows()) == []


def canonical_of_any(cells: Cells) -> list[Row]:
    """Return the canonical form by the kit itself, which is proved above, from one row a cell."""
    return sorted(canonical(one_row_a_cell(cells)))


TestRewrittenLocally = RewrittenLocally.TestCase
TestRewrittenLocally.settings = settings(max_examples=60, stateful_step_count=15, deadline=None)
