"""The units of figures in the reader's language: definitions know them by code."""

from django.utils.translation import pgettext_lazy

UNITS = {
    "d": pgettext_lazy("unit of a figure", "days"),
    "zv": pgettext_lazy("unit of a figure", "land units"),
}


def unit_name(unit: str) -> str:
    """Return a unit as people write it after a number; one without a name is its own."""
    return str(UNITS.get(unit, unit))
