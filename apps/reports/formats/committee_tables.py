"""The tables of the committee report and of the public summary, from their content."""

from typing import Any

from django.utils.translation import gettext as _

from apps.reports.formats.tables import (
    DAY,
    EURO,
    KM,
    LIST,
    NUMBER,
    TEXT,
    VALUE,
    YES_NO,
    Table,
    day_of,
    got,
    table,
    worded,
)

Content = dict[str, Any]


def committee_tables(content: Content) -> list[Table]:
    """Return all tables of the content; those that it has nothing for are left out."""
    found = [figures(content), elements(content), totals(content)]
    if "lots" in content:
        found += [
            readiness(content),
            structures(content),
            land_units(content),
            lots(content),
            lot_elements(content),
        ]
    if "changes" in content:
        found.append(changes(content))
    return found


def figures(content: Content) -> Table:
    return table(
        "figures",
        _("The strategy's figures"),
        content["figures"],
        ("code", _("Figure"), TEXT, got("code")),
        ("name", _("Name"), TEXT, got("name")),
        ("value", _("Actual"), VALUE, got("value")),
        ("unit", _("Unit"), TEXT, worded(content["labels"]["unit"], "unit")),
        ("units", _("Units of equipment"), NUMBER, got("units")),
        ("numerator_km", _("Counted, km"), KM, got("numerator_km")),
        ("denominator_km", _("Of, km"), KM, got("denominator_km")),
        ("target", _("Target"), VALUE, got("target")),
        ("target_units", _("Target, units of equipment"), NUMBER, got("target_units")),
        ("target_year", _("Target of"), NUMBER, got("target_year")),
        ("forecast", _("Forecast of the year's end"), VALUE, got("forecast")),
        ("forecast_units", _("Forecast, units of equipment"), NUMBER, got("forecast_units")),
        ("light", _("Assessment"), TEXT, worded(content["labels"]["light"], "light")),
        ("responsible", _("Responsible"), TEXT, got("responsible")),
        ("note", _("Note"), TEXT, got("note")),
        ("told", _("Told, not counted: source"), TEXT, got("told", "source")),
    )


def elements(content: Content) -> Table:
    rows = [{"route": route["route"], **one} for route in content["routes"] for one in route["elements"]]
    return table(
        "elements",
        _("What is built, by route and element"),
        rows,
        ("route", _("Route"), TEXT, got("route")),
        ("name", _("Element"), TEXT, got("name")),
        ("required_km", _("Required, km"), KM, got("required_km")),
        ("built_km", _("Built, km"), KM, got("built_km")),
        ("accepted_km", _("Accepted, km"), KM, got("accepted_km")),
        ("left_out_km", _("Left out, km"), KM, got("left_out_km")),
        ("missing_km", _("Still to build, km"), KM, got("missing_km")),
        ("gained_km", _("Built in 12 months, km"), KM, got("gained_km")),
        ("complete_on", _("Complete at this pace"), DAY, day_of("complete_on")),
    )


def totals(content: Content) -> Table:
    return table(
        "totals",
        _("Structures and land units"),
        content["routes"],
        ("route", _("Route"), TEXT, got("route")),
        ("name", _("Name"), TEXT, got("name")),
        ("official_length_km", _("Official length, km"), KM, got("official_length_km")),
        ("structures", _("Structures"), NUMBER, got("structures_total", "recorded")),
        ("structures_built", _("built"), NUMBER, got("structures_total", "built")),
        ("structures_accepted", _("accepted"), NUMBER, got("structures_total", "accepted")),
        ("land_units", _("Land units"), NUMBER, got("land_total", "recorded")),
        ("land_cleared", _("works may begin"), NUMBER, got("land_total", "cleared")),
        ("land_titled", _("the State's title"), NUMBER, got("land_total", "titled")),
    )


def readiness(content: Content) -> Table:
    words, names = content["labels"]["readiness"], content["labels"]["element"]
    rows = [
        {
            "route": route["route"],
            "element": names.get(element, element),
            "state": words.get(state, state),
            "km": km,
        }
        for route in content["routes"]
        for element, states in route["readiness"].items()
        for state, km in states.items()
    ]
    return table(
        "readiness",
        _("What can be built next, and what holds up the rest"),
        rows,
        ("route", _("Route"), TEXT, got("route")),
        ("element", _("Element"), TEXT, got("element")),
        ("state", _("State"), TEXT, got("state")),
        ("km", _("Length, km"), KM, got("km")),
    )


def structures(content: Content) -> Table:
    rows = [{"route": route["route"], **one} for route in content["routes"] for one in route["structures"]]
    return table(
        "structures",
        _("Structures"),
        rows,
        ("route", _("Route"), TEXT, got("route")),
        ("name", _("Type"), TEXT, got("name")),
        ("recorded", _("Recorded"), NUMBER, got("recorded")),
        ("built", _("Built"), NUMBER, got("built")),
        ("accepted", _("Accepted"), NUMBER, got("accepted")),
    )


def land_units(content: Content) -> Table:
    rows = [{"route": route["route"], **one} for route in content["routes"] for one in route["land_units"]]
    return table(
        "land_units",
        _("Land units"),
        rows,
        ("route", _("Route"), TEXT, got("route")),
        ("purpose", _("Purpose"), TEXT, worded(content["labels"]["purpose"], "purpose")),
        ("recorded", _("Recorded"), NUMBER, got("recorded")),
        ("cleared", _("Works may begin"), NUMBER, got("cleared")),
        ("titled", _("The State's title"), NUMBER, got("titled")),
    )


def lots(content: Content) -> Table:
    return table(
        "lots",
        _("Lots"),
        content["lots"],
        ("code", _("Lot"), TEXT, got("code")),
        ("name", _("Name"), TEXT, got("name")),
        ("procurement", _("Procurement"), TEXT, got("procurement")),
        ("routes", _("Routes"), LIST, got("routes")),
        ("length_km", _("Length, km"), KM, got("length_km")),
        ("contracts", _("Contracts"), NUMBER, got("contracts")),
        ("contracted_eur", _("Contracted, EUR"), EURO, got("contracted_eur")),
        ("paid_eur", _("Paid, EUR"), EURO, got("paid_eur")),
        ("complete_by", _("Complete by contract"), DAY, day_of("complete_by")),
        ("complete_on", _("Complete at this pace"), DAY, day_of("complete_on")),
    )


def lot_elements(content: Content) -> Table:
    rows = [{"lot": lot["code"], **one} for lot in content["lots"] for one in lot["elements"]]
    return table(
        "lot_elements",
        _("Lots by element"),
        rows,
        ("lot", _("Lot"), TEXT, got("lot")),
        ("name", _("Element"), TEXT, got("name")),
        ("required_km", _("Required, km"), KM, got("required_km")),
        ("built_km", _("Built, km"), KM, got("built_km")),
        ("accepted_km", _("Accepted, km"), KM, got("accepted_km")),
        ("missing_km", _("Still to build, km"), KM, got("missing_km")),
    )


def changes(content: Content) -> Table:
    return table(
        "changes",
        _("Changes since the last report"),
        content["changes"],
        ("figure", _("Figure"), TEXT, got("figure")),
        ("route", _("Route"), TEXT, got("route")),
        ("why", _("Why"), TEXT, worded(content["labels"]["why"], "why")),
        ("counts_now", _("Counts now"), YES_NO, got("counts_now")),
        ("km", _("Length, km"), KM, got("km")),
    )
