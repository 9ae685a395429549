"""How the values in a message are told in the reader's language."""

from datetime import date
from decimal import Decimal
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
    return number_format(round(value, decimals), decimals)
