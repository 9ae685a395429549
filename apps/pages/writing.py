"""A page's way to the ledger: written at once, or kept as a draft where a second person has to agree."""

import re
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.geo.errors import BorderGisError, StaleWrite
from apps.ledger import services
from apps.ledger.commands import Command
from apps.ledger.models import ChangeSet
from apps.pages.changes import Wording

NUMBER = re.compile(r"[0-9]{1,18}\Z")
MOST_LATER = 5
NO_REVISION = -1


def record_or_draft(
    request: HttpRequest,
    commands: list[Command],
    reason: str,
    kind: str = ChangeSet.Kind.UPDATE,
) -> str:
    """Write the commands; where a second person has to agree, keep a draft. Return what became of it."""
    needs_two = {one.target for one in commands} & set(settings.FOUR_EYES_LAYERS)
    write = services.draft if needs_two else services.record
    written = write(commands=commands, by=request.user, reason=reason, kind=kind, seen=seen_of(request))
    if written is None:
        return _("Nothing changes.")
    if needs_two:
        return _("Kept as a draft; a second person has to agree.")
    return _("Written as no. %(number)s of the ledger.") % {"number": written.seq}


def seen_of(request: HttpRequest) -> int | None:
    """Return the number of the ledger at which a form was shown, the newest if a refusal in it brought its own."""
    numbers = [int(text) for text in request.POST.getlist("seen") if NUMBER.match(text)]
    return max(numbers, default=None)


def revision_of(request: HttpRequest) -> int:
    """Return the revision of the change set that a form was shown with; one that no set has if it says none."""
    text = request.POST.get("revision", "")
    return int(text) if NUMBER.match(text) else NO_REVISION


def in_words(error: BorderGisError, *, is_kept: bool = True) -> str:
    """Return a refusal in the reader's language; of what is stale also who wrote since, where, and what now holds.

    Tell by `is_kept` whether the form keeps what was typed.
    """
    if not isinstance(error, StaleWrite) or "later" not in error.detail:
        return error.translated(_)
    wording = Wording(get_language())
    then = [_("What you typed is kept: send it once more to write it over that.")] if is_kept else []
    return " ".join([error.translated(_), *map(wording.later_set, error.detail["later"][:MOST_LATER]), *then])


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
        refusal = in_words(error, is_kept=in_place)
        if in_place:
            shown = {"refusal": refusal, "where": field_name(error.where)}
            return render(request, "parts/refusal.html", shown)
        messages.error(request, refusal)
        return redirect(then)
    messages.success(request, message)
    return HttpResponse(status=204, headers={"HX-Redirect": then}) if in_place else redirect(then)
