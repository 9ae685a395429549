"""What a year was promised and how far it is kept: by what was deployed, and projected to the year's end."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from apps.border.days import today
from apps.deployments.counting import Counting
from apps.deployments.models import Category, Commitment, Slot, SlotDays, Stage
from apps.deployments.periods import last_of
from apps.deployments.person_days import Contribution, contributions
from apps.deployments.rules import CATEGORIES, PeopleRule, Rules, Rulings

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
    """One category of one year: what was promised, what the year will come to, what is done to the day.

    `now` was deployed; `now_planned` was agreed for days to the day as well, and nothing is reported of it.
    """

    category: int
    promises: list[Promise]
    now: int
    now_planned: int
    projected: int
    contributions: int

    @property
    def promised(self) -> Promise | None:
        """The firmest promise: the agreed list, else the proposed one, else the annex."""
        by_basis = {one.basis: one for one in self.promises}
        return next((by_basis[basis] for basis in ("agreed", "proposed", "annex") if basis in by_basis), None)

    def percent(self, count: int) -> float | None:
        days = self.promised.days if self.promised else 0
        return round(100 * count / days, 2) if days else None

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
class LongStay:
    """A slot that stays longer than one contribution, as deployed or, where nothing is reported, as agreed."""

    slot: str
    contributions: int
    is_planned: bool


@dataclass(frozen=True)
class YearOfCommitments:
    year: int
    as_of: date
    fulfilments: list[Fulfilment]
    deadlines: list[Deadline]
    reserve: Reserve
    overruns: list[Overrun]
    unnominated: list[str]
    long_stays: list[LongStay]


def commitments_of(year: int, as_of: date) -> YearOfCommitments:
    """Return the commitments of a year as they stand on a day, in a constant number of queries."""
    promised, ever = _promises(year, as_of), _promises(year)
    staged, counting = _staged(year), Counting()
    rules = counting.rulings.of_year(year)
    asked = next((one.heads for one in promised[Category.RESERVE] if one.basis == "annex"), 0)
    end = min(max(as_of, date(year, 1, 1)), date(year, 12, 31))
    by_slot = list(_contributions(staged, year, rules))
    return YearOfCommitments(
        year,
        as_of,
        [
            _fulfilment(category, promised[category], counting, year, as_of, by_slot)
            for category in CATEGORIES
            if category > 1
        ],
        _deadlines(year, ever),
        Reserve(_ready(staged, end), asked, end),
        _overruns(staged, year),
        _unnominated(staged),
        [LongStay(one.slot.code, one.number, one.is_planned) for one in by_slot if one.number > 1],
    )


def _fulfilment(
    category: int,
    promises: list[Promise],
    counting: Counting,
    year: int,
    as_of: date,
    by_slot: list["SlotContributions"],
) -> Fulfilment:
    rule = counting.rulings.of_year(year).people[category]
    log, first = counting.logs.of(rule.stages), date(year, 1, 1)
    now = planned = 0
    if as_of >= first:
        counted, planned = log.between(first, min(as_of, date(year, 12, 31)))[category].by(rule)
        now = counted - planned
    projected, _planned = log.expected(year, as_of)[category].by(rule)
    heads = sum(one.number * one.heads for one in by_slot if one.slot.category == category)
    return Fulfilment(category, promises, now, planned, projected, heads)


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


@dataclass(frozen=True)
class SlotContributions:
    """How many contributions a slot makes in a year, each of so many heads."""

    slot: Slot
    number: int
    heads: int
    is_planned: bool


def _contributions(staged: list[SlotDays], year: int, rules: Rules) -> Iterator[SlotContributions]:
    """Yield the contributions of each slot: one, and of a category with a limit again for each time it is reached."""
    by_slot = defaultdict(list)
    for row in staged:
        by_slot[row.slot].append(row)
    for slot, rows in by_slot.items():
        rule = rules.people[slot.category]
        if counting := _that_count(rows, rule):
            number = len(slot_contributions(counting, year, rule)) if slot.category in LIMITED else 1
            heads = max(row.heads for row in counting)
            yield SlotContributions(slot, number, heads, counting[0].stage != Stage.DEPLOYED)


def _that_count(rows: list[SlotDays], rule: PeopleRule) -> list[SlotDays]:
    """Return a slot's rows of a year that count: of the firmest stage that there is."""
    by_stage = ([row for row in rows if row.stage == stage] for stage in rule.stages)
    return next((found for found in by_stage if found), [])


def slot_contributions(rows: list[SlotDays], year: int, rule: PeopleRule) -> list[Contribution]:
    """Return the contributions of one slot in a year, travel included: who travels is away."""
    periods = [(row.valid.lower, row.valid.upper or date.max) for row in rows]
    return list(contributions(periods, year, rule.months))


@dataclass(frozen=True)
class YearOfContributions:
    """What a slot contributes in a year, at most so many months each; planned if nothing is reported of the year."""

    year: int
    months: int
    is_planned: bool
    made: list[Contribution]


def contributions_by_year(slot: Slot) -> list[YearOfContributions]:
    """Return what a slot of category 3 or 4 contributes in each year, an open end until this year."""
    rows = [row for row in slot.days.all() if row.stage != Stage.NOMINATED]
    if slot.category not in LIMITED or not rows:
        return []
    rulings = Rulings()
    first = min(row.valid.lower for row in rows).year
    last = max((last_of(row) or max(row.valid.lower, today())).year for row in rows)
    found = (_in_year(slot, rows, year, rulings) for year in range(first, last + 1))
    return [one for one in found if one.made]


def _in_year(slot: Slot, rows: list[SlotDays], year: int, rulings: Rulings) -> YearOfContributions:
    rule = rulings.of_year(year).people[slot.category]
    counting = _that_count([row for row in rows if _days_of(row, year)], rule)
    is_planned = bool(counting) and counting[0].stage != Stage.DEPLOYED
    return YearOfContributions(year, rule.months, is_planned, slot_contributions(counting, year, rule))


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


def _unnominated(staged: list[SlotDays]) -> list[str]:
    """Return the slots that were deployed and never nominated for the year."""
    stages = defaultdict(set)
    for row in staged:
        stages[row.slot.code].add(row.stage)
    return [
        slot for slot, known in stages.items() if Stage.DEPLOYED in known and Stage.NOMINATED not in known
    ]


def _days_of(row: SlotDays, year: int) -> int:
    begin, end = (
        max(row.valid.lower, date(year, 1, 1)),
        min(row.valid.upper or date.max, date(year + 1, 1, 1)),
    )
    return max((end - begin).days, 0)
