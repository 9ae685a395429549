"""Many writers, killed web workers, a killed database: nothing acknowledged is lost, nothing is written twice.

Each write carries an Idempotency-Key, which is its reason as well, and is sent again until it is answered. The counts
are modest by default; `FAULTS=full` takes those of the acceptance: 20 writers by 50 rounds, 20 and 10 kills.
"""

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
import requests

from tests.faults.conftest import Site, done

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]  # one cluster, one site

IS_FULL = os.environ.get("FAULTS") == "full"
WRITERS = 20
ROUNDS = 50 if IS_FULL else 5
WORKER_KILLS = 20 if IS_FULL else 5
DATABASE_KILLS = 10 if IS_FULL else 2
STATUSES = ("cleared", "built", "accepted")
PATIENCE_S = 120


def body(reason: str, km: float, status: str) -> dict:
    operation = {
        "verb": "put",
        "target": "work",
        "key": {"route": "LV-RU", "element": "fence"},
        "from_km": km,
        "to_km": km + 1,
        "from_day": "2024-01-01",
        "values": {"status": status},
    }
    return {"reason": reason, "operations": [operation]}


class Writer:
    """Somebody who reads the number, writes, and sends again what was not answered."""

    def __init__(self, site: Site, number: int, km: float):
        self.client, self.url, self.number, self.km = site.client(), f"{site.url}/api/v1", number, km
        self.answers: Counter[int] = Counter()
        self.acknowledged: list[str] = []

    def write(self, round_: int) -> None:
        key = str(uuid4())
        status = STATUSES[(round_ + self.number) % len(STATUSES)]
        read = self.persist(lambda: self.client.get(f"{self.url}/ledger", timeout=40))
        headers = {"If-Match": read.headers["ETag"], "Idempotency-Key": key}
        sent = body(key, self.km, status)
        address = f"{self.url}/change-sets/"
        answer = self.persist(lambda: self.client.post(address, json=sent, headers=headers, timeout=40))
        self.answers[answer.status_code] += 1
        if answer.status_code == 201:
            self.acknowledged.append(key)

    def persist(self, send: Callable[[], requests.Response]) -> requests.Response:
        """Send until somebody answers; 500 is no answer that anybody may get."""
        give_up = time.monotonic() + PATIENCE_S
        while time.monotonic() < give_up:
            try:
                answer = send()
            except requests.RequestException:
                time.sleep(0.05)
                continue
            assert answer.status_code != 500, answer.text
            if answer.status_code != 503:
                return answer
            time.sleep(0.05)
        raise TimeoutError


def run(site: Site, place: Callable[[int], float], rounds: int = ROUNDS) -> list[Writer]:
    writers = [Writer(site, number, place(number)) for number in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS) as pool:
        for finished in [
            pool.submit(lambda one=one: [one.write(n) for n in range(rounds)]) for one in writers
        ]:
            finished.result()
    return writers


def check(site: Site, writers: list[Writer]) -> None:
    """Every acknowledged write is in the ledger once, nothing else is, and the ledger holds."""
    acknowledged = sorted(key for writer in writers for key in writer.acknowledged)
    found = site.cluster.sql("SELECT reason FROM ledger_changeset WHERE seq > 0", "site").splitlines()
    assert sorted(reason for reason in found if reason in set(acknowledged)) == acknowledged
    done(site.manage("ledger", "verify"))


def statuses(writers: list[Writer]) -> Counter[int]:
    return sum((writer.answers for writer in writers), Counter())


def test_writers_on_one_stretch_win_or_are_told(site):
    writers = run(site, lambda number: 0)
    seen = statuses(writers)
    assert set(seen) <= {200, 201, 412}
    assert seen[201] >= ROUNDS
    assert seen[412] > 0
    check(site, writers)


def test_writers_on_stretches_of_their_own_all_win(site):
    writers = run(site, lambda number: 10 + 2 * number)
    assert set(statuses(writers)) <= {200, 201}
    check(site, writers)


def killing(kill: Callable[[], None], times: int, pause_s: float) -> tuple[threading.Thread, threading.Event]:
    over = threading.Event()

    def go() -> None:
        for _ in range(times):
            if over.wait(pause_s):
                return
            kill()
        over.set()

    thread = threading.Thread(target=go)
    thread.start()
    return thread, over


def under_fire(site: Site, kill: Callable[[], None], times: int, pause_s: float) -> list[Writer]:
    """Let the writers write until everything that was to be killed has been."""
    thread, over = killing(kill, times, pause_s)
    writers = []
    try:
        while not over.is_set():
            writers += run(site, lambda number: 10 + 2 * number, rounds=2)
    finally:
        over.set()
        thread.join()
    return writers


def test_killed_web_workers_lose_and_double_nothing(site):
    def kill() -> None:
        for pid in site.workers()[:1]:
            os.kill(pid, signal.SIGKILL)

    check(site, under_fire(site, kill, WORKER_KILLS, 0.7))


def test_a_killed_database_loses_and_doubles_nothing(site):
    check(site, under_fire(site, site.cluster.kill, DATABASE_KILLS, 1.5))
