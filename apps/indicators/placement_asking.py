"""A question of placement as people and programs ask it: checked, then written down as a job."""

from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import require_write
from apps.border.days import day_or_today
from apps.border.models import Route
from apps.geo.errors import MeasureError, PlacementError
from apps.geo.measures import CM_PER_KM
from apps.indicators.placement import scope_of
from apps.indicators.placement_sites import require_model, sites_given
from apps.indicators.surveillance import Surveillance
from apps.jobs import services
from apps.jobs.models import Job

GOALS = ("sites", "budget", "target_pct")


def ask(*, asked: dict[str, Any], by: User) -> Job:
    """Write down the job that will answer.

    Raises
    ------
    PlacementError
        Not one goal, a goal of nothing, not one kind of candidates, or a candidate or model that cannot be:
        `where` names it.
    MeasureError
        The stretch that alone is to count is none of its route.
    NotPermitted
        A draft is wanted of whoever may not write sensors.
    Conflict
        The person has as many jobs open as one may have.
    """
    if len([name for name in GOALS if asked.get(name) is not None]) != 1:
        raise PlacementError(_("Give one of: a number of sites, a budget, a target."), "sites")
    _require_above_zero(asked)
    if bool(asked.get("candidates")) == bool(asked.get("along")):
        raise PlacementError(_("Give candidates, or along what to generate them."), "candidates")
    if asked.get("route"):
        Route.objects.named(asked["route"])
    if asked.get("within"):
        _require_stretch(**asked["within"])
    _require_candidates(asked)
    arguments = {name: value for name, value in asked.items() if name not in ("draft", "as_of")}
    if asked.get("draft"):
        require_write(by, "sensor_standing")
        arguments["draft_by"] = by.username
    if asked.get("as_of"):
        arguments["as_of"] = asked["as_of"].isoformat()
    return services.ask_in_turn(kind="placement", arguments=arguments, by=by)


def _require_above_zero(asked: dict[str, Any]) -> None:
    if asked.get("budget") is not None and asked["budget"] <= 0:
        raise PlacementError(_("Give a number of sites or a budget, above zero."), "budget")
    if asked.get("target_pct") is not None and asked["target_pct"] <= 0:
        message = _("A target is above 0 up to 100 %%, not %(given)s.")
        raise PlacementError(message, "target_pct", given=asked["target_pct"])


def _require_candidates(asked: dict[str, Any]) -> None:
    """Refuse what the job would refuse, before there is a job."""
    surveillance = Surveillance(day_or_today(asked.get("as_of")))
    scope_of(asked).sets(surveillance)
    if not surveillance.situation.scenery.lines:
        message = _("No line of the border is in force on %(day)s.")
        raise PlacementError(message, "as_of", day=surveillance.day)
    if asked.get("candidates"):
        sites_given(asked["candidates"], surveillance)
        return
    try:
        require_model(asked["along"]["model"])
    except PlacementError as error:
        raise error.at("along") from None


def _require_stretch(route: str, from_km: float, to_km: float) -> None:
    length_km = Route.objects.named(route).official_length_cm / CM_PER_KM
    if not 0 <= from_km < to_km <= length_km:
        message = _("Km %(from_km)s to %(to_km)s is no stretch of %(route)s, which ends at km %(length_km)s.")
        values = {"from_km": from_km, "to_km": to_km, "route": route, "length_km": length_km}
        raise MeasureError(message, "within.to_km", **values)
