"""When two spellings are one user name: an account has one lock, and nobody else gets a name that reads the same."""

import unicodedata

from django.http import HttpRequest


def canonical(username: str) -> str:
    """Return the one spelling under which wrong passwords for a name are counted, however it is typed."""
    return " ".join(unicodedata.normalize("NFKC", username).split()).lower().casefold()


def counted_name(request: HttpRequest, credentials: dict | None = None) -> str | None:
    """Return whose lock a sign-in counts for, None if nobody is named."""
    given = (credentials or request.POST).get("username")
    return None if given is None else canonical(str(given))
