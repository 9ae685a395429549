"""The ledger read back: verify the chain and the tables, and stand in the register as known at an earlier number."""

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.apps import apps
from django.db import connection, transaction
from psycopg import sql

from apps.geo.facts import Row
from apps.geo.stationing import format_km
from apps.ledger.chain import GENESIS, change_of, hashed_form, sealed_hash
from apps.ledger.commands import Problem, day_or_none, fact_key
from apps.ledger.compose import fold, holds
from apps.ledger.models import ChangeSet, Operation
from apps.ledger.register import layers, object_types
from apps.ledger.store import Touched, ids_of, read_objects, read_rows

SETS_A_BATCH = 500
HASH = re.compile(r"[0-9a-f]{64}\Z")


def applied_sets(until: int | None = None) -> Iterator[tuple[ChangeSet, list[Operation]]]:
    """Yield the applied sets in order, each with its operations; memory stays that of one batch."""
    sets = ChangeSet.objects.applied().select_related("author", "approver", "undoes")
    number = 0
    while batch := list(sets.filter(seq__gt=number)[:SETS_A_BATCH]):
        operations = defaultdict(list)
        for operation in Operation.objects.filter(change_set__in=batch).order_by("change_set", "n"):
            operations[operation.change_set_id].append(operation)
        for change_set in batch:
            if until is not None and change_set.seq > until:
                return
            yield change_set, operations[change_set.pk]
        number = batch[-1].seq


def folded(until: int | None = None) -> Touched:
    """Return the whole register in memory as known at a ledger number."""
    register = Touched()
    for _change_set, operations in applied_sets(until):
        for operation in operations:
            fold(register, change_of(operation))
    return register


def verify(head: str | None = None) -> Problem | None:
    """Check chain, numbers, every `before`, and the tables against the fold; return the first thing wrong, or None.

    Parameters
    ----------
    head : str, optional
        A hash that some report carried: it must be in the chain, so a cut tail is found.
    """
    if head is not None and not HASH.match(head):
        return Problem(None, f"not a hash: {head!r}; a head is 64 hexadecimal digits")
    with transaction.atomic():
        if not connection.savepoint_ids:
            _read_one_state()
        register = Touched()
        problem = _check_chain(register, head)
        return problem or _check_tables(register)


def _read_one_state() -> None:
    """Let writers go on while the tables and the ledger are read as of one moment."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _check_chain(register: Touched, head: str | None) -> Problem | None:
    previous, number, head_seen = GENESIS, 0, head in (None, GENESIS)
    for change_set, operations in applied_sets():
        number += 1
        problem = _check_set(change_set, operations, number, previous) or _check_fold(
            register, change_set, operations
        )
        if problem:
            return problem
        previous = change_set.hash
        head_seen = head_seen or previous == head
    if not head_seen:
        return Problem(number, f"the chain ends at {previous} and does not hold {head}: its tail was cut")
    return None


def _check_set(
    change_set: ChangeSet, operations: list[Operation], number: int, previous: str
) -> Problem | None:
    if change_set.seq != number:
        return Problem(number, f"change set {number} is missing")
    if change_set.prev_hash != previous:
        return Problem(number, "the chain is broken before this change set")
    if sealed_hash(change_set, [hashed_form(operation) for operation in operations]) != change_set.hash:
        return Problem(number, "the content of this change set is not what was sealed")
    return None


def _check_fold(register: Touched, change_set: ChangeSet, operations: list[Operation]) -> Problem | None:
    for operation in operations:
        change = change_of(operation)
        if not holds(register, change):
            message = f"operation {operation.n} does not follow from the ones before it"
            return Problem(change_set.seq, message, change.as_json())
        fold(register, change)
    return None


def _check_tables(register: Touched) -> Problem | None:
    expected = defaultdict(set)
    for place, row in register.facts.rows():
        expected[place[0]].add((place, row))
    for layer in layers():
        stored = [(fact_key(layer.name, key), row) for _pk, key, row in read_rows(layer, sql.SQL(""))]
        problem = _first_difference(layer.name, expected[layer.name], stored)
        if problem:
            return problem
    return _check_objects(register)


def _first_difference(name: str, expected: set, stored: list) -> Problem | None:
    if len(set(stored)) != len(stored):
        return Problem(None, f"{name}: a row is there twice")
    wrong = sorted(expected.symmetric_difference(stored), key=lambda pair: (str(pair[0]), pair[1][:3]))
    if not wrong:
        return None
    place, row = wrong[0]
    whose = " ".join(str(value) for _column, value in place[1:])
    days = f"{row.start} until {day_or_none(row.end) or '…'}"
    where = f"{name} {whose}, km {format_km(row.from_cm)} to {format_km(row.to_cm)}, {days}"
    is_missing = (place, row) in expected
    what = "is in the ledger but not in the table" if is_missing else "is in the table but not in the ledger"
    held = ", ".join(f"{column} = {value!r}" for column, value in row.values if value not in (None, ""))
    return Problem(None, f"{where}: {what}: {held}")


def _check_objects(register: Touched) -> Problem | None:
    for kind in object_types():
        stored = dict(read_objects(kind))
        expected = {
            uid: columns
            for (name, uid), columns in register.objects.items()
            if name == kind.name and columns is not None
        }
        for uid in sorted(stored.keys() | expected.keys()):
            if stored.get(uid) != expected.get(uid):
                return Problem(
                    None, f"{kind.name} {uid}: {_object_difference(stored.get(uid), expected.get(uid))}"
                )
    return None


def _object_difference(stored: dict | None, expected: dict | None) -> str:
    if stored is None:
        return "is in the ledger but not in the table"
    if expected is None:
        return "is in the table but not in the ledger"
    name = next(name for name in expected if stored[name] != expected[name])
    return f"the table has {name} = {stored[name]!r}, the ledger {expected[name]!r}"


@contextmanager
def as_known_at(number: int) -> Iterator[None]:
    """Stand in the register as it was known at a ledger number: the same queries then read temporary tables.

    A thing keeps the id that it has today, so what is kept by id beside the register is still about it; what is
    derived from the register is derived anew. The whole register is folded, which takes seconds on a long
    ledger; nothing is kept on leaving.
    """
    register = folded(until=number)
    with transaction.atomic():
        register.ids_today = {kind.name: ids_of(kind) for kind in object_types() if kind.has_id}
        for table in _shadowed_tables():
            query = sql.SQL("CREATE TEMP TABLE {0} (LIKE {0} INCLUDING ALL) ON COMMIT DROP")
            with connection.cursor() as cursor:
                cursor.execute(query.format(sql.Identifier(table)))
        register.store()
        register.rederive()
        yield
        transaction.set_rollback(True)


def layer_known_at(number: int, name: str, day: date) -> list[tuple[dict[str, str], Row]]:
    """Return key and row of each fact of one layer that held on a day, as known at a ledger number.

    The operations on that layer alone are folded; the tables are not asked.
    """
    register = Touched()
    found = Operation.objects.filter(target=name, change_set__seq__lte=number).order_by(
        "change_set__seq", "n"
    )
    for operation in found:
        fold(register, change_of(operation))
    rows = [(dict(place[1:]), row) for place, row in register.facts.rows() if row.start <= day < row.end]
    return sorted(rows, key=lambda found: (sorted(found[0].items()), found[1].from_cm))


def _shadowed_tables() -> list[str]:
    derived = [apps.get_model(label)._meta.db_table for kind in object_types() for label in kind.derived]
    return [*(entry.table for entry in (*object_types(), *layers())), *derived]
