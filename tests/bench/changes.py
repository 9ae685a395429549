"""What writing costs: one operation on a small and a large register, 10^5 at once, and to verify them."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
from django.db import connection

from apps.ledger import services
from apps.ledger.commands import Put
from apps.ledger.models import ChangeSet
from tests.bench.border import AS_OF, BEGIN, LENGTH_CM, lay_codes, works
from tests.bench.databases import fresh_copy, vacuum
from tests.bench.timing import Timing, goal, ratio, say, tell, timed, title
from tests.factories import person

CHECKOUT = Path(__file__).resolve().parents[2]
SMALL, LARGE = 1_000, 100_000
EDITS = 200
EDITED_CM = 1_000
KB_A_MB = 1024


def run(*, full: bool) -> None:
    edits = {}
    for count in (SMALL, LARGE):
        with fresh_copy():
            lay_codes()
            title(f"Change sets on a register of {count:,} works")
            load(count)
            edits[count] = edit(count)
            if count == LARGE:
                verify(count)
    title("Change sets, goals")
    goal("one operation at 10^5", edits[LARGE].median_ms, 10, "ms")
    goal("growth from 10^3 to 10^5", ratio(edits[LARGE], edits[SMALL]), 2)


def load(count: int) -> None:
    """Record all works in one change set: guard, ledger and chain included."""
    commands = [
        Put(
            "work",
            {"route": one.route, "element": one.element},
            {"status": "built"},
            BEGIN,
            from_cm=a,
            to_cm=b,
        )
        for one in works(count)
        for a, b in zip(one.from_cm.tolist(), one.to_cm.tolist(), strict=True)
    ]
    by = person()
    found = timed(lambda: services.record(commands=commands, by=by, reason="load"), runs=1, warm=0)
    tell(
        f"one change set of {count:,} operations",
        found,
        f"{count / found.seconds[0]:,.0f} operations a second",
    )
    vacuum()


def edit(count: int) -> Timing:
    """Record changes of 10 m each at random places, one after the other, each durable before the next."""
    random = np.random.default_rng(count)
    by = person()

    def one_change() -> None:
        from_cm = int(random.integers(0, LENGTH_CM["LV-RU"] - EDITED_CM))
        key = {"route": "LV-RU", "element": "patrol_strip"}
        values = {"status": "accepted", "note": str(from_cm)}
        change = Put("work", key, values, AS_OF, from_cm=from_cm, to_cm=from_cm + EDITED_CM)
        services.record(commands=[change], by=by, reason="bench", seen=ChangeSet.objects.number())

    found = timed(one_change, runs=EDITS, warm=20)
    tell(f"one operation on {count:,} works", found, f"slowest {found.worst_ms:,.1f} ms")
    return found


def verify(count: int) -> None:
    """Run `manage.py ledger verify` in a process of its own, and ask the system what memory it took."""
    connection.close()
    found = timed(ledger_verify, runs=1, warm=0)
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / KB_A_MB
    tell(f"ledger verify of {count:,} operations", found, found.answer)
    say(f"its peak memory: {peak_mb:,.0f} MB")
    goal(f"ledger verify of {count:,} operations", found.seconds[0], 60, "s")


def ledger_verify() -> str:
    names = {"DB": connection.settings_dict["NAME"], "DJANGO_SETTINGS_MODULE": "border_gis.settings"}
    command = [sys.executable, "manage.py", "ledger", "verify"]
    return subprocess.run(
        command, cwd=CHECKOUT, env=os.environ | names, check=True, stdout=subprocess.PIPE, text=True
    ).stdout.strip()
