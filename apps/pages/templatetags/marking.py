"""The marking that a page bears."""

from django import template

from apps.accounts.reading import is_general
from apps.reports.content.asked import FULL, GENERAL
from apps.reports.content.labels import markings
from apps.reports.kinds import KINDS

register = template.Library()


@register.simple_tag(takes_context=True)
def page_marking(context) -> str:
    """Return the marking that a page bears, that of the coverage report for the same readers; none before sign-in."""
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return ""
    view = request.resolver_match and request.resolver_match.view_name
    marking, tlp = KINDS["coverage"].handling[GENERAL if is_general(view) else FULL]
    return f"{str(markings()[marking]).capitalize()} · TLP:{tlp}"
