"""What a year was promised and how far it is kept: now, projected to the year's end by what is agreed."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from apps.deployments.counting import CATEGORIES, Count, Log, PeopleRule
from apps.deployments.models import Category, Commitment, Slot, SlotDays, Stage
from apps.deployments.person_days import Contribution, contributions

LIST_DUE, FIXED_DUE = (6, 30), (12, 1)  # of the year before: Regulation (EU) 2019/1896, Article 57
LIMITED = (Category.SHORT_TERM, Category.RESERVE)


@dataclass(frozen=True)
class Promise:
    """Heads of one category for one year, on one basis; `days` is what they come to."""

    basis: str
    heads: int
    days_each: int
    source: str
    since: date

    @property
    def days(self) -> int:
        return self.heads * self.days_each


@dataclass(frozen=True)
class Deadline:
    """A day by which a list is due, and the day from which it stands in the register, if it does."""

    basis: str
    due: date
    kept_on: date | None

    def state(self, day: date) -> str:
        if self.kept_on and self.kept_on <= day:
            return "kept" if self.kept_on <= self.due else "late"
        return "open" if day <= self.due else "missed"


@dataclass(frozen=True)
class Fulfilment:
    """One category of one year: what was promised, what is done to the day, what the year will come to."""

    category: int
    promises: list[Promise]
    now: Count
    projected: Count
    contributions: int

    @property
    def promised(self) -> Promise | None:
        """The firmest promise: the agreed list, else the proposed one, else the annex."""
        by_basis = {one.basis: one for one in self.promises}
        return next((by_basis[basis] for basis in ("agreed", "proposed", "annex") if basis in by_basis), None)

    def percent(self, count: Count) -> float | None:
        days = self.promised.days if self.promised else 0
        return round(100 * count.days / days, 2) if days else None

    @property
    def percent_now(self) -> float | None:
        return self.percent(self.now)

    @property
    def percent_projected(self) -> float | None:
        return self.percent(self.projected)


@dataclass(frozen=True)
class Reserve:
    """How many heads of the rapid reaction reserve stand ready on a day, of how many."""

    ready: int
    asked: int
    day: date


@dataclass(frozen=True)
class Overrun:
    """A slot with more days deployed than nominated."""

    slot: str
    nominated: int
    deployed: int


@dataclass(frozen=True)
class YearOfCommitments:
    year: int
    as_of: date
    fulfilments: list[Fulfilment]
    deadlines: list[Deadline]
    reserve: Reserve
    overruns: list[Overrun]


def commitments_of(year: int, as_of: date) -> YearOfCommitments:
    """Return the commitments of a year as they stand on a day, in five queries."""
    promised, ever = _promises(year, as_of), _promises(year)
    log, staged = Log(), _staged(year)
    end = min(max(as_of, date(year, 1, 1)), date(year, 12, 31))
    now = (
        log.between(date(year, 1, 1), end)
        if as_of >= date(year, 1, 1)
        else dict.fromkeys(CATEGORIES, Count())
    )
    projected, number = log.year(year), _contributions(staged, year)
    fulfilments = [
        Fulfilment(category, promised[category], now[category], projected[category], number[category])
        for category in CATEGORIES
        if category > 1
    ]
    asked = next((one.heads for one in promised[Category.RESERVE] if one.basis == "annex"), 0)
    return YearOfCommitments(
        year,
        as_of,
        fulfilments,
        _deadlines(year, ever),
        Reserve(_ready(staged, end), asked, end),
        _overruns(staged, year),
    )


def _promises(year: int, as_of: date | None = None) -> dict[int, list[Promise]]:
    """Return what a year was promised, by category: as it stood on a day, or all that ever stood."""
    days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    rows = Commitment.objects.filter(year=year)
    rows = rows if as_of is None else rows.as_of(as_of)
    found = defaultdict(list)
    for one in rows.order_by("category", "basis", "valid"):
        each = days if one.days_each is None else one.days_each
        found[one.category].append(Promise(one.basis, one.heads, each, one.source, one.valid.lower))
    return found


def _staged(year: int) -> list[SlotDays]:
    rows = SlotDays.objects.in_year(year).filter(slot__direction=Slot.Direction.OUT)
    return list(rows.select_related("slot").order_by("slot__code", "stage", "valid"))


def _contributions(staged: list[SlotDays], year: int) -> dict[int, int]:
    """Return how many contributions each category makes: heads, and again for each four months."""
    periods = defaultdict(list)
    for row in staged:
        if row.stage == Stage.DEPLOYED:
            periods[row.slot].append(row)
    found: dict[int, int] = defaultdict(int)
    for slot, rows in periods.items():
        number = len(slot_contributions(rows, year)) if slot.category in LIMITED else 1
        found[slot.category] += number * max(row.heads for row in rows)
    return found


def slot_contributions(rows: list[SlotDays], year: int) -> list[Contribution]:
    """Return the contributions of one slot in a year, travel included: who travels is away."""
    periods = [(row.valid.lower, row.valid.upper or date.max) for row in rows]
    return list(contributions(periods, year, PeopleRule().months))


def contributions_by_year(slot: Slot) -> list[tuple[int, list[Contribution]]]:
    """Return what a slot of category 3 or 4 contributes in each year; give the slot its days at hand."""
    rows = [row for row in slot.days.all() if row.stage == Stage.DEPLOYED]
    if slot.category not in LIMITED or not rows:
        return []
    first = min(row.valid.lower for row in rows).year
    last = max(row.valid.upper.year if row.valid.upper else row.valid.lower.year for row in rows)
    found = ((year, slot_contributions(rows, year)) for year in range(first, last + 1))
    return [(year, made) for year, made in found if made]


def _ready(staged: list[SlotDays], day: date) -> int:
    """Return the heads of the reserve that a day finds nominated or agreed, each slot once."""
    ready: dict[int, int] = {}
    for row in staged:
        is_held = row.valid.lower <= day and (row.valid.upper is None or day < row.valid.upper)
        if row.slot.category == Category.RESERVE and row.stage != Stage.DEPLOYED and is_held:
            ready[row.slot_id] = max(ready.get(row.slot_id, 0), row.heads)
    return sum(ready.values())


def _deadlines(year: int, promised: dict[int, list[Promise]]) -> list[Deadline]:
    """Return the two days of the year before by which the list of category 3 is due and fixed."""
    since = {one.basis: one.since for one in reversed(promised[Category.SHORT_TERM])}
    return [
        Deadline(basis, date(year - 1, *due), since.get(basis))
        for basis, due in (("proposed", LIST_DUE), ("agreed", FIXED_DUE))
    ]


def _overruns(staged: list[SlotDays], year: int) -> list[Overrun]:
    days: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in staged:
        if not row.travel:
            days[row.slot.code][row.stage] += row.heads * _days_of(row, year)
    return [
        Overrun(slot, by_stage[Stage.NOMINATED], by_stage[Stage.DEPLOYED])
        for slot, by_stage in days.items()
        if Stage.NOMINATED in by_stage and by_stage[Stage.DEPLOYED] > by_stage[Stage.NOMINATED]
    ]


def _days_of(row: SlotDays, year: int) -> int:
    begin, end = (
        max(row.valid.lower, date(year, 1, 1)),
        min(row.valid.upper or date.max, date(year + 1, 1, 1)),
    )
    return max((end - begin).days, 0)
