"""Documents in pages: the list, one document with what it is about, its file, and bringing a new one."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from rest_framework.exceptions import ValidationError

from apps.accounts.models import User
from apps.accounts.permissions import may_write
from apps.border.days import today
from apps.border.models import Route
from apps.documents import files, services
from apps.documents.api import kept_from, narrowed
from apps.documents.content import ACCEPT
from apps.documents.models import Document, DocumentKind, DocumentTie
from apps.documents.places import place_from
from apps.documents.serializers import AmendIn, DocumentIn, DocumentsQuery
from apps.geo.errors import BorderGisError, FileDamaged, MeasureError
from apps.geo.stationing import format_km
from apps.ledger.models import ChangeSet, Operation
from apps.ledger.register import Layer, ObjectType, entry, object_type_of, object_types
from apps.pages.changes import SEPARATORS, Wording
from apps.pages.reference_rows import object_address
from apps.pages.typed import day_of
from apps.pages.writing import seen_of

FIELD_NAMES = {
    "file": gettext_lazy("File"),
    "title": gettext_lazy("Title"),
    "kind": gettext_lazy("Document kind"),
    "day": gettext_lazy("Day of the document"),
    "marking": gettext_lazy("Marking"),
    "route": gettext_lazy("Route"),
    "from_km": gettext_lazy("From"),
    "to_km": gettext_lazy("To"),
    "thing_type": gettext_lazy("Type of thing"),
    "thing": gettext_lazy("Code or uid"),
    "change_set": gettext_lazy("Change set"),
    "q": gettext_lazy("Words of title or file name"),
    "reason": gettext_lazy("Reason of the change"),
}
PER_PAGE = 50
MOST_OF_A_THING = 100
SANDBOX = "default-src 'none'; sandbox"
ASKED = ("q", "kind", "marking", "route", "from_km", "to_km", "thing_type", "thing", "change_set")
PLACE = ("route", "from_km", "to_km", "thing_type", "thing", "change_set")


@require_GET
def document_list(request: HttpRequest) -> HttpResponse:
    """List documents, newest first, narrowed to what the filters ask for; what cannot be asked is told."""
    asked = {name: request.GET[name].strip() for name in ASKED if request.GET.get(name, "").strip()}
    refusal, found = None, Document.objects.all()
    try:
        checked = DocumentsQuery(data=asked)
        checked.is_valid(raise_exception=True)
        found = narrowed(checked.validated_data)
    except (BorderGisError, ValidationError) as error:
        refusal, found = told(error), Document.objects.none()
    page = Paginator(found.with_ties(), PER_PAGE).get_page(request.GET.get("page"))
    found = {"page": page, "rows": rows(page.object_list), "asked": asked, "refusal": refusal}
    status = 400 if refusal else 200
    return render(request, "documents/list.html", found | choices(request.user), status=status)


@require_http_methods(["GET", "POST"])
def new_document(request: HttpRequest) -> HttpResponse:
    """Show the form of a new document, or keep what was sent and go back to where it was asked for."""
    given = (request.POST if request.method == "POST" else request.GET).dict()
    refusal = None
    try:
        if request.method == "POST":
            return kept(request)
        place_from(given)
    except (BorderGisError, ValidationError) as error:
        refusal = told(error)
    form = {
        "given": {"day": today().isoformat(), **given},
        "refusal": refusal,
        "accept": ACCEPT,
        "about": about(given),
        "next": onward(request),
    }
    return render(request, "documents/new.html", form | choices(request.user), status=400 if refusal else 200)


def kept(request: HttpRequest) -> HttpResponse:
    checked = DocumentIn()
    given = {name: value for name, value in request.POST.items() if value and name in checked.fields}
    if "day" in given:
        given["day"] = day_of(given["day"], "day").isoformat()
    checked = DocumentIn(data=given | request.FILES.dict())
    checked.is_valid(raise_exception=True)
    found = kept_from(checked.validated_data, by=request.user)
    if found.was_there:
        message = _("This file is here already as “%(title)s”: it was tied, not stored twice.")
        messages.info(request, message % {"title": found.document.title})
    else:
        messages.success(request, _("The document is kept."))
    return redirect(onward(request) or reverse("documents:document", args=[found.document.uid]))


@require_GET
def document(request: HttpRequest, uid) -> HttpResponse:
    """Show what a document is, what it is about, and who wrote that."""
    return shown(request, get_object_or_404(Document.objects.with_ties(), uid=uid))


def shown(
    request: HttpRequest, found: Document, typed: dict[str, str] | None = None, refusal: str = ""
) -> HttpResponse:
    """Return a document's page; `typed` is a form that was refused, with why."""
    uids = [str(found.uid), *(str(one.uid) for one in found.ties.all())]
    operations = Operation.objects.filter(target__in=("document", "document_tie"), uid__in=uids).applied()
    sets = ChangeSet.objects.filter(operations__in=operations).distinct().select_related("author")
    now = {"title": found.title, "kind": found.kind.code, "day": found.day.isoformat()}
    page = {
        "document": found,
        "given": typed or {**now, "marking": found.marking},
        "refusal": refusal,
        "may_amend": may_write(request.user, "document") and not request.user.is_bounded,
        "ties": [tie_shown(one) for one in found.ties.all()],
        "sets": sets.order_by("-seq"),
        "may_write": may_write(request.user, "document_tie"),
    }
    status = 400 if refusal else 200
    return render(request, "documents/document.html", page | choices(request.user), status=status)


