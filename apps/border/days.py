"""Days as people give them: Europe/Riga, ISO 8601."""

from datetime import date

from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.geo.errors import PeriodError

DAY_FORMATS = {"lv": "d.m.Y.", "en": "j M Y"}
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 1, 1)


def day_shown(day: date) -> str:
    """Return a day as the reader writes it: 21.11.2026. in Latvian."""
    return formatted(day, DAY_FORMATS[get_language() or "lv"])


def today() -> date:
    return timezone.localdate()


def year_before(day: date) -> date:
    """Return the same day of the year before; 28 February for the leap day."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def parse_day(text: str | date | None, where: str = "as_of") -> date:
    """Return the day of an ISO date; raise PeriodError with the field's path if it is none or absurdly far."""
    try:
        day = text if isinstance(text, date) else date.fromisoformat(text)
    except (TypeError, ValueError):
        raise PeriodError(_("Not a day: %(day)s. Write it as 2021-12-31.") % {"day": text}, where) from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise PeriodError(_("The day %(day)s is not between 1900 and 2200."), where, day=day)
    return day


def day_or_today(text: str | date | None, where: str = "as_of") -> date:
    return parse_day(text, where) if text else today()
