import pytest

from apps.geo.errors import MeasureError
from apps.geo.segmentation import segmentation, side_by_side


def test_each_row_is_a_stretch_where_no_layer_changes():
    layers = {"fence": [(0, 500, "built")], "land": [(300, 1_000, "State")]}
    assert segmentation(layers, 0, 1_000) == [
        (0, 300, ("built", None)),
        (300, 500, ("built", "State")),
        (500, 1_000, (None, "State")),
    ]


def test_touching_facts_with_equal_values_are_one_row():
    layers = {"fence": [(500, 1_000, {"status": "built"}), (0, 500, {"status": "built"})]}
    assert segmentation(layers, 0, 1_000) == [(0, 1_000, ({"status": "built"},))]


def test_a_hole_parts_equal_values():
    layers = {"fence": [(0, 400, "built"), (600, 1_000, "built")]}
    assert segmentation(layers, 0, 1_000) == [
        (0, 400, ("built",)),
        (400, 600, (None,)),
        (600, 1_000, ("built",)),
    ]


def test_where_no_layer_has_a_fact_there_is_still_a_row():
    assert segmentation({"fence": []}, 0, 1_000) == [(0, 1_000, (None,))]
    assert segmentation({}, 0, 1_000) == [(0, 1_000, ())]


def test_none_is_no_fact():
    layers = {"fence": [(0, 400, "built"), (400, 600, None)]}
    assert segmentation(layers, 0, 1_000) == [(0, 400, ("built",)), (400, 1_000, (None,))]


def test_a_part_of_the_route_can_be_asked_for():
    layers = {"fence": [(0, 500, "built"), (500, 1_000, "planned")]}
    assert segmentation(layers, 400, 600) == [
        (400, 500, ("built",)),
        (500, 600, ("planned",)),
    ]
    assert segmentation(layers, 500, 501) == [(500, 501, ("planned",))]


def test_facts_outside_the_asked_stretch_leave_no_trace():
    assert segmentation({"fence": [(0, 100, "built"), (900, 1_000, "built")]}, 100, 900) == [
        (100, 900, (None,))
    ]


@pytest.mark.parametrize(
    ("events", "message"),
    [
        ([(0, 500, "a"), (499, 600, "b")], r"lie over each other from km 0\.00499 on"),
        ([(0, 500, "a"), (0, 500, "a")], "lie over each other"),
        ([(500, 500, "a")], r"km 0\.005 to km 0\.005 does not"),
        ([(500, 400, "a")], r"km 0\.005 to km 0\.004 does not"),
    ],
)
def test_a_layer_that_says_two_things_at_once_is_refused(events, message):
    with pytest.raises(MeasureError, match=message) as refused:
        segmentation({"fence": events}, 0, 1_000)
    assert refused.value.where == "fence"


@pytest.mark.parametrize(("from_cm", "to_cm"), [(5, 5), (6, 5)])
def test_the_asked_stretch_must_be_one(from_cm, to_cm):
    with pytest.raises(MeasureError, match="A stretch runs forward"):
        segmentation({}, from_cm, to_cm)


def test_things_side_by_side_are_told_together():
    things = [(0, 10, "A"), (5, 20, "B"), (20, 30, "B"), (40, 50, "C")]
    assert side_by_side(things) == [
        (0, 5, ("A",)),
        (5, 10, ("A", "B")),
        (10, 30, ("B",)),
        (40, 50, ("C",)),
    ]
    assert side_by_side([]) == []
