"""Workers and Redis killed with -9 while they work: every job is done, and its effect is there once."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from apps.jobs import services
from apps.jobs.models import Job
from apps.jobs.tasks import perform
from tests.jobs import worker

JOBS, WORKER_KILLS, REDIS_KILLS = 150, 4, 2
ROOT = Path(__file__).resolve().parents[2]
LONGEST_S = 120

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("redis-server"), reason="redis-server is not installed"),
]


class Process:
    """A process in a session of its own, which is killed with all that it started."""

    def __init__(self, command: list[str], environment: dict[str, str]):
        self.command, self.environment = command, environment
        self.start()

    def start(self) -> None:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.running = subprocess.Popen(
            self.command, env=os.environ | self.environment, cwd=ROOT, start_new_session=True, **quiet
        )

    def kill(self) -> None:
        os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()


@pytest.fixture
def bell(tmp_path, monkeypatch):
    """A Redis at a socket of the test's own; the bell rings there, over a new connection each time."""
    address, ring = f"redis+socket://{tmp_path}/redis.sock", perform.apply_async

    def ring_there(arguments, **options):
        with worker.app.connection_for_write(address) as there:
            return ring(arguments, connection=there, **options)

    monkeypatch.setattr(perform, "apply_async", ring_there)
    socket = ["--port", "0", "--unixsocket", urlsplit(address).path, "--save", "", "--appendonly", "no"]
    redis = Process(["redis-server", *socket, "--dir", str(tmp_path)], {})
    yield redis, address
    redis.kill()


@pytest.fixture
def workers(bell):
    _redis, address = bell
    environment = {"DB": settings.DATABASES["default"]["NAME"], "CELERY_BROKER_URL": address}
    command = [sys.executable, "-m", "celery", "--app", "tests.jobs.worker", "worker", "--concurrency", "2"]
    started = [Process([*command, "--hostname", f"w{n}@%h"], environment) for n in range(2)]
    yield started
    for one in started:
        one.kill()


def test_killed_workers_and_a_killed_bell_lose_nothing_and_do_nothing_twice(bell, workers, monkeypatch):
    redis, _address = bell
    monkeypatch.setattr(services, "RING_AGAIN", timedelta(seconds=2))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE job_marks (number int)")
    try:
        for number in range(JOBS):
            services.ask(kind="mark", arguments={"number": number}, by=None)
        kills = [*["worker"] * WORKER_KILLS, *["redis"] * REDIS_KILLS]
        until, rounds = time.monotonic() + LONGEST_S, 0
        while Job.objects.open().exists() and time.monotonic() < until:
            time.sleep(1)
            done = Job.objects.filter(state="done").count()
            if kills and done > JOBS * (1 + rounds) / (2 * (WORKER_KILLS + REDIS_KILLS)):
                victim = redis if kills.pop(rounds % len(kills)) == "redis" else workers[rounds % 2]
                victim.kill()
                victim.start()
                rounds += 1
            services.sweep()
        with connection.cursor() as cursor:
            cursor.execute("SELECT number, count(*) FROM job_marks GROUP BY number")
            marks = dict(cursor.fetchall())
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE job_marks")
    assert Counter(Job.objects.values_list("state", flat=True)) == {"done": JOBS}
    assert marks == dict.fromkeys(range(JOBS), 1)
    assert rounds >= 4
