"""Readiness, contracts, structures and land units by API, and what a contractor is shown of them."""

import pytest

from apps.accounts.models import Grant, User
from apps.accounts.people import give
from apps.border.geometry import point_hex
from apps.geo.errors import Conflict, FactError, MeasureError, NotPermitted
from apps.ledger.commands import Add, Put, Remove
from tests.construction.register import DAY, PARCELS, lot, write_lots
from tests.factories import BEGIN, KM, api_of, named, person, put_work, record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def register():
    write_lots()


def contractor() -> User:
    return person("contractor", reading_level="general")


def grant_lot(code: str = "A", target: str = Grant.EVERY_LAYER) -> Grant:
    return give(person=contractor(), by=person(), target=target, lot=code, until=None)


def rows(answer) -> list[list]:
    return [[*row[2:4], row[6]] for row in answer.json()["rows"]]


def test_readiness_has_the_shape_of_a_layer():
    answer = api_of().get(f"/api/v1/readiness/?as_of={DAY}")
    assert answer.json()["columns"] == [
        "route",
        "element",
        "from_km",
        "to_km",
        "from_day",
        "to_day",
        "status",
    ]
    assert answer.json()["rows"][0] == ["LV-RU", "fence", 0.0, 1.0, str(DAY), None, "built"]
    assert answer["ETag"] == f'"{answer.json()["ledger"]}"'


def test_each_metre_is_ready_or_says_what_holds_it_up():
    assert rows(api_of().get(f"/api/v1/readiness/?as_of={DAY}")) == [
        [0, 1, "built"],
        [1, 2, "under_way"],
        [2, 4, "ready"],
        [4, 4.5, "no_contract"],
        [4.5, 5, "no_lot"],
        [5, 6, "land_unit"],
        [6, 6.5, "no_design"],
        [6.5, 7, "not_cleared"],
        [7, 8, "land_right"],
    ]


def test_every_state_in_the_rows_is_in_the_legend_and_no_two_look_alike():
    told = api_of().get(f"/api/v1/readiness/?as_of={DAY}").json()
    codes = [one["code"] for one in told["classes"]]
    assert {row[-1] for row in told["rows"]} <= set(codes)
    assert len({(one["colour"], one["pattern"]) for one in told["classes"]}) == len(codes)
    assert len({one["letter"] for one in told["classes"]}) == len(codes)


def test_a_day_before_the_register_has_no_rows_and_no_error():
    assert api_of().get("/api/v1/readiness/?as_of=2019-01-01").json()["rows"] == []


@pytest.mark.parametrize(
    ("query", "code"), [("route=LV-EE", 404), ("element=moat", 404), ("as_of=soon", 400), ("color=red", 400)]
)
def test_what_cannot_be_asked_is_refused(query, code):
    assert api_of().get(f"/api/v1/readiness/?{query}").status_code == code


def test_contracts_carry_the_terms_of_the_day():
    [first, second] = api_of().get(f"/api/v1/contracts/?as_of={DAY}").json()
    assert (first["lot"], first["state"], first["amount_eur"]) == ("A", "in_force", 1_000_000.0)
    assert (second["lot"], second["state"], second["paid_eur"]) == ("B", "tender", None)
    [before, _other] = api_of().get("/api/v1/contracts/?as_of=2019-01-01").json()
    assert before["state"] is None


def test_structures_and_land_units_are_listed():
    [tower] = api_of().get(f"/api/v1/structures/?as_of={DAY}&kind=tower").json()
    assert (tower["code"], tower["km"], tower["built"], tower["lot"]) == ("T-1", 3.0, True, "A")
    assert api_of().get(f"/api/v1/structures/?as_of={DAY}&kind=culvert").json() == []
    units = api_of().get(f"/api/v1/parcels/?as_of={DAY}").json()
    assert [(one["code"], one["status"], one["titled"]) for one in units] == [
        (PARCELS[0], "owned", True),
        (PARCELS[1], "offered", False),
    ]
    [pending] = api_of().get(f"/api/v1/parcels/?as_of={DAY}&status=offered").json()
    assert pending["stretches"] == [{"route": "LV-RU", "from_km": 5.0, "to_km": 6.0}]


def test_nothing_said_of_a_land_unit_names_a_person():
    [unit, *_rest] = api_of().get(f"/api/v1/parcels/?as_of={DAY}").json()
    assert not {"owner", "person", "address", "name"} & set(unit)


def test_a_contractor_reads_their_lot_and_no_other():
    client = api_of("contractor", reading_level="general")
    assert client.get("/api/v1/readiness/").status_code == 403
    grant_lot()
    assert rows(client.get(f"/api/v1/readiness/?as_of={DAY}")) == [
        [0, 1, "built"],
        [1, 2, "under_way"],
        [2, 4, "ready"],
    ]
    assert [one["code"] for one in client.get(f"/api/v1/contracts/?as_of={DAY}").json()] == ["A-1"]
    assert [one["code"] for one in client.get(f"/api/v1/structures/?as_of={DAY}").json()] == ["T-1"]
    assert client.get("/api/v1/parcels/").status_code == 403
    assert {row[3] for row in client.get("/api/v1/layers/work/").json()["rows"]} == {1.0, 2.0, 4.0}


