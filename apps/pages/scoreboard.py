"""The scoreboard's pages: the board, one figure down to its metres or days, tasks, snapshots."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.permissions import may_write
from apps.border.days import today
from apps.deployments.counting import by_item, by_slot
from apps.deployments.periods import last_of
from apps.deployments.rules import EquipmentRule, PeopleRule
from apps.geo.errors import BorderGisError, Conflict, FactError, NotFound
from apps.indicators import snapshots
from apps.indicators.figures import behind
from apps.indicators.forecast import rule_of_light
from apps.indicators.models import Direction, Indicator, Snapshot, TaskState
from apps.indicators.parts import shares_by
from apps.indicators.scoreboard import Line, scoreboard
from apps.indicators.snapshot_difference import difference
from apps.ledger.commands import Add, Command, Put
from apps.ledger.register import Layer, entry
from apps.pages.chart_pictures import FORMATS, picture
from apps.pages.layers import column_name
from apps.pages.typed import day_of, day_or_today
from apps.pages.units import unit_name
from apps.pages.writing import answered, record_or_draft

SPANS_SHOWN = 200
LAST_IN_ORDER = 100


def as_of_a_day(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the day that is asked for; what is no day is told, and today shown.

    What the register holds and nothing can be counted by is told on a page of its own.
    """

    @wraps(view)
    def with_day(request: HttpRequest, **named: Any) -> HttpResponse:
        try:
            day = day_or_today(request.GET.get("as_of"))
        except BorderGisError as error:
            messages.error(request, error.translated(_))
            return redirect(request.path)
        try:
            return view(request, day, **named)
        except NotFound as error:
            raise Http404(str(error)) from None
        except BorderGisError as error:
            return told_instead(request, error)

    return with_day


def told_instead(request: HttpRequest, error: BorderGisError) -> HttpResponse:
    """Return a page that says why another one cannot be shown."""
    shown = {"reason": error.translated(_), "is_of_definition": isinstance(error, Conflict)}
    return render(request, "pages/refused.html", shown, status=409 if shown["is_of_definition"] else 400)


def page(request: HttpRequest, template: str, **shown: Any) -> HttpResponse:
    return render(request, f"scoreboard/{template}.html", {"tabs": tabs(request), **shown})


def tabs(request: HttpRequest) -> list[dict[str, Any]]:
    names = {
        "scoreboard:board": _("Figures and targets"),
        "scoreboard:tasks": _("Tasks"),
        **({"scoreboard:snapshots": _("Snapshots")} if request.user.reads_fully else {}),
    }
    pages = ((reverse(name), label) for name, label in names.items())
    return [
        {"address": address, "label": label, "is_here": is_under(request.path, address)}
        for address, label in pages
    ]


def is_under(path: str, address: str) -> bool:
    """Tell whether a page is the tab's or lies under it; every page of the scoreboard lies under the board's."""
    return path == address or (address != reverse("scoreboard:board") and path.startswith(address))


@require_GET
@as_of_a_day
def board_page(request: HttpRequest, day: date) -> HttpResponse:
    board = scoreboard(as_of=day)
    may_add = may_write(request.user, "indicator")
    return page(request, "board", day=day, board=board, light_rule=rule_of_light(), may_add=may_add)


@require_GET
@as_of_a_day
def tasks_page(request: HttpRequest, day: date) -> HttpResponse:
    shown: dict[str, Any] = {"tasks": scoreboard(as_of=day).tasks, "statuses": TaskState.Status.choices}
    if may_write(request.user, "task"):
        shown |= {
            "may_add": True,
            "directions": Direction.objects.all(),
            "indicators": Indicator.objects.all(),
        }
    return page(request, "tasks", day=day, may_tell=may_write(request.user, "task_state"), **shown)


@require_POST
def tell_task(request: HttpRequest, code: str) -> HttpResponse:
    """Record how far a task has come, and what shows it."""
    values = {name: request.POST.get(name, "").strip() for name in ("status", "evidence", "note")}
    return act(request, "task_state", {"task": code}, values, reverse("scoreboard:tasks"))


