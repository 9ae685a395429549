"""The page of whoever works on granted stretches: what is recorded there, a form to report progress, own reports."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.permissions import granted, may_write
from apps.border.days import today
from apps.border.locate import stretch_of
from apps.border.models import Route
from apps.construction.models import Element, WorkStatus
from apps.geo.errors import BorderGisError, FactError
from apps.geo.measures import CM_PER_KM
from apps.ledger import services
from apps.ledger.commands import Put
from apps.ledger.models import ChangeSet
from apps.ledger.reading import layer_json
from apps.ledger.register import BY_NAME
from apps.pages.typed import day_of, typed_value
from apps.pages.writing import in_words, seen_of

LATEST = 20
MOST_ROWS = 300
ASKED = ("status", "as_built_width_m", "note")


@require_http_methods(["GET", "POST"])
def own_work(request: HttpRequest) -> HttpResponse:
    """Show one's granted stretches with what is recorded there; take a report of progress."""
    if not request.user.is_bounded or not may_write(request.user, "work"):
        raise PermissionDenied(_("No stretch is granted to you."))
    refusal, where = "", None
    if request.method == "POST":
        try:
            return reported(request)
        except BorderGisError as error:
            refusal, where = in_words(error), error.where
    shown = page_of(request) | {"given": request.POST, "refusal": refusal, "where": where}
    return render(request, "people/work.html", shown, status=400 if refusal else 200)


def reported(request: HttpRequest) -> HttpResponse:
    """Write what was typed, or keep it as a draft, and go on to the set."""
    given = request.POST
    write = services.draft if given.get("do") == "draft" else services.record
    written = write(
        commands=[command_of(given)], by=request.user, reason=given.get("reason", ""), seen=seen_of(request)
    )
    if written is None:
        messages.success(request, _("Nothing changes."))
        return redirect("pages:own-work")
    if written.seq is None:
        messages.success(request, _("Kept as a draft."))
        return redirect("pages:review-set", uid=written.uid)
    messages.success(request, _("Written as no. %(number)s of the ledger.") % {"number": written.seq})
    return redirect("pages:own-work")


def command_of(given) -> Put:
    route = Route.objects.named(given.get("route", ""))
    start = day_of(given["from_day"], "from_day") if given.get("from_day", "").strip() else today()
    stretch = stretch_of(given.get("from_km", ""), given.get("to_km", ""), route, start)
    columns = [column for column in BY_NAME["work"].value_columns if column.name in ASKED]
    values = {one.name: typed_value(one, given) for one in columns if given.get(one.name, "").strip()}
    if not values:
        raise FactError(_("Say what has changed: status, width or note."), "status")
    key = {"route": route.code, "element": given.get("element", "")}
    return Put("work", key, values, start, from_cm=stretch.from_cm, to_cm=stretch.to_cm, later="until_next")


def page_of(request: HttpRequest) -> dict[str, Any]:
    within = granted(request.user, "work")
    found = layer_json(BY_NAME["work"], as_of=today(), key={}, within=within)
    rows = [dict(zip(found["columns"], row, strict=True)) for row in found["rows"]]
    names = {one.code: one.name for one in Element.objects.all()}
    statuses = {one.code: one for one in WorkStatus.objects.all()}
    sets = ChangeSet.objects.visible_to(request.user).filter(author=request.user)
    return {
        "day": today(),
        "stretches": [
            {"route": route, "from_cm": from_cm, "to_cm": to_cm, "length_cm": to_cm - from_cm}
            for route, metres in within.items()
            for from_cm, to_cm in metres.pairs()
        ],
        "rows": [
            {
                **row,
                "element": names[row["element"]],
                "status": statuses[row["status"]].name,
                "from_cm": round(row["from_km"] * CM_PER_KM),
                "to_cm": round(row["to_km"] * CM_PER_KM),
                "width": row["as_built_width_m"] and number_format(row["as_built_width_m"]),
            }
            for row in rows[:MOST_ROWS]
        ],
        "row_count": len(rows),
        "elements": names.items(),
        "statuses": [(code, one.name) for code, one in statuses.items() if not one.counts_accepted],
        "sets": sets.with_operation_count().prefetch_related("undone_by").order_by("-created_at")[:LATEST],
    }