@require_POST
def amend(request: HttpRequest, uid) -> HttpResponse:
    """Tell title, kind, day and marking anew, with a reason; what was refused stays typed."""
    found = get_object_or_404(Document.objects.with_ties(), uid=uid)
    given = request.POST.dict()
    try:
        known = {name: value for name, value in given.items() if name in AmendIn().fields}
        checked = AmendIn(data=known | {"day": day_of(given.get("day"), "day").isoformat()})
        checked.is_valid(raise_exception=True)
        asked = checked.validated_data
        reason, seen = asked.pop("reason"), seen_of(request)
        amended = services.Told(**asked)
        written = services.amend(document=found, told=amended, by=request.user, reason=reason, seen=seen)
    except (BorderGisError, ValidationError) as error:
        return shown(request, found, given, told(error))
    if written is None:
        messages.info(request, _("Nothing had to be changed."))
    else:
        messages.success(request, _("Written as no. %(number)s of the ledger.") % {"number": written.seq})
    return redirect("documents:document", uid=uid)


@require_GET
def file(request: HttpRequest, uid) -> HttpResponse:
    """Send the file to be saved, never shown: no browser takes it for a page of ours."""
    found = get_object_or_404(Document, uid=uid)
    try:
        opened = files.opened(found.sha256)
    except FileDamaged as error:
        messages.error(request, error.translated(_))
        return redirect("documents:document", uid=uid)
    response = FileResponse(opened, as_attachment=True, filename=found.name, content_type=found.media_type)
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def tie(request: HttpRequest, uid) -> HttpResponse:
    found = get_object_or_404(Document, uid=uid)
    try:
        place = place_from({name: request.POST.get(name, "").strip() for name in PLACE})
        if place:
            services.tie(document=found, place=place, by=request.user)
            messages.success(request, _("The document is tied there too."))
    except BorderGisError as error:
        messages.error(request, error.translated(_))
    return redirect("documents:document", uid=uid)


@require_POST
def untie(request: HttpRequest, uid, tied) -> HttpResponse:
    found = get_object_or_404(DocumentTie.objects.select_related("document", "route"), uid=tied)
    try:
        services.untie(tied=found, by=request.user)
        messages.success(request, _("The tie is taken away; the document stays."))
    except BorderGisError as error:
        messages.error(request, error.translated(_))
    return redirect("documents:document", uid=uid)


def documents_of(change_set: ChangeSet, user: User) -> dict[str, Any]:
    """Return what a change set's page shows of its documents."""
    place = {"change_set": change_set.uid}
    then = reverse("pages:change", args=[change_set.uid])
    return documents_about(DocumentTie.CHANGE_SET, str(change_set.uid), user, place, then)


