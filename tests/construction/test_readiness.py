"""The rule of readiness, told on one element of 10 m; centimetres are given as metres times 100."""

from apps.construction.readiness import BLOCKED, READY, STATES, Ground, readiness
from apps.geo.measures import EMPTY, MeasureSet

ALL = MeasureSet.of((0, 1000))
READY_GROUND = {
    "land_held": ALL,
    "cleared": ALL,
    "designed": ALL,
    "in_lot": ALL,
    "contracted": ALL,
}


def states(**given) -> dict[str, list]:
    found = readiness(Ground(required=ALL, **{**READY_GROUND, **given}))
    return {state: metres.pairs() for state, metres in found.items() if metres}


def metres(from_cm: int, to_cm: int) -> MeasureSet:
    return MeasureSet.of((from_cm, to_cm))


def test_where_nothing_is_missing_it_is_ready():
    assert states() == {"ready": [(0, 1000)]}


def test_where_nothing_is_recorded_the_land_is_what_holds_it_up():
    assert readiness(Ground(required=ALL))["land_right"] == ALL


def test_each_want_has_its_own_answer():
    half = metres(0, 500)
    wants = {
        "land_held": "land_right",
        "cleared": "not_cleared",
        "designed": "no_design",
        "in_lot": "no_lot",
        "contracted": "no_contract",
    }
    for evidence, state in wants.items():
        assert states(**{evidence: half}) == {"ready": [(0, 500)], state: [(500, 1000)]}


def test_a_land_unit_in_its_case_holds_works_up_where_the_right_is_there():
    assert states(pending=metres(200, 300)) == {"land_unit": [(200, 300)], "ready": [(0, 200), (300, 1000)]}


def test_the_first_answer_holds():
    assert states(land_held=metres(0, 500), cleared=EMPTY) == {
        "land_right": [(500, 1000)],
        "not_cleared": [(0, 500)],
    }


def test_what_is_built_or_begun_asks_for_nothing_more():
    assert states(built=metres(0, 300), begun=metres(0, 600), land_held=EMPTY) == {
        "built": [(0, 300)],
        "under_way": [(300, 600)],
        "land_right": [(600, 1000)],
    }


def test_what_is_left_out_comes_before_all():
    assert states(left_out=metres(0, 100), built=ALL) == {"left_out": [(0, 100)], "built": [(100, 1000)]}


def test_what_is_not_required_is_not_answered():
    found = readiness(Ground(required=metres(0, 100), **READY_GROUND))
    assert found[READY] == metres(0, 100)
    assert set(found) == set(STATES) >= set(BLOCKED)
