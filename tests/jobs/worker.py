"""A worker for tests: Celery as it runs, with one more kind of job, which leaves a row for each time it is done."""

import time

from django.db import connection

from apps.jobs import kinds
from apps.jobs.kinds import Outcome
from border_gis.celery import app

__all__ = ["app"]


def mark(arguments, report):
    """Take a while, tell so, and leave a row with the job's number."""
    report(1, 2)
    time.sleep(0.05)

    def leave_row() -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO job_marks VALUES (%s)", [arguments["number"]])

    return Outcome({"number": arguments["number"]}, leave_row)


kinds.KINDS["mark"] = "tests.jobs.worker.mark"
