"""How the deployment log and the scoreboard show numbers and choices."""

from decimal import Decimal

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.deployments.importing import Outcome
from apps.deployments.models import Category, Commitment, EquipmentStage
from apps.pages.templatetags.pages import NO_BREAK, decimals

register = template.Library()

DEADLINES = {"kept": _("kept"), "late": _("kept late"), "open": _("open"), "missed": _("missed")}


@register.filter
def whole(value: float | None) -> str:
    """Return a whole number with thousands apart; one with decimals keeps two."""
    if value is None:
        return "–"
    number = Decimal(str(value))
    if number != number.to_integral_value():
        return decimals(number)
    return f"{int(number):,}".replace(",", "," if get_language() == "en" else NO_BREAK)


@register.filter
def plain(value: float) -> str:
    """Return a number as SVG wants it, whatever the language."""
    return f"{value:g}"


@register.filter
def category_name(value: int | str) -> str:
    return str(Category(int(value)).label)


@register.filter
def basis_name(value: str) -> str:
    return str(Commitment.Basis(value).label)


@register.filter
def stage_of_item(value: str) -> str:
    return str(EquipmentStage(value).label)


@register.filter
def deadline_name(value: str) -> str:
    return str(DEADLINES[value])


@register.filter
def years_beside(outcome: Outcome) -> list[tuple[dict, dict]]:
    return list(zip(outcome.before, outcome.after, strict=True))


@register.filter
def categories_beside(before: dict, after: dict) -> list[dict]:
    return [
        {
            "category": category,
            "before": one["person_days"],
            "after": after["categories"][category]["person_days"],
        }
        for category, one in before["categories"].items()
    ]
