from typing import NamedTuple

from apps.geo.measures import MeasureSet
from apps.pages.lengths import Stretches


class Part(NamedTuple):
    route: str
    from_cm: int
    to_cm: int


STRETCHES = [Part("RU", 0, 100), Part("RU", 100, 300), Part("BY", 0, 100)]


def test_each_stretch_gets_the_metres_of_its_own_route():
    sets = {("RU", "fence"): MeasureSet.of((50, 150)), ("BY", "fence"): MeasureSet.of((90, 500))}
    assert Stretches(STRETCHES).each(sets) == [{("fence",): 50}, {("fence",): 50}, {("fence",): 10}]


def test_what_does_not_lie_on_a_stretch_is_left_out():
    sets = {("RU", "fence"): MeasureSet.of((0, 100)), ("RU", "path"): MeasureSet.of((100, 101))}
    assert Stretches(STRETCHES).each(sets) == [{("fence",): 100}, {("path",): 1}, {}]


def test_names_may_have_several_parts_or_none():
    sets = {("RU", "fence", "built"): MeasureSet.of((0, 10)), ("RU",): MeasureSet.of((0, 5))}
    assert Stretches(STRETCHES).each(sets)[0] == {("fence", "built"): 10, (): 5}


def test_a_stretch_is_met_by_one_centimetre_but_not_by_a_touch():
    sets = {("RU",): MeasureSet.of((99, 100))}
    assert Stretches(STRETCHES).meeting(sets).tolist() == [True, False, False]


def test_a_route_that_nobody_asked_for_and_no_stretches_at_all():
    sets = {("EE", "fence"): MeasureSet.of((0, 10))}
    assert Stretches(STRETCHES).each(sets) == [{}, {}, {}]
    assert Stretches([]).each(sets) == []
    assert Stretches([]).meeting(sets).tolist() == []
