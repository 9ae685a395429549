"""Land units as of a day: rows to show, and how many of each purpose the State holds."""

from collections import defaultdict
from datetime import date
from typing import Any

from apps.geo.measures import CM_PER_KM, EMPTY, MeasureSet
from apps.land.models import LandCase, Parcel, ParcelStretch


def parcels(
    day: date, *, route: str | None = None, status: str | None = None, purpose: str | None = None
) -> list[dict[str, Any]]:
    """Return the land units with their case of a day and the metres that they lie along; no owner is known."""
    cases = {one.parcel_id: one for one in LandCase.objects.as_of(day).select_related("status")}
    stretches = _stretches(day)
    found = Parcel.objects.filter(purpose=purpose) if purpose else Parcel.objects.all()
    rows = [_parcel(one, cases.get(one.pk), stretches.get(one.pk, [])) for one in found.defer("boundary")]
    return [
        row
        for row in rows
        if status in (None, row["status"])
        and (route is None or any(one["route"] == route for one in row["stretches"]))
    ]


def _stretches(day: date) -> dict[int, list[dict[str, Any]]]:
    found = defaultdict(list)
    rows = ParcelStretch.objects.as_of(day).order_by("route__code", "from_cm")
    for parcel, route, from_cm, to_cm in rows.values_list("parcel", "route__code", "from_cm", "to_cm"):
        found[parcel].append({"route": route, "from_km": from_cm / CM_PER_KM, "to_km": to_cm / CM_PER_KM})
    return found


def _parcel(parcel: Parcel, case: LandCase | None, stretches: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "code": parcel.code,
        "property_number": parcel.property_number,
        "purpose": parcel.purpose,
        "area_ha": None if parcel.area_ha is None else float(parcel.area_ha),
        "status": case and case.status.code,
        "status_name": case.status.name if case else "",
        "titled": bool(case and case.status.counts_titled),
        "cleared": bool(case and case.status.counts_cleared),
        "cabinet_order": case.cabinet_order if case else "",
        "amount_eur": case and case.amount_eur,
        "since": case and case.valid.lower,
        "note": case.note if case else "",
        "stretches": stretches,
    }


class LandUnits:
    """The land units of a day, read once to be counted: each on every route that it lies along."""

    STATES = ("recorded", "cleared", "titled")

    def __init__(self, day: date):
        cases = LandCase.objects.as_of(day)
        self._states = {
            parcel: {
                "recorded",
                *(name for name, holds in (("cleared", cleared), ("titled", titled)) if holds),
            }
            for parcel, cleared, titled in cases.values_list(
                "parcel", "status__counts_cleared", "status__counts_titled"
            )
        }
        columns = ("route__code", "parcel__purpose", "parcel", "from_cm", "to_cm")
        self._rows = list(ParcelStretch.objects.as_of(day).values_list(*columns))

    def counted(self, metres: dict[str, MeasureSet] | None = None) -> list[dict[str, Any]]:
        """Return for each route and purpose how many are recorded, cleared for works and the State's.

        With `metres` only those are counted that lie on them.
        """
        found = defaultdict(lambda: {state: set() for state in self.STATES})
        for route, purpose, parcel, from_cm, to_cm in self._rows:
            if metres is None or metres.get(route, EMPTY).within(from_cm, to_cm):
                for state in self._states.get(parcel, {"recorded"}):
                    found[route, purpose][state].add(parcel)
        return [
            {"route": route, "purpose": purpose, **{state: len(parcels) for state, parcels in sets.items()}}
            for (route, purpose), sets in sorted(found.items())
        ]
