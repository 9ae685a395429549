"""Reference data: every list, thing and dated fact of the register, looked through and changed through the ledger.

One mechanism for all of them, driven by REGISTER: what is registered later has its pages at once.
"""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import connection, models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from psycopg import sql

from apps.accounts.permissions import may_write
from apps.border.codes import CodeList
from apps.border.days import today
from apps.geo.errors import BorderGisError, Conflict, StaleWrite
from apps.ledger import services
from apps.ledger.commands import Add, Amend, Command, Remove
from apps.ledger.models import ChangeSet
from apps.ledger.register import BY_NAME, REGISTER, ObjectType
from apps.ledger.store import read_objects
from apps.ledger.uses import Entry, Use, uses
from apps.pages.audit import table
from apps.pages.changes import Wording
from apps.pages.documents import documents_of_thing
from apps.pages.reference_form import Form
from apps.pages.reference_history import history_of_object
from apps.pages.reference_rows import (
    Asked,
    Rows,
    export_heads,
    heads,
    object_address,
    rows_of,
    shown_columns,
    title_of,
)
from apps.pages.typed import day_of
from apps.pages.writing import in_words, seen_of

ROWS_A_PAGE = 50
FROM_FILES = frozenset({"alignment", "document", "document_tie", "terrain_model"})
"""Types that come with a file, never from a form alone."""


def entry_named(name: str) -> Entry:
    if name not in BY_NAME:
        raise Http404
    return BY_NAME[name]


def object_type(name: str) -> ObjectType:
    entry = entry_named(name)
    if not isinstance(entry, ObjectType):
        raise Http404
    return entry


def may_form(request: HttpRequest, entry: Entry) -> bool:
    """Tell whether this person may write the entry by a form: stretches are written in the workspace."""
    is_linear = not isinstance(entry, ObjectType) and entry.linear
    return not is_linear and entry.name not in FROM_FILES and may_write(request.user, entry.name)


def require_form(request: HttpRequest, entry: Entry) -> None:
    if request.method == "POST" and not may_form(request, entry):
        raise PermissionDenied


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    counts = _counts()
    groups: dict[str, list] = {}
    for entry in REGISTER:
        groups.setdefault(_group(entry), []).append((entry.name, title_of(entry), counts[entry.name]))
    names = [_("Code lists"), _("Things"), _("Dated facts"), _("Facts on the routes")]
    shown = [(name, sorted(groups.get(name, []), key=lambda one: one[1])) for name in names]
    return render(request, "reference/index.html", {"groups": shown})


def _group(entry: Entry) -> str:
    if isinstance(entry, ObjectType):
        return _("Code lists") if issubclass(entry.model, CodeList) else _("Things")
    return _("Facts on the routes") if entry.linear else _("Dated facts")


def _counts() -> dict[str, int]:
    """Return how many rows each entry has, in one query."""
    each = [sql.SQL("(SELECT count(*) FROM {})").format(sql.Identifier(entry.table)) for entry in REGISTER]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT {}").format(sql.SQL(", ").join(each)))
        return dict(zip(BY_NAME, cursor.fetchone(), strict=True))


@require_GET
def listing(request: HttpRequest, name: str) -> HttpResponse:
    """List an entry of the register; as a file exactly what is shown, all pages of it."""
    entry, refusal = entry_named(name), ""
    asked = Asked(entry, request.GET.get("q", "").strip(), request.GET.get("sort", ""))
    try:
        asked = _on_its_day(request, asked)
        rows = rows_of(asked)
    except BorderGisError as error:
        refusal = error.translated(_)
        rows = rows_of(Asked(entry, asked.text, day=_usual_day(entry)))
    told = Rows(entry, Wording(get_language() or "lv"), asked.day)
    if request.GET.get("format") == "csv" and not refusal:
        return table(name, export_heads(entry), (told.exported(row) for row in rows.iterator(2000)))
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "entry": entry,
        "title": title_of(entry),
        "is_fact": not isinstance(entry, ObjectType),
        "is_linear": not isinstance(entry, ObjectType) and entry.linear,
        "asked": request.GET,
        "day": asked.day,
        "sort": asked.sort,
        "heads": heads(entry),
        "page": page,
        "rows": [told.shown(row) for row in page],
        "refusal": refusal,
        "may_add": may_form(request, entry),
        "four_eyes": name in settings.FOUR_EYES_LAYERS,
    }
    return render(request, "reference/list.html", shown, status=400 if refusal else 200)


def _usual_day(entry: Entry):
    return None if isinstance(entry, ObjectType) else today()


def _on_its_day(request: HttpRequest, asked: Asked) -> Asked:
    """Return what is asked with its day: today for facts unless another one, or every day, is asked for."""
    if isinstance(asked.entry, ObjectType) or request.GET.get("days") == "all":
        return asked
    text = request.GET.get("as_of")
    return Asked(asked.entry, asked.text, asked.sort, day_of(text, "as_of") if text else today())


# ---- things


def asked_for(request: HttpRequest, kind: ObjectType, values: dict[str, Any]) -> Form:
    """Return the form as it was sent, or as it shows values; lines and areas are drawn, not typed."""
    columns = tuple(shown_columns(kind))
    return Form(columns, request.POST.dict()) if request.POST else Form.of_values(columns, values)


