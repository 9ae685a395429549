"""A new direction of action, or a new task of the strategy with the figures it bears on, from a form."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.indicators.models import TaskState
from apps.ledger.commands import Add, Command, Put
from apps.pages.scoreboard import LAST_IN_ORDER, field_name
from apps.pages.typed import day_of
from apps.pages.writing import answered, record_or_draft


@require_POST
def new_task(request: HttpRequest) -> HttpResponse:
    """Bring in a task, not begun yet from its first day on."""

    def write() -> str:
        return record_or_draft(request, task_commands(request), request.POST.get("reason", ""))

    return answered(request, write, reverse("scoreboard:tasks"), lambda where: field_name("task", where))


def task_commands(request: HttpRequest) -> list[Command]:
    code, figures = typed(request, "code"), request.POST.getlist("figures")
    start = day_of(request.POST.get("from_day"), "from_day")
    due = day_of(request.POST["due"], "due") if request.POST.get("due") else None
    texts = {name: typed(request, name) for name in ("direction", "responsible", "involved")}
    return [
        Add("task", code, {**names(request), **texts, "due": due, "order": LAST_IN_ORDER}),
        Put("task_state", {"task": code}, {"status": TaskState.Status.PLANNED.value}, start),
        *(Put("task_indicator", {"task": code, "indicator": one}, {}, start) for one in figures),
    ]


@require_POST
def new_direction(request: HttpRequest) -> HttpResponse:
    def write() -> str:
        values = {**names(request), "order": LAST_IN_ORDER}
        commands: list[Command] = [Add("direction", typed(request, "code"), values)]
        return record_or_draft(request, commands, request.POST.get("reason", ""))

    return answered(request, write, reverse("scoreboard:tasks"), lambda where: field_name("direction", where))


def names(request: HttpRequest) -> dict[str, str]:
    return {name: typed(request, name) for name in ("name_lv", "name_en")}


def typed(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").strip()
