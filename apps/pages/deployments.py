"""The deployment log's pages: calendar, table, map of host countries, equipment, commitments, import, export."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from apps.accounts.permissions import may_write
from apps.border.days import today
from apps.deployments import importing, services
from apps.deployments.api import item_json
from apps.deployments.books import write_book
from apps.deployments.commitments import commitments_of, contributions_by_year
from apps.deployments.counting import Counting, days_json
from apps.deployments.models import (
    Category,
    Commitment,
    CurtailmentReason,
    EquipmentCategory,
    EquipmentItem,
    EquipmentStage,
    Operation,
    Profile,
    SendingBody,
    Slot,
    Stage,
)
from apps.deployments.periods import last_of
from apps.deployments.reading import Run, parse_year, runs
from apps.deployments.services import SlotEntry
from apps.deployments.sheets import EQUIPMENT, SLOTS
from apps.deployments.workbook import SheetKind
from apps.documents.files import hash_of
from apps.geo.errors import BorderGisError
from apps.ledger.models import ChangeSet
from apps.ledger.register import entry
from apps.pages.calendar import calendar
from apps.pages.host_map import host_map
from apps.pages.record_history import history_of_thing
from apps.pages.typed import day_of
from apps.pages.writing import answered, in_words, seen_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LEGEND = ("deployed", "agreed", "nominated", "travel")


def for_a_year(view: Callable[[HttpRequest, int], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give the view the year that is asked for; what is no year is told, and this year shown."""

    @wraps(view)
    def with_year(request: HttpRequest) -> HttpResponse:
        try:
            year = parse_year(request.GET.get("year") or today().year)
        except BorderGisError as error:
            messages.error(request, error.translated(_))
            return redirect(request.path)
        return view(request, year)

    return with_year


def page(request: HttpRequest, template: str, year: int, **shown: Any) -> HttpResponse:
    """Render a page of the log with what all of them show: tabs, years, the right to write."""
    common = {
        "tabs": tabs(request, year),
        "year": year,
        "years": range(min(2021, year), max(today().year + 1, year) + 1),
        "may_log": may_write(request.user, "slot"),
    }
    return render(request, f"deployments/{template}.html", {**common, **shown})


def tabs(request: HttpRequest, year: int) -> list[dict[str, Any]]:
    names = {
        "deployments:calendar": _("Calendar"),
        "deployments:table": _("Slots"),
        "deployments:operations": _("Deployment operations"),
        "deployments:map": _("Host countries"),
        "deployments:equipment": _("Equipment"),
        "deployments:commitments": _("Commitments"),
        "deployments:import": _("Import"),
    }
    if not may_write(request.user, "slot"):
        names.pop("deployments:import")
    pages = ((reverse(name), label) for name, label in names.items())
    return [
        {"address": f"{address}?year={year}", "label": label, "is_here": is_under(request.path, address)}
        for address, label in pages
    ]


def is_under(path: str, address: str) -> bool:
    """Tell whether a page is the tab's or lies under it; every page of the log lies under the calendar's."""
    return path == address or (address != reverse("deployments:calendar") and path.startswith(address))


def slots_of(year: int, request: HttpRequest):
    """Return the slots of a year, narrowed to what the filters ask for."""
    slots = Slot.objects.with_names().in_year(year).prefetch_related("days")
    wanted = {"category": "category", "direction": "direction", "operation": "operation__code"}
    known = {"category": map(str, Category.values), "direction": Slot.Direction.values}
    for name, column in wanted.items():
        value = request.GET.get(name)
        if value and value in set(known.get(name, [value])):
            slots = slots.filter(**{column: value})
    return slots.order_by("operation__code", "category", "code")


def filters(request: HttpRequest) -> dict[str, Any]:
    return {
        "categories": Category.choices,
        "directions": Slot.Direction.choices,
        "operations": Operation.objects.all(),
        "asked": {name: request.GET.get(name, "") for name in ("category", "direction", "operation")},
    }


def counted(year: int) -> dict[str, Any]:
    """Return the days that the log holds of a year, beside the rules by which they are counted."""
    counting = Counting()
    return {"counted": days_json(year, counting), "rule": counting.rulings.of_year(year).words()}


@require_GET
@for_a_year
def calendar_page(request: HttpRequest, year: int) -> HttpResponse:
    drawn = calendar(slots_of(year, request), year, today())
    return page(request, "calendar", year, calendar=drawn, legend=LEGEND, **filters(request), **counted(year))


@require_GET
@for_a_year
def table(request: HttpRequest, year: int) -> HttpResponse:
    slots = [{"slot": slot, "runs": runs(slot.days.all())} for slot in slots_of(year, request)]
    return page(request, "table", year, slots=slots, **filters(request), **counted(year))


