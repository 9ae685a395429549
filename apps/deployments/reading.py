"""The log as people ask for it and read it: years parsed, days of a slot as runs with the travel around them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from apps.deployments.models import SlotDays, Stage
from apps.deployments.periods import A_DAY, day_after
from apps.geo.errors import PeriodError

FIRST_YEAR, LAST_YEAR = 2000, 2200


def parse_year(text: str | int, where: str = "year") -> int:
    """Return a calendar year; raise PeriodError if it is none between 2000 and 2200."""
    if not str(text).isascii() or not str(text).isdigit() or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise PeriodError(_("Not a year between 2000 and 2200: %(year)s.") % {"year": text}, where)
    return int(text)


@dataclass(frozen=True)
class Run:
    """Days of duty of a slot in one stage, both ends included, and the days of travel that touch them."""

    stage: str
    heads: int
    first: date
    last: date | None
    travel_from: date | None
    travel_to: date | None

    @property
    def begin(self) -> date:
        """The first day, travel included."""
        return self.travel_from or self.first

    @property
    def duty_end(self) -> date:
        return day_after(self.last)

    @property
    def end(self) -> date:
        """The day after the last, travel included."""
        return day_after(self.travel_to or self.last)

    @property
    def stage_name(self) -> str:
        return str(Stage(self.stage).label)


def runs(days: Iterable[SlotDays]) -> list[Run]:
    """Return the runs of a slot, the firmest stage first; travel between two runs belongs to the earlier one."""
    days = sorted(days, key=lambda one: one.valid.lower)
    found = []
    for stage in (Stage.DEPLOYED, Stage.AGREED, Stage.NOMINATED):
        duty, travel = (
            [one for one in days if one.stage == stage and one.travel is is_travel]
            for is_travel in (False, True)
        )
        found += [_run(one, duty, travel) for one in duty]
    return found


def _run(one: SlotDays, duty: list[SlotDays], travel: list[SlotDays]) -> Run:
    begin, end = one.valid.lower, one.valid.upper
    taken = {other.valid.upper for other in duty}
    before = next((it for it in travel if it.valid.upper == begin and it.valid.lower not in taken), None)
    after = next((it for it in travel if end and it.valid.lower == end), None)
    return Run(
        stage=one.stage,
        heads=one.heads,
        first=begin,
        last=end - A_DAY if end else None,
        travel_from=before.valid.lower if before else None,
        travel_to=after.valid.upper - A_DAY if after and after.valid.upper else None,
    )
