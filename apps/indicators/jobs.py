"""Jobs that need the rule of a figure: what sensors see in the way that it asks, where the next ones belong."""

from typing import Any

from apps.accounts.models import User
from apps.border.days import day_or_today
from apps.geo.placement import TIME_LIMIT_S
from apps.geo.sight import Conditions
from apps.indicators.figures import Rulebook
from apps.indicators.models import Definition, Indicator
from apps.indicators.placement import Planner, Question, links_of, scope_of
from apps.indicators.placement_draft import draft_found
from apps.indicators.placement_sites import Site, require_model, sites_along, sites_given
from apps.indicators.surveillance import Surveillance
from apps.jobs.kinds import Outcome, Part, Report
from apps.surveillance.computing import Look, compute_all, uncomputed
from apps.surveillance.poses import forget_other_methods
from apps.surveillance.situation import History, Parameters


def cover(arguments: dict[str, Any], report: Report) -> Outcome:
    """Compute what sensors see and is not stored yet; `sensor` names one. More than a chunk is shared out."""
    history = History()
    chunks = uncomputed(history, looks(history), arguments.get("sensor"))
    count = sum(len(chunk.eyes) for chunk in chunks)
    if len(chunks) <= 1:
        compute_all(chunks, report)
        return Outcome({"computed": count}, forget_other_methods)
    parts = [Part("coverage_part", chunk.as_json(), len(chunk.eyes)) for chunk in chunks]
    return Outcome({"computed": count}, forget_other_methods, parts)


def compute_coverage(sensor: str | None = None) -> int:
    """Compute here and now what sensors see and is not stored yet; return how many of them."""
    history = History()
    return compute_all(uncomputed(history, looks(history), sensor))


def looks(history: History) -> list[Look]:
    """Return each day on which something begins to look otherwise, with how K2 asks to look on it."""
    if not Indicator.objects.filter(code="K2").exists():
        return [(day, Conditions()) for day in history.days()]
    rules = Rulebook("K2")
    days = sorted({*history.days(), *rules.days()})
    found = [(day, definition) for day in days for _indicator, definition in rules.on(day)]
    return [(day, _conditions(definition)) for day, definition in found]


def _conditions(definition: Definition | None) -> Conditions:
    """Return how K2 asks to look; as usual by a definition that cannot be counted by."""
    is_countable = definition is not None and not definition.fault
    return Parameters.of(definition.parameters if is_countable else {}).conditions


STEPS_TO_SOLVE = 20
"""What solving is held to be worth beside looking from one candidate."""


def place(arguments: dict[str, Any], report: Report) -> Outcome:
    """Answer a question of placement; with `draft_by` the answer is also kept as that person's draft."""
    surveillance = Surveillance(day_or_today(arguments.get("as_of")))
    sites, scope = _sites(surveillance, arguments), scope_of(arguments)
    total = len(sites) + STEPS_TO_SOLVE * (2 if arguments.get("curve") else 1)
    done = 0

    def go_on(steps: int, _all: int = 0) -> None:
        nonlocal done
        done = steps
        report(done, total)

    planner = Planner(
        surveillance, sites, scope, go_on, links_of(arguments), listen=lambda: report(done, total)
    )
    go_on(len(sites))
    limit_s = float(arguments.get("time_limit_s") or TIME_LIMIT_S)
    asked = {name: arguments[name] for name in ("sites", "budget", "target_pct") if arguments.get(name)}
    found = planner.answer(Question(**asked, time_limit_s=limit_s))
    result = {**planner.as_json(found), "time_limit_s": limit_s}
    if arguments.get("curve"):
        go_on(len(sites) + STEPS_TO_SOLVE)
        result["curve"] = planner.curve(time_limit_s=limit_s)
    report(total, total)
    if not arguments.get("draft_by"):
        return Outcome(result)

    def keep_draft() -> None:
        by = User.objects.get(username=arguments["draft_by"])
        draft = draft_found(result, sites, surveillance, by=by)
        result["draft"] = str(draft.uid) if draft else None

    return Outcome(result, keep_draft)


def _sites(surveillance: Surveillance, arguments: dict[str, Any]) -> list[Site]:
    if arguments.get("candidates"):
        return sites_given(arguments["candidates"], surveillance)
    along = arguments.get("along") or {}
    require_model(along.get("model", ""))
    scope = scope_of(arguments)
    return sites_along(
        surveillance,
        model=along.get("model", ""),
        every_km=float(along.get("every_km") or 0),
        mast_m=float(along.get("mast_m") or 30),
        cost=float(along.get("cost") or 1),
        within=scope.sets(surveillance) if scope.is_narrow else None,
    )
