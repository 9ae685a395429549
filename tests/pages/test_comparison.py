"""Two days compared: what a layer and K1 gained and lost, by sets of metres."""

from datetime import date

import pytest

from tests.factories import api_of, put_work, record, small_register

LATER = date(2023, 6, 1)


@pytest.fixture
def fence(db):
    """Km 0–4 built at first; later km 3–4 fell to cleared and km 4–6 was built."""
    small_register(km=10)
    record(put_work(0, 4, "built"))
    record(put_work(3, 4, "cleared", start=LATER), put_work(4, 6, "built", start=LATER))


def compare(**asked):
    days = {"layer": "work", "against": "2022-12-31", "as_of": "2023-12-31"}
    return api_of().get("/api/v1/comparison", {**days, **asked})


def test_built_metres_are_gained_and_lost_to_the_centimetre(fence):
    [found] = compare().json()["counted"]
    assert (found["route"], found["key"]) == ("LV-RU", {"element": "fence"})
    assert (found["gained"], found["lost"]) == ([[4, 6]], [[3, 4]])
    assert (found["gained_km"], found["lost_km"]) == (2, 1)


def test_each_value_tells_its_own_kilometres(fence):
    assert compare().json()["values"] == [
        {"value": "built", "gained_km": 2, "lost_km": 1},
        {"value": "cleared", "gained_km": 1, "lost_km": 0},
    ]


def test_the_other_way_round_gains_are_losses(fence):
    [found] = compare(against="2023-12-31", as_of="2022-12-31").json()["counted"]
    assert (found["gained"], found["lost"]) == ([[3, 4]], [[4, 6]])


def test_a_key_narrows_the_comparison(fence):
    assert compare(element="path").json()["counted"] == []
    assert len(compare(element="fence", route="LV-RU").json()["counted"]) == 1


@pytest.mark.parametrize(
    ("asked", "where"),
    [({"against": "2023-12-31"}, "against"), ({"status": "built"}, "status"), ({"layer": "target"}, "layer")],
)
def test_what_cannot_be_compared_is_refused(fence, asked, where):
    answer = compare(**asked)
    assert answer.status_code == 400
    assert answer.json()["error"]["where"] == where


def test_k1_of_the_demo_gains_what_its_figure_gains(demo):
    client = api_of()
    days = {"against": "2021-12-31", "as_of": "2023-12-31"}
    found = client.get("/api/v1/comparison", {"layer": "work", **days}).json()["figures"]
    gained = sum(one["gained_km"] - one["lost_km"] for one in found)
    shown = [client.get("/api/v1/figures", {"as_of": day, "code": "K1"}).json()[0] for day in days.values()]
    assert round(gained, 5) == round(shown[1]["numerator_km"] - shown[0]["numerator_km"], 5)
    assert gained > 0
