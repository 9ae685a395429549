"""What every page shows: the ledger's head, the request's id, numbers and days as the reader writes them."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django import template
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext
from structlog.contextvars import get_contextvars

from apps.accounts.demo import DEMO_AUTHOR
from apps.border.days import day_shown
from apps.border.wording import rounded
from apps.geo.measures import CM_PER_KM
from apps.geo.stationing import format_km
from apps.ledger.models import ChangeSet
from apps.pages.modules import loaded_by, style_sheet
from apps.pages.navigation import Link, Menu, menus
from apps.pages.units import devices_shown, unit_after

register = template.Library()

THEMES = ("auto", "light", "dark", "night")
NO_BREAK = "\u00a0"
BYTES_IN_KB = 1024
MINUS = "\u2212"


@register.simple_tag(takes_context=True)
def chosen_theme(context) -> str:
    request = context.get("request")
    theme = request.COOKIES.get("theme", "auto") if request else "auto"
    return theme if theme in THEMES else "auto"


@register.simple_block_tag
def table_frame(content: str, label: str, classes: str = "") -> str:
    """Frame a table: one wider than the page scrolls by itself, by keys too."""
    return format_html(
        '<div class="table-wrap {}" role="group" aria-label="{}" tabindex="0">{}</div>',
        classes,
        label,
        content,
    )


@register.simple_block_tag(takes_context=True)
def answered_form(
    context,
    content: str,
    view: str,
    *args,
    button: str,
    reason_id: str = "reason",
    classes: str = "two-columns",
) -> str:
    """Make fields the form of a reasoned write to `view`: what became of it is told below them, on the same page."""
    form = {"fields": content, "address": reverse(view, args=args), "button": button}
    how = {"reason_id": reason_id, "classes": classes}
    return render_to_string("parts/answered_form.html", form | how, context["request"])


@register.simple_tag
def read_number() -> str:
    """Return the hidden field by which a form says at which number of the ledger it was shown."""
    return format_html('<input type="hidden" name="seen" value="{}">', ChangeSet.objects.number())


@register.simple_tag(takes_context=True)
def site_menus(context) -> list[Link | Menu]:
    """Return the menus of the reader; a page whose address lies elsewhere says by `belongs_to` where it belongs."""
    request = context["request"]
    return list(menus(request.user, context.get("belongs_to") or request.path))


@register.simple_tag
def module(entry: str, *, at_once: bool = False, blocks_rendering: bool = False) -> str:
    """Return a module's script, and before it every module that it needs, for the browser to ask for at once.

    A module that begins `at_once` does not wait for the page to be read. One that `blocks_rendering` lets nothing
    be painted before it has begun: the page is laid out once, not twice.
    """
    first, *needed = map(static, loaded_by(entry))
    links = format_html_join("", '<link rel="modulepreload" href="{}">', ((one,) for one in needed))
    # words of this module alone
    how = mark_safe(" async" * at_once + ' blocking="render"' * blocks_rendering)  # noqa: S308 # nosec B308 B703
    return links + format_html('<script type="module"{} src="{}"></script>', how, first)


@register.simple_tag
def styles(entry: str) -> str:
    """Return the link to a style sheet and all that it imports."""
    return format_html('<link rel="stylesheet" href="{}">', static(style_sheet(entry)))


@register.simple_tag
def ledger_head() -> dict:
    """Return number and hash of the newest set, and whether the register holds the demo's invented places."""
    number, head = ChangeSet.objects.head()
    is_demo = ChangeSet.objects.filter(author__username=DEMO_AUTHOR).exists()
    return {"number": number, "hash": head, "is_demo": is_demo}


@register.simple_tag
def request_reference() -> str:
    """Return the id under which this request stands in the log."""
    return get_contextvars().get("request_id", "")


@register.filter
def km(length_cm: int | None) -> str:
    """Return a length in kilometres with two decimals, as the reader writes numbers."""
    return "–" if length_cm is None else f"{decimals(Decimal(length_cm) / CM_PER_KM)}{NO_BREAK}km"


@register.filter
def stationing(cm: int) -> str:
    """Return a place in kilometres, exact, as the reader writes numbers."""
    return format_km(cm, "." if get_language() == "en" else ",")


@register.filter
def percent(value: float | Decimal | None) -> str:
    return "–" if value is None else f"{decimals(value)}{NO_BREAK}%"


@register.filter
def decimals(value: float | Decimal) -> str:
    """Return a number with two decimals: a comma in Latvian, thousands apart."""
    return _as_written(f"{rounded(value, 2):,.2f}")


def _as_written(number: str) -> str:
    text = number.replace("-", MINUS)
    if get_language() == "en":
        return text
    return text.replace(",", NO_BREAK).replace(".", ",")


@register.filter
def exact(value: Decimal) -> str:
    """Return a number as `decimals` does, but with all that it has after the point, and nothing if it is whole."""
    return _as_written(f"{value:,.0f}" if value % 1 == 0 else f"{value:,f}")


@register.filter
def amount(value: float | Decimal) -> str:
    """Return a number as `decimals` does, but days and units, which are whole, without decimals."""
    text = decimals(value)
    return text[:-3] if Decimal(str(value)) % 1 == 0 else text


@register.filter
def in_unit(value: float | Decimal, unit: str) -> str:
    """Return a number of a figure or its target with the unit that it is counted in."""
    return f"{amount(value)}{NO_BREAK}{unit_after(value, unit)}"


@register.simple_tag
def value_in_unit(
    value: float | Decimal | None, unit: str, devices: int | None = None, *, is_exact: bool = False
) -> str:
    """Return a figure's value as boards and reports tell it: 52,33 %; with `devices`, 11 vienības / 935 dienas.

    Percent have two decimals; what `is_exact`, such as a target, has those that it was given with.
    """
    if value is None:
        return "–"
    told = percent(value) if unit == "%" and not is_exact else in_unit(value, unit)
    return told if devices in (None, "") else f"{devices_shown(int(devices)).replace(' ', NO_BREAK)} / {told}"


@register.filter
def file_size(size: int) -> str:
    """Return how large a file is; Django's own Latvian has the plural forms of bytes in another order."""
    if size >= BYTES_IN_KB:
        return filesizeformat(size)
    return ngettext("%(size)d byte", "%(size)d bytes", size) % {"size": size}


@register.filter
def day(value: date | str | None) -> str:
    """Return a day as the reader writes it: 21.11.2026. in Latvian."""
    if not value:
        return ""
    value = date.fromisoformat(value) if isinstance(value, str) else value
    return day_shown(value)


@register.filter
def as_day(value: date | str | None) -> str:
    """Return a day, or the ISO text of one, as the reader writes it; any other text as it was typed."""
    try:
        return day(value)
    except ValueError:
        return str(value)


@register.filter
def last_day(until: date | str | None) -> str:
    """Return the last day of a period that ends before `until`."""
    if not until:
        return ""
    until = date.fromisoformat(until) if isinstance(until, str) else until
    return day(until - timedelta(days=1))


@register.filter
def moment(value: datetime | None) -> str:
    """Return day and time of day in Riga."""
    return f"{day(timezone.localdate(value))} {timezone.localtime(value):%H:%M}" if value else ""
