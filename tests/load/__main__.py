"""`make load`: people at work against a large register, on two cores of this machine: numbers, no test.

LOAD_S is how long the 50 people work (180 seconds), LOAD_MANY_S the 200 (60 seconds). The database is kept.
"""

import csv
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import django

CHECKOUT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
DATABASE = os.environ.setdefault("DB", "border_gis_load")
CORES = "0,1"
WEB_ROLE = "border_gis_web"
GOALS_MS = {"list: segments": 300, "list: change sets": 300, "save": 500}


def main() -> None:
    subprocess.run([CHECKOUT / "bin/cluster", "createdb", DATABASE], check=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "border_gis.settings")
    django.setup()
    from django.core.management import call_command

    from tests.load import register

    call_command("migrate", verbosity=0)
    call_command("web_rights", verbosity=0)
    began = time.monotonic()
    register.write()
    took_s = time.monotonic() - began
    print(f"register of {register.SEGMENTS:,} segments, {register.OPERATIONS:,} operations: {took_s:.0f} s")
    keys = register.tokens(50)
    port = free_port()
    server = serve(port)
    try:
        for people, seconds in (
            (50, os.environ.get("LOAD_S", "180")),
            (200, os.environ.get("LOAD_MANY_S", "60")),
        ):
            measure(people, seconds, port, keys)
    finally:
        server.terminate()
        server.wait(20)
    call_command("ledger", "verify")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def serve(port: int) -> subprocess.Popen:
    """Start the web server on two cores and wait until it answers."""
    command = [
        "taskset",
        "-c",
        CORES,
        BIN / "gunicorn",
        "-c",
        "border_gis/gunicorn.py",
        "-b",
        f"127.0.0.1:{port}",
    ]
    environment = os.environ | {"WEB_WORKERS": "2", "THROTTLE_PERSON": "100000/min"}
    environment["DATABASE_USER"] = WEB_ROLE
    quiet = subprocess.DEVNULL
    server = subprocess.Popen([*command, "border_gis.wsgi"], cwd=CHECKOUT, env=environment, stderr=quiet)
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2)
            return server
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    server.kill()
    raise SystemExit("the web server does not answer")


def measure(people: int, seconds: str, port: int, keys: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = [
            BIN / "locust",
            "-f",
            "tests/load/locustfile.py",
            "--headless",
            "--only-summary",
            "--csv",
            f"{folder}/load",
        ]
        command += [
            "-u",
            str(people),
            "-r",
            str(people // 5),
            "-t",
            f"{seconds}s",
            "-H",
            f"http://127.0.0.1:{port}",
        ]
        environment = os.environ | {"LOAD_TOKENS": ",".join(keys), "LOAD_ELEMENT": "border_strip"}
        subprocess.run(
            command, cwd=CHECKOUT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        with open(f"{folder}/load_stats.csv") as file:
            show(people, seconds, list(csv.DictReader(file)))
        with open(f"{folder}/load_failures.csv") as file:
            for row in csv.DictReader(file):
                print(f"failed {row['Occurrences']} times: {row['Name']}: {row['Error'][:120]}")


def show(people: int, seconds: str, rows: list[dict[str, str]]) -> None:
    print(f"\n{people} people for {seconds} s")
    print(f"{'':<20}{'requests':>9}{'a second':>9}{'failed':>8}{'median':>8}{'p95':>7}{'p99':>7}   goal p95")
    for row in rows:
        goal = f"{GOALS_MS[row['Name']]:>7} ms" if row["Name"] in GOALS_MS and people == 50 else ""
        print(
            f"{row['Name']:<20}{row['Request Count']:>9}{float(row['Requests/s']):>9.1f}{row['Failure Count']:>8}"
            f"{row['50%']:>8}{row['95%']:>7}{row['99%']:>7}{goal}"
        )


if __name__ == "__main__":
    main()
