import pytest

from apps.ledger.commands import Add, Put
from tests.factories import (
    BEGIN,
    KM,
    add_codes,
    add_route,
    alignment,
    api_of,
    named,
    put_work,
    record,
    require,
    sign,
)

ON_ROUTE = {"route": "LV-RU"}


def part(target: str, from_km: float, to_km: float, **values) -> Put:
    """Return the command that puts a partition's value on a stretch of LV-RU, in kilometres."""
    return Put(target, ON_ROUTE, values, BEGIN, from_cm=round(from_km * KM), to_cm=round(to_km * KM))


def write_register() -> None:
    """Write 10 km in segments of 1 km.

    Strip and fence are required to km 8, of which a river takes km 7 to 8 out. The strip is built to km 3; the
    fence is built to km 2.5 and cleared on to km 4. K1 counts both.
    """
    add_route(km=10)
    add_codes("strip", "fence")
    record(alignment(), sign("1", 0, 1), sign("2", 5, 2))
    k1 = {"version": 1, "rule": "built_share", "parameters": {"elements": ["strip", "fence"]}}
    record(
        Add("indicator", "K1", named("built")),
        Add("exclusion_reason", "river", named("river")),
        Put("definition", {"indicator": "K1"}, k1, BEGIN),
        Add("unit", "BOARD", named("board")),
        Add("unit", "UNIT", {**named("unit"), "board": "BOARD"}),
        Add("section", "EAST", named("east")),
        Add("impact_level", "high", named("high")),
        Put("section_impact", {"section": "EAST"}, {"level": "high"}, BEGIN),
        Add("land_status", "owned", named("owned")),
    )
    record(
        *[part("segment", n, n + 1, code=f"S-{n}") for n in range(10)],
        part("unit_stretch", 0, 6, unit="UNIT"),
        part("unit_stretch", 6, 10, unit="BOARD"),
        part("section_stretch", 0, 10, section="EAST"),
        part("land_right", 0, 1.5, status="owned"),
        require(0, 8, "strip"),
        require(0, 8, "fence"),
        Put(
            "exclusion",
            {**ON_ROUTE, "indicator": "K1"},
            {"reason": "river"},
            BEGIN,
            from_cm=7 * KM,
            to_cm=8 * KM,
        ),
    )
    record(
        put_work(0, 3, "built", element="strip"),
        put_work(0, 2.5, "built"),
        put_work(2.5, 4, "cleared", note="=1+1"),
        reason="the works so far",
    )


@pytest.fixture
def register(db) -> None:
    write_register()


@pytest.fixture
def api(register):
    return api_of()
