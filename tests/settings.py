"""The settings under test: a database and folders of this run alone, a cheap password hash, no waiting for the disk."""

import fcntl
import os
from pathlib import Path
from typing import TextIO

LOCAL = Path(__file__).resolve().parent.parent / ".local"
MOST_RUNS_AT_ONCE = 20


def claim(name: str) -> TextIO | None:
    """Lock `name` until this process ends; None if another run of the tests has it."""
    LOCAL.mkdir(mode=0o700, exist_ok=True)
    lock = open(LOCAL / f"{name}.lock", "w")  # noqa: SIM115 closed, and so unlocked, with the process
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


if "TEST_DB" not in os.environ:  # pytest's workers inherit it
    names = (f"test_{number}" for number in range(1, MOST_RUNS_AT_ONCE + 1))
    TEST_DB_LOCK, os.environ["TEST_DB"] = next((lock, name) for name in names if (lock := claim(name)))

FILES = LOCAL / "tests" / os.environ["TEST_DB"]
"""Rasters, reports and documents of this run alone: another run, or the checkout's own server, has its own."""
for name in ("DEM_DIR", "REPORTS_DIR", "MEDIA_ROOT"):
    os.environ[name] = str(FILES / name.partition("_")[0].lower())

from border_gis.settings import *  # noqa: E402, F403
from border_gis.settings import DATABASE, REST_FRAMEWORK  # noqa: E402

REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]["person"] = "100000/min"  # tests ask more than people do
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASE["OPTIONS"]["options"] += " -c synchronous_commit=off"