@require_GET
@for_a_year
def map_page(request: HttpRequest, year: int) -> HttpResponse:
    return page(request, "map", year, map=host_map(year))


def items_with_days():
    return EquipmentItem.objects.select_related("category").prefetch_related(
        "standing__owner", "days__operation"
    )


@require_GET
@for_a_year
def equipment(request: HttpRequest, year: int) -> HttpResponse:
    shown = [{**item_json(one, year), "category_name": one.category.name} for one in items_with_days()]
    chosen = {
        "items": shown,
        "stages": EquipmentStage.choices,
        "operations": Operation.objects.all(),
        "item_categories": EquipmentCategory.objects.all(),
        "bodies": SendingBody.objects.all(),
    }
    return page(request, "equipment", year, **chosen, **counted(year))


@require_GET
@for_a_year
def commitments(request: HttpRequest, year: int) -> HttpResponse:
    found = commitments_of(year, today())
    deadlines = [(one, one.state(today())) for one in found.deadlines]
    choices = {"promised": Category.choices[1:], "bases": Commitment.Basis.choices}
    return page(request, "commitments", year, found=found, deadlines=deadlines, **choices)


@require_GET
@for_a_year
def export(request: HttpRequest, year: int) -> HttpResponse:
    found = counted(year)
    content = write_book(slots_of(year, request), [found["counted"]], found["rule"], items_with_days())
    disposition = f'attachment; filename="deployments-{year}.xlsx"'
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})


@require_http_methods(["GET", "POST"])
def import_page(request: HttpRequest) -> HttpResponse:
    """Look at a spreadsheet first; what was looked at is brought in from the same form."""
    shown: dict[str, Any] = {
        "kinds": [(_("Slots"), columns_of(SLOTS)), (_("Equipment"), columns_of(EQUIPMENT))]
    }
    file = request.FILES.get("file")
    if request.method == "POST" and file is None:
        messages.error(request, _("Choose a spreadsheet."))
    elif request.method == "POST":
        shown["looked"] = request.POST.get("looked")
        try:
            if request.POST.get("do") == "bring":
                return bring_in(request, file)
            shown |= looked_at(request, file)
        except BorderGisError as error:
            messages.error(request, error.translated(_))
            shown["faults"] = error.detail.get("faults", [])
    return page(request, "import", today().year, **shown)


def looked_at(request: HttpRequest, file: UploadedFile) -> dict[str, Any]:
    """Return what a spreadsheet would do, and its hash: only the same file is brought in from the form."""
    outcome = importing.look(file=file, by=request.user, whole_year=whole_year_of(request))
    not_told = outcome.not_told[: importing.MOST_NOT_TOLD]
    listed = {"given_up": in_stages(outcome.given_up), "not_told": in_stages(not_told)}
    return {"outcome": outcome, "looked": hash_of(file), **listed}


