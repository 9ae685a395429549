"""The sign that the database keeps in no text: what holds it is refused before anything is looked up."""

from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from border_gis.errors import is_api, page, shape

NUL = "\0"
SENT = ("POST", "PUT", "PATCH", "DELETE")


def no_nul(get_response: Callable[[HttpRequest], HttpResponse]):
    """Refuse NUL in a path, a query or a page's form; bodies of the API are read, and refused, by the API."""

    def readable(request: HttpRequest) -> HttpResponse:
        if not any(NUL in text for text in _texts(request)):
            return get_response(request)
        message = _("The request holds a sign that no text may hold (NUL).")
        if is_api(request):
            return JsonResponse(shape("bad_request", message), status=400)
        return page(request, message, 400)

    return readable


def _texts(request: HttpRequest) -> Iterator[str]:
    yield request.path
    given = [request.GET] if is_api(request) or request.method not in SENT else [request.GET, request.POST]
    for data in given:
        for name, values in data.lists():
            yield from (name, *values)
