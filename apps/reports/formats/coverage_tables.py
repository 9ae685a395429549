"""The tables of the coverage report, from its content: full, or what is left of it for general readers."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from apps.reports.formats.tables import (
    DAY,
    DEGREES,
    KM,
    LIST,
    METRES,
    NUMBER,
    PERCENT,
    PLACES,
    TEXT,
    YES_NO,
    Spec,
    Table,
    day_of,
    got,
    km_shown,
    table,
    worded,
)

Content = dict[str, Any]


def coverage_tables(content: Content) -> list[Table]:
    """Return all tables of the content, in the order of the report; those that it has nothing for are left out."""
    makers: dict[str, Callable[[Content], Table]] = {
        "attention": attention,
        "sections": sections,
        "segments": segments,
        "assets": asset_counts,
        "gaps_by_cause": causes,
        "gaps": gaps,
        "inconsistent": findings,
        "outages": outages,
        "impact_by_coverage": impact_by_coverage,
        "changes": changes,
        "ends": changed_ends,
        "scope": excluded,
    }
    there = {*content, *content["quality"], *content["quality"].get("service", ()), "ends"}
    found = [make(content) for name, make in makers.items() if name in there]
    if "list" in content["assets"]:
        found.append(assets(content))
    if "stretches" in content["changes"]:
        found.append(changed_stretches(content))
    return found


def place() -> list[Spec]:
    return [
        ("route", _("Route"), TEXT, got("route")),
        ("from_km", _("From, km"), KM, got("from_km")),
        ("to_km", _("To, km"), KM, got("to_km")),
        ("length_km", _("Length, km"), KM, got("length_km")),
    ]


def attention(content: Content) -> Table:
    return table(
        "attention",
        _("High impact, low coverage"),
        content["attention"],
        ("section", _("Section"), TEXT, got("section")),
        ("name", _("Name"), TEXT, got("name")),
        ("impact", _("Impact level"), TEXT, worded(content["labels"]["impact"], "impact")),
        ("uncovered_km", _("Not covered, km"), KM, got("uncovered_km")),
        ("covered_pct", _("Covered, %"), PERCENT, got("covered_pct")),
    )


def sections(content: Content) -> Table:
    labels = content["labels"]
    specs: list[Spec] = [
        ("section", _("Section"), TEXT, got("section")),
        ("agency_id", _("The Agency's identifier"), TEXT, got("agency_id")),
        ("name", _("Name"), TEXT, got("name")),
        ("kind", _("Type"), TEXT, worded(labels["section_kind"], "kind")),
        ("place", _("Route and km"), PLACES, got("stretches")),
        ("signs", _("Border signs"), LIST, _signs),
        (
            "boards",
            _("Boards"),
            LIST,
            lambda row: list(
                dict.fromkeys(labels["unit"].get(one["board"], one["board"]) for one in row["units"])
            ),
        ),
        (
            "units",
            _("Units"),
            LIST,
            lambda row: [labels["unit"].get(one["unit"], one["unit"]) for one in row["units"]],
        ),
        ("impact", _("Impact level"), TEXT, worded(labels["impact"], "impact", "level")),
        ("impact_since", _("Level since"), DAY, day_of("impact", "since")),
        ("impact_source", _("Source of the level"), TEXT, got("impact", "source")),
        ("length_km", _("Length, km"), KM, got("length_km")),
        ("to_build_km", _("To be built, km"), KM, got("to_build_km")),
        ("built_km", _("Built, km"), KM, got("built_km")),
        ("built_pct", _("Built, %"), PERCENT, got("built_pct")),
        (
            "sensors",
            _("Sensors"),
            LIST,
            lambda row: [f"{labels['class'].get(kind, kind)} {n}" for kind, n in row["sensors"].items()],
        ),
    ]
    for name, title in covered_titles().items():
        specs += [
            (f"{name}_{unit}", f"{title}, {shown}", kind, got(f"{name}_{unit}"))
            for unit, shown, kind in _UNITS
        ]
    specs += [
        ("longest_gap_m", _("Longest gap, m"), METRES, got("longest_gap_m")),
        ("planned_on", _("Wholly covered, planned"), DAY, day_of("planned_on")),
        ("left_out", _("Left out of K1, km"), LIST, partial(_left_out, labels["reason"])),
        ("path_km", _("Path built along it, km"), KM, got("path_km")),
        ("path_pct", _("Path built along it, %"), PERCENT, got("path_pct")),
        ("longest_without_path_m", _("Longest without a path, m"), METRES, got("longest_without_path_m")),
        ("ways", _("Ways, km"), LIST, partial(_ways, labels["element"])),
    ]
    return _kept(table("sections", _("Border sections"), content["sections"], *specs), content["sections"])


ONLY_FULL = (
    "longest_gap_m",
    "impact_source",
    "planned_on",
    "path_km",
    "path_pct",
    "longest_without_path_m",
    "ways",
)
"""What a report for general readers does not say of a section."""


def _left_out(words: Mapping[str, str], row: dict) -> list[str]:
    return [f"{words.get(reason, reason)} {km_shown(km)}" for reason, km in row["left_out_km"].items()]


def _ways(words: Mapping[str, str], row: dict) -> list[str]:
    return [f"{words.get(way, way)} {km_shown(km)}" for way, km in row.get("ways_km", {}).items()]


def _signs(row: dict) -> list[str]:
    """Return from which border sign to which each stretch goes: ``12 + 35 m – 40 + 2 m``."""
    return [
        " – ".join(_sign(one[end]) for end in ("from_sign", "to_sign"))
        for one in row["stretches"]
        if one.get("from_sign") or one.get("to_sign")
    ]


def _sign(one: dict | None) -> str:
    return f"{one['sign']} + {round(one['plus_m'])} m" if one else "…"


_UNITS = (("km", "km", KM), ("pct", "%", PERCENT))


def covered_titles() -> dict[str, str]:
    return {
        "installed": _("Installed"),
        "operational": _("Operational"),
        "integrated": _("Integrated"),
        "counted": _("Counted by K2"),
        "twice": _("Two or more sensors"),
        "both_families": _("Both families"),
    }


def _kept(found: Table, rows: list[dict]) -> Table:
    """Leave out the columns that the content has nothing for, as a general one."""
    if not rows or "longest_gap_m" in rows[0]:
        return found
    hidden = {"signs"} | {name for name in ONLY_FULL if name not in rows[0]}
    hidden |= {f"{name}_{unit}" for name in ("twice", "both_families") for unit in ("km", "pct")}
    kept = [n for n, column in enumerate(found.columns) if column.name not in hidden]
    return Table(
        found.name,
        found.title,
        [found.columns[n] for n in kept],
        [[row[n] for n in kept] for row in found.rows],
        found.note,
    )


def segments(content: Content) -> Table:
    labels = content["labels"]
    elements = sorted({element for row in content["segments"] for element in row["construction"]})
    specs: list[Spec] = [
        ("segment", _("Segment"), TEXT, got("segment")),
        *place(),
        ("sections", _("Sections"), LIST, got("sections")),
        *[
            (
                element,
                labels["element"].get(element, element),
                TEXT,
                worded(labels["work_status"], "construction", element, "status"),
            )
            for element in elements
        ],
        ("land_status", _("Land rights"), TEXT, worded(labels["land_status"], "land_status")),
        ("coverage", _("Coverage"), TEXT, worded(labels["coverage"], "coverage")),
        ("counted_km", _("Counted by K2, km"), KM, got("counted_km")),
        ("counted_pct", _("Counted by K2, %"), PERCENT, got("counted_pct")),
        ("gap_km", _("Gaps, km"), KM, got("gap_km")),
        ("gap_cause", _("Main cause"), TEXT, worded(labels["cause"], "gap_cause")),
    ]
    return table("segments", _("Segments"), content["segments"], *specs)


def asset_counts(content: Content) -> Table:
    labels = content["labels"]
    specs: list[Spec] = [
        ("family", _("Family"), TEXT, worded(labels["family"], "family")),
        ("class", _("Class"), TEXT, worded(labels["class"], "class")),
        ("state", _("State"), TEXT, worded(labels["state"], "state")),
        ("count", _("Count"), NUMBER, got("count")),
    ]
    counts = content["assets"]["counts"]
    title = _("Surveillance means by class")
    if counts and "state" not in counts[0]:
        specs.pop(2)
        title = _("Installed surveillance means by class")
    return table("asset_counts", title, counts, *specs)


def assets(content: Content) -> Table:
    labels = content["labels"]
    return table(
        "assets",
        _("Surveillance means"),
        content["assets"]["list"],
        ("code", _("Code"), TEXT, got("code")),
        ("name", _("Name"), TEXT, got("name")),
        ("family", _("Family"), TEXT, worded(labels["family"], "family")),
        ("class", _("Class"), TEXT, worded(labels["class"], "class")),
        ("model", _("Model"), TEXT, got("model")),
        ("state", _("State"), TEXT, worded(labels["state"], "state")),
        ("since", _("Since"), DAY, day_of("since")),
        ("owner", _("Owner"), TEXT, got("owner")),
        ("unit", _("Operating unit"), TEXT, worded(labels["unit"], "unit")),
        ("site", _("Site"), TEXT, got("site")),
        ("section", _("Section"), TEXT, got("section")),
        ("route", _("Route"), TEXT, got("route")),
        ("km", _("km"), KM, got("km")),
        ("distance_m", _("Distance from the line, m"), METRES, got("distance_m")),
        ("easting_m", _("East (LKS-92), m"), METRES, got("easting_m")),
        ("northing_m", _("North (LKS-92), m"), METRES, got("northing_m")),
        ("lon", _("Longitude"), DEGREES, got("lon")),
        ("lat", _("Latitude"), DEGREES, got("lat")),
        ("mast_m", _("Height above ground, m"), METRES, got("mast_m")),
        ("azimuth_deg", _("Bearing, °"), DEGREES, got("azimuth_deg")),
        ("sector_deg", _("Sector, °"), DEGREES, got("sector_deg")),
        ("range_m", _("Range, m"), METRES, got("range_m")),
        ("along", _("Senses along"), PLACES, got("stretches_km")),
        ("links", _("Links"), LIST, lambda row: [labels["link"].get(one, one) for one in row["links"]]),
        ("centres", _("Command centres joined to"), LIST, got("centres")),
        ("integrated", _("Feeds the national picture"), YES_NO, got("integrated")),
        ("commissioned_on", _("First at work on"), DAY, day_of("commissioned_on")),
        ("verified_on", _("Verified on"), DAY, day_of("verified_on")),
        ("confidence", _("Confidence"), TEXT, worded(labels["confidence"], "confidence")),
        ("availability_30d_pct", _("Availability in 30 days, %"), PERCENT, got("availability_30d_pct")),
    )


def causes(content: Content) -> Table:
    return table(
        "gaps_by_cause",
        _("Gaps by cause"),
        content["gaps_by_cause"],
        ("cause", _("Cause"), TEXT, worded(content["labels"]["cause"], "cause")),
        ("count", _("Count"), NUMBER, got("count")),
        ("length_km", _("Length, km"), KM, got("length_km")),
    )


def gaps(content: Content) -> Table:
    labels = content["labels"]
    return table(
        "gaps",
        _("Gaps in surveillance"),
        content["gaps"],
        *place(),
        ("cause", _("Cause"), TEXT, worded(labels["cause"], "cause")),
        ("sections", _("Sections"), LIST, got("sections")),
        ("impact", _("Impact level"), TEXT, worded(labels["impact"], "impact")),
        ("nearest", _("Nearest sites"), LIST, _nearest),
        ("closed_by", _("Would be closed by"), LIST, got("closed_by")),
        ("path_km", _("Path built along it, km"), KM, got("path_km")),
        ("ways", _("Ways, km"), LIST, partial(_ways, labels["element"])),
        ("seen_km", _("Seen, not counted, km"), KM, got("seen_km")),
        (
            "water",
            _("Water"),
            LIST,
            lambda row: [labels["section_kind"].get(one, one) for one in row["water"]],
        ),
        ("units", _("Units"), LIST, lambda row: [labels["unit"].get(one, one) for one in row["units"]]),
        ("needs", _("What closes it"), LIST, partial(_needs, labels["need"])),
        ("planned_on", _("Closing recorded for"), DAY, day_of("planned_on")),
        ("lots", _("Lots (co-financing projects)"), LIST, _lots),
    )


def _needs(words: Mapping[str, str], row: dict) -> list[str]:
    """Return what closes a gap, with the sensors that need it: ``a repair (C-1, C-2 …)``."""
    found = []
    for one in row["needs"]:
        more = " …" if one["count"] > len(one["sensors"]) else ""
        sensors = f" ({', '.join(one['sensors'])}{more})" if one["sensors"] else ""
        need = "out_of_range" if one["need"] == "not_built" and not sensors else one["need"]
        found.append(f"{words[need]}{sensors}")
    return found


def _lots(row: dict) -> list[str]:
    return [f"{one['lot']} ({one['project']})" if one["project"] else one["lot"] for one in row["lots"]]


def findings(content: Content) -> Table:
    return table(
        "inconsistent",
        _("What the checks of the register find"),
        content["quality"]["inconsistent"],
        ("check", _("Check"), TEXT, worded(content["labels"]["check"], "check")),
        ("of", _("Of what"), TEXT, partial(_found_of, content["labels"])),
        ("within", _("Where"), TEXT, worded(content["labels"]["within"], "within")),
        ("count", _("Findings"), NUMBER, got("count")),
        ("km", _("Length, km"), KM, got("km")),
    )


def _found_of(labels: Mapping[str, Mapping[str, str]], row: dict) -> str:
    """Return what a finding is of: the element on the line, or the layer."""
    element = row["element"]
    return labels["element"].get(element, element) if element else labels["facts"][row["layer"]]


def outages(content: Content) -> Table:
    labels = content["labels"]
    kinds = {"node": _("node"), "link": _("link")}
    return table(
        "outages",
        _("Nodes and links out of order"),
        content["quality"]["service"]["outages"],
        ("kind", _("Type"), TEXT, worded(kinds, "kind")),
        ("code", _("Code"), TEXT, got("code")),
        ("state", _("State"), TEXT, worded(labels["state"], "state")),
        ("since", _("Since"), DAY, day_of("since")),
    )


def _nearest(row: dict) -> list[str]:
    return [f"{one['site']} ({one['distance_m']} m)" for one in row["nearest_sites"]]


def impact_by_coverage(content: Content) -> Table:
    labels = content["labels"]
    bands = [(f"{band}_km", f"{title}, km", KM, got(f"{band}_km")) for band, title in labels["band"].items()]
    return table(
        "impact_by_coverage",
        _("Impact level against coverage"),
        content["impact_by_coverage"],
        ("impact", _("Impact level"), TEXT, worded(labels["impact"], "impact")),
        ("length_km", _("Length, km"), KM, got("length_km")),
        *bands,
    )


def changes(content: Content) -> Table:
    labels = content["labels"]
    rows = [
        {**{name: one[name] for name in ("figure", "told", "before", "after")}, **reason}
        for one in content["changes"]["figures"]
        for reason in one["reasons"] or [{"why": None, "counts_now": None, "km": None}]
    ]
    has_ends = content["header"]["sections"] or content["changes"]["sections"]
    return table(
        "changes",
        _("Changes since the last report"),
        rows,
        ("figure", _("Figure"), TEXT, got("figure")),
        ("told", _("In the last report, %"), PERCENT, _number("told")),
        (
            "before",
            _("Before, inside today's ends, %") if has_ends else _("Before, %"),
            PERCENT,
            _number("before"),
        ),
        ("after", _("Now, %"), PERCENT, _number("after")),
        ("why", _("Why"), TEXT, worded(labels["why"], "why")),
        ("counts_now", _("Counts now"), YES_NO, got("counts_now")),
        ("km", _("Length, km"), KM, got("km")),
    )


def _number(name: str):
    return lambda row: None if row[name] is None else float(row[name])


def changed_ends(content: Content) -> Table:
    return table(
        "changed_ends",
        _("Sections whose ends changed since the last report"),
        content["changes"]["sections"],
        ("section", _("Section"), TEXT, got("section")),
        ("before", _("Then"), PLACES, got("before")),
        ("before_km", _("Then, km"), KM, got("before_km")),
        ("after", _("Now"), PLACES, got("after")),
        ("after_km", _("Now, km"), KM, got("after_km")),
    )


def changed_stretches(content: Content) -> Table:
    return table(
        "changed_stretches",
        _("Changed stretches"),
        content["changes"]["stretches"],
        ("figure", _("Figure"), TEXT, got("figure")),
        *place(),
        ("why", _("Why"), TEXT, worded(content["labels"]["why"], "why")),
        ("counts_now", _("Counts now"), YES_NO, got("counts_now")),
    )


def excluded(content: Content) -> Table:
    rows = content["scope"]["excluded"]
    ends = place()[1:3] if rows and "from_km" in rows[0] else []
    return table(
        "excluded",
        _("Where figures do not count as elsewhere"),
        rows,
        ("route", _("Route"), TEXT, got("route")),
        ("figure", _("Figure"), TEXT, got("figure")),
        ("reason", _("Reason"), TEXT, worded(content["labels"]["reason"], "reason")),
        ("effect", _("Effect"), TEXT, worded(content["labels"]["effect"], "effect")),
        *ends,
        ("length_km", _("Length, km"), KM, got("length_km")),
    )