@require_POST
def new_figure(request: HttpRequest) -> HttpResponse:
    """Hand in a series that is told and not counted; its definition needs a second person."""
    texts = {
        name: request.POST.get(name, "").strip()
        for name in ("name_lv", "name_en", "unit", "responsible", "source")
    }
    code = request.POST.get("code", "").strip()
    explained = {"text_lv": "Paziņota vērtība ar avotu.", "text_en": "A told value with its source."}
    told = {"version": 1, "rule": "told", "parameters": {}, **explained}
    commands: list[Command] = [
        Add("indicator", code, {**texts, "order": LAST_IN_ORDER}),
        Put("definition", {"indicator": code}, told, today()),
    ]
    return answered(
        request,
        lambda: record_or_draft(request, commands, request.POST.get("reason", "")),
        reverse("scoreboard:board"),
        lambda where: field_name("indicator", where),
    )


@require_GET
@as_of_a_day
def figure_page(request: HttpRequest, day: date, code: str) -> HttpResponse:
    """Show one figure down to the metres or the days behind it."""
    line = scoreboard(as_of=day).line(code)
    shown: dict[str, Any] = {
        "day": day,
        "line": line,
        "light_rule": rule_of_light(),
        "chart": chart(line),
        "definition": definition_text(line),
        "may_note": may_write(request.user, "indicator_note"),
        "may_aim": may_write(request.user, "target"),
        "may_add": may_write(request.user, "indicator"),
        "is_told": bool(line.definition and line.definition.rule == "told"),
        "told": [(one, last_of(one)) for one in line.indicator.observations.order_by("-valid")],
    }
    return page(request, "figure", **shown, **what_is_behind(line, day))


def definition_text(line: Line) -> str:
    if line.definition is None:
        return ""
    return line.definition.text_en if get_language() == "en" else line.definition.text_lv


def what_is_behind(line: Line, day: date) -> dict[str, Any]:
    """Return the metres behind a share, or the slots or items behind a count."""
    if line.definition is None or line.definition.fault:
        return {}
    if line.definition.rule == "person_days":
        rule = PeopleRule.of(line.definition.parameters)
        return {"slots": by_slot(date(day.year, 1, 1), day, rule)}
    if line.definition.rule == "equipment_days":
        rule = EquipmentRule.of(line.definition.parameters)
        return {"items": by_item(date(day.year, 1, 1), day, rule)}
    if not line.is_share:
        return {}
    code = line.indicator.code
    routes = [(name, one) for name, one in behind(as_of=day, code=code).items() if one.share is not None]
    return {"routes": routes, "sections": shares_by("section", as_of=day, code=code), "most": SPANS_SHOWN}


def chart(line: Line) -> dict[str, Any]:
    """Return what the chart draws: values by year, told apart what is only planned, and the targets."""
    years = sorted({*line.by_year, *(one.year for one in line.aims)})
    values = {year: figure.as_json()["value"] for year, figure in line.by_year.items()}
    planned = {year: figure.planned or 0 for year, figure in line.by_year.items()}
    targets = {one.year: float(one.now.value) for one in line.aims}
    done = [None if values.get(year) is None else values[year] - planned[year] for year in years]
    return {
        "years": years,
        "done": done,
        "planned": [planned.get(year) or None for year in years],
        "targets": [targets.get(year) for year in years],
        "unit": unit_name(line.indicator.unit),
        "language": get_language(),
        "words": {"done": _("actual"), "planned": _("planned"), "target": _("target")},
    }


@require_GET
@as_of_a_day
def chart_picture(request: HttpRequest, day: date, code: str, kind: str) -> HttpResponse:
    """Return the chart of a figure as a picture, PNG or SVG, for reports."""
    if kind not in FORMATS:
        raise Http404
    line = scoreboard(as_of=day).line(code)
    title = f"{line.indicator.code}  {line.indicator.name}"
    disposition = f'inline; filename="{line.indicator.code}-{day}.{kind}"'
    content = picture(chart(line), title, kind)
    return HttpResponse(content, content_type=FORMATS[kind], headers={"Content-Disposition": disposition})


