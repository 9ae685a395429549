"""What coverage and gaps are called, on pages and on the console."""

from django.utils.translation import gettext_lazy as _

KIND_NAMES = {
    "installed": _("Installed"),
    "operational": _("Operational"),
    "integrated": _("Integrated"),
    "twice": _("Two or more sensors"),
    "both_families": _("Both families"),
    "by_day": _("By day"),
    "by_night": _("By night"),
}
COUNTED = _("Counted by K2")
CAUSE_NAMES = {
    "out_of_scope": _("Out of scope"),
    "not_built": _("Not built"),
    "damage": _("Damage"),
    "equipment_fault": _("Equipment fault"),
    "no_power": _("No power"),
    "no_link": _("No link"),
    "no_heights": _("No heights"),
    "terrain": _("Terrain or vegetation"),
    "too_few": _("Seen by too few"),
    "out_of_range": _("Out of range"),
}
CLOSING = {
    "out_of_scope": _("nothing is asked for here"),
    "not_built": _("a sensor that is being built"),
    "damage": _("a repair"),
    "equipment_fault": _("a repair or a return to service"),
    "no_power": _("power at the site"),
    "no_link": _("a data link to the command centre"),
    "no_heights": _("a terrain model with heights there, then it can be told"),
    "terrain": _("a higher mast or a sensor at another place"),
    "too_few": _("one more sensor that sees it; if each family has to, of the one that is missing"),
    "out_of_range": _("a new sensor"),
}
"""What closes a gap of each cause."""


def closing(cause: str) -> str:
    """Return what closes a gap that no recorded sensor would close by working: where none is built, a new one."""
    return str(CLOSING["out_of_range" if cause == "not_built" else cause])
