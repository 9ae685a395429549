"""The strategy's scoreboard as of a day: each figure with baseline, targets, forecast, light, note and tasks.

The register is read once, whatever the number of figures and years: the number of queries is constant.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from apps.border.days import year_before
from apps.geo.errors import NotFound, gettext_noop
from apps.indicators.counted import COUNTING_RULES, Counted, Value
from apps.indicators.figures import OK, Figure, Rulebook, figures_on
from apps.indicators.forecast import (
    Forecast,
    at_the_pace_of_a_year,
    from_the_log,
    light_of_both,
    unchanged,
)
from apps.indicators.models import (
    Baseline,
    Definition,
    Indicator,
    IndicatorNote,
    Target,
    Task,
    TaskIndicator,
    TaskState,
)
from apps.ledger.models import Operation

FIRST_YEAR, LAST_YEAR = 2021, 2027


@dataclass(frozen=True)
class Aim:
    """One target as it stood over a period: with the reason and the author of the change set that set it."""

    year: int
    value: Decimal
    units: int | None
    source: str
    since: date
    until: date | None
    reason: str = ""
    by: str = ""
    ledger_number: int | None = None

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class YearsAim:
    """The target of a year in force on the scoreboard's day, and how it came to be."""

    year: int
    now: Aim
    history: list[Aim]

    @property
    def is_rebaselined(self) -> bool:
        return len(self.history) > 1


@dataclass(frozen=True)
class Line:
    """One figure on the scoreboard."""

    indicator: Indicator
    definition: Definition | None
    actual: Figure
    baseline: Baseline | None
    aims: list[YearsAim]
    forecast: Forecast | None
    forecast_units: int | None
    light: str
    note: str
    by_year: dict[int, Figure]
    tasks: list[Task]

    @property
    def target(self) -> Aim | None:
        """The target of the day's year; a share keeps that of the last year which has one."""
        return target_of(self.aims, self.actual.as_of.year, keeps=self.is_share)

    @property
    def is_share(self) -> bool:
        return not _counts(self.definition)


@dataclass(frozen=True)
class TaskLine:
    """One task of the strategy with its state on the day, and the codes of the figures that it bears on."""

    task: Task
    state: TaskState | None
    figures: list[str]
    is_late: bool


@dataclass(frozen=True)
class Scoreboard:
    as_of: date
    lines: list[Line]
    tasks: list[TaskLine]

    def line(self, code: str) -> Line:
        try:
            return next(one for one in self.lines if one.indicator.code == code)
        except StopIteration:
            raise NotFound(gettext_noop("There is no figure %(code)s."), "code", code=code) from None


def scoreboard(*, as_of: date, years: Iterable[int] = range(FIRST_YEAR, LAST_YEAR + 1)) -> Scoreboard:
    """Return the scoreboard as of a day; `years` are those of the series beside each figure."""
    known = _Known(as_of, list(years))
    return Scoreboard(as_of, [known.line(*one) for one in known.rules.on(as_of)], known.task_lines)


