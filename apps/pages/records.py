"""Entries of the log and of the scoreboard, one by one: amended, cancelled, and how each came to be.

What is amended or cancelled is a correction: the ledger keeps what stood there, who changed it and why.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.permissions import may_write
from apps.border.days import parse_day
from apps.deployments.amending import days_amended, days_cancelled
from apps.deployments.periods import A_DAY, day_after, require_days
from apps.geo.errors import BorderGisError
from apps.geo.facts import FOREVER
from apps.ledger.amending import Entry, amended, entries, entry_from, removal
from apps.ledger.columns import Column
from apps.ledger.commands import Amend, Command
from apps.ledger.models import ChangeSet
from apps.ledger.register import Layer, ObjectType, entry
from apps.ledger.store import read_objects
from apps.pages.documents import documents_of_key, documents_of_thing
from apps.pages.layers import NAMES
from apps.pages.record_history import Past, history_of_key, history_of_thing
from apps.pages.reference_form import Form
from apps.pages.templatetags.pages import day as shown_day
from apps.pages.typed import day_of
from apps.pages.writing import in_words, record_or_draft

LOGGED_DAYS = ("slot_days", "equipment_days")


@dataclass(frozen=True)
class Home:
    """The page that an entry belongs to, and the part of its key that the page is about."""

    view: str
    about: int | None = None

    def address(self, key: tuple[str, ...]) -> str:
        return reverse(self.view, args=[] if self.about is None else [key[self.about]])


HOMES = {
    "slot": Home("deployments:slot", 0),
    "slot_days": Home("deployments:slot", 0),
    "operation": Home("deployments:operations"),
    "equipment_item": Home("deployments:item", 0),
    "equipment_standing": Home("deployments:item", 0),
    "equipment_days": Home("deployments:item", 0),
    "commitment": Home("deployments:commitments"),
    "task": Home("scoreboard:tasks"),
    "task_state": Home("scoreboard:tasks"),
    "indicator": Home("scoreboard:figure", 0),
    "indicator_note": Home("scoreboard:figure", 0),
    "observation": Home("scoreboard:figure", 0),
    "target": Home("scoreboard:figure", 0),
}
LISTS = {
    "slot": "deployments:table",
    "equipment_item": "deployments:equipment",
    "indicator": "scoreboard:board",
}


@dataclass(frozen=True)
class Place:
    """What a page is about: a thing, or one key of a layer."""

    kind: Layer | ObjectType
    parts: tuple[str, ...]

    @property
    def home(self) -> str:
        return HOMES[self.kind.name].address(self.parts)

    @property
    def address(self) -> str:
        return reverse("records:record", args=[self.kind.name, self.path])

    @property
    def path(self) -> str:
        return "/".join(self.parts)

    @property
    def mark(self) -> str:
        """What the ids of the forms begin with: a page may show the entries of several places."""
        return re.sub(r"[^\w-]", "-", f"{self.kind.name}-{self.path}")

    @property
    def key(self) -> dict[str, Any]:
        """Return the key of a layer as it stands in operations."""
        columns = self.kind.key_columns
        return {one.name: typed(one, part) for one, part in zip(columns, self.parts, strict=True)}

    @property
    def title(self) -> str:
        name = self.kind.title if isinstance(self.kind, ObjectType) else NAMES[self.kind.name]
        return f"{str(name)[:1].upper()}{str(name)[1:]}: {', '.join(self.words())}"

    def words(self) -> list[str]:
        """Return the key as people read it: choices by their names."""
        if isinstance(self.kind, ObjectType):
            return list(self.parts)
        pairs = zip(self.kind.key_columns, self.key.values(), strict=True)
        return [str(dict(one.field.flatchoices or ()).get(value, value)) for one, value in pairs]


def typed(column, text: str) -> Any:
    is_number = column.field.get_internal_type().endswith("IntegerField")
    if is_number and not (text.isascii() and text.isdigit()):
        raise Http404
    return int(text) if is_number else text


def place_of(target: str, key: str) -> Place:
    if target not in HOMES:
        raise Http404
    kind, parts = entry(target), tuple(key.split("/"))
    if len(parts) != (1 if isinstance(kind, ObjectType) else len(kind.key)):
        raise Http404
    return Place(kind, parts)


@dataclass
class Filled:
    """One entry with its form; what somebody typed and was refused stays in it."""

    form: Form
    held_from: str = ""
    first: str = ""
    last: str = ""
    reason: str = ""


@require_GET
def record(request: HttpRequest, target: str, key: str) -> HttpResponse:
    """Show a thing or the facts of a key, each with a form to amend and to cancel it, and their history."""
    return shown(request, place_of(target, key))


def shown(request: HttpRequest, place: Place, typed: Filled | None = None) -> HttpResponse:
    filled = forms_of(place, typed)
    is_thing, history = isinstance(place.kind, ObjectType), history_of(place)
    if not filled and not history:
        raise Http404
    return render(
        request,
        "records/record.html",
        {
            "place": place,
            "belongs_to": f"{place.home}{place.path}/",
            "entries": filled,
            "is_thing": is_thing,
            "is_days": place.kind.name in LOGGED_DAYS,
            "history": history,
            "may_amend": may_write(request.user, place.kind.name),
            **documents_of(request, place),
        },
    )


def documents_of(request: HttpRequest, place: Place) -> dict[str, Any]:
    if isinstance(place.kind, ObjectType):
        return documents_of_thing(place.kind, place.parts[0], request.user, place.address)
    return documents_of_key(place.kind, place.key, request.user, place.address)


def history_of(place: Place) -> list[Past]:
    if isinstance(place.kind, ObjectType):
        return history_of_thing(place.kind, place.parts[0])
    return history_of_key(place.kind.name, place.key)


def forms_of(place: Place, typed: Filled | None = None) -> list[Filled]:
    if isinstance(place.kind, ObjectType):
        things = read_objects(place.kind, place.parts)
        found = [Filled(Form.of_values(place.kind.columns, one)) for _uid, one in things]
    else:
        found = [filled_with(one) for one in entries(place.kind, place.key)]
    found = [typed if typed and typed.held_from == one.held_from else one for one in found]
    for n, one in enumerate(found):
        one.form.mark = f"{place.mark}-{n}"
    return found


def filled_with(fact: Entry) -> Filled:
    start, end = fact.row.start, fact.row.end
    last = "" if end == FOREVER else shown_day(end - A_DAY)
    form = Form.of_values(fact.layer.value_columns, fact.values)
    return Filled(form, start.isoformat(), shown_day(start), last)


def columns_of(place: Place) -> tuple[Column, ...]:
    return tuple(place.kind.columns if isinstance(place.kind, ObjectType) else place.kind.value_columns)


def typed_in(request: HttpRequest, form: Form) -> Filled:
    """Return an entry as it was sent, with why it was refused."""
    days = (request.POST.get(name, "") for name in ("held_from", "first", "last", "reason"))
    return Filled(form, *days)


@require_POST
def amend(request: HttpRequest, target: str, key: str) -> HttpResponse:
    """Give an entry other values or other days."""
    place = place_of(target, key)
    form = Form(columns_of(place), request.POST.dict())
    values = form.values()
    if not form.errors:
        try:
            return written(request, amendment(request.POST, place, values), place.home)
        except BorderGisError as error:
            form.refuse(error)
    return shown(request, place, typed_in(request, form))


def amendment(post: Mapping[str, str], place: Place, values: dict[str, Any]) -> list[Command]:
    if isinstance(place.kind, ObjectType):
        return [Amend(place.kind.name, place.parts[0], values)]
    fact = entry_from(place.kind, place.key, parse_day(post.get("held_from"), "held_from"))
    first, last = days_of(post)
    if place.kind.name in LOGGED_DAYS:
        require_days(first, last)
    change = days_amended if place.kind.name == "slot_days" else amended
    return change(fact, values, first, day_after(last))


def days_of(post: Mapping[str, str]) -> tuple[date, date | None]:
    """Return the first and the last day that a form gives; no last day: it goes on."""
    last = day_of(post["last"], "last") if post.get("last") else None
    return day_of(post.get("first", ""), "first"), last


@require_POST
def cancel(request: HttpRequest, target: str, key: str) -> HttpResponse:
    """Take an entry back: the days of a fact, or a thing with its own facts."""
    place = place_of(target, key)
    then = place.home
    if isinstance(place.kind, ObjectType) and place.kind.name in LISTS:
        then = reverse(LISTS[place.kind.name])
    try:
        return written(request, cancellation(request.POST, place), then)
    except BorderGisError as error:
        return refused(request, place, error)


def cancellation(post: Mapping[str, str], place: Place) -> list[Command]:
    if isinstance(place.kind, ObjectType):
        return removal(place.kind, place.parts[0])
    fact = entry_from(place.kind, place.key, parse_day(post.get("held_from"), "held_from"))
    return days_cancelled(fact) if place.kind.name == "slot_days" else [fact.cleared()]


def written(request: HttpRequest, commands: list[Command], then: str) -> HttpResponse:
    """Write a correction and go home."""
    reason = request.POST.get("reason", "").strip()
    messages.success(request, record_or_draft(request, commands, reason, ChangeSet.Kind.CORRECT))
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": then})
    return redirect(then)


def refused(request: HttpRequest, place: Place, error: BorderGisError) -> HttpResponse:
    """Show the page again, why an entry was not cancelled above its form."""
    held_from = request.POST.get("held_from", "")
    kept = next((one for one in forms_of(place) if one.held_from == held_from), None)
    if kept:
        kept.form.refusal = in_words(error)
    return shown(request, place, kept)
