"""Random change sets on the database: written, verified, read as once known, and undone to the last row."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.construction.models import Requirement, Work
from apps.geo.errors import FactError
from apps.ledger import services
from apps.ledger.commands import Clear, Command, Put
from apps.ledger.models import ChangeSet
from apps.ledger.replay import as_known_at, verify
from tests.factories import KM, add_codes, add_route, person, record

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
few_examples = settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

DAYS = [date(2021 + n, 1, 1) for n in range(5)]
LENGTH_KM = 8


@pytest.fixture(autouse=True)
def register():
    add_route(km=LENGTH_KM)
    add_codes("fence", "path")


def pairs_of(things: list) -> st.SearchStrategy:
    return st.lists(st.sampled_from(things), min_size=2, max_size=2, unique=True).map(sorted)


notes = st.sampled_from(["", "seen"])
with_status = st.fixed_dictionaries(
    {"status": st.sampled_from(["cleared", "built"])}, optional={"note": notes}
)
only_note = st.fixed_dictionaries({"note": notes})  # refused where the ground is empty: a status is required
required_values = st.fixed_dictionaries({"rule": st.sampled_from(["", "act"])})


@st.composite
def commands(draw) -> Command:
    layers = [
        ("work", with_status),
        ("work", with_status),
        ("work", only_note),
        ("requirement", required_values),
    ]
    target, values = draw(st.sampled_from(layers))
    key = {"route": "LV-RU", "element": draw(st.sampled_from(["fence", "path"]))}
    from_km, to_km = draw(pairs_of(list(range(LENGTH_KM + 1))))
    start, end = draw(pairs_of([*DAYS, date.max]))
    place = {"start": start, "end": end, "from_cm": from_km * KM, "to_cm": to_km * KM}
    place["later"] = draw(st.sampled_from(["replace", "until_next"]))
    put = Put(target, key, draw(values), **place)
    return draw(st.sampled_from([put, put, put, Clear(target, key, **place)]))


change_sets = st.lists(st.lists(commands(), min_size=1, max_size=3), min_size=3, max_size=6)


@contextmanager
def rolled_back() -> Iterator[None]:
    """Leave the database as the test's own set-up made it, so that each example begins there."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def rows() -> list[tuple]:
    """Return every row of both layers without its id."""
    place = ("route__code", "element__code", "from_cm", "valid", "to_cm")
    works = Work.objects.order_by(*place[:4]).values_list(*place, "status__code", "note", "as_built_width_m")
    return [*works, *Requirement.objects.order_by(*place[:4]).values_list(*place, "rule", "width_m")]


def written(sets: list[list[Command]]) -> tuple[list[ChangeSet], dict[int, list[tuple]]]:
    """Record the sets; return those that were applied, and the rows after each ledger number."""
    states = {ChangeSet.objects.number(): rows()}
    applied = []
    for some in sets:
        try:
            change_set = record(*some, kind="correct")
        except FactError:
            change_set = None
        if change_set:
            applied.append(change_set)
            states[change_set.seq] = rows()
        else:
            assert rows() == states[max(states)], "a set that was refused, or changes nothing, changed rows"
    return applied, states


@few_examples
@given(change_sets)
def test_whatever_is_written_verifies_and_is_undone_to_the_very_rows(sets):
    with rolled_back():
        applied, states = written(sets)
        assert verify() is None
        for change_set in reversed(applied):
            services.undo(change_set=change_set, by=person(), reason="back")
            assert rows() == states[change_set.seq - 1]
        assert rows() == []
        assert verify() is None


@few_examples
@given(change_sets, st.data())
def test_the_register_as_known_at_a_number_is_what_the_tables_held_then(sets, data):
    with rolled_back():
        _applied, states = written(sets)
        number = data.draw(st.sampled_from(sorted(states)))
        with as_known_at(number):
            assert rows() == states[number]
        assert rows() == states[max(states)]


@few_examples
@given(change_sets)
def test_a_trial_leaves_every_row_where_it_was(sets):
    with rolled_back():
        _applied, states = written(sets[:-1])
        try:
            with services.trial(commands=sets[-1], by=person(), kind="correct"):
                tried = rows()
        except FactError:
            return
        assert rows() == states[max(states)]
        record(*sets[-1], kind="correct")
        assert rows() == tried
