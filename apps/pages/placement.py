"""The page of placement: a question about the next sensors, how far its job is, the answer, and a draft of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from rest_framework.serializers import ValidationError

from apps.accounts.permissions import may_write, require_write
from apps.border.days import today
from apps.border.models import ImpactLevel, Route
from apps.geo.errors import BorderGisError, PlacementError
from apps.indicators import placement_asking
from apps.indicators.placement_draft import draft_answer
from apps.indicators.placement_files import Table, candidates_in
from apps.indicators.placement_links import RADIO, RADIO_M, reason_text
from apps.indicators.placement_sites import sites_given
from apps.indicators.surveillance import Surveillance
from apps.indicators.surveillance_serializers import PlacementIn
from apps.jobs.models import Job
from apps.ledger.api import validated
from apps.pages.cover_strips import bars
from apps.pages.curve_chart import curve_chart
from apps.pages.placement_words import question_text
from apps.pages.typed import day_of, day_or_today
from apps.pages.views import map_config
from apps.surveillance.linear import linear_models
from apps.surveillance.models import Link, SensorModel

RECENT = 10
LARGEST_FILE = 2_000_000
DEFAULTS = {
    "goal": "sites",
    "amount": "3",
    "source": "along",
    "every_km": "5",
    "mast_m": "30",
    "cost": "1",
    "time_limit_s": "30",
    "medium": RADIO,
    "radio_km": f"{RADIO_M / 1_000:g}",
}
KINDS = ("covered", "new", "open", "not_asked")


@require_http_methods(["GET", "POST"])
def placement(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        try:
            return redirect("surveillance:placement-answer", uid=_asked(request).uid)
        except BorderGisError as error:
            messages.error(request, error.translated(_))
        except ValidationError as error:
            messages.error(request, _first(error.detail))
    given = request.POST if request.method == "POST" else request.GET
    form = {"as_of": today().isoformat(), **DEFAULTS, **given.dict()}
    recent = Job.objects.visible_to(request.user).filter(kind="placement", asked_by=request.user)
    shown = {
        "form": form,
        "chosen_impacts": given.getlist("impacts"),
        "models": SensorModel.objects.all(),
        "linear": ", ".join(model.name for model in SensorModel.objects.filter(code__in=linear_models())),
        "media": Link.Medium.choices,
        "impacts": ImpactLevel.objects.all(),
        "routes": Route.objects.all(),
        "recent": [(job, question_text(job)) for job in recent.order_by("-asked_at")[:RECENT]],
    }
    return render(request, "surveillance/placement.html", shown, status=_status(request))


def _asked(request: HttpRequest) -> Job:
    """Ask what the form asks; what is wrong with a candidate of a file names its row."""
    table = _table(request) if request.POST.get("source") == "file" else None
    question = _question(request)
    if table is None:
        return placement_asking.ask(asked=validated(PlacementIn, question), by=request.user)
    try:
        sites_given(table.rows, Surveillance(day_or_today(request.POST.get("as_of"))))
        asked = validated(PlacementIn, {**question, "candidates": table.rows})
        return placement_asking.ask(asked=asked, by=request.user)
    except BorderGisError as error:
        raise table.told(error) from None


@require_GET
def answer(request: HttpRequest, uid) -> HttpResponse:
    """Show how far the job is, then its answer on map and strip."""
    job = _job(request, uid)
    shown: dict[str, Any] = {"job": job, "waits": job.is_open, "found": job.result}
    shown["question"] = question_text(job)
    if job.result and "sites" in job.result:
        lengths = {route.code: route.official_length_cm / 100_000 for route in Route.objects.all()}
        shown |= {
            "config": map_config(request) | {"answer": job.result},
            "strips": [_strip(route, parts, lengths[route]) for route, parts in _routes(job, lengths)],
            "may_write": may_write(request.user, "sensor_standing"),
            "left_out": [{**one, "why": reason_text(one)} for one in job.result.get("left_out", ())],
            "gap_pct": 100 * job.result["gap"],
            "kind_of_bound": "cost" if job.arguments.get("target_pct") else "length",
        }
        if job.result.get("curve"):
            shown["chart"] = curve_chart(job.result["curve"], job.result["percent_before"] or 0)
    return render(request, "surveillance/answer.html", shown)


@require_POST
def draft(request: HttpRequest, uid) -> HttpResponse:
    """Keep the answer as a draft change set of whoever asks."""
    job = _job(request, uid)
    try:
        require_write(request.user, "sensor_standing")
        kept = draft_answer(job, by=request.user)
    except BorderGisError as error:
        messages.error(request, error.translated(_))
        return redirect("surveillance:placement-answer", uid=uid)
    if kept is None:
        messages.info(request, _("There is nothing to keep: no site is chosen."))
        return redirect("surveillance:placement-answer", uid=uid)
    return redirect("pages:change", uid=kept.uid)


def _job(request: HttpRequest, uid) -> Job:
    jobs = Job.objects.visible_to(request.user).filter(kind="placement")
    return get_object_or_404(jobs.select_related("asked_by"), uid=uid)


def _routes(job: Job, lengths: dict[str, float]):
    return [(route, parts) for route, parts in job.result["stretches_km"].items() if route in lengths]


def _strip(route: str, parts: dict[str, list], length_km: float) -> dict[str, Any]:
    stretches = [(*pair, kind) for kind in KINDS for pair in parts.get(kind, ())]
    return {"route": route, "length_km": length_km, "bars": bars(stretches, length_km)}


def _status(request: HttpRequest) -> int:
    return 400 if request.method == "POST" else 200


def _question(request: HttpRequest) -> dict[str, Any]:
    """Return what the form asks, as the API takes it.

    Raises
    ------
    PlacementError
        A field that is no number, or a file that is no table of candidates.
    """
    given = request.POST
    goal = given.get("goal")
    if goal not in placement_asking.GOALS:
        raise PlacementError(_("Give one of: a number of sites, a budget, a target."), "goal")
    asked: dict[str, Any] = {
        goal: _number(given, "amount"),
        "time_limit_s": _number(given, "time_limit_s"),
        "curve": bool(given.get("curve")),
        "impacts": given.getlist("impacts"),
        "medium": given.get("medium") or RADIO,
        **_radio(given),
        **_along(given),
    }
    if given.get("as_of"):
        asked["as_of"] = day_of(given["as_of"], "as_of").isoformat()
    if given.get("route"):
        asked |= _stretch(given)
    return asked


def _stretch(given) -> dict[str, Any]:
    """Return the route, or a stretch of it if either end is given."""
    if not (given.get("from_km") or given.get("to_km")):
        return {"route": given["route"]}
    ends = {end: _number(given, end) for end in ("from_km", "to_km")}
    return {"within": {"route": given["route"], **ends}}


def _radio(given) -> dict[str, float]:
    return {"radio_m": 1_000 * _number(given, "radio_km")} if given.get("radio_km") else {}


def _table(request: HttpRequest) -> Table:
    file = request.FILES.get("candidates")
    if file is None or file.size > LARGEST_FILE:
        raise PlacementError(_("Choose a file of candidates, at most 2 MB."), "candidates")
    return candidates_in(file.read())


def _along(given) -> dict[str, Any]:
    if given.get("source") == "file":
        return {}
    numbers = {name: _number(given, name) for name in ("every_km", "mast_m", "cost")}
    return {"along": {"model": given.get("model", ""), **numbers}}


def _number(given, name: str) -> float:
    try:
        return float(given[name].replace(",", ".").replace("\u00a0", ""))
    except (KeyError, ValueError):
        raise PlacementError(_("A number is needed in “%(field)s”.") % {"field": name}, name) from None


def _first(detail: Any) -> str:
    """Return the first of the faults that were found, with the path of its field."""
    path = []
    while isinstance(detail, dict | list) and detail:
        key = (
            next(iter(detail)) if isinstance(detail, dict) else next(n for n, one in enumerate(detail) if one)
        )
        path.append(str(key))
        detail = detail[key]
    return f"{'.'.join(part for part in path if not part.isdigit())}: {detail}"