@require_http_methods(["GET", "POST"])
def new_object(request: HttpRequest, name: str) -> HttpResponse:
    kind = object_type(name)
    require_form(request, kind)
    asks_code = not isinstance(kind.uid_column.field, models.UUIDField)
    uid = request.POST.get("uid", "").strip() if asks_code else str(uuid4())
    form = asked_for(request, kind, {})
    form.asked = kind.asked
    if request.method == "POST":
        values = form.values()
        if asks_code and not uid:
            form.errors["uid"] = _("This is needed.")
        answer = written(request, form, [Add(name, uid, values)], lambda: object_address(kind, uid))
        if answer:
            return answer
    shown = {"kind": kind, "title": title_of(kind), "asks_code": asks_code, "uid": uid, "form": form}
    return form_page(request, "reference/new.html", form, shown | {"may_write": may_form(request, kind)})


@require_http_methods(["GET", "POST"])
def one_object(request: HttpRequest, name: str, uid: str) -> HttpResponse:
    """Show a thing: its columns as a form for whoever may write them, what refers to it, and its history."""
    kind = object_type(name)
    require_form(request, kind)
    now = dict(read_objects(kind, [uid])).get(uid)
    if now is None:
        raise Http404
    form = asked_for(request, kind, now)
    if request.method == "POST":
        values = form.values()
        answer = written(request, form, [Amend(name, uid, values)], lambda: object_address(kind, uid))
        if answer:
            return answer
    wording = Wording(get_language() or "lv")
    shown = {
        "kind": kind,
        "title": title_of(kind),
        "uid": uid,
        "called": _called(now, uid),
        "told": [(field.label, wording.told(field.column, now[field.name])) for field in form.fields],
        "form": form,
        "uses": [shown_use(use, uid) for use in uses(kind, uid)],
        "history": history_of_object(kind, uid, request.user, wording),
        "may_write": may_form(request, kind),
        **documents_of_thing(kind, uid, request.user),
    }
    return form_page(request, "reference/object.html", form, shown)


def _called(columns: dict[str, Any], uid: str) -> str:
    language = "name_en" if get_language() == "en" else "name_lv"
    return str(columns.get(language) or columns.get("label") or uid)


def shown_use(use: Use, uid: str) -> dict[str, Any]:
    """Return what refers to a thing as a line with a link to exactly those rows."""
    title = title_of(use.entry)
    is_fact = not isinstance(use.entry, ObjectType)
    return {"name": use.entry.name, "title": title, "count": use.count, "search": uid, "is_fact": is_fact}


@require_POST
def remove(request: HttpRequest, name: str, uid: str) -> HttpResponse:
    """Take a thing out of the register; while something refers to it, say what does."""
    kind = object_type(name)
    require_form(request, kind)
    try:
        require_unused(kind, uid)
        written = services.record(
            commands=[Remove(name, uid)],
            by=request.user,
            reason=request.POST.get("change_reason", ""),
            seen=seen_of(request),
        )
    except BorderGisError as error:
        messages.error(request, error.translated(_))
        return redirect(object_address(kind, uid))
    messages.success(request, _("Written as no. %(number)s of the ledger.") % {"number": written.seq})
    return redirect("reference:list", name=name)


def require_unused(kind: ObjectType, uid: str) -> None:
    """Refuse to remove a thing that something refers to, naming what.

    Raises
    ------
    Conflict
        `detail` names each layer or type and how many of its rows refer to the thing, on any day.
    """
    found = uses(kind, uid)
    if found:
        named = ", ".join(f"{title_of(use.entry)} ({use.count})" for use in found)
        detail = {"uses": [{"target": use.entry.name, "count": use.count} for use in found]}
        message = _("%(uid)s cannot be removed while these refer to it, today or on another day: %(uses)s.")
        raise Conflict(message, "uid", detail, uid=uid, uses=named)


# ---- writing


def written(
    request: HttpRequest, form: Form, commands: list[Command], then: Callable[[], str]
) -> HttpResponse | None:
    """Write what a form says, as a draft where a second person has to approve; None if it is refused.

    `then` gives the address to go on to: of a code that was refused there may be none.
    """
    if not request.POST.get("change_reason", "").strip():
        form.errors["change_reason"] = _("Give a reason.")
    if form.errors:
        return None
    try:
        return _told(request, written_or_drafted(request, commands), then)
    except StaleWrite as error:
        form.refusal = in_words(error)
    except BorderGisError as error:
        form.refuse(error)
    return None


def written_or_drafted(request: HttpRequest, commands: list[Command]) -> ChangeSet | None:
    given = {
        "commands": commands,
        "by": request.user,
        "reason": request.POST.get("change_reason", "").strip(),
        "kind": request.POST.get("change_kind") or ChangeSet.Kind.UPDATE,
        "seen": seen_of(request),
    }
    needs_second = any(command.target in settings.FOUR_EYES_LAYERS for command in commands)
    return services.draft(**given) if needs_second else services.record(**given)


def _told(request: HttpRequest, written: ChangeSet | None, then: Callable[[], str]) -> HttpResponse:
    if written is None:
        messages.info(request, _("Nothing had to be changed."))
    elif written.seq is None:
        messages.success(request, _("Kept as a draft: submit it, and a second person approves it."))
        return _go(request, redirect("pages:review-set", uid=written.uid)["Location"])
    else:
        messages.success(request, _("Written as no. %(number)s of the ledger.") % {"number": written.seq})
    return _go(request, then())


def _go(request: HttpRequest, address: str) -> HttpResponse:
    """Send the reader on; to a part of a page that was asked for by itself, a redirect would be that part."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def form_page(request: HttpRequest, template: str, form: Form, shown: dict[str, Any]) -> HttpResponse:
    refused = bool(form.errors or form.refusal)
    common = {"reason": request.POST.get("change_reason", "")}
    return render(request, template, {**common, **shown}, status=400 if refused else 200)
