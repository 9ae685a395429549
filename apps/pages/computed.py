"""The computed layers as the browser draws them: names, and the classes of each with colour, pattern and letter."""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.construction.reading import classes as readiness_classes
from apps.geo.coverage import CAUSES
from apps.geo.coverage_classes import DEPTH_CLASSES, FAMILY_CLASSES
from apps.indicators.surveillance_layers import COMPUTED_LAYERS
from apps.indicators.surveillance_words import CAUSE_NAMES

NAMES = {
    "coverage_family": _("Coverage by family"),
    "coverage_depth": _("Coverage by number of sensors"),
    "gap": _("Gaps in surveillance"),
    "readiness": _("Readiness to build"),
    "section_impact": _("Section impact"),
}


class Look(NamedTuple):
    name: Any
    colour: str
    pattern: str
    letter: Any


LOOKS = {
    "coverage_family": {
        "both": Look(_("Both families"), "#00694b", "solid", pgettext_lazy("letter of a class", "PO")),
        "presence": Look(
            _("Presence detection only"), "#0072b2", "diagonal", pgettext_lazy("letter of a class", "P")
        ),
        "observation": Look(
            _("Observation only"), "#b87400", "horizontal", pgettext_lazy("letter of a class", "O")
        ),
        "none": Look(_("Not covered"), "#c3cad1", "dots", "–"),
    },
    "coverage_depth": {
        "0": Look(_("No sensor"), "#c3cad1", "dots", "0"),
        "1": Look(_("One sensor"), "#e69f00", "diagonal", "1"),
        "2": Look(_("Two sensors"), "#3a8fb7", "horizontal", "2"),
        "3": Look(_("Three sensors or more"), "#00506b", "solid", "3+"),
    },
    "gap": {
        "out_of_scope": Look(CAUSE_NAMES["out_of_scope"], "#aab2ba", "dots", "×"),
        "not_built": Look(
            CAUSE_NAMES["not_built"], "#4c72c4", "diagonal", pgettext_lazy("letter of a class", "N")
        ),
        "damage": Look(CAUSE_NAMES["damage"], "#a3172a", "cross", pgettext_lazy("letter of a class", "D")),
        "equipment_fault": Look(
            CAUSE_NAMES["equipment_fault"],
            "#d1495b",
            "back_diagonal",
            pgettext_lazy("letter of a class", "F"),
        ),
        "no_power": Look(CAUSE_NAMES["no_power"], "#8a5a00", "vertical", "E"),
        "no_link": Look(CAUSE_NAMES["no_link"], "#e08a00", "grid", pgettext_lazy("letter of a class", "L")),
        "no_heights": Look(CAUSE_NAMES["no_heights"], "#8a4f9e", "dots", "?"),
        "terrain": Look(
            CAUSE_NAMES["terrain"], "#5b7f3a", "horizontal", pgettext_lazy("letter of a class", "T")
        ),
        "too_few": Look(CAUSE_NAMES["too_few"], "#1f8a8a", "diagonal", "<"),
        "out_of_range": Look(
            CAUSE_NAMES["out_of_range"], "#6b5b95", "solid", pgettext_lazy("letter of a class", "R")
        ),
    },
}
ORDER = {"coverage_family": FAMILY_CLASSES, "coverage_depth": DEPTH_CLASSES, "gap": CAUSES}


def computed_layers() -> list[dict[str, Any]]:
    """Return each computed layer, described as a recorded one is; nobody writes to them.

    `path` is where the API tells it, `fails` whether it can be asked for as if something had failed.
    """
    return [_readiness(), _section_impact(), *(_coverage(name) for name in COMPUTED_LAYERS)]


def computed_lists() -> dict[str, list[dict[str, Any]]]:
    """Return the classes of each computed layer, described as the rows of a code list are."""
    looks = {name: [_choice(code, LOOKS[name][code]) for code in ORDER[name]] for name in COMPUTED_LAYERS}
    return {"readiness": readiness_classes(), **looks}


def _readiness() -> dict[str, Any]:
    key = {
        "name": "element",
        "label": str(_("element")),
        "required": True,
        "kind": "choice",
        "list": "element",
    }
    return {**_described("readiness", "status", "readiness"), "path": "readiness/", "key": [key]}


def _section_impact() -> dict[str, Any]:
    return {**_described("section_impact", "level", "impact_level"), "path": "section-impact/"}


def _coverage(name: str) -> dict[str, Any]:
    column = COMPUTED_LAYERS[name].column
    return {**_described(name, column, name), "path": f"computed-layers/{name}/", "fails": True}


def _described(name: str, column: str, choices: str) -> dict[str, Any]:
    label = str(NAMES[name])
    return {
        "name": name,
        "label": label,
        "partition": False,
        "writable": False,
        "fails": False,
        "key": [],
        "values": [{"name": column, "label": label, "required": True, "kind": "choice", "list": choices}],
    }


def _choice(code: str, look: Look) -> dict[str, Any]:
    return {
        "code": code,
        "name": str(look.name),
        "colour": look.colour,
        "pattern": look.pattern,
        "letter": str(look.letter),
    }
