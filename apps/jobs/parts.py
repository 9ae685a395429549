"""Jobs that were split: how far all parts are together, and what becomes of the whole when the last one ends.

The row of the whole is always locked before those of its parts: of two parts that end at once, the second
sees the first, and nobody waits in a circle.
"""

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from apps.jobs.models import Job

State = Job.State
WORST_FIRST = (State.FAILED, State.CANCELLED, State.DONE)


def lock(job_id: int) -> Job | None:
    """Hold the row of an open job until the transaction ends; None if it has ended."""
    return Job.objects.open().select_for_update(of=("self",)).filter(pk=job_id).first()


@transaction.atomic
def settle(whole_id: int) -> None:
    """Tell on the whole how far its parts are; end it with the last of them, as the worst of them ended."""
    whole = lock(whole_id)
    if whole is None:
        return
    by_state = _by_state(whole)
    if State.FAILED in by_state:
        failed = whole.parts.filter(state=State.FAILED).order_by("pk")[0]
        whole.failure, whole.fault = failed.failure, failed.fault
        _stop(whole)
        by_state = _by_state(whole)
    if not by_state.keys() & {State.QUEUED, State.RUNNING}:
        whole.state = next(state for state in WORST_FIRST if state in by_state)
        whole.finished_at = timezone.now()
    whole.done, whole.rung_at = sum(by_state.values()), timezone.now()
    whole.save(update_fields=["done", "rung_at", "failure", "fault", "state", "finished_at"])


@transaction.atomic
def cancel_parts(whole_id: int) -> None:
    """Stop the parts of a job, if it was split: those that wait at once, those that run at their next report."""
    whole = lock(whole_id)
    if whole is not None and whole.parts.exists():
        _stop(whole)
        settle(whole_id)


def _by_state(whole: Job) -> dict[str, int]:
    """Return in which states the parts are, and how many steps those have done."""
    return dict(whole.parts.order_by().values_list("state").annotate(Sum("done")))


def _stop(whole: Job) -> None:
    whole.parts.filter(state=State.RUNNING).update(is_cancel_asked=True)
    waiting = whole.parts.filter(state=State.QUEUED)
    waiting.update(state=State.CANCELLED, finished_at=timezone.now(), is_cancel_asked=True)
