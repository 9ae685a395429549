"""Which machine and which versions a run was made on."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

import shapely
from django.db import connection

from tests.bench.databases import show

LIBRARIES = ("django", "psycopg", "numpy", "shapely")


def describe() -> str:
    """Return machine and versions in a few lines."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT postgis_full_version()")
        postgis = cursor.fetchone()[0]
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    settings = ", ".join(
        f"{name} {show(name)}" for name in ("shared_buffers", "work_mem", "fsync", "synchronous_commit")
    )
    return "\n".join(
        [
            f"{os.cpu_count()} × {processor()}, {memory_gb():.0f} GB, load {os.getloadavg()[0]:.1f}",
            platform.platform(),
            f"Python {platform.python_version()}, {libraries}, GEOS of shapely {shapely.geos_version_string}",
            f"PostgreSQL {show('server_version')}, {postgis}",
            f"{settings}, jit {show('jit')}, parallel workers a query {show('max_parallel_workers_per_gather')}",
        ]
    )


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next(
        (line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine()
    )


def memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
