"""Where each finding of data quality is mended: the page that does it, with its form open and filled in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from apps.geo.measures import CM_PER_KM
from apps.geo.stationing import format_km
from apps.ledger.register import BY_NAME
from apps.pages.quality import Finding
from apps.pages.reference_rows import facts_address, workspace_address

SPLIT = "split"
"""What an address of the workspace says under `edit` to have a segment split."""


@dataclass(frozen=True)
class Mend:
    """A page on which a finding is mended, and what its link is called."""

    address: str
    said: Promise


def mend(code: str, finding: Finding, day: date | None) -> Mend:
    """Return where what the check `code` found is mended; `day` only if that is not today."""
    return WAYS.get(code, _by_form)(finding, day)


def _by_form(finding: Finding, day: date | None) -> Mend:
    layer = BY_NAME[finding.layer]
    if not layer.linear:
        return Mend(facts_address(layer, finding.key), gettext_lazy("In the reference data"))
    edit = ".".join(filter(None, (layer.name, finding.column)))
    return _in_workspace(finding, day, edit=edit)


def _by_split(finding: Finding, day: date | None) -> Mend:
    return _in_workspace(finding, day, edit=SPLIT, km=format_km(finding.at_cm))


def _in_workspace(finding: Finding, day: date | None, **asked: str) -> Mend:
    place = (finding.from_cm, finding.to_cm)
    address = workspace_address(BY_NAME[finding.layer], finding.key, *place, day, **asked)
    return Mend(address, gettext_lazy("In the workspace"))


def _by_document(finding: Finding, day: date | None) -> Mend:
    then = f"{reverse('quality:check', args=['no_document'])}{f'?as_of={day}' if day else ''}"
    ends = {"from_km": format_km(finding.from_cm), "to_km": format_km(finding.to_cm)}
    asked = urlencode({"route": finding.route, **ends, "next": then})
    return Mend(f"{reverse('documents:new')}?{asked}", gettext_lazy("Add a document"))


def _by_line(finding: Finding, _day: date | None) -> Mend:
    address = f"{reverse('reference:list', args=['alignment'])}?{urlencode({'q': finding.route})}"
    return Mend(address, gettext_lazy("In the reference data"))


WAYS: dict[str, Callable[[Finding, date | None], Mend]] = {
    "no_document": _by_document,
    "segments_across": _by_split,
    "no_line": _by_line,
    "length_differs": _by_line,
}


def finding_json(code: str, finding: Finding, day: date | None) -> dict[str, Any]:
    """Return a finding as the API shows it, with the address of the page that mends it."""
    is_stretch = finding.from_cm is not None
    return {
        "layer": finding.layer,
        "key": dict(finding.key),
        "from_km": finding.from_cm / CM_PER_KM if is_stretch else None,
        "to_km": finding.to_cm / CM_PER_KM if is_stretch else None,
        "note": finding.note,
        "mend": mend(code, finding, day).address,
    }
