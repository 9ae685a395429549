import pytest

from apps.geo.errors import FactError, MeasureError, PeriodError
from apps.geo.facts import Shape, canonical, later_facts, pieces_in, put, put_until_next, write
from tests.geo.layers import box, day, row


def written(rows, where, **changes):
    return write(rows, where, put(rows, where, changes))


def test_setting_a_status_keeps_the_width():
    rows = [row(0, 1_000, status="cleared", width_m=12)]
    assert written(rows, box(200, 300), status="built") == [
        row(0, 200, status="cleared", width_m=12),
        row(200, 300, status="built", width_m=12),
        row(300, 1_000, status="cleared", width_m=12),
    ]


def test_a_later_change_keeps_the_earlier_days():
    rows = [row(0, 1_000, status="cleared")]
    assert written(rows, box(200, 300, 10), status="built") == [
        row(0, 1_000, 0, 10, status="cleared"),
        row(0, 200, 10, None, status="cleared"),
        row(200, 300, 10, None, status="built"),
        row(300, 1_000, 10, None, status="cleared"),
    ]


def test_putting_the_old_value_back_brings_the_very_rows_back():
    rows = [row(0, 1_000, status="cleared")]
    changed = written(rows, box(200, 300, 10), status="built")
    assert written(changed, box(200, 300, 10), status="cleared") == rows


def test_equal_neighbours_become_one_stretch():
    rows = [row(0, 100, status="built")]
    assert written(rows, box(100, 200), status="built") == [row(0, 200, status="built")]


def test_equal_stretches_on_successive_days_become_one_row():
    rows = [row(0, 100, 0, 10, status="built")]
    assert written(rows, box(0, 100, 10), status="built") == [row(0, 100, status="built")]


def test_measure_goes_first_then_time():
    # An L of equal values: the whole run of each day is one stretch, so the long stretch wins over the long period.
    rows = [row(0, 100, 0, 20, status="built"), row(100, 200, 10, 20, status="built")]
    assert canonical(rows) == [row(0, 100, 0, 10, status="built"), row(0, 200, 10, 20, status="built")]


def test_clearing_leaves_nothing_in_the_box():
    rows = [row(0, 100, status="built")]
    assert write(rows, box(40, 60, 5, 8), []) == [
        row(0, 100, 0, 5, status="built"),
        row(0, 40, 5, 8, status="built"),
        row(0, 100, 8, None, status="built"),
        row(60, 100, 5, 8, status="built"),
    ]


def test_empty_ground_takes_the_defaults():
    shape = Shape(required=frozenset({"status"}), defaults={"note": ""})
    assert put([], box(0, 10), {"status": "built"}, shape) == [row(0, 10, status="built", note="")]


def test_empty_ground_needs_the_required_columns():
    shape = Shape(required=frozenset({"status"}), defaults={"note": ""})
    with pytest.raises(FactError, match="must be given: status"):
        put([row(0, 5, status="built", note="")], box(0, 10), {"note": "x"}, shape)


def test_where_nothing_is_empty_the_required_columns_may_stay_away():
    shape = Shape(required=frozenset({"status"}), defaults={"note": ""})
    rows = [row(0, 10, status="built", note="")]
    assert put(rows, box(0, 10), {"note": "x"}, shape) == [row(0, 10, status="built", note="x")]


def test_until_next_gives_way_to_a_later_fact_metre_by_metre():
    rows = [
        row(0, 100, 0, 30, status="cleared"),
        row(0, 50, 30, None, status="built"),
        row(50, 100, 30, None, status="cleared"),
    ]
    rows = canonical(rows)
    assert put_until_next(rows, box(0, 100, 10), {"status": "design"}) == canonical(
        [
            row(0, 50, 10, 30, status="design"),
            row(0, 50, 30, None, status="built"),
            row(50, 100, 10, None, status="design"),
        ]
    )


def test_until_next_looks_only_at_the_named_columns():
    rows = [
        row(0, 100, 0, 30, status="cleared", note=""),
        row(0, 100, 30, None, status="cleared", note="seen"),
    ]
    assert put_until_next(rows, box(0, 100, 10), {"status": "built"}) == [
        row(0, 100, 10, 30, status="built", note=""),
        row(0, 100, 30, None, status="built", note="seen"),
    ]


def test_until_next_on_empty_ground_stops_where_something_begins():
    rows = [row(0, 100, 30, None, status="built")]
    assert put_until_next(rows, box(0, 100, 10), {"status": "design"}) == [
        row(0, 100, 10, 30, status="design"),
        row(0, 100, 30, None, status="built"),
    ]


def test_until_next_stops_where_the_fact_ends():
    rows = [row(0, 100, 0, 30, status="built")]
    assert put_until_next(rows, box(0, 100, 10), {"status": "damaged"}) == [
        row(0, 100, 10, 30, status="damaged")
    ]


def test_later_facts_are_named():
    rows = [row(0, 100, 0, 30, status="cleared"), row(0, 50, 30, None, status="built")]
    assert later_facts(rows, box(0, 50, 10), ["status"]) == [row(0, 50, 30, None, status="built")]
    assert later_facts(rows, box(0, 50, 40), ["status"]) == []


def test_pieces_are_clipped_to_the_box():
    rows = [row(0, 100, status="built")]
    assert pieces_in(rows, box(40, 60, 5, 8)) == [row(40, 60, 5, 8, status="built")]


def test_a_piece_must_not_reach_out_of_the_box():
    with pytest.raises(FactError, match="reaches out"):
        write([], box(0, 10), [row(0, 11, status="built")])


def test_two_facts_of_one_key_must_not_meet():
    with pytest.raises(FactError, match="meet"):
        canonical([row(0, 10, status="a"), row(9, 20, status="b")])


def test_a_box_runs_forward_in_measure_and_time():
    with pytest.raises(MeasureError):
        box(10, 10)
    with pytest.raises(PeriodError):
        box(0, 10, 5, 5)


def test_nothing_is_written_back_as_nothing():
    assert canonical([]) == []
    assert write([], box(0, 10), []) == []
    assert day(None).year == 9999
