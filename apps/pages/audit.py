"""What an auditor reads: the ledger by person, layer, stretch and day; who signed in, was refused, read what.

Nothing here writes.
"""

import csv
import itertools
import json
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from operator import itemgetter

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.accounts.models import AccessEvent, ReadEvent, User
from apps.accounts.permissions import may_audit
from apps.border.models import Route
from apps.geo.errors import BorderGisError, PeriodError
from apps.geo.stationing import parse_measure
from apps.ledger.models import ChangeSet, Operation
from apps.ledger.reading import stored_json
from apps.ledger.register import REGISTER
from apps.ledger.replay import verify
from apps.pages.changes import Wording
from apps.pages.reference_rows import title_of
from apps.pages.review import on_map
from apps.pages.templatetags.audit import READINGS
from apps.pages.typed import day_of

ROWS_A_PAGE = 50
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """Show the applied operations that match, newest first, each with what it held before and after."""
    require_auditor(request)
    try:
        found = matching(request.GET)
    except BorderGisError as error:
        shown = filters(request) | {"refusal": error.translated(_)}
        return render(request, "audit/ledger.html", shown, status=400)
    if request.GET.get("format") == "csv":
        return table("ledger", LEDGER_COLUMNS, (ledger_row(one) for one in found.iterator(chunk_size=2000)))
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    wording = Wording(get_language())
    rows = [(one.change_set, wording.operation(one), on_map(one)) for one in page]
    return render(request, "audit/ledger.html", filters(request) | {"page": page, "rows": rows})


def filters(request: HttpRequest) -> dict:
    return {
        "asked": request.GET.dict(),
        "people": User.objects.order_by("username"),
        "targets": sorted(((one.name, title_of(one)) for one in REGISTER), key=itemgetter(1)),
        "routes": Route.objects.all(),
    }


def matching(asked) -> QuerySet[Operation]:
    """Return the applied operations by author or approver, layer, route, stretch, day in the world and day of writing.

    Raises
    ------
    BorderGisError
        A measure or a day that is none.
    """
    found = Operation.objects.filter(change_set__seq__isnull=False)
    found = found.select_related("change_set__author", "change_set__approver")
    if asked.get("by"):
        wrote, approved = (
            Q(**{f"change_set__{who}__username": asked["by"]}) for who in ("author", "approver")
        )
        found = found.filter(wrote | approved)
    if asked.get("target"):
        found = found.filter(target=asked["target"])
    if asked.get("route"):
        found = found.filter(route=asked["route"])
    if asked.get("from_km") or asked.get("to_km"):
        ends = parse_measure(asked.get("from_km") or "0"), parse_measure(asked.get("to_km") or "9999")
        found = found.filter(from_cm__lt=max(ends), to_cm__gt=min(ends))
    if asked.get("holds_on"):
        found = found.filter(valid__contains=day_of(asked["holds_on"], "holds_on"))
    found = written_between(found, asked, "change_set__applied_at")
    return found.order_by("-change_set__seq", "n")


def written_between(found: QuerySet, asked, column: str) -> QuerySet:
    first, last = (day_of(asked[name], name) if asked.get(name) else None for name in ("since", "until"))
    if first and last and last < first:
        raise PeriodError(_("The last day lies before the first."), "until")
    if first:
        found = found.filter(**{f"{column}__gte": midnight(first)})
    if last:
        found = found.filter(**{f"{column}__lt": midnight(last + timedelta(days=1))})
    return found


def midnight(day) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


@require_GET
def access(request: HttpRequest) -> HttpResponse:
    """Show who signed in, was refused, gave and took rights."""
    found = AccessEvent.objects.select_related("by", "about")
    if request.GET.get("kind"):
        found = found.filter(kind=request.GET["kind"])
    if request.GET.get("by"):
        found = found.filter(by__username=request.GET["by"]) | found.filter(username=request.GET["by"])
    return log_page(request, "access", found, ACCESS_COLUMNS, access_row, kinds=AccessEvent.Kind.choices)


@require_GET
def readings(request: HttpRequest) -> HttpResponse:
    """Show who read positions and gaps."""
    found = ReadEvent.objects.select_related("user")
    if request.GET.get("by"):
        found = found.filter(user__username=request.GET["by"])
    if request.GET.get("what"):
        found = found.filter(what=request.GET["what"])
    kinds = sorted(READINGS.items(), key=itemgetter(1))
    return log_page(request, "readings", found, READ_COLUMNS, read_row, kinds=kinds)


def log_page(
    request: HttpRequest, name: str, found: QuerySet, columns: tuple[str, ...], row: Callable, **more
) -> HttpResponse:
    require_auditor(request)
    template = f"audit/{name}.html"
    shown = {"asked": request.GET.dict(), "people": User.objects.order_by("username"), **more}
    try:
        found = written_between(found, request.GET, "at")
    except BorderGisError as error:
        return render(request, template, shown | {"refusal": error.translated(_)}, status=400)
    if request.GET.get("format") == "csv":
        return table(name, columns, (row(one) for one in found.iterator(chunk_size=2000)))
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, template, shown | {"page": page})


@require_GET
def chain(request: HttpRequest) -> HttpResponse:
    """Show the head of the chain; asked to, read the whole ledger back and say whether it holds."""
    require_auditor(request)
    number, head = ChangeSet.objects.head()
    shown = {"number": number, "head": head, "given": request.GET.get("head", "").strip()}
    if "verify" in request.GET:
        shown |= {"verified": True, "problem": verify(shown["given"] or None)}
    return render(request, "audit/chain.html", shown)


def require_auditor(request: HttpRequest) -> None:
    if not may_audit(request.user):
        raise PermissionDenied


# ---- tables to take away

LEDGER_COLUMNS = [
    "number",
    "applied_at",
    "author",
    "approver",
    "kind",
    "reason",
    "target",
    "key",
    "uid",
    "from_km",
    "to_km",
    "from_day",
    "until_day",
    "before",
    "after",
    "hash",
]
ACCESS_COLUMNS = ("at", "kind", "by", "about", "username", "address", "request_id", "detail")
READ_COLUMNS = ("at", "user", "what", "path", "request_id")


def ledger_row(one: Operation) -> list:
    """Return an operation's cells, with its place, before and after as the API tells them."""
    set_, shown = one.change_set, stored_json(one)
    people = [person.username if person else "" for person in (set_.author, set_.approver)]
    written = [set_.seq, set_.applied_at.isoformat(), *people, set_.kind, set_.reason]
    what = ("target", "key", "uid", "from_km", "to_km", "from_day", "until_day", "before", "after")
    return [*written, *(shown.get(name) for name in what), set_.hash]


def access_row(one: AccessEvent) -> list:
    people = [person.username if person else "" for person in (one.by, one.about)]
    return [one.at.isoformat(), one.kind, *people, one.username, one.address, one.request_id, one.detail]


def read_row(one: ReadEvent) -> list:
    return [one.at.isoformat(), one.user.username, one.what, one.path, one.request_id]


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def table(name: str, columns: Iterable[str], rows: Iterable[list]) -> StreamingHttpResponse:
    """Answer with a CSV file; what a spreadsheet could take for a formula stands there as text."""
    writer = csv.writer(_Echo())
    lines = (writer.writerow([as_text(cell) for cell in row]) for row in itertools.chain([columns], rows))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def as_text(cell) -> str:
    if isinstance(cell, dict | list):
        return json.dumps(cell, ensure_ascii=False, default=str)
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(RISKY) else text
