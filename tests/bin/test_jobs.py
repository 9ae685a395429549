"""bin/jobs in the background: `make up` starts it, `make down` stops it and all that it started."""

import os
import shutil
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

from tests.border_gis.production import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("redis-server"), reason="redis-server is not installed"),
]


PATIENCE_S = 300  # on a machine that does other things meanwhile


@pytest.fixture
def checkout(tmp_path):
    """A copy of what bin/jobs needs: another path has another Redis and other locks."""
    for name in ("bin", "border_gis"):
        shutil.copytree(ROOT / name, tmp_path / name)
    yield tmp_path
    jobs(tmp_path, "down")


def jobs(checkout: Path, verb: str) -> int:
    environment = os.environ | {"DB": "nothing", "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, checkout / "bin/jobs", verb], env=environment, timeout=PATIENCE_S
    ).returncode


def pid(checkout: Path) -> int:
    return int((checkout / ".local/jobs-nothing.lock").read_text())


def is_alive(process: int) -> bool:
    state = Path(f"/proc/{process}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"


def test_up_starts_it_once_and_down_stops_it(checkout):
    assert jobs(checkout, "up") == 0
    first = pid(checkout)
    assert is_alive(first)
    assert jobs(checkout, "up") == 0
    assert pid(checkout) == first
    assert jobs(checkout, "down") == 0
    until = time.monotonic() + PATIENCE_S
    while is_alive(first) and time.monotonic() < until:  # it gives up its lock a moment before it is gone
        time.sleep(0.05)
    assert not is_alive(first)


def test_down_where_nothing_runs_is_no_mistake(checkout):
    assert jobs(checkout, "down") == 0


def test_another_word_is_refused(checkout):
    assert jobs(checkout, uuid.uuid4().hex) != 0
