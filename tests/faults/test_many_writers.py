"""Many writers, killed web workers, a killed database: nothing acknowledged is lost, nothing is written twice.

Each write carries an Idempotency-Key, which is its reason as well, and is sent again until it is answered. A kill
that is aimed waits until a set is being applied, and hits it. The counts are modest by default; `make faults` takes
those of the acceptance: 20 writers by 50 rounds, 20 and 10 kills, all of them aimed.
"""

import json
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from uuid import uuid4

import pytest
import requests

from tests.faults.conftest import Site, done, kill_if_there

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]  # one cluster, one site

IS_FULL = os.environ.get("FAULTS") == "full"
WRITERS = 20
ROUNDS = 50 if IS_FULL else 5
WORKER_KILLS = 20 if IS_FULL else 5
DATABASE_KILLS = 10 if IS_FULL else 2
STATUSES = ("cleared", "built", "accepted")
PATIENCE_S = 120
APPLIED = """
SELECT json_agg(one) FROM (
    SELECT c.reason, c.base_seq AS seen, c.seq AS number, min(o.from_cm) AS start, max(o.to_cm) AS stop
    FROM ledger_changeset c LEFT JOIN ledger_operation o ON o.change_set_id = c.id
    WHERE c.seq > 0 GROUP BY c.id ORDER BY c.seq
) one
"""


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
        self.unanswered: Counter[tuple[str, str]] = Counter()
        self.acknowledged: dict[str, int] = {}
        """The ledger number that was read, by the key of the write."""

    def write(self, round_: int) -> requests.Response:
        return self.put(STATUSES[(round_ + self.number) % len(STATUSES)], self.newest())

    def newest(self) -> int:
        return self.persist("GET", "ledger").json()["number"]

    def put(self, status: str, seen: int | None) -> requests.Response:
        key = str(uuid4())
        answer = self.send("change-sets/", key, body(key, self.km, status), seen)
        if answer.status_code == 201:
            self.acknowledged[key] = seen
        return answer

    def send(self, path: str, key: str, sent: dict, seen: int | None = None) -> requests.Response:
        headers = {"Idempotency-Key": key} | ({} if seen is None else {"If-Match": f'"{seen}"'})
        answer = self.persist("POST", path, json=sent, headers=headers)
        self.answers[answer.status_code] += 1
        return answer

    def persist(self, method: str, path: str, **sent) -> requests.Response:
        """Send until somebody answers; 500 is no answer that anybody may get."""
        give_up = time.monotonic() + PATIENCE_S
        while time.monotonic() < give_up:
            try:
                answer = self.client.request(method, f"{self.url}/{path}", timeout=40, **sent)
            except requests.RequestException:
                self.unanswered[method, "lost"] += 1
                time.sleep(0.05)
                continue
            assert answer.status_code != 500, answer.text
            if answer.status_code != 503:
                return answer
            self.unanswered[method, answer.json()["error"]["code"]] += 1
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


def applied(site: Site, since: int) -> list[dict]:
    """Return the sets after a ledger number: reason, the number that its author saw, its own, and its stretch."""
    sets = json.loads(site.cluster.sql(APPLIED, "site"))
    return [one for one in sets if one["number"] > since]


def number(site: Site) -> int:
    return int(site.cluster.sql("SELECT max(seq) FROM ledger_changeset", "site"))


def overwritten_unseen(sets: list[dict]) -> list[tuple[dict, dict]]:
    """Return the pairs of which the later lies on the earlier though its author had not seen that."""
    return [
        (earlier, later)
        for earlier, later in combinations(sets, 2)
        if earlier["start"] < later["stop"]
        and later["start"] < earlier["stop"]
        and later["seen"] < earlier["number"]
    ]


def check(site: Site, writers: list[Writer], since: int) -> None:
    """Since that number the ledger holds each acknowledged write once, nothing else, and none over one unseen."""
    acknowledged = [pair for writer in writers for pair in writer.acknowledged.items()]
    sets = applied(site, since)
    assert sorted((one["reason"], one["seen"]) for one in sets) == sorted(acknowledged)
    assert overwritten_unseen(sets) == []
    assert not site.cluster.had_a_deadlock()
    done(site.manage("ledger", "verify"))


def statuses(writers: list[Writer]) -> Counter[int]:
    return sum((writer.answers for writer in writers), Counter())


def unanswered(writers: list[Writer]) -> Counter[tuple[str, str]]:
    return sum((writer.unanswered for writer in writers), Counter())


def only_waited(writers: list[Writer]) -> bool:
    """Tell whether whoever was not answered was told to wait for the ledger: a deadlock says something else."""
    return {code for _, code in unanswered(writers)} <= {"ledger_busy"}


def test_writers_on_one_stretch_win_or_are_told(site):
    since = number(site)
    writers = run(site, lambda number: 0)
    seen = statuses(writers)
    assert set(seen) <= {200, 201, 412}
    assert seen[201] >= ROUNDS
    assert seen[412] > 0
    assert only_waited(writers)
    check(site, writers, since)


def test_writers_on_stretches_of_their_own_all_win(site):
    since = number(site)
    writers = run(site, lambda number: 10 + 2 * number)
    assert set(statuses(writers)) <= {200, 201}
    assert only_waited(writers)
    check(site, writers, since)


def test_what_is_refused_is_not_in_the_ledger(site):
    since = number(site)
    writer = Writer(site, 0, 60)
    first = writer.put("built", writer.newest())
    read = writer.newest()
    assert writer.put("cleared", read).status_code == 201
    assert writer.put("accepted", read).status_code == 412
    assert writer.put("accepted", None).status_code == 428
    key = str(uuid4())
    undone = writer.send(f"change-sets/{first.json()['uid']}/undo/", key, {"reason": key})
    assert undone.status_code == 409
    assert len(writer.acknowledged) == 2
    check(site, [writer], since)


def under_fire(site: Site, kills: list[Callable[[], None]], pause_s: float) -> list[Writer]:
    """Let the writers write until everything that was to be killed has been; a kill that fails is raised here."""
    over = threading.Event()

    def go() -> None:
        try:
            for kill in kills:
                if over.wait(pause_s):
                    return
                kill()
        finally:
            over.set()

    writers = []
    with ThreadPoolExecutor(1) as pool:
        killed = pool.submit(go)
        try:
            while not over.is_set():
                writers += run(site, lambda number: 10 + 2 * number, rounds=2)
        finally:
            over.set()
    killed.result()
    return writers


def test_killed_web_workers_lose_and_double_nothing(site):
    def any_one() -> None:
        for pid in site.workers()[:1]:
            kill_if_there(pid, signal.SIGKILL)

    def the_one_that_applies() -> None:
        with site.cluster.applying("site"):
            for pid in site.workers():  # whichever of them it is
                kill_if_there(pid, signal.SIGKILL)

    since = number(site)
    aimed = WORKER_KILLS if IS_FULL else 1
    kills = [any_one] * (WORKER_KILLS - aimed) + [the_one_that_applies] * aimed
    writers = under_fire(site, kills, 0.7)
    assert unanswered(writers)["POST", "lost"] >= aimed
    check(site, writers, since)


def test_a_killed_database_loses_and_doubles_nothing(site):
    def kill() -> None:
        with site.cluster.applying("site"):
            site.cluster.kill()

    since = number(site)
    writers = under_fire(site, [kill] * DATABASE_KILLS, 1.5)
    cut = unanswered(writers)
    assert cut["POST", "unavailable"] + cut["POST", "lost"] >= DATABASE_KILLS
    check(site, writers, since)
