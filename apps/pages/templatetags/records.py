"""How an entry is told in one line: its days, and what it says on them."""

from datetime import date

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.pages.records import Filled
from apps.pages.reference_form import Field
from apps.pages.templatetags.pages import day

register = template.Library()

OPEN_ENDED = gettext_lazy("open-ended")


@register.inclusion_tag("records/link.html")
def record_link(target: str, may: bool, *key: str | int, here: bool = False) -> dict:
    """Return the link to an entry's page: to amend it where one may, else to its history; `here` opens it in place."""
    path = "/".join(map(str, key))
    address = reverse("records:record", args=[target, path])
    return {"address": address, "may": may, "here": here and may, "about": ", ".join(map(str, key))}


@register.simple_tag
def days_of(first: date, last: date | None) -> str:
    """Return a period as people read it, an open end said in words."""
    return f"{day(first)} – {day(last) or OPEN_ENDED}"


@register.filter
def period(entry: Filled) -> str:
    """Return the days of an entry, both included: `01.02.2024. – 10.02.2024.`"""
    return f"{entry.first} – {entry.last or OPEN_ENDED}"


@register.filter
def said(entry: Filled) -> str:
    """Return what an entry says, its empty columns left out."""
    return "; ".join(f"{one.label}: {value}" for one in entry.form.fields if (value := words(one))) or "–"


def words(field: Field) -> str:
    if field.kind == "boolean":
        return _("yes") if field.value else _("no")
    return dict(field.choices).get(field.value, field.value)
