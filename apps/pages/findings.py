"""The findings of the checks in the words of a page: weights counted, places as people write them."""

from collections import Counter
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.geo.measures import CM_PER_KM, CM_PER_M
from apps.indicators.checks import ERROR, NOTICE, WARNING
from apps.ledger.register import ObjectType, entry
from apps.pages.changes import Wording, column_label
from apps.pages.layers import NAMES
from apps.pages.templatetags.pages import NO_BREAK, decimals, km

SHORT_CM = 10_000

WEIGHTS = {ERROR: _("Error"), WARNING: _("Warning"), NOTICE: _("Notice")}


def shown_findings(findings: list[dict[str, Any]], count: int, wording: Wording) -> dict[str, Any]:
    counted = Counter(one["severity"] for one in findings)
    return {
        "findings": [shown(one, wording) for one in findings],
        "findings_count": count,
        "finding_counts": [
            {"severity": weight, "label": label, "count": counted[weight]}
            for weight, label in WEIGHTS.items()
            if counted[weight]
        ],
    }


def shown(finding: dict[str, Any], wording: Wording) -> dict[str, Any]:
    """Return a finding with its weight, its layer and key, and its stretch in words."""
    ends = [finding[name] and round(finding[name] * CM_PER_KM) for name in ("from_km", "to_km", "length_km")]
    from_cm, to_cm, length_cm = ends
    has_place = length_cm is not None
    stretch = wording.stretch(from_cm or 0, to_cm) if has_place else ""
    return {
        **finding,
        "severity_label": WEIGHTS[finding["severity"]],
        "about": about(finding, wording),
        "place": f"{finding['key']['route']} {stretch}" if has_place else "",
        "from_cm": from_cm or 0,
        "to_cm": to_cm,
        "length": length_in_words(length_cm) if has_place else "",
    }


def length_in_words(length_cm: int) -> str:
    """Return kilometres, or metres where kilometres would say nothing."""
    if length_cm >= SHORT_CM:
        return km(length_cm)
    return f"{decimals(Decimal(length_cm) / CM_PER_M)}{NO_BREAK}m"


def about(finding: dict[str, Any], wording: Wording) -> str:
    described = entry(finding["target"])
    if isinstance(described, ObjectType):
        return column_label(described.title)
    columns = [column for column in described.key_columns if column.name != "route"]
    named = [wording.value(column, finding["key"][column.name]) for column in columns]
    return ", ".join([str(NAMES.get(described.name, described.name)), *named])
