"""What a request is called in the log, and where it came from; its id stands in a header of every answer too."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from structlog.contextvars import bind_contextvars, get_contextvars

from border_gis.addresses import address_of

HEADER = "X-Request-ID"


def request_id() -> str:
    """Return the id of the request that is being answered; empty outside of one."""
    return str(get_contextvars().get("request_id", ""))


def in_header(get_response: Callable[[HttpRequest], HttpResponse]):
    def answer(request: HttpRequest) -> HttpResponse:
        mine = request_id()
        bind_contextvars(address=address_of(request))
        response = get_response(request)
        if mine:
            response[HEADER] = mine
        return response

    return answer
