"""Reports as jobs: one that is asked for, and those of the month that is over."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.accounts.access import note
from apps.accounts.models import AccessEvent, User
from apps.geo.errors import Conflict, StorageFull
from apps.jobs import services as jobs
from apps.jobs.kinds import Outcome, Report, TryAgain
from apps.jobs.models import Job
from apps.reports import deliveries, services, verifying
from apps.reports.content.asked import Asked
from apps.reports.models import Delivery, Pack, Schedule
from apps.reports.pack import kept_at

GOES_TO = ("folder", "mail_to")


def ask(*, kind: str, asked: Asked, by: User) -> Job:
    """Ask for a report; what is wrong with the question is told at once, and the same asked twice waits once."""
    services.require_reading(by, kind, asked)
    services.check(asked)
    return _job(kind, asked, by)


def _job(kind: str, asked: Asked, by: User, **then: Any) -> Job:
    arguments = {"kind": kind, "asked": asked.as_json(), "by": by.username, **then}
    return jobs.ask_once(kind="report", arguments=arguments, by=by)


def make(arguments: dict[str, Any], report: Report) -> Outcome:
    by = User.objects.get(username=arguments["by"])
    asked, goes_to = Asked.of(arguments["asked"]), {name: arguments.get(name, "") for name in GOES_TO}
    try:
        made = services.make(kind=arguments["kind"], asked=asked, by=by, report=report)
    except StorageFull as full:
        if not any(goes_to.values()):
            raise
        raise TryAgain(full.translated(_)) from None  # nobody waits for it, and nobody would ask again
    result: dict[str, Any] = {
        "number": made.pack.number,
        "sha256": made.archive.sha256,
        "bytes": made.archive.size_bytes,
    }

    def keep() -> None:
        with services.dropped_unless_kept(made):
            pack = made.keep()
            result["report"] = str(pack.uid)
            deliveries.ask(pack=pack, by=by, **goes_to)
            _written_down(arguments.get("schedule"), asked.as_of)

    return Outcome(result, keep)


def deliver(arguments: dict[str, Any], _report: Report) -> Outcome:
    delivery = Delivery.objects.select_related("pack", "job").get(uid=arguments["delivery"])
    deliveries.carry(delivery)
    pack = delivery.pack
    return Outcome({"report": str(pack.uid), "number": pack.number, "way": delivery.way, "to": delivery.to})


def verify(arguments: dict[str, Any], _report: Report) -> Outcome:
    pack = Pack.objects.get(uid=arguments["report"])
    found = verifying.verify(kept_at(pack.sha256))
    return Outcome(
        {
            "report": str(pack.uid),
            "number": pack.number,
            "holds": found.holds,
            "by": found.by,
            "doubt": found.doubt,
            "notes": list(found.notes),
        }
    )


@transaction.atomic
def ask_for_the_month(day: date) -> list[Job]:
    """Ask for each scheduled report of the month that is over and has none yet.

    What cannot be made is told by its own job, so that it keeps no other from being made; it is asked for again.
    """
    return [_scheduled(one, asked) for one, asked in services.due(day)]


def _scheduled(one: Schedule, asked: Asked) -> Job:
    then = {"folder": one.folder, "mail_to": one.mail_to, "schedule": one.pk}
    one.job, one.asked_month = _job(one.kind, asked, one.asked_by, **then), asked.as_of
    one.save(update_fields=["job", "asked_month"])
    return one.job


@transaction.atomic
def schedule(*, schedule: Schedule, by: User) -> Schedule:
    """Let a report be made each month from now on, in this person's name; that is logged."""
    schedule.asked_by = by
    schedule.save()
    note(AccessEvent.Kind.SCHEDULE_MADE, by=by, **_said(schedule))
    return schedule


@transaction.atomic
def stop(*, schedule: Schedule, by: User) -> None:
    """Make a report no more, nor the one that is asked for and not made yet; that is logged."""
    held = (
        Schedule.objects.select_for_update(of=("self",)).select_related("job", "asked_by").get(pk=schedule.pk)
    )
    if held.job is not None and held.job.is_open:
        jobs.cancel(job=held.job)
    note(AccessEvent.Kind.SCHEDULE_STOPPED, by=by, about=held.asked_by, **_said(held))
    held.delete()


def _said(schedule: Schedule) -> dict[str, Any]:
    names = ("audience", "language", "sections", "day", "folder", "mail_to")
    said = {name: getattr(schedule, name) for name in names if getattr(schedule, name)}
    return {"report": schedule.kind, **said}


@transaction.atomic
def again(*, job: Job) -> Job:
    """Ask once more for a report that was not made.

    Raises
    ------
    Conflict
        It is no report, it is made, or its job has not ended yet.
    """
    if job.kind != "report" or job.state not in (Job.State.FAILED, Job.State.CANCELLED):
        raise Conflict(_("Only a report that was not made can be asked for once more."))
    found = jobs.ask_once(kind=job.kind, arguments=job.arguments, by=job.asked_by)
    Schedule.objects.filter(job=job).update(job=found)
    return found


def _written_down(schedule: int | None, day: date) -> None:
    """Note on a schedule that the report of a month is made."""
    earlier = Q(last_month__isnull=True) | Q(last_month__lt=day)
    Schedule.objects.filter(earlier, pk=schedule).update(last_month=day)
