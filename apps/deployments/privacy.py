"""The log knows slots, never persons: text that carries a personal code is refused."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.ledger.register import BY_NAME

WITH_DASH = re.compile(r"(?<!\d)\d{6}-\d{5}(?!\d)")
NEW_STYLE = re.compile(r"(?<!\d)3[2-9]\d{9}(?!\d)")


def personal_codes(text: str) -> list[str]:
    """Return what in a text can be a personal code: `ddmmyy-nnnnn`, or 11 digits that begin with 32 to 39.

    A cadastre number has 11 digits too: one that the register knows as a parcel is not a person.
    """
    bare = NEW_STYLE.findall(text)
    return WITH_DASH.findall(text) + [code for code in bare if code not in known_parcels(bare)]


def known_parcels(numbers: list[str]) -> set[str]:
    """Return which of the numbers are parcels of the register, once it holds parcels."""
    parcels = BY_NAME.get("parcel")
    if parcels is None or not numbers:
        return set()
    found = parcels.model._default_manager.filter(**{f"{parcels.uid}__in": numbers})
    return {str(number) for number in found.values_list(parcels.uid, flat=True)}


def no_personal_code(text: str) -> None:
    """Raise ValidationError if a text carries a personal code; the message does not repeat it."""
    if personal_codes(text):
        raise ValidationError(_("This looks like a personal code. The log knows slots, never persons."))
