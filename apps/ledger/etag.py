"""The number of the ledger as version of everything that is read: `ETag` out, `If-Match` in."""

import re

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from apps.geo.errors import FactError, MissingVersion
from apps.ledger.models import ChangeSet

NUMBER = re.compile(r'\A(?:W/)?"?(\d{1,18})"?\Z')


def with_number(response: Response, number: int | None = None) -> Response:
    """Return the response with the ledger's number as its ETag.

    Give the number that was read before the facts: a set applied in between is then not taken for seen.
    """
    response["ETag"] = f'"{ChangeSet.objects.number() if number is None else number}"'
    return response


def seen(request: Request) -> int:
    """Return the ledger number that the writer read, from `If-Match`.

    Raises
    ------
    MissingVersion
        The header is absent.
    FactError
        It is no number, or one that the ledger has not reached.
    """
    header = request.headers.get("If-Match", "").strip()
    if not header:
        raise MissingVersion(_("Say in If-Match which number of the ledger you read."), "If-Match")
    found = NUMBER.match(header)
    if not found:
        raise FactError(_("If-Match is the number of the ledger that you read, in quotes."), "If-Match")
    number = int(found[1])
    if number > ChangeSet.objects.number():
        raise FactError(_("The ledger has not reached number %(number)s.") % {"number": number}, "If-Match")
    return number
