"""What each file of a report is for, as its page tells, the ones that people open first."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

FOR_WHAT = {
    "report.pdf": _("to read, print and sign"),
    "report.xlsx": _("all tables, a sheet each"),
    "layers.gpkg": _("layers with styles, for QGIS"),
    "report.json": _("the whole content, for programs"),
    "cise.xml": _("surveillance means in the names of CISE"),
    "csv/": _("one table, for programs"),
    "geojson/": _("one layer in longitude and latitude"),
    ".schema.json": _("what the content looks like"),
}


@register.filter
def told_files(files: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the files with what each is for, in the order of `FOR_WHAT`."""
    order = list(FOR_WHAT)
    found = [(_kind(one["name"]), one) for one in files]
    found.sort(key=lambda pair: (order.index(pair[0]) if pair[0] else len(order), pair[1]["name"]))
    return [{**one, "told": FOR_WHAT[kind] if kind else ""} for kind, one in found]


def _kind(name: str) -> str | None:
    return next((kind for kind in FOR_WHAT if name.startswith(kind) or name.endswith(kind)), None)
