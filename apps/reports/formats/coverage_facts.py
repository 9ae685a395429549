"""What a coverage report says of its environment and of the quality of its data, as lines of name and value."""

from typing import Any

from django.utils.translation import gettext as _

from apps.border.wording import number_shown
from apps.pages.templatetags.pages import day as day_shown

Content = dict[str, Any]


def environment_facts(content: Content) -> list[tuple[str, str]]:
    found, words = content["environment"], content["labels"]
    terrain = found["terrain"]
    return [
        (_("Terrain"), terrain["name"] if terrain else _("none: range and sector only")),
        (_("Cell, m"), number_shown(terrain["cell_m"], 0) if terrain else "–"),
        (_("Vegetation"), found["vegetation"] or _("not modelled")),
        (_("Height of what is to be seen, m"), number_shown(found["target_height_m"], 1)),
        (_("Refraction coefficient"), number_shown(found["refraction"], 2)),
        (_("Visibility"), words["visibility"][found["visibility"]]),
        (_("Season"), words["season"][found["season"]]),
    ]


def quality_facts(content: Content) -> list[tuple[str, str]]:
    data, words = content["quality"]["data"], content["labels"]["layer"]
    found = [
        (
            _("Completeness: %(layer)s") % {"layer": words[one["layer"]]},
            f"{number_shown(one['pct'] or 0, 2)} %",
        )
        for one in data["completeness"]
    ]
    for one in data["alignments"]:
        accuracy = _("not stated") if one["accuracy_m"] is None else f"{number_shown(one['accuracy_m'], 1)} m"
        text = _("%(source)s; accuracy %(accuracy)s; geodesic length differs by %(difference)s %%")
        values = {
            "source": one["source"],
            "accuracy": accuracy,
            "difference": number_shown(one["difference_pct"], 2),
        }
        found.append((_("Line of %(route)s") % one, text % values))
    found += [
        (_("Sensors never verified"), f"{data['never_verified']} / {data['assets']}"),
        (
            _("Verified longer than %(days)s days ago") % {"days": data["stale_after_days"]},
            str(data["stale"]),
        ),
        (_("Oldest verification"), day_shown(data["oldest_verification"]) or "–"),
    ]
    service = content["quality"].get("service")
    if service:
        found += [
            (
                _("Nodes at work, whole network"),
                f"{service['nodes']['working']} / {service['nodes']['count']}",
            ),
            (
                _("Links at work, whole network"),
                f"{service['links']['working']} / {service['links']['count']}",
            ),
            (_("Mean availability in 30 days"), _percent(service["mean_availability_30d_pct"])),
        ]
    return found


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{number_shown(value, 2)} %"
