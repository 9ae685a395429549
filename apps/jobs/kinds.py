"""What a job can be: its name, and the function that does it.

A function takes the arguments and a `Report` and returns an `Outcome`. It may be begun again after a worker
died, so what it writes on the way must do no harm twice; its `effect` runs in the transaction that marks
the job done: once. An outcome with `parts` splits the job: each part is a job of its own, for any worker.
What cannot be done just now raises `TryAgain`: the job waits, each time longer, and is begun again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from apps.geo.errors import NotFound

KINDS = {
    "coverage": "apps.indicators.jobs.cover",
    "coverage_part": "apps.surveillance.jobs.compute_part",
    "placement": "apps.indicators.jobs.place",
    "report": "apps.reports.jobs.make",
    "report-delivery": "apps.reports.jobs.deliver",
    "report-verify": "apps.reports.jobs.verify",
}

TELLS = {"placement": "gaps"}
"""Kinds whose result has positions or gaps, and as what the read log knows the reading of it."""


@dataclass(frozen=True)
class Part:
    """A share of a job that any worker can do by itself; `size` is how many of the job's steps it holds."""

    kind: str
    arguments: dict[str, Any]
    size: int = 1


@dataclass(frozen=True)
class Outcome:
    """What a job found, as JSON, what it writes when it is marked done, and the parts that are still to do."""

    result: dict[str, Any]
    effect: Callable[[], None] | None = None
    parts: Sequence[Part] = field(default=())


class Cancelled(Exception):
    """Somebody asked that the job stop."""


class TryAgain(Exception):
    """What the job needs is out of reach just now; its text says why, in the job's language."""


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