def in_stages(days: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return days with the names of their stages."""
    stages = {**dict(EquipmentStage.choices), **dict(Stage.choices)}
    return [{**one, "stage": stages[one["stage"]]} for one in days]


def whole_year_of(request: HttpRequest) -> int | None:
    year = request.POST.get("whole_year")
    return parse_year(year, "whole_year") if year else None


def columns_of(kind: SheetKind) -> list[tuple[str, str, bool]]:
    return [(code, str(name), code in kind.needed) for code, name in kind.columns.items()]


def bring_in(request: HttpRequest, file: UploadedFile) -> HttpResponse:
    looked = request.POST.get("looked")
    if looked and looked != hash_of(file):
        message = _("This is another file than the one that was looked at: look at it first.")
        raise BorderGisError(message, "file")
    file.seek(0)
    written = importing.bring_in(
        file=file,
        by=request.user,
        reason=request.POST.get("reason", ""),
        skip_faulty=request.POST.get("skip_faulty") == "on",
        whole_year=whole_year_of(request),
        seen=seen_of(request),
    )
    return told(request, written, "deployments:table")


def told(request: HttpRequest, written: ChangeSet | None, then: str) -> HttpResponse:
    messages.success(request, what_became(written))
    return redirect(then)


def what_became(written: ChangeSet | None) -> str:
    if written is None:
        return _("The log says all that already.")
    return _("Written as no. %(number)s of the ledger.") % {"number": written.seq}


@require_http_methods(["GET", "POST"])
def new_slot(request: HttpRequest) -> HttpResponse:
    """Log one slot with its days in one stage."""
    lists = {
        "operations": Operation.objects.all(),
        "profiles": Profile.objects.all(),
        "bodies": SendingBody.objects.all(),
        "items": EquipmentItem.objects.all(),
        "categories": Category.choices,
        "directions": Slot.Direction.choices,
        "stages": Stage.choices,
        "sources": Slot.Source.choices,
    }
    usual = {"category": str(Category.SHORT_TERM.value), "stage": Stage.AGREED.value}
    shown = {"given": request.POST or usual, **lists}
    if request.method == "POST":
        try:
            written = services.log_slots(
                entries=[entry_of(request.POST)],
                by=request.user,
                reason=request.POST.get("reason", ""),
                seen=seen_of(request),
            )
            return told(request, written, "deployments:table")
        except BorderGisError as error:
            shown |= {"refusal": in_words(error), "where": field_name(error.where)}
    return page(request, "new_slot", today().year, **shown)


def field_name(where: str | None) -> str:
    """Return what a form calls the field at fault."""
    code = (where or "").rpartition(".")[2]
    names = {**EQUIPMENT.columns, **SLOTS.columns, "reason": _("reason"), "why": _("curtailed because")}
    return str(names.get(code, code))


def entry_of(given) -> SlotEntry:
    """Return the slot that a form describes; raise the error of the first field that says nothing useful."""
    texts = ("slot", "direction", "profile", "operation", "body", "stage", "crew_of", "source", "note")
    values: dict[str, Any] = {name: given.get(name, "").strip() or None for name in texts}
    values["first"] = day_of(given.get("first"), "first")
    for name in ("last", "travel_from", "travel_to"):
        values[name] = day_of(given[name], name) if given.get(name) else None
    return SlotEntry(
        **{**values, "slot": values["slot"] or ""},
        **{name: number(given, name) for name in ("category", "heads")},
    )


def number(given, name: str) -> int:
    text = given.get(name, "").strip()
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise BorderGisError(_("“%(text)s” is not a whole number.") % {"text": text}, name)
    return int(text)


@require_http_methods(["POST"])
def curtail(request: HttpRequest, code: str) -> HttpResponse:
    return act(
        request,
        lambda: services.curtail(
            slot=code,
            last=day_of(request.POST.get("last"), "last"),
            why=request.POST.get("why", ""),
            by=request.user,
            reason=request.POST.get("reason", ""),
            seen=seen_of(request),
        ),
        "deployments:slot",
        code,
    )


@require_http_methods(["POST"])
def use_item(request: HttpRequest) -> HttpResponse:
    return act(
        request,
        lambda: services.use_equipment(
            item=request.POST.get("item", ""),
            operation=request.POST.get("operation") or None,
            stage=request.POST.get("stage", ""),
            first=day_of(request.POST.get("first"), "first"),
            last=day_of(request.POST["last"], "last") if request.POST.get("last") else None,
            by=request.user,
            reason=request.POST.get("reason", ""),
            seen=seen_of(request),
        ),
        "deployments:equipment",
    )


def act(request: HttpRequest, write: Callable[[], ChangeSet | None], then: str, *of: str) -> HttpResponse:
    """Write, then go to a page of the log; a refusal is told there, or in the form that was sent in its place."""
    return answered(request, lambda: what_became(write()), reverse(then, args=of), field_name)


@require_GET
def slot(request: HttpRequest, code: str) -> HttpResponse:
    """Show one slot: its days in each stage, and what they count to in each year."""
    found = Slot.objects.with_names().prefetch_related("days").filter(code=code).first()
    if found is None:
        messages.error(request, _("There is no slot %(code)s.") % {"code": code})
        return redirect("deployments:table")
    days = runs(found.days.all())
    shown = {"reasons": CurtailmentReason.objects.all(), "contributions": contributions_by_year(found)}
    year = days[0].first.year if days else today().year
    shown |= {"stages": days_of_stages(days), "history": history_of_thing(entry("slot"), code)}
    return page(request, "slot", year, slot=found, runs=days, **shown)


def days_of_stages(days: list[Run]) -> list[tuple[str, str]]:
    """Return the stages that have days, with their names."""
    return [(stage.value, str(stage.label)) for stage in Stage if any(one.stage == stage for one in days)]


@require_GET
def item(request: HttpRequest, code: str) -> HttpResponse:
    """Show one item of equipment: its standing and its days in each stage, and how they came to be."""
    found = items_with_days().filter(code=code).first()
    if found is None:
        messages.error(request, _("There is no item %(code)s.") % {"code": code})
        return redirect("deployments:equipment")
    days = sorted(found.days.all(), key=lambda one: (one.valid.lower, one.stage))
    shown = {
        "item": found,
        "days": [(one, last_of(one)) for one in days],
        "stages": EquipmentStage.choices,
        "held_stages": {one.stage for one in days},
        "bodies": SendingBody.objects.all(),
        "standings": [(one, last_of(one)) for one in found.standing.order_by("-valid")],
        "history": history_of_thing(entry("equipment_item"), code),
    }
    return page(request, "item", today().year, **shown)