def test_a_grant_of_a_lot_writes_on_its_metres_and_elements_only():
    grant_lot(target="work")
    assert record(put_work(2, 3, "built"), by=contractor())
    for refused in (
        put_work(4, 4.2, "built"),
        put_work(3.5, 4.5, "built"),
        put_work(2, 3, "built", element="path"),
    ):
        with pytest.raises(NotPermitted):
            record(refused, by=contractor())


def test_a_grant_follows_the_lot():
    grant_lot(target="work")
    record(*lot("C", (6, 7), elements=("path",)))
    with pytest.raises(NotPermitted):
        record(put_work(6, 7, "built", element="path"), by=contractor())
    give(person=contractor(), by=person(), target="work", lot="C", until=None)
    assert record(put_work(6, 7, "built", element="path"), by=contractor())


def test_a_lot_that_is_granted_is_not_removed():
    record(Add("lot", "D", {**named("D"), "kind": "works"}))
    grant_lot("D")
    with pytest.raises(Conflict):
        record(Remove("lot", "D"))


def place(**values) -> Put:
    return Put("structure_standing", {"structure": "T-1"}, values, BEGIN)


def test_a_structure_stands_on_its_route_or_at_a_point():
    with pytest.raises(MeasureError, match=r"10\.0*"):
        record(place(measure_cm=10 * KM + 1))
    with pytest.raises(FactError):
        record(place(measure_cm=None))
    record(place(measure_cm=None, point=point_hex(700_000, 300_000, 3059)))
    [tower] = api_of().get(f"/api/v1/structures/?as_of={DAY}").json()
    assert (tower["km"], round(tower["lon"], 2), round(tower["lat"], 2)) == (None, 27.28, 56.8)


@pytest.mark.parametrize(
    ("role", "may"), [("planner", True), ("constructor", True), ("contractor", False), ("viewer", False)]
)
def test_who_brings_in_lots_and_land_units(role, may):
    for command in (Add("lot", "N", {**named("N"), "kind": "works"}), Add("parcel", "99010010001", {})):
        if may:
            assert record(command, by=person(role))
        else:
            with pytest.raises(NotPermitted):
                record(command, by=person(role))


@pytest.mark.parametrize("code", ["1234567890", "123456789012", "1234567890x", "3815001000\n1"])
def test_a_designation_has_eleven_digits(code):
    with pytest.raises(FactError):
        record(Add("parcel", code, {}))


@pytest.mark.parametrize(
    ("target", "values"),
    [
        ("contract_terms", {"state": "in_force", "amount_eur": "-1"}),
        ("contract_terms", {"state": "in_force", "fund_share_pct": "101"}),
        ("contract_terms", {"state": "asleep"}),
        ("contract_terms", {"amount_eur": "0.001"}),
        ("payment", {}),
    ],
)
def test_terms_and_payments_that_cannot_be_are_refused(target, values):
    record(Add("contract", "X", {"number": "X", "lot": "A"}))
    with pytest.raises(FactError):
        record(Put(target, {"contract": "X"}, values, BEGIN))


def test_the_lot_by_api_shows_contracts_acts_and_history():
    found = api_of().get(f"/api/v1/lots/A/?as_of={DAY}").json()
    assert [one["code"] for one in found["contract_list"]] == ["A-1"]
    assert [one["code"] for one in found["structure_list"]] == ["T-1"]
    assert found["stretches"] == [{"route": "LV-RU", "from_km": 0.0, "to_km": 4.0}]
    assert found["history"][0]["reason"] == "a test"
    assert api_of().get("/api/v1/lots/none/").status_code == 404


def test_lots_tell_the_general_level_kilometres_and_no_places():
    client = api_of("viewer", username="general viewer", reading_level="general")
    [first, _second] = client.get(f"/api/v1/lots/?as_of={DAY}").json()
    assert (first["length_km"], first["stretches"]) == (4.0, None)
    assert client.get("/api/v1/progress").status_code == 200
    assert client.get("/api/v1/lots/A/").status_code == 403


def test_a_contractor_sees_where_their_lot_lies():
    grant_lot()
    client = api_of("contractor", reading_level="general")
    first, second = client.get(f"/api/v1/lots/?as_of={DAY}").json()
    assert (len(first["stretches"]), second["stretches"]) == (1, None)
    assert client.get("/api/v1/lots/A/").status_code == 200
    assert client.get("/api/v1/lots/B/").status_code == 403
