"""A small register of lots on 10 km of LV-RU.

The fence is required to km 8. The State holds km 0 to 7, but a land unit on km 5 to 6 is still in its case. Km 0 to
6.5 is cleared, designed to km 6, under way on km 1 to 2, built to km 1. Lot A has km 0 to 4 under contract, lot B
km 4 to 4.5 in tender.
"""

from datetime import date

from apps.ledger.commands import Add, Amend, Put
from tests.factories import BEGIN, KM, add_codes, add_route, named, put_work, record, require

DAY = date(2024, 6, 30)
PARCELS = ("38150010001", "38150010002")


def on_route(
    target: str, from_km: float, to_km: float, key: dict | None = None, start=BEGIN, **values
) -> Put:
    """Return the command that puts a fact on a stretch of LV-RU, in kilometres."""
    whose = {"route": "LV-RU", **(key or {})}
    return Put(target, whose, values, start, from_cm=round(from_km * KM), to_cm=round(to_km * KM))


def lot(code: str, *stretches_km: tuple[float, float], elements=("fence",), kind: str = "works") -> list:
    """Return the commands that bring in a lot with its metres and elements."""
    return [
        Add("lot", code, {**named(code), "kind": kind}),
        *(on_route("lot_stretch", *pair, key={"lot": code}) for pair in stretches_km),
        *(Put("lot_element", {"lot": code, "element": element}, {}, BEGIN) for element in elements),
    ]


def contract(code: str, of: str, state: str = "in_force", start: date = BEGIN, **terms) -> list:
    return [
        Add("contract", code, {"number": f"No. {code}", "lot": of, "contractor": "builder"}),
        Put("contract_terms", {"contract": code}, {"state": state, **terms}, start),
    ]


def parcel(code: str, from_km: float, to_km: float, status: str, purpose: str = "strip") -> list:
    return [
        Add("parcel", code, {"purpose": purpose}),
        on_route("parcel_stretch", from_km, to_km, key={"parcel": code}),
        Put("land_case", {"parcel": code}, {"status": status}, BEGIN),
    ]


def write_lots() -> None:
    add_route(km=10)
    add_codes("fence", "path")
    flags = {"counts_cleared": True, "counts_designed": True}
    record(
        Amend("work_status", "built", {"counts_designed": True, "counts_begun": True}),
        Amend("work_status", "accepted", {"counts_designed": True, "counts_begun": True}),
        Add("work_status", "design", {**named("design"), **flags}),
        Add("work_status", "works", {**named("works"), **flags, "counts_begun": True}),
        Add("land_status", "owned", {**named("owned"), "counts_cleared": True, "counts_titled": True}),
        Add("land_status", "offered", named("offered")),
        Add("structure_kind", "tower", named("tower")),
        Add("structure_kind", "culvert", named("culvert")),
        Add("contractor", "builder", named("Builder Ltd")),
    )
    record(
        require(0, 8),
        on_route("land_right", 0, 7, status="owned"),
        put_work(0, 6.5, "cleared"),
        put_work(0, 6, "design"),
        put_work(1, 2, "works"),
        put_work(0, 1, "built"),
        *lot("A", (0, 4)),
        *lot("B", (4, 4.5)),
        *contract("A-1", "A", amount_eur="1000000.00", complete_by="2025-12-31"),
        *contract("B-1", "B", state="tender"),
        *parcel(PARCELS[0], 3, 4, "owned"),
        *parcel(PARCELS[1], 5, 6, "offered"),
        Add("structure", "T-1", {**named("tower 1"), "kind": "tower"}),
        Put(
            "structure_standing",
            {"structure": "T-1"},
            {"route": "LV-RU", "measure_cm": 3 * KM, "status": "built", "lot": "A"},
            BEGIN,
        ),
    )
