"""Reports that are asked for, made and kept at the same moment, and one whose worker is killed."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection, transaction

from apps.geo.errors import Conflict
from apps.indicators import snapshots
from apps.indicators.models import Snapshot
from apps.jobs import services as background
from apps.jobs.models import Job
from apps.ledger.commands import Put
from apps.ledger.lock import lock_ledger
from apps.ledger.models import ChangeSet
from apps.reports import jobs, services
from apps.reports.content.asked import Asked
from apps.reports.models import Pack
from apps.reports.pack import kept_at
from tests.factories import BEGIN, api_of, person, record
from tests.reports.register import DAY, made, small_border

ROOT = Path(__file__).resolve().parents[2]
UP_WITHIN_S = 300
PERFORM = "import django; django.setup(); from apps.jobs.services import perform; perform(job_id={})"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def register():
    small_border()


def kept_at_once(*reports) -> list:
    """Keep reports in a thread each, all at the same moment; return the packs, or what was refused."""
    together = Barrier(len(reports))

    def keep(one):
        try:
            together.wait(timeout=300)
            return one.keep()
        except Conflict as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(reports)) as threads:
        return list(threads.map(keep, reports))


def test_the_same_report_made_twice_at_once_is_one_report():
    one, other = kept_at_once(made("general"), made("general"))
    assert one.uid == other.uid
    assert Pack.objects.count() == Snapshot.objects.count() == 1
    assert kept_at(one.sha256).is_file()


def test_two_different_reports_of_one_number_leave_one_and_a_plain_refusal():
    found = kept_at_once(made(sections=("B",)), made(sections=("B",), detail_maps=True))
    [pack] = [one for one in found if isinstance(one, Pack)]
    [refusal] = [one for one in found if isinstance(one, Conflict)]
    assert pack.number in str(refusal)
    archives = list(Path(settings.REPORTS_DIR).rglob("*.zip"))
    assert archives == [kept_at(pack.sha256)]
    again = made(sections=("B",), detail_maps=True).keep()
    assert again.asked["version"] == 2


def test_both_jobs_of_the_same_report_name_the_one_that_was_kept():
    first, second = (
        jobs.make(
            {"kind": "coverage", "asked": Asked(DAY, audience="general").as_json(), "by": "admin"}, quiet
        )
        for _time in range(2)
    )
    for outcome in (first, second):
        outcome.effect()
    assert first.result["report"] == second.result["report"] == str(Pack.objects.get().uid)


def quiet(_done: int, _total: int) -> None:
    """Report progress to nobody."""


def test_the_same_question_asked_again_while_it_waits_is_one_job():
    planner, body = api_of("planner"), {"as_of": "2024-12-31", "audience": "general"}
    one, other = (planner.post("/api/v1/reports/", body, format="json").data["uid"] for _time in range(2))
    assert one == other


def test_a_report_is_read_while_somebody_holds_the_ledger():
    def hold(until) -> None:
        with transaction.atomic():
            lock_ledger("somebody")
            ready.wait(timeout=300)
            until.wait(timeout=300)
        connection.close()

    ready, until = Barrier(2), Barrier(2)
    with ThreadPoolExecutor(1) as thread:
        held = thread.submit(hold, until)
        ready.wait(timeout=300)
        snapshot = snapshots.drawn_up(as_of=DAY, by=person("planner"))
        until.wait(timeout=300)
        held.result()
    assert snapshot.ledger_number == ChangeSet.objects.head()[0]


def test_what_is_written_while_a_snapshot_is_read_is_wholly_in_it(monkeypatch):
    reading = snapshots.reading

    def interrupted(**options):
        found = reading(**options)
        if options["number"] == before:
            record(Put("sensor_standing", {"sensor": "C-1"}, {"state": "damaged"}, BEGIN))
        return found

    before = ChangeSet.objects.head()[0]
    monkeypatch.setattr(snapshots, "reading", interrupted)
    snapshot = snapshots.drawn_up(as_of=DAY, by=person("planner"))
    [k2] = [
        one
        for one in snapshots.content_of(snapshot)["figures"]
        if one["code"] == "K2" and one["route"] is None
    ]
    assert snapshot.ledger_number == before + 1
    assert k2["numerator_cm"] == 0


def worker_at(job: Job) -> subprocess.Popen:
    """Start a process that performs one job."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "border_gis.settings",
        "DB": connection.settings_dict["NAME"],
        "REPORTS_DIR": settings.REPORTS_DIR,
    }
    return subprocess.Popen([sys.executable, "-c", PERFORM.format(job.pk)], env=environment, cwd=ROOT)


def killed_once(worker: subprocess.Popen, pattern: str) -> None:
    """Kill a worker when a file of its appears among the reports."""
    until = time.monotonic() + UP_WITHIN_S
    while not list(Path(settings.REPORTS_DIR).glob(pattern)):
        assert worker.poll() is None and time.monotonic() < until
        time.sleep(0.01)
    worker.send_signal(signal.SIGKILL)
    worker.wait()


def perform(job: Job) -> None:
    """Do a job anew: the lock of its killed worker goes when the database notices that the worker has."""
    until = time.monotonic() + UP_WITHIN_S
    while job.state != Job.State.DONE and time.monotonic() < until:
        background.perform(job_id=job.pk)
        job.refresh_from_db()


def aged(path: Path) -> None:
    """Let a file look two hours old."""
    long_ago = time.time() - 2 * 60 * 60
    os.utime(path, (long_ago, long_ago))


def test_the_archive_of_a_worker_killed_before_it_could_keep_the_report_is_swept_after_an_hour():
    job = jobs.ask(kind="coverage", asked=Asked(DAY, audience="general"), by=person("planner"))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE reports_pack IN SHARE MODE")  # it can be read, and no report be kept
        killed_once(worker_at(job), "[0-9a-f][0-9a-f]/*.zip")
    [orphan] = Path(settings.REPORTS_DIR).rglob("*.zip")
    assert not Pack.objects.exists()
    assert services.swept() == [] and orphan.is_file(), "it might be kept yet"
    aged(orphan)
    assert services.swept() == [orphan] and not orphan.exists()

    perform(job)
    kept = kept_at(Pack.objects.get().sha256)
    aged(kept)
    assert services.swept() == [] and kept.is_file()


def test_a_report_that_is_kept_late_is_not_swept_while_it_is_being_kept():
    report = made("general")
    aged(report.archive.path)
    report.keep()
    assert kept_at(report.pack.sha256).stat().st_mtime > time.time() - 60


def test_a_report_whose_archive_was_swept_is_not_kept():
    report = made("general")
    aged(report.archive.path)
    assert services.swept() == [report.archive.path]
    with pytest.raises(Conflict, match=r"gone|vairs nav"):
        report.keep()
    assert not Pack.objects.exists()


def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_report_is_made_after_all():
    job = jobs.ask(kind="coverage", asked=Asked(DAY), by=person("planner"))
    folder = Path(settings.REPORTS_DIR)
    killed_once(worker_at(job), ".making-*/files/report.json")
    assert list(folder.glob(".making-*")) and not list(folder.rglob("*.zip"))
    assert not Pack.objects.exists()

    perform(job)
    assert (job.state, job.failure) == (Job.State.DONE, "")
    assert not list(folder.glob(".making-*"))
    assert [path.name for path in folder.rglob("*.zip")] == [f"{Pack.objects.get().sha256}.zip"]
