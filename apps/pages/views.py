from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import structlog
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_response_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.permissions import may_write
from apps.border.days import today
from apps.border.models import BorderSign, Route
from apps.geo.errors import BorderGisError, TilesError
from apps.geo.measures import CM_PER_KM
from apps.geo.tiles import tile
from apps.indicators.models import Definition
from apps.indicators.preview import preview
from apps.ledger import services
from apps.ledger.drafts import needs_four_eyes
from apps.ledger.models import ChangeSet
from apps.pages.changes import Wording, figures_beside
from apps.pages.computed import computed_layers, computed_lists
from apps.pages.documents import documents_of
from apps.pages.drawing import drawn_groups
from apps.pages.findings import shown_findings
from apps.pages.layers import linear_layers, lists
from apps.pages.typed import day_or_today
from apps.pages.words import words
from apps.pages.writing import revision_of

log = structlog.get_logger(__name__)
BASE_MAP = {name: settings.BASE_DIR / f"spatial_data/{name}.geojson" for name in ("country_areas", "places")}
A_DAY_S = 24 * 60 * 60
SETS_PER_PAGE = 50
STATES = ("applied", "draft", "submitted", "rejected")


def map_config(request: HttpRequest) -> dict:
    """Return what the map's modules need to know before they ask the API."""
    return {
        "language": get_language(),
        "today": today().isoformat(),
        "user": request.user.username,
        "user_name": request.user.display_name,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "urls": {
            "api": "/api/v1/",
            "sign_in": reverse("login"),
            "changes": reverse("pages:changes"),
            "country_areas": reverse("pages:base-map", args=["country_areas"]),
            "places": reverse("pages:base-map", args=["places"]),
            "signs": reverse("pages:signs"),
            "placement": reverse("surveillance:placement"),
            "documents": reverse("documents:list"),
            "thing": reverse("reference:object", args=["-type-", "-code-"]),
        },
        "routes": [route_config(route) for route in Route.objects.all()],
        "may_document": may_write(request.user, "document"),
        "layers": linear_layers(request.user),
        "computed": computed_layers(),
        "lists": lists() | computed_lists(),
        "counted": counted_elements(),
        "grounds": grounds(),
        "words": words(),
    }


def counted_elements(code: str = "K1") -> list[dict[str, Any]]:
    """Return the elements that a figure asks for, by the period of each definition of it."""
    definitions = Definition.objects.filter(indicator__code=code)
    return [
        {
            "from_day": one.valid.lower.isoformat(),
            "until_day": one.valid.upper and one.valid.upper.isoformat(),
            "elements": [] if one.fault else one.parameters.get("elements", []),
        }
        for one in definitions
    ]


def route_config(route: Route) -> dict:
    return {"code": route.code, "name": route.name, "length_cm": route.official_length_cm}


@gzip_page
@require_GET
def base_map(request: HttpRequest, name: str) -> HttpResponse:
    """Serve the open areas and places that stand under the border; no tile is asked of another host."""
    if name not in BASE_MAP or not BASE_MAP[name].exists():
        raise Http404
    response = FileResponse(BASE_MAP[name].open("rb"), content_type="application/geo+json")
    patch_response_headers(response, A_DAY_S)
    return response


@require_GET
def base_map_tile(request: HttpRequest, name: str, z: int, x: int, y: int) -> HttpResponse:
    """Serve a picture of an archive that BASEMAPS names."""
    basemap = next((one for one in settings.BASEMAPS if one.name == name and one.kind == "file"), None)
    try:
        found = basemap and tile(Path(basemap.path), z, x, y)
    except TilesError as error:
        log.error("basemap cannot be read", basemap=name, error=str(error))
        found = None
    if not found:
        raise Http404
    response = HttpResponse(found.content, content_type=found.media_type)
    response["Cache-Control"] = f"private, max-age={A_DAY_S}"
    return response


def grounds() -> list[dict[str, Any]]:
    """Return the backgrounds that the map offers besides our own, as its modules draw them."""
    address = reverse("pages:base-map-tile", args=["-name-", 0, 0, 0]).replace("0/0/0", "{z}/{x}/{y}")
    return [
        {
            "name": one.name,
            "label": one.label.get(get_language() or "lv") or next(iter(one.label.values())),
            "kind": "wms" if one.kind == "wms" else "tiles",
            "url": one.template or address.replace("-name-", one.name),
            "layers": one.layers,
            "format": one.format,
            "attribution": one.attribution,
            "min_zoom": one.min_zoom,
            "max_zoom": one.max_zoom,
        }
        for one in settings.BASEMAPS
    ]