class _Known:
    """Everything that the scoreboard reads."""

    def __init__(self, day: date, years: list[int]):
        self.day, self.years = day, years
        self.rules = Rulebook()
        self.year_ago = year_before(day)
        self.years_end = date(day.year, 12, 31)
        days = {day, self.year_ago, self.years_end, *(self._day_of(year) for year in years)}
        self.counted = Counted()
        figures = figures_on(sorted(days), counted=self.counted)
        self.figures = {(one.code, one.as_of): one for one in figures if one.route is None}
        self.definitions_at_end = {one.code: rule for one, rule in self.rules.on(self.years_end)}
        self.baselines = {one.indicator_id: one for one in Baseline.objects.as_of(day)}
        self.notes = {one.indicator_id: one.text for one in IndicatorNote.objects.as_of(day)}
        self.aims = _aims()

    def line(self, indicator: Indicator, definition: Definition | None) -> Line:
        actual = self.figures[indicator.code, self.day]
        expected = self._expected(indicator.code) if actual.state == OK else None
        forecast = self._forecast(indicator.code, definition, expected)
        units = expected.units if expected else None
        aims = self._years_aims(indicator)
        target = target_of(aims, self.day.year, keeps=not _counts(definition))
        value = forecast.value if forecast else None
        goal = (float(target.value), target.units) if target else (None, None)
        return Line(
            indicator=indicator,
            definition=definition,
            actual=actual,
            baseline=self.baselines.get(indicator.pk),
            aims=aims,
            forecast=forecast,
            forecast_units=units,
            light=light_of_both((value, units), goal),
            note=self.notes.get(indicator.pk, ""),
            by_year=self._by_year(indicator.code, definition),
            tasks=[one.task for one in self.task_lines if indicator.code in one.figures],
        )

    @cached_property
    def task_lines(self) -> list[TaskLine]:
        states = {one.task_id: one for one in TaskState.objects.as_of(self.day)}
        links = TaskIndicator.objects.as_of(self.day).values_list("task_id", "indicator__code")
        figures = defaultdict(list)
        for task_id, code in links.order_by("indicator__order"):
            figures[task_id].append(code)
        return [
            TaskLine(task, states.get(task.pk), figures[task.pk], self._is_late(task, states.get(task.pk)))
            for task in Task.objects.select_related("direction")
        ]

    def _is_late(self, task: Task, state: TaskState | None) -> bool:
        is_over = state is not None and state.status in (TaskState.Status.DONE, TaskState.Status.STOPPED)
        return bool(task.due and task.due < self.day and not is_over)

    def _day_of(self, year: int) -> date:
        """Return the day on which a year is read: its last, or the scoreboard's own day in its year."""
        return self.day if year == self.day.year else date(year, 12, 31)

    def _by_year(self, code: str, definition: Definition | None) -> dict[int, Figure]:
        """Return the figure of each year; of shares only years that have come, of counts also the planned."""
        counts = definition is not None and definition.rule in ("person_days", "equipment_days")
        shown = [year for year in self.years if counts or year <= self.day.year]
        return {year: self.figures[code, self._day_of(year)] for year in shown}

    def _years_aims(self, indicator: Indicator) -> list[YearsAim]:
        found = []
        for year, history in sorted(self.aims[indicator.code].items()):
            now = [aim for aim in history if aim.holds_on(self.day)] or history[:1]
            found.append(YearsAim(year, now[-1], history))
        return found

    def _expected(self, code: str) -> Value | None:
        """Return what a count, or a told value, will be at the year's end by the definition that is the rule then."""
        definition = self.definitions_at_end.get(code)
        return self.counted.expected(definition, self.day) if _counts(definition) else None

    def _forecast(self, code: str, definition: Definition | None, expected: Value | None) -> Forecast | None:
        now, before = (self.figures[code, day] for day in (self.day, self.year_ago))
        if now.state != OK or definition is None:
            return None
        if _counts(definition):
            return expected and self._of_count(code, expected)
        return (
            None if before.percent is None else at_the_pace_of_a_year(now.percent, before.percent, self.day)
        )

    def _of_count(self, code: str, expected: Value) -> Forecast:
        definition = self.definitions_at_end[code]
        is_told = definition.rule == "told"
        return unchanged(expected.value) if is_told else from_the_log(expected.value, definition.parameters)


def target_of(aims: list[YearsAim], year: int, *, keeps: bool) -> Aim | None:
    """Return the target of a year; where an aim keeps, that of the last year before which has one."""
    reached = [one for one in aims if one.year == year or (keeps and one.year < year)]
    return reached[-1].now if reached else None


def _counts(definition: Definition | None) -> bool:
    return definition is not None and definition.rule in COUNTING_RULES


def _aims() -> dict[str, dict[int, list[Aim]]]:
    """Return every target ever set, by figure and year, oldest first, each with why it was set."""
    whys = _whys()
    aims: dict[str, dict[int, list[Aim]]] = defaultdict(lambda: defaultdict(list))
    for target in Target.objects.select_related("indicator").order_by("year", "valid"):
        code, since = target.indicator.code, target.valid.lower
        why = whys.get((code, target.year, since.isoformat()), {})
        aim = Aim(target.year, target.value, target.units, target.source, since, target.valid.upper, **why)
        aims[code][target.year].append(aim)
    return aims


def _whys() -> dict[tuple[str, int, str], dict[str, Any]]:
    """Return why each target was set, by figure, year and first day: reason, author, ledger number."""
    whys = {}
    operations = Operation.objects.applied().filter(target="target").select_related("change_set__author")
    for operation in operations:
        change_set = operation.change_set
        why = {
            "reason": change_set.reason,
            "by": change_set.author.display_name,
            "ledger_number": change_set.seq,
        }
        kept = {(piece[2], piece[4]["value"]) for piece in operation.before}
        for _from, _to, start, _end, values in operation.after:
            if (start, values["value"]) not in kept:
                whys[operation.key["indicator"], operation.key["year"], start] = why
    return whys
