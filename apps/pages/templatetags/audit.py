"""What the access log and the log of readings keep in codes, in the auditor's language."""

import re
from typing import Any

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.pages.layers import granted_name
from apps.pages.templatetags.pages import as_day

register = template.Library()

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")

READINGS = {
    "change sets": _("change sets"),
    "coverage": _("coverage"),
    "deployments": _("deployments"),
    "documents": _("documents"),
    "explain": _("why a metre counts"),
    "gaps": _("gaps and figures"),
    "layers": _("layers"),
    "lots": _("lots"),
    "outages": _("outages"),
    "parcels": _("land units"),
    "records": _("records"),
    "reports": _("reports"),
    "segmentation": _("segmentation"),
    "segments": _("segments"),
    "sensors": _("sensors"),
    "structures": _("structures"),
}
DETAILS = {
    "changed": _("changed"),
    "count": _("count"),
    "km": _("km"),
    "lot": _("lot"),
    "method": _("method"),
    "path": _("address"),
    "reason": _("reason"),
    "reference": _("reference"),
    "role": _("role"),
    "route": _("route"),
    "scope": _("scope"),
    "second_factor": _("second factor"),
    "target": _("layer"),
    "token": _("token"),
    "until": _("until"),
    "way": _("way"),
}
CHOSEN = {"role": User.Role.choices, "reading_level": User.Level.choices}


@register.filter
def reading_name(what: str) -> str:
    return str(READINGS.get(what, what))


@register.filter
def details(detail: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return what a row of the access log says beside person and kind, without what it leaves open."""
    return [(str(DETAILS.get(name, name)), _told(name, value)) for name, value in detail.items() if value]


def _told(about: str, value: Any) -> str:
    if isinstance(value, dict):
        names = {field.name: field.verbose_name for field in User._meta.fields}
        return "; ".join(f"{names.get(name, name)}: {_told(name, one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return " → ".join(_told(about, one) for one in value)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if about == "target":
        return granted_name(value)
    if about in CHOSEN:
        return str(dict(CHOSEN[about]).get(value, value))
    return as_day(value) if isinstance(value, str) and ISO_DAY.match(value) else str(value)
