"""A worker for tests: Celery as it runs, with more kinds of job.

One leaves a row for each time it is done, one is split into many of those, one is split and does nothing.
"""

import time

from django.db import connection

from apps.jobs import kinds
from apps.jobs.kinds import Outcome, Part
from border_gis.celery import app

__all__ = ["app"]


def mark(arguments, report):
    """Take a while, tell so, wait until as many as this may be done, and leave a row with the job's number."""
    report(1, 2)
    time.sleep(0.05)
    while not is_let():
        time.sleep(0.05)

    def leave_row() -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO job_marks VALUES (%s)", [arguments["number"]])

    return Outcome({"number": arguments["number"]}, leave_row)


def is_let() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM job_marks) < (SELECT most FROM job_gate)")
        return cursor.fetchone()[0]


def marks(arguments, report):
    return Outcome({}, parts=[Part("mark", {"number": number}) for number in range(arguments["count"])])


def idle(arguments, report):
    """Split into so many parts that have nothing to do: what handing out costs."""
    return Outcome({}, parts=[Part("idle", {})] * arguments.get("count", 0))


for kind in (mark, marks, idle):
    kinds.KINDS[kind.__name__] = f"tests.jobs.worker.{kind.__name__}"
