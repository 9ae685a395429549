from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def latvian_by_default(get_response: Callable[[HttpRequest], HttpResponse]):
    """Let pages speak Latvian until their reader chooses otherwise; programs may ask by Accept-Language."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):
            request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        return get_response(request)

    return middleware