@require_GET
def signs(request: HttpRequest) -> JsonResponse:
    """Return label and km of the border signs of each route on a day: what *sign 123 + 35 m* is told from."""
    try:
        day = day_or_today(request.GET.get("as_of"))
    except BorderGisError as error:
        return JsonResponse({"error": {"message": error.translated(_), "where": error.where}}, status=400)
    found = BorderSign.objects.as_of(day).addresses()
    pairs = {code: [[label, cm / CM_PER_KM] for cm, label in signs] for code, signs in found.items()}
    return JsonResponse({"signs": pairs})


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """List change sets, drafts first if asked for, newest first."""
    state = request.GET.get("state")
    sets = ChangeSet.objects.visible_to(request.user).select_related("author", "undoes")
    if state in STATES:
        sets = sets.filter(state=state)
    ordered = sets.prefetch_related("undone_by").with_operation_count().order_by("-created_at", "-pk")
    page = Paginator(ordered, SETS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "pages/changes.html", {"page": page, "state": state})


@require_GET
def change(request: HttpRequest, uid) -> HttpResponse:
    """Show what one set does; of a draft also what the figures would become."""
    change_set = visible(request, uid)
    wording = Wording(get_language())
    shown = {
        "change_set": change_set,
        "undone_by": change_set.undoing,
        "needs_four_eyes": needs_four_eyes(change_set),
        "operations": wording.operations(change_set),
        "operation_count": change_set.operations.count(),
        "may_write": may_write_all(request, change_set),
        **documents_of(change_set, request.user),
        "drawing": drawing_config(request, change_set, wording),
    }
    if change_set.state == ChangeSet.State.DRAFT and shown["may_write"]:
        shown |= draft_outcome(change_set, request)
    return render(request, "pages/change.html", shown)


def drawing_config(request: HttpRequest, change_set: ChangeSet, wording: Wording) -> dict[str, Any] | None:
    """Return what the map of a set needs; None where nothing lies on a route or the reader sees no positions."""
    groups = drawn_groups(change_set, wording) if request.user.reads_fully else []
    return {**map_config(request), "groups": groups} if groups else None


def draft_outcome(change_set: ChangeSet, request: HttpRequest) -> dict:
    """Return the figures beside each other and what the checks found, or why the draft cannot be applied."""
    try:
        found = preview(change_set=change_set, by=request.user)
    except BorderGisError as error:
        return {"refusal": error.translated(_), "later": error.detail.get("later", [])}
    return {
        "figures": figures_beside(**found["figures"]),
        "figures_day": found["as_of"],
        **shown_findings(found["findings"], found["findings_count"], Wording(get_language())),
    }


@require_POST
def apply_change(request: HttpRequest, uid) -> HttpResponse:
    seen = revision_of(request)
    return act(request, uid, lambda one: services.apply(change_set=one, by=request.user, revision=seen))


@require_POST
def undo_change(request: HttpRequest, uid) -> HttpResponse:
    reason = request.POST.get("reason", "").strip()
    return act(request, uid, lambda one: services.undo(change_set=one, by=request.user, reason=reason))


@require_POST
def discard_change(request: HttpRequest, uid) -> HttpResponse:
    change_set = visible(request, uid)
    try:
        services.discard(change_set=change_set, by=request.user)
    except BorderGisError as error:
        messages.error(request, error.translated(_))
        return redirect("pages:change", uid=uid)
    messages.success(request, _("The draft is discarded."))
    return redirect("pages:changes")


def act(request: HttpRequest, uid, write: Callable[[ChangeSet], ChangeSet]) -> HttpResponse:
    """Write, then show the set that came of it; a refusal is told on the page of the set asked about."""
    try:
        written = write(visible(request, uid))
    except BorderGisError as error:
        messages.error(request, error.translated(_))
        return redirect(asked_back(request) or reverse("pages:change", args=[uid]))
    messages.success(request, _("Written as no. %(number)s of the ledger.") % {"number": written.seq})
    return redirect(list_instead(written, asked_back(request)) or reverse("pages:change", args=[written.uid]))


def asked_back(request: HttpRequest) -> str:
    """Return the page of this site that a form asks to come back to; nothing if it names none."""
    address = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    return address if is_ours and address.startswith("/") else ""


def list_instead(written: ChangeSet, address: str) -> str:
    """Return an address, or the list that it belongs to if it is the page of a thing that the set has removed."""
    removed = written.operations.filter(uid__isnull=False, after__isnull=True).values_list("target", "uid")
    parts = urlsplit(address)
    for target, uid in removed:
        if parts.path == reverse("reference:object", args=[target, uid]):
            return reverse("reference:list", args=[target])
        if parts.path.endswith("/facts/") and [uid] in parse_qs(parts.query).values():
            return parts.path.removesuffix("facts/")
    return address


def visible(request: HttpRequest, uid) -> ChangeSet:
    sets = ChangeSet.objects.visible_to(request.user).select_related("author", "undoes")
    return get_object_or_404(sets, uid=uid)


def may_write_all(request: HttpRequest, change_set: ChangeSet) -> bool:
    targets = change_set.operations.values_list("target", flat=True).distinct()
    return all(may_write(request.user, target) for target in targets)
