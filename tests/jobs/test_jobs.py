from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation

from apps.geo.errors import Conflict, MeasureError, NotFound
from apps.jobs import bell, kinds, services
from apps.jobs.kinds import Outcome, TryAgain
from apps.jobs.models import Job
from apps.jobs.tasks import perform
from border_gis.celery import app
from tests.factories import api_of, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bell_heard(monkeypatch) -> list[int]:
    """No worker is called in tests: the list tells for which jobs one would have been."""
    heard: list[int] = []
    monkeypatch.setattr(services, "ring", heard.append)
    return heard


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def kind(monkeypatch):
    """Make a kind of job of a function, under the name of the test's own."""

    def make(function):
        monkeypatch.setitem(kinds.KINDS, "own", "tests.jobs.own.work")
        monkeypatch.setattr("tests.jobs.own.work", function)

    return make


def asked(**arguments) -> Job:
    return services.ask(kind="own", arguments=arguments, by=person())


def performed(job: Job) -> Job:
    services.perform(job_id=job.pk)
    job.refresh_from_db()
    return job


def test_a_job_is_asked_for_done_and_tells_what_it_found(kind):
    kind(lambda arguments, report: Outcome({"twice": 2 * arguments["number"]}))
    job = performed(asked(number=21))
    assert (job.state, job.result, job.attempts) == ("done", {"twice": 42}, 1)
    assert job.started_at <= job.finished_at


def test_the_bell_rings_once_the_asking_is_committed(kind, bell_heard, django_capture_on_commit_callbacks):
    kind(lambda arguments, report: Outcome({}))
    with django_capture_on_commit_callbacks(execute=True):
        job = asked()
        assert bell_heard == []
    assert bell_heard == [job.pk]


def test_one_person_has_three_long_jobs_open_at_most(kind):
    kind(lambda arguments, report: Outcome({}))
    by = person("viewer")
    first, *_ = [services.ask_in_turn(kind="own", arguments={"n": n}, by=by) for n in range(3)]
    with pytest.raises(Conflict, match="You have 3 jobs open"):
        services.ask_in_turn(kind="own", arguments={}, by=by)
    assert Job.objects.count() == 3
    assert services.ask_in_turn(kind="own", arguments={}, by=person("planner")).state == "queued"
    performed(first)
    assert services.ask_in_turn(kind="own", arguments={}, by=by).state == "queued"


def test_an_unknown_kind_is_refused():
    with pytest.raises(NotFound, match="no type of job"):
        services.ask(kind="magic", arguments={}, by=None)


def test_a_job_that_is_done_is_not_done_again(kind):
    seen = []
    kind(lambda arguments, report: seen.append(1) or Outcome({}))
    job = performed(asked())
    performed(job)
    assert (seen, job.attempts) == ([1], 1)


def test_a_mistake_of_the_asker_is_told_in_words(kind):
    def fail(arguments, report):
        raise MeasureError("km %(km)s is not on the line", km=999)

    kind(fail)
    job = performed(asked())
    assert (job.state, job.failure, job.result) == ("failed", "km 999 is not on the line", None)


def test_a_fault_of_ours_is_told_in_plain_words_with_a_reference(kind):
    kind(lambda arguments, report: 1 / 0)
    job = performed(asked())
    assert job.failure == (
        f"The program failed at this; what you asked is not at fault. Reference: {job.uid}."
    )
    assert job.fault == "ZeroDivisionError: division by zero"


def test_only_an_administrator_reads_the_fault_itself(kind, client):
    kind(lambda arguments, report: 1 / 0)
    with translation.override("lv"):
        job = performed(services.ask(kind="own", arguments={}, by=person("planner")))
    page = reverse("surveillance:job", args=[job.uid])
    for role, reads in (("planner", False), ("admin", True)):
        client.force_login(person(role))
        shown = client.get(page, headers={"Accept-Language": "lv"}).content.decode()
        assert f"Numurs, ko nosaukt administratoram: {job.uid}" in shown
        assert ("division by zero" in shown) is reads
    for_programs = api_of("planner").get(f"/api/v1/jobs/{job.uid}/").content.decode()
    assert str(job.uid) in for_programs
    assert "ZeroDivision" not in for_programs


