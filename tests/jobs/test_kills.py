"""Workers and Redis killed with -9 while they work: every job is done, and its effect is there once."""

import shutil
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from apps.jobs import services
from apps.jobs.models import Job
from apps.jobs.tasks import perform
from tests.jobs import worker
from tests.jobs.processes import Process, redis_at
from tests.jobs.processes import worker as started_worker

JOBS, WORKER_KILLS, REDIS_KILLS = 150, 4, 2
WORKERS_HANDS = 4
LONGEST_S = 600

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("redis-server"), reason="redis-server is not installed"),
]


@pytest.fixture
def bell(tmp_path, monkeypatch):
    """A Redis at a socket of the test's own; the bell rings there, over a new connection each time."""
    address, ring = f"redis+socket://{tmp_path}/redis.sock", perform.apply_async

    def ring_there(arguments, **options):
        with worker.app.connection_for_write(address) as there:
            return ring(arguments, connection=there, **options)

    monkeypatch.setattr(perform, "apply_async", ring_there)
    monkeypatch.setattr(services, "RING_AGAIN", timedelta(seconds=2))
    redis = redis_at(tmp_path / "redis.sock")
    yield redis, address
    redis.kill()


@pytest.fixture
def workers(bell) -> Iterator[list[Process]]:
    _redis, address = bell
    database = settings.DATABASES["default"]["NAME"]
    started = [started_worker(f"w{n}", database, address) for n in range(2)]
    yield started
    for one in started:
        one.kill()


@pytest.fixture
def marks():
    """The numbers that were marked, and how often each."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE job_marks (number int)")
        cursor.execute("CREATE TABLE job_gate AS SELECT 0 AS most")

    def read() -> dict[int, int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT number, count(*) FROM job_marks GROUP BY number")
            return dict(cursor.fetchall())

    yield read
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE job_marks, job_gate")


def killing(redis: Process, workers: list[Process], count: int) -> None:
    """Kill workers and Redis in turn while `count` marks are made: no more are let be made before each kill."""
    kills = [*["worker"] * WORKER_KILLS, *["redis"] * REDIS_KILLS]
    until, step = time.monotonic() + LONGEST_S, count // (len(kills) + 1)
    for rounds in range(len(kills)):
        let((rounds + 1) * step)
        while made() < (rounds + 1) * step - WORKERS_HANDS:  # the others are at it when they are killed
            wait(until)
        victim = redis if kills.pop(rounds % len(kills)) == "redis" else workers[rounds % 2]
        victim.kill()
        victim.start()
    let(count)
    while Job.objects.open().exists():
        wait(until)


def let(most: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE job_gate SET most = %s", [most])


def made() -> int:
    return Job.objects.filter(state="done", kind="mark").count()


def wait(until: float) -> None:
    assert time.monotonic() < until
    time.sleep(0.5)
    services.sweep()


def test_killed_workers_and_a_killed_bell_lose_nothing_and_do_nothing_twice(bell, workers, marks):
    redis, _address = bell
    for number in range(JOBS):
        services.ask(kind="mark", arguments={"number": number}, by=None)
    killing(redis, workers, JOBS)
    assert Counter(Job.objects.values_list("state", flat=True)) == {"done": JOBS}
    assert marks() == dict.fromkeys(range(JOBS), 1)


def test_a_job_that_was_split_ends_with_its_last_part_whoever_was_killed(bell, workers, marks):
    redis, _address = bell
    whole = services.ask(kind="marks", arguments={"count": JOBS}, by=None)
    killing(redis, workers, JOBS)
    whole.refresh_from_db()
    assert (whole.state, whole.done, whole.total) == ("done", JOBS, JOBS)
    assert Counter(whole.parts.values_list("state", flat=True)) == {"done": JOBS}
    assert marks() == dict.fromkeys(range(JOBS), 1)
