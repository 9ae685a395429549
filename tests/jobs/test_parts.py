"""A job that is split: its parts are done by whoever comes, the whole ends with the last of them."""

import pytest

from apps.geo.errors import MeasureError
from apps.jobs import kinds, services
from apps.jobs.kinds import Outcome, Part
from apps.jobs.models import Job
from tests.factories import person

pytestmark = pytest.mark.django_db
SIZES = [2, 3]


@pytest.fixture(autouse=True)
def bell_heard(monkeypatch) -> list[int]:
    heard: list[int] = []
    monkeypatch.setattr(services, "ring", heard.append)
    return heard


@pytest.fixture
def split(monkeypatch):
    """Return a job that was split in two, each part the work of the given function."""

    def make(work) -> tuple[Job, list[Job]]:
        parts = [Part("own", {"number": n}, size) for n, size in enumerate(SIZES)]

        def own(arguments, report):
            return work(arguments, report) if arguments else Outcome({"found": 5}, parts=parts)

        monkeypatch.setitem(kinds.KINDS, "own", "tests.jobs.own.work")
        monkeypatch.setattr("tests.jobs.own.work", own)
        whole = services.ask(kind="own", arguments={}, by=person())
        services.perform(job_id=whole.pk)
        return now(whole), list(whole.parts.order_by("pk"))

    return make


def now(job: Job) -> Job:
    job.refresh_from_db()
    return job


def done(arguments, report) -> Outcome:
    return Outcome({})


def fail(arguments, report):
    raise MeasureError("km 999 is not on the line")


def test_the_whole_runs_until_its_last_part_has_ended(split):
    whole, [first, second] = split(done)
    assert (whole.state, whole.done, whole.total, whole.finished_at) == ("running", 0, 5, None)
    services.perform(job_id=second.pk)
    assert (now(whole).state, whole.done, whole.percent) == ("running", 3, 60)
    services.perform(job_id=first.pk)
    assert (now(whole).state, whole.done, whole.result) == ("done", 5, {"found": 5})
    assert whole.finished_at is not None


def test_the_bell_rings_for_every_part(split, bell_heard, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        whole, parts = split(done)
    assert bell_heard == [whole.pk, *(part.pk for part in parts)]


def test_a_bell_for_a_whole_that_waits_splits_it_only_once(split):
    whole, _parts = split(done)
    services.perform(job_id=whole.pk)
    assert (now(whole).attempts, whole.parts.count()) == (1, 2)


def test_a_part_that_a_dead_worker_left_is_done_again_and_counts_once(split):
    whole, [first, second] = split(done)
    Job.objects.filter(pk=first.pk).update(state="running", attempts=1)
    for part in (first, second, first, second):
        services.perform(job_id=part.pk)
    assert (now(whole).state, whole.done) == ("done", 5)
    assert [now(part).attempts for part in (first, second)] == [2, 1]


def test_a_part_counts_its_size_whatever_its_own_steps_are(split):
    def work(arguments, report):
        report(1, 2)
        return Outcome({})

    whole, [first, second] = split(work)
    services.perform(job_id=first.pk)
    Job.objects.filter(pk=first.pk).update(state="running")
    for part in (first, second):
        services.perform(job_id=part.pk)
    assert (now(whole).state, whole.done) == ("done", 5)


def test_a_part_that_fails_stops_the_others_and_tells_why(split):
    whole, [first, second] = split(fail)
    services.perform(job_id=first.pk)
    assert (now(whole).state, whole.failure) == ("failed", "km 999 is not on the line")
    assert now(second).state == "cancelled"


def test_the_whole_fails_only_once_the_part_that_runs_has_stopped(split):
    whole, [first, second] = split(fail)
    Job.objects.filter(pk=second.pk).update(state="running", attempts=1)
    services.perform(job_id=first.pk)
    assert (now(whole).state, now(second).is_cancel_asked) == ("running", True)
    services.perform(job_id=second.pk)
    assert (now(whole).state, now(second).state) == ("failed", "cancelled")


def test_cancelling_the_whole_takes_back_its_parts(split):
    whole, [first, second] = split(done)
    services.perform(job_id=first.pk)
    assert services.cancel(job=whole).state == "cancelled"
    assert [now(part).state for part in (first, second)] == ["done", "cancelled"]
    services.perform(job_id=second.pk)
    assert (now(second).state, now(whole).state, whole.done) == ("cancelled", "cancelled", 2)


def test_a_part_that_runs_stops_at_its_next_report_when_the_whole_is_cancelled(split):
    def work(arguments, report):
        services.cancel(job=Job.objects.get(parent=None))
        report(1, 2)
        raise AssertionError("it went on")

    whole, [first, _second] = split(work)
    services.perform(job_id=first.pk)
    assert now(whole).state == now(first).state == "cancelled"


def test_cancelled_while_it_was_planned_a_job_is_not_split(monkeypatch):
    def work(arguments, report):
        services.cancel(job=Job.objects.get())
        return Outcome({}, parts=[Part("own", {"number": 1})])

    monkeypatch.setitem(kinds.KINDS, "own", "tests.jobs.own.work")
    monkeypatch.setattr("tests.jobs.own.work", work)
    whole = services.ask(kind="own", arguments={}, by=person())
    services.perform(job_id=whole.pk)
    assert (now(whole).state, whole.parts.count()) == ("cancelled", 0)


def test_people_see_the_whole_and_not_its_parts(split):
    whole, _parts = split(done)
    assert list(Job.objects.visible_to(whole.asked_by)) == [whole]


def test_asked_for_twice_before_it_began_it_is_one_job():
    first = services.ask_once(kind="coverage", arguments={}, by=person())
    assert services.ask_once(kind="coverage", arguments={}, by=person()) == first
    Job.objects.filter(pk=first.pk).update(state="running")
    assert services.ask_once(kind="coverage", arguments={}, by=person()) != first
