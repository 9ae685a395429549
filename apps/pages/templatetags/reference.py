"""What tables of reference data show: the order of a column, a code's colour with its letter."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def sorting(sort: str, name: str) -> dict[str, str]:
    """Return how a column is sorted now, and what a click on its head asks for."""
    if sort == name:
        return {"now": "ascending", "next": f"-{name}"}
    return {"now": "descending" if sort == f"-{name}" else "", "next": name}


@register.simple_tag
def code_swatch(code: Any) -> SafeString:
    """Return a code's colour with its letter; an SVG, because the page's policy forbids styles in the text."""
    return format_html(
        '<svg class="code-swatch" width="22" height="16" viewBox="0 0 22 16" aria-hidden="true">'
        '<rect width="22" height="16" rx="3" fill="{}"/>'
        '<text x="11" y="12" text-anchor="middle">{}</text></svg>',
        code.colour,
        code.letter,
    )
