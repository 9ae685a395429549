"""The id under which a request stands in the log: told in a header of every answer, so that one can name it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from structlog.contextvars import get_contextvars

HEADER = "X-Request-ID"


def request_id() -> str:
    """Return the id of the request that is being answered; empty outside of one."""
    return str(get_contextvars().get("request_id", ""))


def in_header(get_response: Callable[[HttpRequest], HttpResponse]):
    def answer(request: HttpRequest) -> HttpResponse:
        mine = request_id()
        response = get_response(request)
        if mine:
            response[HEADER] = mine
        return response

    return answer
