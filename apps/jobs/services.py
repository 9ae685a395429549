"""Ask for a job, perform it, stop it, and find those that a dead worker or a lost bell left behind."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.geo.errors import BorderGisError, Conflict
from apps.jobs.bell import ring
from apps.jobs.kinds import Cancelled, Outcome, Part, Report, TryAgain, work_of
from apps.jobs.models import Job
from apps.jobs.parts import cancel_parts, lock, settle

LOCK_CLASS = 0x4A4F42
"""First half of the advisory locks that running jobs hold: JOB."""
ROOM_CLASS = 0x524F4F4D
"""The same of the places that jobs of some kinds need: ROOM."""
RING_AGAIN = timedelta(seconds=15)
MOST_ATTEMPTS = 5
MOST_OPEN = 3
"""Long jobs that one person may have waiting or running."""
MOST_RUNG = 1_000
TRY_AGAIN_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
"""How long a job that was tried in vain waits for its next try; after the last of them it has failed."""

log = structlog.get_logger(__name__)


@transaction.atomic
def ask(*, kind: str, arguments: dict[str, Any], by: User | None) -> Job:
    """Write down a job in the caller's transaction; the bell rings once that is committed.

    Raises
    ------
    NotFound
        There is no such kind of job.
    """
    work_of(kind)
    language = translation.get_language() or settings.LANGUAGE_CODE
    now = timezone.now()
    job = Job.objects.create(kind=kind, arguments=arguments, asked_by=by, rung_at=now, language=language)
    transaction.on_commit(lambda: ring(job.pk))
    return job


@transaction.atomic
def ask_in_turn(*, kind: str, arguments: dict[str, Any], by: User) -> Job:
    """Ask for a job that takes a worker long: a person has few of those open, so that others get a turn.

    Raises
    ------
    Conflict
        The person has as many jobs open as one may have.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    opened = Job.objects.open().due(timezone.now()).filter(asked_by=by, parent=None).count()
    if opened >= MOST_OPEN:
        message = ngettext(
            "You have %(count)s job open: wait until it has ended, or stop it.",
            "You have %(count)s jobs open: wait until one has ended, or stop one.",
            opened,
        )
        raise Conflict(message % {"count": opened})
    return ask(kind=kind, arguments=arguments, by=by)


@transaction.atomic
def ask_once(*, kind: str, arguments: dict[str, Any], by: User | None) -> Job:
    """Ask for a job unless one like it waits: that one is held until the caller commits, so it sees the change."""
    waiting = Job.objects.filter(kind=kind, arguments=arguments, state=Job.State.QUEUED, parent=None)
    waiting = waiting.filter(is_cancel_asked=False).select_for_update(skip_locked=True, of=("self",))
    return waiting.first() or ask(kind=kind, arguments=arguments, by=by)


def cancel(*, job: Job) -> Job:
    """Stop a job: at once if it waits, at its next report if it runs; its parts too.

    Raises
    ------
    Conflict
        It has ended already.
    """
    now = timezone.now()
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED)
    if not waiting.update(state=Job.State.CANCELLED, finished_at=now, is_cancel_asked=True):
        running = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING)
        if not running.update(is_cancel_asked=True):
            raise Conflict(_("The job has ended already."))
        cancel_parts(job.pk)
    job.refresh_from_db()
    return job


def hurry(*, job: Job) -> Job:
    """Let a job that was put off be tried at once.

    Raises
    ------
    Conflict
        It runs, or has ended already.
    """
    if not Job.objects.filter(pk=job.pk, state=Job.State.QUEUED).update(not_before=None):
        raise Conflict(_("The job runs, or has ended already."))
    transaction.on_commit(lambda: ring(job.pk))
    job.refresh_from_db()
    return job


def perform(*, job_id: int) -> None:
    """Do a job unless it is done, or somebody is at it. A lock of the database tells: it goes when its holder dies.

    Of a kind that would keep all workers from the others so many run at once as the settings say; the rest wait.
    """
    kind = Job.objects.filter(pk=job_id).values_list("kind", flat=True).first()
    with _room(kind) as has_room, _held(job_id) as is_mine:
        job = _begun(job_id) if has_room and is_mine else None
        if job is not None:
            with translation.override(job.language):
                _go_on(job)
    if job is not None and kind in settings.JOBS_AT_ONCE:
        _ring_next(kind)


def _go_on(job: Job) -> None:
    if job.is_cancel_asked:
        _end(job, Job.State.CANCELLED)
    elif job.attempts - job.put_off > MOST_ATTEMPTS:
        count = {"count": MOST_ATTEMPTS}
        _end(job, Job.State.FAILED, failure=_("The worker died %(count)s times at it.") % count)
    else:
        _run(job)


def _ring_next(kind: str) -> None:
    """Ring for the job of a kind that waits for room: of whoever has had none for longest."""
    waiting = Job.objects.filter(kind=kind, state=Job.State.QUEUED, parent=None).due(timezone.now())
    if (pk := waiting.in_turn().values_list("pk", flat=True).first()) is not None:
        ring(pk)


def sweep() -> int:
    """Ring again for every open job that nobody was called to lately; return for how many."""
    now = timezone.now()
    unheard = Job.objects.unheard(now - RING_AGAIN).due(now).order_by("asked_at")
    forgotten = list(unheard.values_list("pk", flat=True)[:MOST_RUNG])
    Job.objects.filter(pk__in=forgotten).update(rung_at=now)
    for pk in forgotten:
        ring(pk)
    return len(forgotten)


