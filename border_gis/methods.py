"""Addresses that only take what a form sends, asked for by somebody who follows a link or signs in again."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import is_valid_path
from django.utils.translation import gettext as _

from border_gis.errors import is_api, page, shape

READS = ("GET", "HEAD")
NOT_ALLOWED = 405


def page_above(path: str) -> str:
    """Return the nearest address above `path` that is one of the site: the page that the form stands on."""
    steps = path.strip("/").split("/")[:-1]
    above = ("/".join(["", *steps[:count], ""]) for count in range(len(steps), 0, -1))
    return next(filter(is_valid_path, above), "/")


def not_allowed_told(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Send who reads an address that is only written to on to its page; any other refusal gets its words."""

    def told(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != NOT_ALLOWED or response.content:
            return response
        if request.method in READS and not is_api(request):
            return redirect(page_above(request.path))
        message = _("This address does not take what was sent.")
        in_words = (
            JsonResponse(shape("method_not_allowed", message), status=NOT_ALLOWED)
            if is_api(request)
            else page(request, message, NOT_ALLOWED)
        )
        in_words["Allow"] = response.get("Allow", "")
        return in_words

    return told
