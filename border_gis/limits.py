"""How much may be sent at once: a file beyond the limit is refused before a byte of it is read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from border_gis.errors import is_api, page, shape

AROUND_THE_FILE = 64 * 1024
"""What the other fields of a form may take."""


def upload_limit(get_response: Callable[[HttpRequest], HttpResponse]):
    def limited(request: HttpRequest) -> HttpResponse:
        length = request.headers.get("Content-Length", "0")
        is_upload = request.content_type == "multipart/form-data" and length.isdigit()
        if not is_upload or int(length) <= settings.DOCUMENT_MAX_BYTES + AROUND_THE_FILE:
            return get_response(request)
        most = {"most": settings.DOCUMENT_MAX_BYTES // 1_000_000}
        message = _("A file may have at most %(most)s MB.") % most
        if is_api(request):
            return JsonResponse(shape("too_large", message, "file"), status=413)
        return page(request, message, 413)

    return limited
