"""A thousand jobs while every worker is killed with -9, and Redis twice: is each done, and its effect there once?"""

import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from celery import Celery
from django.db import connection

from apps.jobs import services
from apps.jobs.models import Job
from apps.jobs.tasks import perform
from tests.bench.databases import fresh_copy
from tests.bench.timing import goal, say, title
from tests.jobs import worker as in_process
from tests.jobs.processes import Process, redis_at, worker

JOBS, WORKERS, REDIS_KILLS, LONGEST_S = 1_000, 10, 2, 180
RING_AGAIN = timedelta(seconds=2)


def run(*, full: bool) -> None:
    if not shutil.which("redis-server"):
        say("redis-server is not installed: jobs under kills are not measured")
        return
    title(f"{JOBS:,} jobs, {WORKERS} workers each killed with -9 once, Redis {REDIS_KILLS} times")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stack.enter_context(fresh_copy())
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE job_marks (number int)")
            cursor.execute("CREATE TABLE job_gate AS SELECT 1000000000 AS most")
        redis = started(stack, redis_at(folder / "redis.sock"))
        address = f"redis+socket://{folder}/redis.sock"
        database = connection.settings_dict["NAME"]
        workers = [started(stack, worker(f"w{n}", database, address, concurrency=1)) for n in range(WORKERS)]
        until_all_listen(address)
        # Nobody hears of the jobs until all are there; the first sweep rings for them.
        with ringing_by(lambda arguments, **options: None):
            for number in range(JOBS):
                services.ask(kind="mark", arguments={"number": number}, by=None)
        there = stack.enter_context(in_process.app.connection_for_write(address))
        stack.enter_context(ringing_by(partial(perform.apply_async, connection=there)))
        began = time.monotonic()
        kills = killing([redis, *workers[::2], redis, *workers[1::2]])
        tell(kills, time.monotonic() - began)


def until_all_listen(address: str) -> None:
    """Wait for all workers: one that is killed before it works proves nothing."""
    control = Celery(broker=address, set_as_current=False).control
    until, heard = time.monotonic() + LONGEST_S, []
    while len(heard) < WORKERS:
        heard = control.ping(timeout=1)
        if time.monotonic() > until:
            raise TimeoutError(f"{len(heard)} of {WORKERS} workers answer")


def killing(victims: list[Process]) -> int:
    """Kill one after the other, evenly over the jobs, and start each again; return how many were killed."""
    until, killed = time.monotonic() + LONGEST_S, 0
    while Job.objects.open().exists() and time.monotonic() < until:
        time.sleep(0.2)
        done = Job.objects.filter(state="done").count()
        if killed < len(victims) and done >= JOBS * (killed + 1) / (len(victims) + 2):
            victims[killed].kill()
            victims[killed].start()
            killed += 1
        services.sweep()
    return killed


def tell(kills: int, seconds: float) -> None:
    states = Counter(Job.objects.values_list("state", flat=True))
    begun = Counter(Job.objects.values_list("attempts", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, count(*) FROM job_marks GROUP BY number")
        marks = Counter(count for _number, count in cursor.fetchall())
    say(f"{kills} kills in {seconds:.0f} s; states {dict(states)}, jobs by how often begun {dict(begun)}")
    goal("killed", kills, WORKERS + REDIS_KILLS, "processes", at_most=False)
    goal("jobs whose effect is there exactly once", marks[1], JOBS, "jobs", at_most=False)
    goal("jobs whose effect is there more than once", sum(marks.values()) - marks[1], 0, "jobs")


def started(stack: ExitStack, process: Process) -> Process:
    stack.callback(process.kill)
    return process


@contextmanager
def ringing_by(ring: Callable[..., Any]) -> Iterator[None]:
    before, patience = perform.apply_async, services.RING_AGAIN
    perform.apply_async, services.RING_AGAIN = ring, RING_AGAIN
    try:
        yield
    finally:
        perform.apply_async, services.RING_AGAIN = before, patience
