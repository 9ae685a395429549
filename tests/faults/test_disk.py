"""A disk that fills while a change set is applied, and a clock that is set back."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import OperationalError

from apps.accounts.models import User
from apps.ledger import services
from apps.ledger.models import ChangeSet
from apps.ledger.replay import verify
from border_gis.errors import database_reason
from tests.factories import person, put_work, record, small_register
from tests.faults.conftest import AS_POSTGRES, Cluster, done, manage, new_database
from tests.ledger.test_api import body, client, operation
from tests.ledger.test_drafts import keyed

SMALL_MB, BALLAST_MB = 72, 8
FILL = """
import json
from apps.accounts.models import User
from tests.faults.test_disk import fill
print(json.dumps(fill(User.objects.get(username="writer"))))
"""


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of a few megabytes, where this account may mount one."""
    folder = Path(tempfile.mkdtemp(prefix="bgis-small-", dir="/tmp"))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL_MB}m", "tmpfs", str(folder)])
    if mounted.returncode:
        folder.rmdir()
        pytest.skip("this account may not mount a file system")
    if AS_POSTGRES:
        shutil.chown(folder, "postgres", "postgres")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
    folder.rmdir()


def fill(by: User) -> tuple[list[str], str]:
    """Write change sets until the disk refuses one; return those that were written, and what was said."""
    written = []
    try:
        for n in range(400):
            note = f"{n} {'x' * 200}"
            commands = [put_work(km / 100, km / 100 + 0.005, "built", note=note) for km in range(400)]
            written.append(services.record(commands=commands, by=by, reason=f"filling {n}").reason)
    except OperationalError as error:
        return written, database_reason(error)
    return written, "never full"


@pytest.fixture
def small_database(cluster: Cluster, small_disk: Path) -> Iterator[Path]:
    """The database `small` on the small disk; yields a file that can be deleted to make room again."""
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * BALLAST_MB * 1024 * 1024)
    folder = small_disk / "tables"
    folder.mkdir()
    if AS_POSTGRES:
        shutil.chown(folder, "postgres", "postgres")
    cluster.sql(f"CREATE TABLESPACE small LOCATION '{folder}'")
    new_database(cluster, "small", "TABLESPACE small")
    yield ballast
    ballast.unlink(missing_ok=True)
    cluster.sql("DROP DATABASE small WITH (FORCE)")
    cluster.sql("DROP TABLESPACE small")


@pytest.mark.slow
@pytest.mark.xdist_group("faults")
def test_a_disk_that_fills_while_a_set_is_applied_leaves_the_register_whole(cluster, small_database):
    before = reasons(cluster)
    written, said = json.loads(done(manage(cluster, "shell", "--no-imports", "-c", FILL, database="small")))
    assert "disks ir pilns" in said or "disk is full" in said
    assert written
    small_database.unlink()  # no session can even begin on a disk without a byte left
    assert reasons(cluster) == before + written
    done(manage(cluster, "ledger", "verify", database="small"))
    numbers = cluster.sql("SELECT count(*), max(seq) FROM ledger_changeset WHERE seq > 0", "small").strip()
    assert numbers.split("|")[0] == numbers.split("|")[1]


def reasons(cluster: Cluster) -> list[str]:
    query = "SELECT reason FROM ledger_changeset WHERE seq > 0 ORDER BY seq"
    return cluster.sql(query, "small").splitlines()


# ---- the clock

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_a_clock_set_back_loses_and_doubles_nothing():
    planner = client("planner")
    with time_machine.travel(NOW, tick=False):
        small_register()
        first = keyed(planner, "a-1")
    with time_machine.travel(NOW - timedelta(days=2), tick=False):
        assert keyed(planner, "a-1").json() == first.json()
        record(put_work(5, 6, "cleared"))
        assert keyed(planner, "a-2", body(reason="later, says the ledger")).status_code in (200, 201)
        stale = planner.post(
            "/api/v1/change-sets/",
            body(operation(values={"status": "accepted"})),
            format="json",
            headers={"If-Match": f'"{first.json()["number"] - 1}"'},
        )
        assert stale.status_code == 412
    numbers = list(ChangeSet.objects.applied().values_list("seq", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert verify() is None


@pytest.mark.django_db
def test_a_clock_set_back_keeps_a_session_and_lets_no_lock_run_for_ever(client):
    planner = person("planner")
    with time_machine.travel(NOW, tick=False):
        client.force_login(planner)
        assert client.get("/account/").status_code == 200
    with time_machine.travel(NOW - timedelta(days=1), tick=False):
        assert client.get("/account/").status_code == 200
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        assert client.get("/account/").status_code == 302