def documents_of_thing(kind: ObjectType, uid: str, user: User, then: str = "") -> dict[str, Any]:
    """Return what a thing's page shows of its documents; nothing to whoever reads kilometres and counts only."""
    if not user.reads_fully or kind.name.startswith("document"):
        return {}
    place = {"thing_type": kind.name, "thing": uid}
    return documents_about(kind.name, uid, user, place, then or object_address(kind, uid))


def documents_of_key(layer: Layer, key: Mapping[str, Any], user: User, then: str) -> dict[str, Any]:
    """Return what the page of a fact shows: the documents of the thing that it is a fact of."""
    named = next((one for one in layer.key_columns if one.is_reference), None)
    return documents_of_thing(object_type_of(named.referent), key[named.name], user, then) if named else {}


def documents_about(
    thing_type: str, thing: str, user: User, place: dict[str, Any], then: str
) -> dict[str, Any]:
    about_it = Document.objects.about(thing_type, thing).with_ties()
    return {
        "has_documents": True,
        "documents": rows(about_it[:MOST_OF_A_THING]),
        "all_documents": f"{reverse('documents:list')}?{urlencode(place)}",
        "more_documents": about_it.count() > MOST_OF_A_THING,
        "may_document": may_write(user, "document") and not user.is_bounded,
        "new_document": f"{reverse('documents:new')}?{urlencode({**place, 'next': then})}",
    }


def rows(documents) -> list[dict[str, Any]]:
    return [{"document": one, "ties": [tie_shown(tied) for tied in one.ties.all()]} for one in documents]


def tie_shown(tied: DocumentTie) -> dict[str, Any]:
    """Return a tie in words, with the address of what it leads to if that has a page."""
    if tied.route:
        words = Wording(get_language())
        asked = {"route": tied.route.code, "from": format_km(tied.from_cm), "to": format_km(tied.to_cm)}
        said = f"{tied.route.code} {words.stretch(tied.from_cm, tied.to_cm)}"
        return {"tie": tied, "said": said, "address": f"{reverse('pages:map')}?{urlencode(asked)}"}
    if tied.thing_type == DocumentTie.CHANGE_SET:
        return {"tie": tied, **set_shown(tied.thing)}
    kind = entry(tied.thing_type)
    return {"tie": tied, "said": f"{kind.title} {tied.thing}", "address": object_address(kind, tied.thing)}


def set_shown(uid: str) -> dict[str, str]:
    found = ChangeSet.objects.filter(uid=uid).first()
    if found is None:
        return {"said": _("a draft that was discarded"), "address": ""}
    number = f" {_('No.')} {found.seq}" if found.seq else ""
    said = f"{_('change set')}{number}: {found.reason}"
    return {"said": said, "address": reverse("pages:change", args=[uid])}


def about(given: dict[str, str]) -> str:
    """Return in words what a new document would be about; nothing if that cannot be read."""
    try:
        place = place_from(given)
    except (BorderGisError, ValueError):
        return ""
    if place is None or place.route:
        return ""
    tied = DocumentTie(thing_type=place.thing_type, thing=place.thing)
    return tie_shown(tied)["said"]


def choices(user: User) -> dict[str, Any]:
    return {
        "kinds": DocumentKind.objects.all(),
        "markings": Document.Marking.choices,
        "routes": Route.objects.all(),
        "thing_types": [
            (one.name, one.title) for one in object_types() if not one.name.startswith("document")
        ],
        "may_document": may_write(user, "document"),
        "separator": SEPARATORS[get_language()],
    }


def onward(request: HttpRequest) -> str:
    """Return where to go on to, if that is an address of this host."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()})
    return address if is_ours and address.startswith("/") else ""


def told(error: BorderGisError | ValidationError) -> str:
    """Return the first thing that was wrong in words, after the name of its field where only that tells which."""
    if isinstance(error, MeasureError) and error.where in FIELD_NAMES:
        return f"{FIELD_NAMES[error.where]}: {error.translated(_)}"
    if isinstance(error, BorderGisError):
        return error.translated(_)
    name, messages_of = next(iter(error.detail.items()))
    said = messages_of if isinstance(messages_of, str) else messages_of[0]
    return f"{FIELD_NAMES.get(name, name)}: {said}"
