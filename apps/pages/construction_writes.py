"""Forms of building that write several facts at once: a new lot, a stretch of a lot, an act of acceptance.

All else of a lot, such as its contracts, is written on the pages of reference data.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.permissions import may_write
from apps.border.days import today
from apps.border.locate import stretch_of
from apps.border.models import Route
from apps.construction.models import Element, Lot
from apps.geo.errors import BorderGisError, FactError, NotFound
from apps.ledger.commands import Add, Clear, Command, Put
from apps.pages.construction import lot_page
from apps.pages.typed import day_of
from apps.pages.writing import in_words, record_or_draft

LOT_FIELDS = {
    "code": gettext_lazy("Code"),
    "name_lv": gettext_lazy("Name (Latvian)"),
    "name_en": gettext_lazy("Name (English)"),
    "kind": gettext_lazy("Kind"),
    "procurement": gettext_lazy("Procurement number"),
    "route": gettext_lazy("Route"),
    "from_km": gettext_lazy("From km"),
    "to_km": gettext_lazy("To km"),
    "from_day": gettext_lazy("From day"),
    "reason": gettext_lazy("Reason of the change"),
}


def acting(write: Callable[..., list[Command]]) -> Callable[..., HttpResponse]:
    """Write what a form of a lot's page asks for; a refusal is told there, beside what was typed."""

    @require_POST
    def view(request: HttpRequest, code: str) -> HttpResponse:
        try:
            commands = write(request.POST, code)
            messages.success(request, record_or_draft(request, commands, request.POST.get("reason", "")))
        except BorderGisError as error:
            return refused(request, write.__name__, code, error)
        return redirect("construction:lot", code)

    return view


def refused(request: HttpRequest, form: str, code: str, error: BorderGisError) -> HttpResponse:
    typed = {"refusal": in_words(error), **request.POST.dict()}
    try:
        return lot_page(request, today(), code, {form: typed})
    except NotFound as absent:
        raise Http404(str(absent)) from None


@require_http_methods(["GET", "POST"])
def new_lot(request: HttpRequest) -> HttpResponse:
    """Ask for a lot with its first stretch and its elements, and write them at once."""
    given, refusal, where = request.POST, "", None
    if request.method == "POST":
        try:
            told = record_or_draft(request, lot_commands(given), given.get("reason", ""))
            messages.success(request, told)
            return redirect("construction:lot", text(given, "code"))
        except BorderGisError as error:
            refusal, where = in_words(error), error.where
    shown = {
        "given": given,
        "chosen": given.getlist("elements"),
        "refusal": refusal,
        "where": LOT_FIELDS.get(where),
        "kinds": Lot.Kind.choices,
        "elements": Element.objects.all(),
        "routes": Route.objects.all(),
        "may_write": may_write(request.user, "lot"),
    }
    return render(request, "construction/new_lot.html", shown, status=400 if refusal else 200)


def lot_commands(given) -> list[Command]:
    """Return a lot with its first stretch and its elements, from a day on."""
    code, start = text(given, "code"), first_day(given)
    if not code:
        raise FactError(_("This is needed."), "code")
    names = {"name_lv": text(given, "name_lv"), "name_en": text(given, "name_en") or text(given, "name_lv")}
    values = {**names, "kind": text(given, "kind"), "procurement": text(given, "procurement")}
    elements = given.getlist("elements")
    return [
        Add("lot", code, values),
        lot_stretch(given, code, start),
        *(Put("lot_element", {"lot": code, "element": one}, {}, start) for one in elements),
    ]


@acting
def stretch(given, code: str) -> list[Command]:
    """Return a stretch that a lot gains, or gives up, from a day on."""
    return [lot_stretch(given, code, first_day(given), gives_up=given.get("do") == "clear")]


@acting
def elements(given, code: str) -> list[Command]:
    """Return which element a lot builds, or no longer builds, from a day on."""
    key, start = {"lot": code, "element": text(given, "element")}, first_day(given)
    return [
        Clear("lot_element", key, start) if given.get("do") == "clear" else Put("lot_element", key, {}, start)
    ]


@acting
def act(given, code: str) -> list[Command]:
    """Return an act of acceptance on a stretch of a lot."""
    start = first_day(given)
    values: dict[str, Any] = {name: text(given, name) for name in ("verdict", "act", "change_order", "note")}
    values |= {"lot": code, "act_on": start.isoformat() if values["act"] else None}
    key, ends = place(given, start)
    return [Put("acceptance", {**key, "element": text(given, "element")}, values, start, **ends)]


def lot_stretch(given, code: str, start: date, *, gives_up: bool = False) -> Command:
    key, ends = place(given, start)
    if gives_up:
        return Clear("lot_stretch", {**key, "lot": code}, start, **ends)
    return Put("lot_stretch", {**key, "lot": code}, {"note": text(given, "note")}, start, **ends)


def place(given, day: date) -> tuple[dict[str, str], dict[str, int]]:
    """Return the route and both ends of the stretch that a form gives, as people write them."""
    route = Route.objects.named(text(given, "route"))
    found = stretch_of(text(given, "from_km"), text(given, "to_km"), route, day)
    return {"route": route.code}, {"from_cm": found.from_cm, "to_cm": found.to_cm}


def first_day(given) -> date:
    typed = text(given, "from_day")
    return day_of(typed, "from_day") if typed else today()


def text(given, name: str) -> str:
    return given.get(name, "").strip()
