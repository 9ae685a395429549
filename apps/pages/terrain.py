"""The page of terrain: which models are in force, what each covers of the border, which were retired."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.permissions import may_write
from apps.geo.errors import BorderGisError
from apps.pages.writing import in_words, seen_of
from apps.surveillance import terrain_loading
from apps.surveillance.models import Dem
from apps.surveillance.terrain_reading import terrain_models_json

METRES_PER_KM = 1_000


@require_GET
def terrain(request: HttpRequest) -> HttpResponse:
    found = terrain_models_json()
    models = [_shown(one) for one in found["models"]]
    shown = {
        "in_force": [one for one in models if one["in_force"]],
        "retired": [one for one in models if not one["in_force"]],
        "routes": found["routes"],
        "range_km": found["range_m"] / METRES_PER_KM,
        "several_systems": len({one["vertical_datum"] for one in models if one["in_force"]}) > 1,
        "may_write": may_write(request.user, terrain_loading.TARGET),
    }
    return render(request, "surveillance/terrain.html", shown)


@require_POST
def retire(request: HttpRequest, code: str) -> HttpResponse:
    return _written(request, code, terrain_loading.retire, _("The terrain model %(code)s is retired."))


@require_POST
def reinstate(request: HttpRequest, code: str) -> HttpResponse:
    said = _("The terrain model %(code)s is in force again.")
    return _written(request, code, terrain_loading.reinstate, said)


def _written(request: HttpRequest, code: str, write: Callable, said: str) -> HttpResponse:
    try:
        write(code=code, by=request.user, reason=request.POST.get("reason", ""), seen=seen_of(request))
        messages.success(request, said % {"code": code})
    except BorderGisError as error:
        messages.error(request, in_words(error, is_kept=False))
    return redirect("surveillance:terrain")


def _shown(one: dict[str, Any]) -> dict[str, Any]:
    west, south, east, north = (side / METRES_PER_KM for side in one["bounds_m"])
    return {
        **one,
        "kind_name": Dem.Kind(one["kind"]).label,
        "west_km": west,
        "south_km": south,
        "width_km": east - west,
        "height_km": north - south,
    }
