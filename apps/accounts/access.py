"""The access log: who signed in, who was refused, who gave and took rights. Rows are only ever added."""

from allauth.core import context
from django.http import HttpRequest
from structlog.contextvars import get_contextvars

from apps.accounts.models import AccessEvent, User
from border_gis.addresses import address_of

LONGEST_NAME = 150


def note(
    kind: str,
    *,
    by: User | None = None,
    about: User | None = None,
    username: str = "",
    request: HttpRequest | None = None,
    **detail,
) -> AccessEvent:
    """Add a row to the access log, of the request that is being answered; `detail` must hold no secret."""
    request = request or context.request
    return AccessEvent.objects.create(
        kind=kind,
        by=by,
        about=about,
        username=_one_line(username)[:LONGEST_NAME],
        address=address_of(request) if request else get_contextvars().get("address"),
        request_id=str(get_contextvars().get("request_id", ""))[:64],
        detail=detail,
    )


def _one_line(text: str) -> str:
    return " ".join(str(text).replace("\0", "").split())
