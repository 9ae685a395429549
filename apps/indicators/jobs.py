"""Jobs that need the rule of a figure: where the next sensors belong."""

from typing import Any

from apps.accounts.models import User
from apps.border.days import day_or_today
from apps.indicators.placement import Planner, Question, Site, sites_along, sites_given
from apps.indicators.surveillance import Surveillance
from apps.jobs.kinds import Outcome, Report


def place(arguments: dict[str, Any], report: Report) -> Outcome:
    """Answer a question of placement; with `draft_by` the answer is also kept as that person's draft."""
    surveillance = Surveillance(day_or_today(arguments.get("as_of")), arguments.get("route"))
    planner = Planner(surveillance, _sites(surveillance, arguments))
    report(1, 3 if arguments.get("curve") else 2)
    question = Question(
        **{name: arguments[name] for name in ("sites", "budget", "target_pct") if arguments.get(name)}
    )
    found = planner.answer(question)
    result = planner.as_json(found)
    if arguments.get("curve"):
        report(2, 3)
        result["curve"] = planner.curve()
    if not arguments.get("draft_by"):
        return Outcome(result)

    def keep_draft() -> None:
        draft = planner.draft(found, by=User.objects.get(username=arguments["draft_by"]))
        result["draft"] = str(draft.uid) if draft else None

    return Outcome(result, keep_draft)


def _sites(surveillance: Surveillance, arguments: dict[str, Any]) -> list[Site]:
    if arguments.get("candidates"):
        return sites_given(arguments["candidates"])
    along = arguments.get("along") or {}
    return sites_along(
        surveillance,
        model=along.get("model", ""),
        every_km=float(along.get("every_km") or 0),
        mast_m=float(along.get("mast_m") or 30),
        cost=float(along.get("cost") or 1),
    )
