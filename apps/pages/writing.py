"""A page's way to the ledger: written at once, or kept as a draft where a second person has to agree."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from apps.geo.errors import BorderGisError
from apps.ledger import services
from apps.ledger.commands import Command
from apps.ledger.models import ChangeSet


def record_or_draft(
    request: HttpRequest,
    commands: list[Command],
    reason: str,
    kind: str = ChangeSet.Kind.UPDATE,
    seen: int | None = None,
) -> str:
    """Write the commands; where a second person has to agree, keep a draft. Return what became of it."""
    needs_two = {one.target for one in commands} & set(settings.FOUR_EYES_LAYERS)
    write = services.draft if needs_two else services.record
    written = write(commands=commands, by=request.user, reason=reason, kind=kind, seen=seen)
    if written is None:
        return _("Nothing changes.")
    if needs_two:
        return _("Kept as a draft; a second person has to agree.")
    return _("Written as no. %(number)s of the ledger.") % {"number": written.seq}


def answered(
    request: HttpRequest, write: Callable[[], str], then: str, field_name: Callable[[str | None], str] = str
) -> HttpResponse:
    """Write, tell what became of it and go on.

    A form that is sent in its place (htmx) keeps what was typed: its refusal is shown in it.
    """
    in_place = bool(request.headers.get("HX-Request"))
    try:
        message = write()
    except BorderGisError as error:
        refusal = error.translated(_)
        if in_place:
            shown = {"refusal": refusal, "where": field_name(error.where)}
            return render(request, "parts/refusal.html", shown)
        messages.error(request, refusal)
        return redirect(then)
    messages.success(request, message)
    return HttpResponse(status=204, headers={"HX-Redirect": then}) if in_place else redirect(then)
