"""Several people write at once, each in a connection and a transaction of their own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from threading import Barrier, Event

import pytest
from django.db import connection
from rest_framework.test import APIClient

from apps.construction.models import Work
from apps.geo.errors import LedgerBusy, StaleWrite
from apps.ledger import lock, services
from apps.ledger.models import ChangeSet, Operation
from apps.ledger.replay import verify
from tests.factories import KM, person, put_work, record, small_register

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

WRITERS = 8
PATIENCE_S = 120  # on a machine that does other things meanwhile


@pytest.fixture(autouse=True)
def register(monkeypatch):
    """A small register whose writers wait for each other however slow the machine is."""
    monkeypatch.setattr(lock, "WAIT", f"{PATIENCE_S}s")
    small_register()


def at_once(write: Callable[[int], object], writers: int = WRITERS) -> list:
    """Return what `write` returned or raised for each writer; all begin at the same moment."""
    ready = Barrier(writers)

    def one(number: int) -> object:
        ready.wait(timeout=PATIENCE_S)
        try:
            return write(number)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(writers) as pool:
        return list(pool.map(one, range(writers)))


@contextmanager
def meanwhile(hold: Callable[[], AbstractContextManager]) -> Iterator[None]:
    """Stand inside `hold` in another connection for as long as the block runs."""
    holding, enough = Event(), Event()

    def in_its_own_connection() -> None:
        try:
            with hold():
                holding.set()
                enough.wait(timeout=PATIENCE_S)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(in_its_own_connection)
        assert holding.wait(timeout=PATIENCE_S)
        try:
            yield
        finally:
            enough.set()
            done.result()


def test_of_many_writers_on_one_place_one_wins_and_the_others_are_told():
    author, seen = person(), ChangeSet.objects.number()

    def write(number: int) -> ChangeSet:
        return record(put_work(1, 2, "built", note=f"by {number}"), by=author, seen=seen)

    answers = at_once(write)
    [won] = [answer for answer in answers if isinstance(answer, ChangeSet)]
    refused = [answer for answer in answers if isinstance(answer, StaleWrite)]
    assert len(refused) == WRITERS - 1
    assert {one.detail["later"][0]["number"] for one in refused} == {won.seq}
    assert [work.note for work in Work.objects.all()] == [f"by {answers.index(won)}"]
    assert verify() is None


def test_over_http_one_is_created_and_the_others_are_412():
    author, number = person("planner"), ChangeSet.objects.number()

    def post(writer: int) -> int:
        api = APIClient()
        api.force_authenticate(author)
        change = {
            "verb": "put",
            "target": "work",
            "key": {"route": "LV-RU", "element": "fence"},
            "from_km": 1,
            "to_km": 2,
            "from_day": "2024-01-01",
            "values": {"status": "built", "note": f"by {writer}"},
        }
        body = {"reason": "at once", "operations": [change]}
        return api.post(
            "/api/v1/change-sets/", body, format="json", headers={"If-Match": f'"{number}"'}
        ).status_code

    assert sorted(at_once(post)) == [201] + [412] * (WRITERS - 1)
    assert ChangeSet.objects.number() == number + 1
    assert verify() is None


def test_writers_on_different_places_all_win():
    author, seen = person(), ChangeSet.objects.number()
    answers = at_once(lambda n: record(put_work(n, n + 0.5, "built"), by=author, seen=seen))
    assert sorted(answer.seq for answer in answers) == list(range(seen + 1, seen + 1 + WRITERS))
    assert sorted(Work.objects.values_list("from_cm", flat=True)) == [n * KM for n in range(WRITERS)]
    assert verify() is None


def test_no_acknowledged_write_is_lost_and_nobody_waits_for_each_other_for_ever():
    # Overlapping places in opposite orders: with locks by row, this is how a deadlock is made.
    author = person()

    def write(number: int) -> list[int]:
        places = [(1, 4), (3, 6), (5, 8), (2, 7)]
        ordered = places if number % 2 else places[::-1]
        sets = [record(put_work(a, b, "built", note=f"{number}, {a}"), by=author) for a, b in ordered]
        return [one.seq for one in sets]

    before = ChangeSet.objects.number()
    answers = at_once(write)
    acknowledged = sorted(seq for seqs in answers for seq in seqs)
    assert acknowledged == list(range(before + 1, before + 1 + 4 * WRITERS))
    assert Operation.objects.after(before).count() == 4 * WRITERS
    assert verify() is None


def test_undo_and_a_new_write_of_the_same_place_do_not_both_happen():
    author = person()
    slip = record(put_work(1, 2, "built"), by=author)

    def undo_or_write(number: int) -> ChangeSet:
        if number:
            return record(put_work(1, 2, "accepted"), by=author, seen=slip.seq)
        return services.undo(change_set=slip, by=author, reason="a slip")

    answers = at_once(undo_or_write, writers=2)
    assert [type(answer) for answer in answers].count(ChangeSet) == 1
    assert verify() is None


def test_who_waits_too_long_is_told_who_holds_the_ledger(monkeypatch):
    monkeypatch.setattr(lock, "WAIT", "200ms")
    slow, hasty = person("planner"), person("admin")
    held = meanwhile(lambda: services.trial(commands=[put_work(1, 2, "built")], by=slow))
    with held, pytest.raises(LedgerBusy, match="planner") as busy:
        record(put_work(5, 6, "built"), by=hasty)
    assert busy.value.detail == {"holder": "planner"}
    assert record(put_work(5, 6, "built"), by=hasty).seq
    assert verify() is None


def test_readers_do_not_wait_for_a_writer():
    author = person()
    with meanwhile(lambda: services.trial(commands=[put_work(1, 2, "built")], by=author)):
        assert not Work.objects.exists()
        assert verify() is None
