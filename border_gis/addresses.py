"""Where a request came from: what log, lock and limits go by."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """Return the address that the connection came from, or what the proxy in front wrote into its own header.

    No other header is believed: a client can write it. Of several addresses the last is the proxy's word.
    """
    told = request.headers.get(settings.CLIENT_ADDRESS_HEADER, "") if settings.CLIENT_ADDRESS_HEADER else ""
    return _valid(told.rpartition(",")[2].strip()) or request.META.get("REMOTE_ADDR") or None


def _valid(text: str) -> str | None:
    try:
        return str(ip_address(text))
    except ValueError:
        return None
