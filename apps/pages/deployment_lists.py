"""Pages on which operations, items of equipment and commitments are entered."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from apps.border.days import today
from apps.deployments.models import HostCountry, Operation
from apps.deployments.services import record_list
from apps.ledger.commands import Add, Command, Put
from apps.ledger.models import ChangeSet
from apps.pages.deployments import act, number, page
from apps.pages.typed import day_of
from apps.pages.writing import seen_of


@require_GET
def operations(request: HttpRequest) -> HttpResponse:
    """List the operations, with a form for a new one."""
    shown = {
        "operations": Operation.objects.select_related("host"),
        "hosts": HostCountry.objects.all(),
        "kinds": Operation.Kind.choices,
    }
    return page(request, "operations", today().year, **shown)


def written(request: HttpRequest, commands: list[Command]):
    return record_list(
        commands=commands, by=request.user, reason=request.POST.get("reason", ""), seen=seen_of(request)
    )


def texts(request: HttpRequest, *names: str) -> dict[str, str]:
    return {name: request.POST.get(name, "").strip() for name in names}


@require_POST
def add_operation(request: HttpRequest) -> HttpResponse:
    values = texts(request, "name_lv", "name_en", "kind", "host", "area", "plan_id")
    values["name_en"] = values["name_en"] or values["name_lv"]
    commands = [Add("operation", request.POST.get("code", "").strip(), values)]
    return act(request, lambda: written(request, commands), "deployments:operations")


@require_POST
def add_item(request: HttpRequest) -> HttpResponse:
    """Bring in an item with its standing and the day from which it is available."""
    return act(request, lambda: written(request, item_commands(request)), "deployments:equipment")


def item_commands(request: HttpRequest) -> list[Command]:
    code = request.POST.get("code", "").strip()
    start = day_of(request.POST.get("from_day"), "from_day")
    timeless = {**texts(request, "category", "registration"), "crew_size": number(request.POST, "crew_size")}
    return [
        Add("equipment_item", code, timeless),
        Put("equipment_standing", {"item": code}, standing_of(request), start),
        Put("equipment_days", {"item": code, "stage": "available"}, {}, start),
    ]


def standing_of(request: HttpRequest) -> dict[str, Any]:
    told: dict[str, Any] = {"in_pool": request.POST.get("in_pool") == "on", **texts(request, "project")}
    return {**told, "owner": request.POST.get("owner") or None}


@require_POST
def change_standing(request: HttpRequest, code: str) -> HttpResponse:
    """Record whose an item is, and whether the pool has it, from a day on; what was before stays."""

    def write() -> ChangeSet | None:
        start = day_of(request.POST.get("from_day"), "from_day")
        return written(request, [Put("equipment_standing", {"item": code}, standing_of(request), start)])

    return act(request, write, "deployments:item", code)


@require_POST
def promise(request: HttpRequest) -> HttpResponse:
    """Record what a year is promised, from the day on which it is."""
    return act(request, lambda: written(request, [promise_command(request)]), "deployments:commitments")


def promise_command(request: HttpRequest) -> Put:
    key = {name: number(request.POST, name) for name in ("category", "year")}
    basis = texts(request, "basis")
    values: dict[str, Any] = {"heads": number(request.POST, "heads"), **texts(request, "source")}
    values["days_each"] = number(request.POST, "days_each") if request.POST.get("days_each") else None
    return Put("commitment", {**key, **basis}, values, day_of(request.POST.get("from_day"), "from_day"))