def _run(job: Job) -> None:
    try:
        outcome = work_of(job.kind)(job.arguments, _report_for(job))
        _finish(job, outcome)
    except Cancelled:
        _end(job, Job.State.CANCELLED)
    except TryAgain as reason:
        _put_off(job, str(reason))
    except BorderGisError as error:
        _end(job, Job.State.FAILED, failure=error.translated(_))
    except Exception as error:
        log.exception("job_failed", job=str(job.uid), kind=job.kind)
        fault = f"{type(error).__name__}: {error}".replace("\x00", "")
        _end(job, Job.State.FAILED, failure=_unforeseen(job), fault=fault)


@transaction.atomic
def _put_off(job: Job, reason: str) -> None:
    """Let a job wait for its next try; after the last one it has failed."""
    if lock(job.pk).is_cancel_asked:
        _end(job, Job.State.CANCELLED)
    elif job.put_off >= len(TRY_AGAIN_AFTER):
        _end(job, Job.State.FAILED, failure=_tried_in_vain(job.put_off + 1, reason))
    else:
        not_before = timezone.now() + TRY_AGAIN_AFTER[job.put_off]
        waiting = {"state": Job.State.QUEUED, "put_off": job.put_off + 1, "not_before": not_before}
        Job.objects.filter(pk=job.pk).update(failure=reason, **waiting)


def _tried_in_vain(count: int, reason: str) -> str:
    message = ngettext(
        "It was tried %(count)s time in vain: %(reason)s",
        "It was tried %(count)s times in vain, the last time: %(reason)s",
        count,
    )
    return message % {"count": count, "reason": reason}


def _unforeseen(job: Job) -> str:
    """Return what the asker is told of a fault of ours: the job's uid leads to it in the log."""
    message = _("The program failed at this; what you asked is not at fault. Reference: %(reference)s.")
    return message % {"reference": job.uid}


@transaction.atomic
def _finish(job: Job, outcome: Outcome) -> None:
    """Write the effect and mark the job done in one transaction: both or neither. With parts left it goes on."""
    if outcome.effect:
        outcome.effect()
    if outcome.parts:
        _split(job, outcome.result, outcome.parts)
    else:
        _end(job, Job.State.DONE, result=outcome.result, failure="", not_before=None)


def _split(job: Job, result: dict[str, Any], parts: Sequence[Part]) -> None:
    if lock(job.pk).is_cancel_asked:
        raise Cancelled
    now = timezone.now()
    made = Job.objects.bulk_create(
        Job(
            parent=job,
            kind=part.kind,
            arguments=part.arguments,
            total=part.size,
            asked_by=job.asked_by,
            rung_at=now,
            language=job.language,
        )
        for part in parts
    )
    total = sum(part.size for part in parts)
    Job.objects.filter(pk=job.pk).update(result=result, done=0, total=total, rung_at=now)
    transaction.on_commit(lambda: [ring(part.pk) for part in made])


@transaction.atomic
def _end(job: Job, state: str, **values: Any) -> None:
    if job.parent_id:
        lock(job.parent_id)
        values |= {"done": job.total} if state == Job.State.DONE else {}
    Job.objects.filter(pk=job.pk).update(state=state, finished_at=timezone.now(), **values)
    if job.parent_id:
        settle(job.parent_id)


@transaction.atomic
def _begun(job_id: int) -> Job | None:
    """Return the job marked as running once more; None if it has ended, or waits for its parts."""
    job = lock(job_id)
    if job is None or (job.not_before and job.not_before > timezone.now()):
        return None
    if job.parent_id is None and job.parts.exists():
        settle(job_id)
        return None
    job.state, job.started_at, job.attempts = Job.State.RUNNING, timezone.now(), job.attempts + 1
    job.save(update_fields=["state", "started_at", "attempts"])
    return job


def _report_for(job: Job) -> Report:
    def report(done: int, total: int) -> None:
        if job.parent_id:  # a part keeps its size: what it holds of the whole's steps
            done, total = job.total * done // max(total, 1), job.total
        Job.objects.filter(pk=job.pk).update(done=done, total=total, rung_at=timezone.now())
        if Job.objects.filter(pk=job.pk, is_cancel_asked=True).exists():
            raise Cancelled

    return report


@contextmanager
def _held(job_id: int) -> Iterator[bool]:
    """Hold the job's lock in this session; False if another session has it."""
    is_mine = _locked(LOCK_CLASS, job_id)
    try:
        yield is_mine
    finally:
        if is_mine:
            _unlock(LOCK_CLASS, job_id)


@contextmanager
def _room(kind: str | None) -> Iterator[bool]:
    """Hold one of the places for jobs of a kind; False if other sessions have them all. Most kinds need none."""
    most = settings.JOBS_AT_ONCE.get(kind)
    place = None if most is None else next((n for n in range(most) if _locked(ROOM_CLASS, n)), None)
    try:
        yield most is None or place is not None
    finally:
        if place is not None:
            _unlock(ROOM_CLASS, place)


def _locked(lock_class: int, number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [lock_class, number])
        return cursor.fetchone()[0]


def _unlock(lock_class: int, number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [lock_class, number])
