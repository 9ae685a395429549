"""What people ask of the log, parsed; every refusal names the field."""

from django.utils.translation import gettext as _

from apps.geo.errors import PeriodError

FIRST_YEAR, LAST_YEAR = 2000, 2200


def parse_year(text: str | int, where: str = "year") -> int:
    """Return a calendar year; raise PeriodError if it is none between 2000 and 2200."""
    if not str(text).isascii() or not str(text).isdigit() or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise PeriodError(_("Not a year between 2000 and 2200: %(year)s.") % {"year": text}, where)
    return int(text)
