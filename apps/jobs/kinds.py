"""What a job can be: its name, and the function that does it.

A function takes the arguments and a `Report` and returns an `Outcome`. It may be begun again after a worker
died, so what it writes on the way must do no harm twice; its `effect` runs in the transaction that marks
the job done: once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from apps.geo.errors import NotFound

KINDS = {
    "coverage": "apps.surveillance.jobs.compute",
    "placement": "apps.indicators.jobs.place",
    "report": "apps.reports.jobs.make",
    "report-verify": "apps.reports.jobs.verify",
}


@dataclass(frozen=True)
class Outcome:
    """What a job found, as JSON, and what it writes when it is marked done."""

    result: dict[str, Any]
    effect: Callable[[], None] | None = None


class Cancelled(Exception):
    """Somebody asked that the job stop."""


Report = Callable[[int, int], None]
Work = Callable[[dict[str, Any], Report], Outcome]


def work_of(kind: str) -> Work:
    """Return the function of a kind of job.

    Raises
    ------
    NotFound
        There is no such kind.
    """
    if kind not in KINDS:
        raise NotFound(_("There is no type of job %(kind)s.") % {"kind": kind}, "kind")
    return import_string(KINDS[kind])
