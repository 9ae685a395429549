"""The workspace and the dashboard: pages of which the browser's modules fill most."""

from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db.models import DateField, F, Func, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from apps.accounts.permissions import may_approve
from apps.border.days import LAST_DAY, today
from apps.geo.errors import BorderGisError
from apps.indicators.figures import figures
from apps.indicators.models import Indicator
from apps.ledger.kept import kept_until_written
from apps.ledger.models import ChangeSet
from apps.pages.reading import route_layers
from apps.pages.typed import day_or_today
from apps.pages.views import map_config
from apps.pages.watch_words import watch_words
from apps.pages.words import words
from apps.pages.workspace_words import workspace_words
from apps.surveillance.models import State

FAULTY = (State.DEGRADED, State.OUT_OF_SERVICE, State.DAMAGED)
OVERVIEW_M = 5  # as register.js has it
LATEST = 8
WAITING = 8
MONTHS = 36


@require_GET
def workspace(request: HttpRequest) -> HttpResponse:
    config = workspace_config(request)
    shown = {"config": config, "today": today(), "ahead": asked_ahead(request, config)}
    return render(request, "pages/workspace.html", shown | {"belongs_to": reverse("pages:map")})


def asked_ahead(request: HttpRequest, config: dict[str, Any]) -> list[str]:
    """Return the addresses that the map asks for first: the browser fetches them while it still reads the page."""
    try:
        day = day_or_today(request.GET.get("as_of")).isoformat()
    except BorderGisError:
        day = today().isoformat()
    if day < config["first_day"]:
        day = config["today"]
    api, routes = config["urls"]["api"], [route["code"] for route in config["routes"]]
    lines = [f"{api}routes/{route}/line/?tolerance_m={OVERVIEW_M}" for route in routes]
    return [f"{api}whole-layers?as_of={day}", *lines, f"{config['urls']['signs']}?as_of={day}"]


def workspace_config(request: HttpRequest) -> dict[str, Any]:
    """Return what the map's modules need, the register's first day and the words of strip, table and time."""
    config = map_config(request)
    return {
        **config,
        "first_day": first_day().isoformat(),
        "last_day": LAST_DAY.isoformat(),
        "sensor_states": {state.value: sensor_state(state) for state in State},
        "words": all_words(get_language()),
    }


@cache
def all_words(language: str) -> dict[str, str]:
    """Return what map, strip, table and surveillance say in the language in force, once a process."""
    return words() | workspace_words() | watch_words()


def sensor_state(state: State) -> dict[str, str]:
    """Return a state's name and how the map draws it: working, faulty, or idle as it is not in service."""
    kind = "working" if state == State.OPERATIONAL else "faulty" if state in FAULTY else "idle"
    return {"state_name": str(state.label), "kind": kind}


def first_day() -> date:
    """Return the first day on which the register knows anything of a route; today if it is empty."""
    return first_known_day() or today()


@kept_until_written
def first_known_day() -> date | None:
    lower = Func(F("valid"), function="lower", output_field=DateField())
    found = (layer.model.objects.aggregate(first=Min(lower))["first"] for layer in route_layers())
    return min((day for day in found if day), default=None)


@require_GET
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the figures with what led to them, the latest changes and what waits for this person."""
    sets = ChangeSet.objects.visible_to(request.user).select_related("author", "undoes")
    sets = sets.prefetch_related("undone_by").with_operation_count()
    day = today()
    shown = {
        "today": day,
        "figures": cards(day),
        "latest": sets.filter(state=ChangeSet.State.APPLIED).order_by("-seq")[:LATEST],
        "waiting": waiting(sets, request),
        "config": dashboard_config(request, day),
    }
    return render(request, "pages/dashboard.html", shown)


def cards(day: date) -> list[dict[str, Any]]:
    """Return each figure for the whole border with its name; the series comes by the API."""
    names = {one.code: one.name for one in Indicator.objects.all()}
    return [{"figure": one, "name": names[one.code]} for one in figures(as_of=day) if one.route is None]


def waiting(sets, request: HttpRequest):
    """Return what this person has to go on with: own drafts, and what others handed in if they may approve."""
    own = sets.filter(author=request.user, state__in=("draft", "rejected"))
    handed_in = sets.filter(state="submitted").exclude(author=request.user)
    found = own | handed_in if may_approve(request.user) else own
    return found.order_by("-created_at")[:WAITING]


def dashboard_config(request: HttpRequest, day: date) -> dict[str, Any]:
    first = (day - timedelta(days=MONTHS * 30)).replace(day=1)
    return {
        **workspace_config(request),
        "series_from": first.isoformat(),
        "workspace": reverse("pages:workspace"),
    }
