"""How the values in a message are told in the reader's language."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.formats import number_format

from apps.border.days import day_shown


def shown(value: Any) -> Any:
    """Return a day or a decimal number as the reader writes it; whatever else it is stays."""
    if isinstance(value, date):
        return day_shown(value)
    if isinstance(value, Decimal | float):
        return number_format(value)
    return value


def number_shown(value: float, decimals: int) -> str:
    """Return a number rounded, as people of the language in force write it; Django's own cuts off."""
    return number_format(rounded(value, decimals), decimals)


def rounded(value: float | Decimal, decimals: int) -> Decimal:
    """Return a number as every page, report and command rounds it: of what is written, a half goes up."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