def test_the_effect_comes_with_the_end_or_not_at_all(kind):
    def effect():
        person("viewer", "made by the job")
        raise MeasureError("too late")

    kind(lambda arguments, report: Outcome({}, effect))
    job = performed(asked())
    assert (job.state, job.failure) == ("failed", "too late")
    assert not type(job.asked_by).objects.filter(username="made by the job").exists()


def test_progress_is_seen_while_it_runs(kind):
    seen = []

    def work(arguments, report):
        report(1, 4)
        seen.append(Job.objects.get().percent)
        return Outcome({})

    kind(work)
    performed(asked())
    assert seen == [25]


def test_a_waiting_job_is_cancelled_at_once(kind):
    kind(lambda arguments, report: Outcome({}))
    job = services.cancel(job=asked())
    assert job.state == "cancelled"
    assert performed(job).attempts == 0


def test_a_running_job_stops_at_its_next_report(kind):
    def work(arguments, report):
        services.cancel(job=Job.objects.get())
        report(1, 2)
        raise AssertionError("it went on")

    kind(work)
    assert performed(asked()).state == "cancelled"


def test_what_has_ended_cannot_be_cancelled(kind):
    kind(lambda arguments, report: Outcome({}))
    with pytest.raises(Conflict, match="ended already"):
        services.cancel(job=performed(asked()))


def test_the_sweeper_rings_for_what_was_not_heard(kind, bell_heard):
    kind(lambda arguments, report: Outcome({}))
    lost, fresh = asked(), asked()
    Job.objects.filter(pk=lost.pk).update(rung_at=timezone.now() - timedelta(minutes=1))
    assert services.sweep() == 1
    assert bell_heard == [lost.pk]
    assert services.sweep() == 0
    assert fresh.pk not in bell_heard


def test_a_job_that_a_dead_worker_left_running_is_begun_again(kind):
    kind(lambda arguments, report: Outcome({}))
    job = asked()
    Job.objects.filter(pk=job.pk).update(state="running", attempts=1)
    assert (performed(job).state, job.attempts) == ("done", 2)


def test_a_job_at_which_worker_after_worker_dies_is_given_up(kind):
    kind(lambda arguments, report: Outcome({}))
    job = asked()
    Job.objects.filter(pk=job.pk).update(state="running", attempts=services.MOST_ATTEMPTS)
    assert performed(job).failure == "The worker died 5 times at it."


def test_a_job_that_another_session_holds_is_left_alone(kind):
    kind(lambda arguments, report: Outcome({}))
    job = asked()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [services.LOCK_CLASS, job.pk])
        assert performed(job).state == "queued"
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")  # closing alone frees it a moment later
    finally:
        other.close()
    assert performed(job).state == "done"


@pytest.fixture
def one_at_once(kind, settings):
    settings.JOBS_AT_ONCE = {"own": 1}
    kind(lambda arguments, report: Outcome({}))


def test_of_a_kind_that_takes_workers_long_others_wait_for_room(kind, one_at_once, bell_heard):
    """While one of them runs in another session, a job of another kind is done and one of the same waits."""
    first, second = asked(), asked()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [services.ROOM_CLASS, 0])
        assert (performed(first).state, first.attempts, bell_heard) == ("queued", 0, [])
        assert performed(services.ask(kind="coverage", arguments={}, by=None)).state != "queued"
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")
    finally:
        other.close()
    assert performed(first).state == "done"
    assert bell_heard == [second.pk]
    assert (performed(second).state, bell_heard) == ("done", [second.pk])


