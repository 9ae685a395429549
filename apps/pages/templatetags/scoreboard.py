"""How the scoreboard shows standings, states, reasons and stretches."""

from collections import defaultdict
from decimal import Decimal

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.geo.measures import MeasureSet
from apps.geo.stationing import format_km
from apps.indicators.figures import STATE_NAMES, Figure, percent_of
from apps.indicators.models import TaskState
from apps.indicators.parts import PartShare
from apps.indicators.scoreboard import Aim, Line, Scoreboard
from apps.pages.templatetags.deployments import whole
from apps.pages.templatetags.pages import NO_BREAK
from apps.pages.units import devices_shown, unit_after

register = template.Library()

LIGHTS = {"met": _("on target"), "near": _("close"), "missed": _("below"), "unknown": _("unknown")}
WHYS = {
    "new": _("new"),
    "repaired": _("repaired"),
    "damaged": _("damaged"),
    "remeasured": _("remeasured"),
    "corrected": _("corrected"),
}
BADGES = {
    TaskState.Status.DONE: "yes",
    TaskState.Status.UNDER_WAY: "applied",
    TaskState.Status.PLANNED: "draft",
    TaskState.Status.STOPPED: "no",
}
SEPARATORS = {"lv": ",", "en": "."}


@register.filter
def light_name(value: str) -> str:
    return str(LIGHTS[value])


@register.filter
def state_name(value: str) -> str:
    return str(STATE_NAMES[value])


@register.filter
def why_name(value: str) -> str:
    return str(WHYS[value])


@register.filter
def status_badge(value: str) -> str:
    return BADGES[value]


@register.filter
def forecast_rules(board: Scoreboard) -> list[dict[str, str]]:
    """Return each rule of forecasting once, with the figures that it forecasts."""
    codes = defaultdict(list)
    for line in board.lines:
        if line.forecast:
            codes[line.forecast.rule].append(line.indicator.code)
    return [{"codes": ", ".join(found), "text": text} for text, found in codes.items()]


@register.filter
def years_of(line: Line) -> list[tuple[int, Figure | None, Aim | None]]:
    aims = {one.year: one.now for one in line.aims}
    return [(year, line.by_year.get(year), aims.get(year)) for year in sorted({*line.by_year, *aims})]


@register.filter
def share_percent(part: PartShare) -> float | None:
    return percent_of(part.numerator_cm, part.denominator_cm)


@register.filter
def stretches(metres: MeasureSet, most: int) -> str:
    """Return stretches as `km 1–2.5; 4–6`, the first so many."""
    separator = SEPARATORS[get_language() or "lv"]
    pairs = metres.pairs()
    shown = "; ".join(f"{format_km(a, separator)}–{format_km(b, separator)}" for a, b in pairs[:most])
    more = f"; … (+{len(pairs) - most})" if len(pairs) > most else ""
    return f"km {shown}{more}" if pairs else "–"


@register.filter
def sealed(value: str | None) -> str:
    """Return a sealed number as the reader writes numbers."""
    return whole(value)


@register.filter
def signed(value: float) -> str:
    return f"{'+' if value > 0 else '−'}{whole(abs(value))}"


@register.filter
def signed_in_unit(value: float | Decimal, unit: str) -> str:
    """Return a gain or a loss with its sign and the unit that it is counted in."""
    return f"{signed(value)}{NO_BREAK}{unit_after(abs(value), unit)}"


@register.filter
def signed_devices(value: int) -> str:
    """Return a gain or a loss of units of equipment: +2 vienības."""
    return f"{signed(value)}{NO_BREAK}{devices_shown(abs(value)).partition(' ')[2]}"
