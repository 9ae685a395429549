"""Addresses without their closing slash."""

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware
from django.utils.http import escape_leading_slashes

READS = ("GET", "HEAD")
STAYS = 308
"""Moved for good, and what was sent is to be sent there: after a 301 most programs read instead."""


class SlashAdding(CommonMiddleware):
    """Sends a request on to its address with the slash, a write as that write."""

    def get_full_path_with_slash(self, request: HttpRequest) -> str:
        return escape_leading_slashes(request.get_full_path(force_append_slash=True))

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        answer = super().process_response(request, response)
        is_sent_on = isinstance(answer, HttpResponsePermanentRedirect) and answer is not response
        if is_sent_on and request.method not in READS:
            answer.status_code = STAYS
        return answer
