"""What the workspace says of surveillance, in the reader's language: its modules know keys only."""

from django.utils.translation import gettext as _

from apps.indicators.surveillance_words import CLOSING


def watch_words() -> dict[str, str]:
    """Return the strings by key; ``{name}`` stands for what is put in."""
    return {
        # a sensor
        "sensor_look": _("What it sees"),
        "watch_none": _("No sensor"),
        "watch_pick_hint": _("Choose a sensor here or on the map: what it sees is shown on map and strip."),
        "watch_lane": _("Sight of {code}"),
        "watch_seen": _("seen"),
        "watch_hidden": _("hidden"),
        "watch_unknown": _("no heights there"),
        "watch_metres": _("{metres} m"),
        "watch_model": _("Model"),
        "watch_family": _("Family"),
        "watch_presence": _("presence detection"),
        "watch_observation": _("observation"),
        "watch_state": _("State"),
        "watch_site": _("Site"),
        "watch_mast": _("Height above ground"),
        "watch_sector": _("Bearing and sector"),
        "watch_all_round": _("all around"),
        "watch_range": _("Detection range"),
        "watch_recognition": _("Recognition range"),
        "watch_identification": _("Identification range"),
        "watch_when": _("At work"),
        "watch_by_day": _("by day"),
        "watch_by_night": _("by night"),
        "watch_sees": _("Sees of the border"),
        "watch_power": _("Power"),
        "watch_powered": _("has power"),
        "watch_dark": _("without power"),
        "watch_owner": _("Owner"),
        "watch_unit": _("Operating unit"),
        "watch_verified": _("Verified on"),
        "watch_never": _("never"),
        "watch_confidence": _("Confidence"),
        "watch_note": _("Note"),
        "watch_counts": _("integrated"),
        "watch_counts_not": _("not integrated"),
        "watch_way": _("Way to the command centre ({level})"),
        "watch_level_local": _("local"),
        "watch_level_regional": _("regional"),
        "watch_level_national": _("national"),
        "watch_no_way": _("No data link leads from its site to such a centre."),
        "watch_link": _("link"),
        "watch_node": _("node"),
        "watch_broken": _("does not work"),
        "watch_show": _("Show on the map"),
        "watch_viewshed": _("Ground in sight"),
        "watch_switch_off": _("Switch it off (trial)"),
        "watch_leave": _("Leave the sensor"),
        "watch_computing": _("Computing…"),
        "watch_viewshed_said": _(
            "In sight {seen} km² (orange), hidden {hidden} km² (hatched), of range and sector."
        ),
        "watch_no_terrain": _("No terrain model is loaded: range and sector only decide what is seen."),
        "watch_synthetic": _("Synthetic terrain: {name}. It says nothing about the real border."),
        "watch_terrain": _("Terrain: {name}."),
        "watch_no_heights": _(
            "No heights where it stands: only range and sector are known, nothing counts as seen."
        ),
        # a line of sight
        "watch_profile_hint": _(
            "Choose a metre on the line, on map or strip: the line of sight to it is drawn here."
        ),
        "watch_profile": _("Line of sight {code} → {route} km {km}"),
        "watch_state_seen": _("Seen."),
        "watch_state_hidden": _("Hidden."),
        "watch_state_unknown": _("Not known: heights are missing on the way."),
        "watch_state_out_of_reach": _("Out of range or sector."),
        "watch_length": _("{metres} m from the sensor."),
        "watch_drop": _(
            "There the Earth’s curve, less refraction ({refraction}), lowers the ground by {metres} m."
        ),
        "watch_blocked": _("In the way {at} m off: {above} m above the line, top at {top} m."),
        "watch_profile_legend": _(
            "Brown: ground; green: what stands on it; line: ray from mast to target; dashes: the Earth’s curve. Metres."
        ),
        "watch_profile_table": _("The line of sight as a table"),
        "watch_distance": _("Distance, m"),
        "watch_ground": _("Ground, m"),
        "watch_curve": _("Curve, m"),
        "watch_ray": _("Ray, m"),
        "watch_clear": _("Ray above it, m"),
        # a gap
        "gap_here": _("Gap at the chosen place"),
        "gap_choose": _("Choose a place on the line, or a stretch of the lane of gaps."),
        "gap_none": _("The chosen place is covered."),
        "gap_stretch": _("Stretch"),
        "gap_cause": _("Cause"),
        "gap_section": _("Border section"),
        "gap_impact": _("Impact"),
        "gap_nearest": _("Nearest sites"),
        "gap_site": _("{site} ({metres} m)"),
        "gap_closed_by": _("Would be closed by"),
        "gap_broken": _("on its way does not work: {codes}"),
        **{f"gap_closes_{cause}": str(what) for cause, what in CLOSING.items()},
        "gap_whole": _("The whole gap"),
        "gap_place": _("Where would a sensor close it?"),
        # an outage
        "outage_bar": _("Simulated outage: {codes}. Map and strip show what would be; nothing is written."),
        "outage_bar_sum": _("K2 {before} → {after}, {km} km lost."),
        "outage_lane": _("Lost in the outage"),
        "outage_lost": _("lost"),
        "outage_nothing": _("Nothing is lost: others cover the same stretches."),
        "outage_on_again": _("Switch {code} on again"),
        "outage_unknown": _("There is no mast, node, link or sensor {code} on this day."),
        "outage_none_matters": _("No single failure loses anything."),
        "outage_what": _("Fails alone"),
        "outage_km": _("Lost, km"),
        "outage_sensors": _("Sensors"),
    }