def act(request: HttpRequest, target: str, key: dict, values: dict, then: str) -> HttpResponse:
    """Put one fact from a day on, then go on; a refusal is told there, or in the form that was sent in its place."""

    def write() -> str:
        start = day_or_today(request.POST.get("from_day"), "from_day")
        return record_or_draft(request, [Put(target, key, values, start)], request.POST.get("reason", ""))

    return answered(request, write, then, lambda where: field_name(target, where))


def field_name(target: str, where: str | None) -> str:
    """Return what a form calls the field at fault."""
    code = (where or "").rpartition(".")[2]
    kind = entry(target)
    columns = kind.value_columns if isinstance(kind, Layer) else kind.columns
    names = {one.name: column_name(one) for one in columns}
    return names.get(code, {"from_day": _("From the day"), "reason": _("Reason of the change")}.get(code, ""))


@require_POST
def write_note(request: HttpRequest, code: str) -> HttpResponse:
    values = {"text": request.POST.get("text", "").strip()}
    return act(
        request, "indicator_note", {"indicator": code}, values, reverse("scoreboard:figure", args=[code])
    )


@require_POST
def tell_value(request: HttpRequest, code: str) -> HttpResponse:
    values = {name: request.POST.get(name, "").strip() for name in ("value", "source", "evidence")}
    values["value"] = values["value"].replace(",", ".")
    return act(request, "observation", {"indicator": code}, values, reverse("scoreboard:figure", args=[code]))


def not_whole() -> str:
    raise FactError(_("Year and units are whole numbers."), "year")


@require_POST
def set_target(request: HttpRequest, code: str) -> HttpResponse:
    """Re-baseline the target of a year from a day on; the old one stays visible."""
    then = reverse("scoreboard:figure", args=[code])
    year, units = (request.POST.get(name, "").strip() for name in ("year", "units"))
    if not (year.isascii() and year.isdigit() and (not units or (units.isascii() and units.isdigit()))):
        return answered(request, not_whole, then)
    values: dict[str, Any] = {"value": request.POST.get("value", "").strip().replace(",", ".")}
    values |= {"source": request.POST.get("source", "").strip()}
    values |= {"units": int(units)} if units else {}
    return act(request, "target", {"indicator": code, "year": int(year)}, values, then)


def snapshots_page(request: HttpRequest) -> HttpResponse:
    """List the snapshots; a new one is taken from the form."""
    if request.method == "POST":
        return take(request)
    found = Snapshot.objects.defer("content")
    return page(
        request, "snapshots", found=found, may_take=may_write(request.user, "indicator_note"), day=today()
    )


def take(request: HttpRequest) -> HttpResponse:
    try:
        day = day_of(request.POST.get("as_of"), "as_of")
        taken = snapshots.take(as_of=day, by=request.user, reason=request.POST.get("reason", "").strip())
    except BorderGisError as error:
        messages.error(request, error.translated(_))
        return redirect("scoreboard:snapshots")
    return redirect("scoreboard:snapshot", uid=taken.uid)


@require_GET
def snapshot_page(request: HttpRequest, uid) -> HttpResponse:
    snapshot = get_object_or_404(Snapshot, uid=uid)
    others = Snapshot.objects.defer("content").exclude(pk=snapshot.pk)
    content = snapshots.content_of(snapshot)
    api = reverse("snapshot", args=[uid])
    return page(request, "snapshot", snapshot=snapshot, content=content, others=others, api=api)


@require_POST
def verify_snapshot(request: HttpRequest, uid) -> HttpResponse:
    doubt = snapshots.verify(get_object_or_404(Snapshot, uid=uid))
    if doubt is None:
        messages.success(request, _("Made again from the ledger, it is the same byte for byte."))
    else:
        messages.error(request, _("Made again, it differs at %(where)s.") % {"where": doubt.where})
    return redirect("scoreboard:snapshot", uid=uid)


@require_GET
def difference_page(request: HttpRequest, uid) -> HttpResponse:
    try:
        other = snapshots.find(request.GET.get("with", ""))
    except FactError as error:
        messages.error(request, error.translated(_))
        return redirect("scoreboard:snapshot", uid=uid)
    found = difference(get_object_or_404(Snapshot, uid=uid), other)
    return page(request, "difference", found=found)
