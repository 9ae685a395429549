"""Redis and Celery workers as processes of a test's own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UP_WITHIN_S = 120


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


def redis_at(socket: Path) -> Process:
    """Start a Redis that listens there alone and keeps nothing."""
    options = ["--port", "0", "--unixsocket", str(socket), "--save", "", "--appendonly", "no"]
    started = Process(["redis-server", *options, "--dir", str(socket.parent)], {})
    until = time.monotonic() + UP_WITHIN_S
    while not socket.exists() and time.monotonic() < until:
        time.sleep(0.02)
    return started


def worker(name: str, database: str, broker: str, concurrency: int = 2, **environment: str) -> Process:
    """Start a worker that does the jobs of a database when the bell at `broker` rings."""
    command = [sys.executable, "-m", "celery", "--app", "tests.jobs.worker", "worker"]
    options = ["--concurrency", str(concurrency), "--hostname", f"{name}@%h", "--without-mingle"]
    settings = {"DJANGO_SETTINGS_MODULE": "border_gis.settings", "DB": database, "CELERY_BROKER_URL": broker}
    return Process([*command, *options], settings | environment)