def test_room_goes_to_whoever_has_had_none_for_longest(kind, one_at_once, bell_heard):
    eager, calm = person("viewer", "eager"), person("viewer", "calm")
    mine = [services.ask(kind="own", arguments={"n": n}, by=eager) for n in range(3)]
    theirs = services.ask(kind="own", arguments={}, by=calm)
    performed(mine[0])
    performed(theirs)
    assert bell_heard == [theirs.pk, mine[1].pk]


def test_when_a_job_fails_the_next_has_its_room(kind, one_at_once, bell_heard):
    first, second = asked(), asked()
    kind(lambda arguments, report: 1 / 0)
    assert (performed(first).state, bell_heard) == ("failed", [second.pk])


def test_a_bell_out_of_order_loses_nothing(monkeypatch, caplog):
    """No Redis listens there: ringing says so in the log and goes on."""
    with app.connection_for_write("redis+socket:///nowhere/redis.sock") as nowhere:
        monkeypatch.setattr(perform, "apply_async", partial(perform.apply_async, connection=nowhere))
        bell.ring(7)
    assert "bell_out_of_order" in caplog.text


def test_a_job_that_is_done_is_at_a_hundred_percent_and_tells_what_was_not_needed(kind):
    def work(arguments, report):
        report(65, 85)
        return Outcome({})

    kind(work)
    job = performed(asked())
    assert (job.percent, job.not_needed, job.done, job.total) == (100, 20, 65, 85)


def test_a_job_that_failed_is_where_it_stopped(kind):
    def work(arguments, report):
        report(1, 4)
        raise MeasureError("too far")

    kind(work)
    job = performed(asked())
    assert (job.percent, job.not_needed) == (25, 0)


def test_a_job_speaks_the_language_of_who_asked(kind):
    def work(arguments, report):
        raise MeasureError("Give a number of sites or a budget, above zero.")

    kind(work)
    with translation.override("lv"):
        job = asked()
    performed(job)
    assert job.failure == "Norādiet vietu skaitu vai budžetu, lielāku par nulli."


def test_what_cannot_be_done_just_now_waits_and_is_tried_again(kind, bell_heard):
    tries = []

    def work(arguments, report):
        tries.append(1)
        if len(tries) == 1:
            raise TryAgain("nobody answers")
        return Outcome({"tries": len(tries)})

    kind(work)
    job = performed(asked())
    assert (job.state, job.failure, job.put_off) == ("queued", "nobody answers", 1)
    services.sweep()
    assert (performed(job).state, tries, bell_heard) == ("queued", [1], [])
    long_ago = timezone.now() - timedelta(minutes=1)
    Job.objects.filter(pk=job.pk).update(not_before=long_ago, rung_at=long_ago)
    services.sweep()
    assert bell_heard == [job.pk]
    job = performed(job)
    assert (job.state, job.failure, job.not_before, job.result) == ("done", "", None, {"tries": 2})


def test_a_job_that_is_stopped_while_it_is_tried_in_vain_is_not_tried_again(kind):
    def work(arguments, report):
        Job.objects.update(is_cancel_asked=True)
        raise TryAgain("nobody answers")

    kind(work)
    assert performed(asked()).state == "cancelled"


def test_being_put_off_is_no_death_of_a_worker(kind):
    def work(arguments, report):
        raise TryAgain("nobody answers")

    kind(work)
    job = asked()
    for _time in services.TRY_AGAIN_AFTER:
        assert performed(job).state == "queued"
        Job.objects.filter(pk=job.pk).update(not_before=None)
    job = performed(job)
    assert (job.state, job.attempts) == ("failed", len(services.TRY_AGAIN_AFTER) + 1)
    assert job.failure == "It was tried 7 times in vain, the last time: nobody answers"


def test_only_what_waits_can_be_hurried(kind):
    kind(lambda arguments, report: Outcome({}))
    job = performed(asked())
    with pytest.raises(Conflict):
        services.hurry(job=job)
