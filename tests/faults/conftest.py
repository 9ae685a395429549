"""A site of the test's own, on a database cluster of its own: what is killed here is nobody else's."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests

from apps.ledger.lock import LEDGER_LOCK

CHECKOUT = Path(__file__).resolve().parents[2]
SERVER = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parts[-2]))[-1]
AS_POSTGRES = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
SERVED = {"WEB_WORKERS": "2", "THROTTLE_PERSON": "1000000/min", "DB_STATEMENT_TIMEOUT_MS": "300000"}
UP_WITHIN_S = 120  # on a machine that does other things meanwhile
CONF = """
listen_addresses = ''
unix_socket_directories = '{folder}'
max_connections = 60
shared_buffers = 64MB
lc_messages = 'C'
"""
HOLDERS = """
SELECT objid, pid FROM pg_locks
WHERE locktype = 'advisory' AND granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
AIM_WITHIN_S = 60
PEOPLE = """
from apps.accounts.models import User
from apps.accounts.tokens import make_token
from tests.factories import small_register
small_register(km=100)
user = User.objects.create_user("writer", role="planner")
print(make_token(user=user, name="faults", scope="write", days=1)[1])
"""


@dataclass
class Cluster:
    """A PostgreSQL that a test may kill."""

    folder: Path

    def run(self, program: str, *arguments: str) -> None:
        command = [str(SERVER / program), *arguments]
        subprocess.run(
            command, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **AS_POSTGRES
        )

    def init(self) -> None:
        self.run("initdb", "-D", f"{self.folder}/data", "-U", "postgres", "--auth=trust", "--data-checksums")
        with open(self.folder / "data/postgresql.conf", "a") as conf:
            conf.write(CONF.format(folder=self.folder))
        self.start()

    def start(self) -> None:
        self.run("pg_ctl", "start", "-w", "-t", "60", "-D", f"{self.folder}/data", "-l", f"{self.folder}/log")

    def stop(self) -> None:
        subprocess.run(
            [str(SERVER / "pg_ctl"), "stop", "-m", "immediate", "-D", f"{self.folder}/data"],
            cwd="/",
            stdout=subprocess.DEVNULL,
            **AS_POSTGRES,
        )

    def kill(self) -> None:
        """Kill the server and all its sessions without a word, and start it again as its service would."""
        pid = int((self.folder / "data/postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGSTOP)  # it has no new children while they are counted
        for one in [*children(pid), pid]:
            kill_if_there(one, signal.SIGKILL)
        until = time.monotonic() + UP_WITHIN_S
        while time.monotonic() < until:
            try:
                self.start()
                return
            except subprocess.CalledProcessError:
                time.sleep(0.1)
        raise RuntimeError((self.folder / "log").read_text()[-2000:])

    @contextmanager
    def applying(self, database: str) -> Iterator[None]:
        """Hold a session of the database that is in the middle of writing to the ledger where it is."""
        pid = self.stop_a_writer(database)
        try:
            yield
        finally:
            kill_if_there(pid, signal.SIGCONT)

    def stop_a_writer(self, database: str) -> int:
        until = time.monotonic() + AIM_WITHIN_S
        while time.monotonic() < until:
            pid = self.writer(database)
            if pid is None:
                time.sleep(0.02)
                continue
            kill_if_there(pid, signal.SIGSTOP)
            if is_stopped(pid) and self.writer(database) == pid:
                return pid
            kill_if_there(pid, signal.SIGCONT)
        raise TimeoutError("nobody was writing when something was to be killed")

    def writer(self, database: str) -> int | None:
        """Return the session that holds the ledger, if there is one and the server says so."""
        try:
            found = self.sql(HOLDERS, database, within_s=5)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return None
        pids = dict(line.split("|") for line in found.splitlines())
        return int(pids[str(LEDGER_LOCK)]) if str(LEDGER_LOCK) in pids else None

    def had_a_deadlock(self) -> bool:
        return "deadlock detected" in (self.folder / "log").read_text(errors="replace")

    def sql(self, text: str, database: str = "postgres", within_s: float | None = None) -> str:
        command = [
            str(SERVER / "psql"),
            "-XqAt",
            "-h",
            str(self.folder),
            "-U",
            "postgres",
            "-d",
            database,
            "-c",
            text,
        ]
        return subprocess.run(
            command, check=True, capture_output=True, text=True, cwd="/", timeout=within_s, **AS_POSTGRES
        ).stdout

    def environment(self, database: str) -> dict[str, str]:
        return {
            "DATABASE_URL": f"postgis://postgres@/{database}",
            "PGHOST": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "border_gis.settings",
        }


@dataclass
class Site:
    """gunicorn with two workers before a cluster."""

    cluster: Cluster
    token: str
    url: str
    master: subprocess.Popen = field(repr=False)

    def client(self) -> requests.Session:
        session = requests.Session()
        session.trust_env = False
        session.headers["Authorization"] = f"Bearer {self.token}"
        return session

    def workers(self) -> list[int]:
        return children(self.master.pid)

    def manage(self, *arguments: str) -> subprocess.CompletedProcess:
        return manage(self.cluster, *arguments)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def kill_if_there(pid: int, by: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, by)


def is_stopped(pid: int) -> bool:
    """Tell whether a process stops within a second of being told to."""
    until = time.monotonic() + 1
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return False
        if state == "T":
            return True
        time.sleep(0.005)
    return False


def manage(cluster: Cluster, *arguments: str, database: str = "site") -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=CHECKOUT,
        env=os.environ | cluster.environment(database),
        capture_output=True,
        text=True,
    )


def done(finished: subprocess.CompletedProcess) -> str:
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="bgis-", dir="/tmp"))
    if AS_POSTGRES:
        shutil.chown(folder, "postgres", "postgres")
    made = Cluster(folder)
    made.init()
    yield made
    made.stop()
    shutil.rmtree(folder)


def new_database(cluster: Cluster, name: str, options: str = "") -> str:
    """Make a database with a small register and somebody who writes; return their token."""
    cluster.sql(f"CREATE DATABASE {name} {options}")
    cluster.sql("CREATE EXTENSION postgis; CREATE EXTENSION btree_gist", name)
    done(manage(cluster, "migrate", "--verbosity", "0", database=name))
    return done(manage(cluster, "shell", "--no-imports", "-c", PEOPLE, database=name)).split()[-1]


@pytest.fixture(scope="session")
def site(cluster: Cluster) -> Iterator[Site]:
    token = new_database(cluster, "site")
    command = [str(Path(sys.executable).parent / "gunicorn"), "-c", "border_gis/gunicorn.py"]
    # the port is ours before gunicorn starts: nobody else takes it meanwhile
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listening:
        port, number = listening.getsockname()[1], listening.fileno()
        master = subprocess.Popen(
            [*command, "-b", f"fd://{number}", "border_gis.wsgi"],
            cwd=CHECKOUT,
            env=os.environ | cluster.environment("site") | SERVED,
            stderr=subprocess.DEVNULL,
            pass_fds=[number],
        )
    made = Site(cluster, token, f"http://127.0.0.1:{port}", master)
    try:
        wait_for(made)
        yield made
    finally:
        master.terminate()
        master.wait(UP_WITHIN_S)


def wait_for(site: Site) -> None:
    until = time.monotonic() + UP_WITHIN_S
    while time.monotonic() < until:
        try:
            if site.client().get(f"{site.url}/healthz", timeout=5).status_code == 200:
                return
        except requests.RequestException:
            pass
        time.sleep(0.1)
    raise RuntimeError("the site does not answer")
