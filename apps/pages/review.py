"""Review in pages: what waits, what a set does, who says what of it, and the next step of whoever looks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.models import User
from apps.accounts.permissions import may_approve, writes_anything
from apps.geo.errors import BorderGisError
from apps.geo.stationing import format_km
from apps.ledger import drafts, services
from apps.ledger.chain import change_of
from apps.ledger.commands import Change
from apps.ledger.models import ChangeSet, Operation
from apps.ledger.reading import narrowed, readable_metres
from apps.pages.changes import MOST_SHOWN, ShownOperation, Wording
from apps.pages.documents import documents_of
from apps.pages.views import draft_outcome, drawing_config, visible
from apps.pages.writing import revision_of

MOST_WAITING = 100
MOST_NAMED = 10


@dataclass(frozen=True)
class Collision:
    """One operation of a draft and the later ones of the register that lie on its place."""

    mine: ShownOperation
    theirs: list[tuple[ChangeSet, ShownOperation]]


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """List what waits for a second person, and one's own drafts and rejected sets."""
    sets = ChangeSet.objects.visible_to(request.user).select_related("author").with_operation_count()
    waiting = sets.filter(state=ChangeSet.State.SUBMITTED).order_by("created_at")[:MOST_WAITING]
    mine = sets.filter(author=request.user).filter(
        Q(state=ChangeSet.State.DRAFT) | Q(state=ChangeSet.State.REJECTED)
    )
    shown = {
        "waiting": waiting,
        "mine": mine.order_by("-created_at")[:MOST_WAITING],
        "may_draft": writes_anything(request.user),
    }
    return render(request, "review/queue.html", shown)


@require_GET
def review(request: HttpRequest, uid) -> HttpResponse:
    """Show a set that is not applied yet: outcome, operations, collisions, and what is said of it."""
    change_set = visible(request, uid)
    if change_set.state == ChangeSet.State.APPLIED:
        return redirect("pages:change", uid=uid)
    return render(request, "review/set.html", shown_set(request, change_set))


def shown_set(request: HttpRequest, change_set: ChangeSet) -> dict[str, Any]:
    """Return what the page of a set shows."""
    wording = Wording(get_language())
    shown = {
        "change_set": change_set,
        "operations": numbered(change_set, wording),
        "operation_count": change_set.operations.count(),
        "collisions": collisions(change_set, wording, request.user),
        "drawing": drawing_config(request, change_set, wording),
        "comments": change_set.comments.select_related("author"),
        **documents_of(change_set, request.user),
        "four_eyes": drafts.needs_four_eyes(change_set),
        "is_mine": change_set.author_id == request.user.pk,
        "may_approve": may_approve(request.user) and change_set.author_id != request.user.pk,
    }
    concerns_me = shown["is_mine"] or shown["may_approve"]
    if concerns_me and change_set.state != ChangeSet.State.REJECTED and not shown["collisions"]:
        shown |= draft_outcome(change_set, request)
    return shown


def numbered(change_set: ChangeSet, wording: Wording) -> list[tuple[Operation, ShownOperation, str]]:
    """Return the first operations with their words and the address at which the map shows their place."""
    operations = change_set.operations.order_by("n")[:MOST_SHOWN]
    return [(one, wording.operation(one), on_map(one)) for one in operations]


def on_map(operation: Operation) -> str:
    """Return the address of the map at the operation's place on its first day; nothing if it has no place."""
    if not operation.route:
        return ""
    asked = {
        "layer": operation.target,
        "element": operation.key.get("element"),
        "route": operation.route,
        "from": format_km(operation.from_cm),
        "to": format_km(operation.to_cm),
        "as_of": operation.valid.lower.isoformat(),
    }
    given = {name: value for name, value in asked.items() if value}
    return f"{reverse('pages:map')}?{urlencode(given)}"


def collisions(change_set: ChangeSet, wording: Wording, reader: User) -> list[Collision]:
    """Return both versions of every place that the register changed after the draft was made."""
    found, within = [], readable_metres(reader)
    for operation in change_set.operations.order_by("n"):
        later = services.later_operations(change_of(operation), after=change_set.base_seq)
        if later:
            theirs = [(one.change_set, wording.operation(narrowed(one, within))) for one in later]
            found.append(Collision(wording.operation(operation), theirs))
    return found


@require_POST
def submit(request: HttpRequest, uid) -> HttpResponse:
    return step(request, uid, drafts.submit, _("Handed in. A second person decides now."))


@require_POST
def withdraw(request: HttpRequest, uid) -> HttpResponse:
    return step(request, uid, drafts.withdraw, _("Taken back: it is a draft again."))


@require_POST
def approve(request: HttpRequest, uid) -> HttpResponse:
    seen = revision_of(request)
    return step(request, uid, drafts.approve, _("Approved and written to the ledger."), revision=seen)


@require_POST
def reject(request: HttpRequest, uid) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return step(request, uid, drafts.reject, _("Sent back to its author."), reason=reason)


@require_POST
def comment(request: HttpRequest, uid) -> HttpResponse:
    return step(request, uid, drafts.comment, _("Your comment is kept."), text=request.POST.get("text", ""))


@require_POST
def drop(request: HttpRequest, uid, n: int) -> HttpResponse:
    return step(request, uid, drafts.drop, _("Taken out of the draft."), n=n)


@require_POST
def draft_undo(request: HttpRequest, uid) -> HttpResponse:
    """Keep the inverse of an applied set as a draft, and go on to it."""
    try:
        inverse = drafts.draft_undo(
            change_set=visible(request, uid), by=request.user, reason=request.POST.get("reason", "")
        )
    except BorderGisError as error:
        messages.error(request, error.translated(_))
        return redirect("pages:change", uid=uid)
    return redirect("pages:review-set", uid=inverse.uid)


@require_POST
def rebase(request: HttpRequest, uid) -> HttpResponse:
    try:
        collided = drafts.rebase(change_set=visible(request, uid), by=request.user)
    except BorderGisError as error:
        messages.error(request, error.translated(_))
    else:
        messages.success(request, _("The draft stands on the register of now."))
        if collided:
            messages.warning(request, taken_out(collided, Wording(get_language())))
    return redirect("pages:review-set", uid=uid)


def taken_out(collided: list[Change], wording: Wording) -> str:
    """Say what a re-base took out of a draft, the first of it by name."""
    shown = [wording.change(one.as_json()) for one in collided[:MOST_NAMED]]
    named = [f"{one.about} {one.place}".strip() for one in shown]
    message = _("Taken out, because it collided: %(count)s (%(names)s).")
    more = ["…"] if len(collided) > MOST_NAMED else []
    return message % {"count": len(collided), "names": "; ".join([*named, *more])}


def step(request: HttpRequest, uid, take: Callable, done: str, **given) -> HttpResponse:
    """Take a step of the review and show the set again; a refusal is told there, beside what was typed."""
    try:
        take(change_set=visible(request, uid), by=request.user, **given)
    except BorderGisError as error:
        messages.error(request, error.translated(_))
        change_set = visible(request, uid)
        typed = {name: value for name, value in given.items() if isinstance(value, str)}
        if any(typed.values()) and change_set.state != ChangeSet.State.APPLIED:
            shown = shown_set(request, change_set) | {"typed": typed}
            return render(request, "review/set.html", shown, status=400)
    else:
        messages.success(request, done)
    return redirect("pages:review-set", uid=uid)
