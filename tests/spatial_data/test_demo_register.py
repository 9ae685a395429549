"""The demo register adds up: its totals by measure sets, without a database."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from apps.geo.calibration import cumulative_geodesic_m
from apps.geo.facts import FOREVER, Box, put, write
from apps.geo.measures import EMPTY, MeasureSet, intersection, union
from apps.geo.snapping import candidates, line_between, point_at
from apps.ledger.commands import Put
from spatial_data.code_lists import STRIPS, WORK_STATUSES, code_rows
from spatial_data.demo_places import ROUTES, part_of, sections, segments, sign_measures, units, without
from spatial_data.demo_progress import ELEMENT_NEEDS, PROGRAMMES, SOURCES
from spatial_data.demo_register import calibrated_lines, change_sets, demo_uid

LENGTH_CM = {"LV-RU": 28_360_000, "LV-BY": 17_290_000}
KM = 100_000
SRID = 3059


@pytest.fixture(scope="module")
def sets():
    return change_sets(SRID)


@pytest.fixture(scope="module")
def facts(sets):
    """The rows of every key of every layer on a route, as the puts leave them."""
    rows = {}
    for command in (command for one in sets for command in one.commands):
        if isinstance(command, Put) and command.from_cm is not None:
            place = (command.target, *command.key.values())
            box = Box(command.from_cm, command.to_cm, command.start, command.end)
            now = rows.get(place, [])
            rows[place] = write(now, box, put(now, box, command.values))
    return rows


def metres(facts, place, day, holds=lambda values: True) -> MeasureSet:
    """Return where a layer holds values that pass on a day."""
    rows = [row for row in facts.get(place, []) if row.start <= day < row.end and holds(dict(row.values))]
    return MeasureSet.from_pairs((row.from_cm, row.to_cm) for row in rows)


def counting(what: str) -> set[str]:
    return {status.code for status in WORK_STATUSES if status.counts[what]}


def work(facts, route, element, day, what="built") -> MeasureSet:
    wanted = counting(what)
    return metres(facts, ("work", route, element), day, lambda values: values["status"] in wanted)


def built_km(facts, route, element, day, what="built") -> float:
    return work(facts, route, element, day, what).length_cm / KM


def k1(facts, day) -> tuple[float, float]:
    """Return numerator and denominator in km, counted as version 1 of K1 says."""
    done = whole = 0
    for route in LENGTH_CM:
        required = union(*(metres(facts, ("requirement", route, element), day) for element in STRIPS))
        to_build = required - metres(facts, ("exclusion", route, "K1"), day)
        built = intersection(*(work(facts, route, element, day) for element in STRIPS))
        done, whole = done + (to_build & built).length_cm, whole + to_build.length_cm
    return done / KM, whole / KM


def test_at_the_end_of_2021_k1_is_what_the_strategy_published(facts):
    assert k1(facts, date(2021, 12, 31)) == (230.0, 439.5)
    assert round(100 * 230 / 439.5, 2) == 52.33
    assert work(facts, "LV-BY", "border_strip", date(2021, 12, 31)) == EMPTY


@pytest.mark.parametrize(
    ("year", "built_km"), [(2018, 124.78), (2020, 229.72), (2022, 260), (2023, 306), (2025, 414)]
)
def test_k1_grows_as_the_steps_say(facts, year, built_km):
    assert k1(facts, date(year, 12, 31)) == (built_km, 439.5)


def test_the_targets_of_2023_and_2024_are_missed_as_they_were(facts):
    for year, target in ((2023, 80), (2024, 100)):
        built, whole = k1(facts, date(year, 12, 31))
        assert 100 * built / whole < target


# The published kilometres in `demo_progress.py`, by their day.
@pytest.mark.parametrize(
    ("day", "route", "element", "km"),
    [
        (date(2021, 11, 23), "LV-BY", "temporary_wire", 0),
        (date(2021, 11, 24), "LV-BY", "temporary_wire", 36.94),
        (date(2022, 12, 31), "LV-BY", "temporary_wire", 59.7),
        (date(2022, 11, 30), "LV-BY", "fence", 22.5),
        (date(2023, 1, 27), "LV-BY", "fence", 34.6),
        (date(2023, 2, 28), "LV-BY", "fence", 46.3),
        (date(2023, 11, 3), "LV-BY", "fence", 92.1),
        (date(2023, 12, 31), "LV-BY", "fence", 112),
        (date(2024, 7, 31), "LV-BY", "fence", 144.47),
        (date(2022, 8, 31), "LV-RU", "fence", 95.2),
        (date(2024, 12, 31), "LV-RU", "fence", 250),
        (date(2025, 12, 31), "LV-RU", "fence", 280),
        (date(2025, 11, 30), "LV-BY", "patrol_path", 85.96),
        (date(2025, 11, 30), "LV-BY", "footbridge", 22.93),
        (date(2025, 11, 30), "LV-BY", "pontoon", 1.75),
        (date(2025, 11, 30), "LV-RU", "pontoon", 15),
    ],
)
def test_published_kilometres_stand_from_their_day(facts, day, route, element, km):
    assert built_km(facts, route, element, day) == km


def test_of_the_fence_of_the_earlier_contractor_72_of_99_km_are_accepted(facts):
    day = date(2025, 12, 31)
    assert built_km(facts, "LV-RU", "fence", day, "accepted") == 72
    submitted = metres(facts, ("work", "LV-RU", "fence"), day, lambda values: values["status"] == "submitted")
    assert submitted.length_cm == 27 * KM


def test_the_path_has_its_roadbed_on_112_8_of_119_km(facts):
    day = date(2025, 11, 30)
    place = ("work", "LV-BY", "patrol_path")
    roadbed = metres(facts, place, day, lambda values: values["status"] in {"roadbed", "built"})
    assert roadbed.length_cm == round(112.8 * KM)
    assert metres(facts, ("requirement", "LV-BY", "patrol_path"), day).length_cm == 119 * KM
    assert metres(facts, ("requirement", "LV-BY", "footbridge"), day).length_cm == round(27.13 * KM)


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda one: f"{one.route}-{one.element}")
def test_nothing_that_was_built_is_unbuilt(facts, programme):
    days = sorted({step.day for step in programme.steps})
    for before, day in pairwise(days):
        built = work(facts, programme.route, programme.element, before)
        assert not built - work(facts, programme.route, programme.element, day)


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda one: f"{one.route}-{one.element}")
def test_an_order_of_building_names_no_metre_twice(programme):
    assert MeasureSet.from_pairs(programme.order).length_cm == sum(b - a for a, b in programme.order)


def test_the_strip_was_built_too_wide_somewhere(facts):
    place = ("work", "LV-RU", "border_strip")
    wide = metres(facts, place, date(2021, 12, 31), lambda values: values.get("as_built_width_m") == "90")
    assert wide.length_cm == round(2.5 * KM)


@pytest.mark.parametrize("plan", ROUTES, ids=lambda plan: plan.code)
@pytest.mark.parametrize("parts", [sections, units, segments])
def test_sections_units_and_segments_partition_the_route(plan, parts):
    pairs = [pair for _, pair in parts(plan)]
    assert pairs[0][0] == 0
    assert pairs[-1][1] == LENGTH_CM[plan.code]
    assert all(before[1] == after[0] and before[0] < before[1] for before, after in pairwise(pairs))


def test_segments_are_one_or_two_kilometres_long_and_end_at_signs():
    for plan in ROUTES:
        signs = set(sign_measures(plan))
        for _, (start, end) in segments(plan):
            assert 0.9 * KM < end - start < 2 * KM
            assert start in signs and end in signs


def test_land_rights_are_told_for_every_metre_from_the_first_review_on(facts):
    assert metres(facts, ("land_right", "LV-RU"), date(2018, 1, 1)) == MeasureSet.of((0, LENGTH_CM["LV-RU"]))
    assert metres(facts, ("land_right", "LV-BY"), date(2021, 11, 24)) == MeasureSet.of(
        (0, LENGTH_CM["LV-BY"])
    )
    assert not metres(facts, ("land_right", "LV-BY"), date(2021, 11, 23))


def test_signs_run_from_the_origin_to_the_official_length():
    assert [len(sign_measures(plan)) for plan in ROUTES] == [648, 420]
    for plan in ROUTES:
        measures = sign_measures(plan)
        assert (measures[0], measures[-1]) == (0, plan.length_cm)
        assert min(np.diff(measures)) > 100 * 100


def test_signs_lie_on_the_line_at_their_measure(sets):
    lines = calibrated_lines(SRID)
    signs = [one for each in sets for one in each.commands if one.target == "border_sign"]
    for sign in signs[::100]:
        place = shapely.from_wkb(sign.values["point"])
        assert shapely.get_srid(place) == SRID
        found = candidates(lines[sign.values["route"]], (place.x, place.y), tolerance_m=0.01)
        assert [one.measure_cm for one in found] == [sign.values["measure_cm"]]


def test_the_alignment_carries_the_measure_to_the_centimetre(sets):
    for one in (one for each in sets for one in each.commands if one.target == "alignment"):
        line = shapely.from_wkb(one.values["line"])
        measures_cm = shapely.get_coordinates(line, include_m=True)[:, 2]
        assert (line.has_m, line.has_z, shapely.get_srid(line)) == (True, False, SRID)
        assert (measures_cm[0], measures_cm[-1]) == (0, LENGTH_CM[one.values["route"]])
        assert (np.diff(measures_cm) > 0).all()


@pytest.mark.parametrize("route", LENGTH_CM)
def test_on_the_real_line_a_located_point_gives_its_measure_back(route):
    line = calibrated_lines(SRID)[route]
    for cm in range(0, LENGTH_CM[route], 1_234_567):
        assert cm in [one.measure_cm for one in candidates(line, point_at(line, cm), 1, apart_m=0)]


def test_a_kilometre_of_the_line_is_a_kilometre_on_the_ground_but_for_the_official_length():
    line = line_between(calibrated_lines(SRID)["LV-RU"], 100 * KM, 101 * KM)
    lonlat = np.column_stack(Transformer.from_crs(SRID, 4326, always_xy=True).transform(*line[:, :2].T))
    # 284.222 km of line stand for 283.6 official ones.
    assert cumulative_geodesic_m(lonlat)[-1] == pytest.approx(1000 * 284.222 / 283.6, abs=0.01)


def test_every_command_refers_to_what_is_there(sets):
    known = {(target, code) for target, code, _ in code_rows()}
    references = {"status": "work_status", "confidence": "confidence", "reason": "exclusion_reason"}
    for command in (command for one in sets for command in one.commands):
        if command.target in {"work", "exclusion"}:
            for column, target in references.items():
                assert command.values.get(column) is None or (target, command.values[column]) in known
        if command.target in {"work", "requirement"}:
            assert ("element", command.key["element"]) in known
        if command.target == "land_right":
            assert ("land_status", command.values["status"]) in known


def test_sets_come_in_the_order_of_the_days_and_say_why(sets):
    assert [one.day for one in sets] == sorted(one.day for one in sets)
    assert all(one.commands and 0 < len(one.reason) <= 500 for one in sets)
    assert sets[-1].day == date(2026, 10, 31)


def test_facts_hold_until_something_else_is_known(sets):
    assert {command.end for one in sets for command in one.commands if isinstance(command, Put)} == {FOREVER}


def test_every_work_says_whether_it_is_published_or_invented(facts):
    notes = {dict(row.values)["note"] for place, rows in facts.items() if place[0] == "work" for row in rows}
    published = {f"km publicēti ({source}), vieta izdomāta" for source in SOURCES}
    assert notes <= {"izdomāts", *published}
    assert "izdomāts" in notes


def test_every_cited_source_is_listed():
    cited = {step.source for programme in PROGRAMMES for step in programme.steps}
    cited |= {need.source for need in ELEMENT_NEEDS}
    assert cited - {None} <= set(SOURCES)


def test_the_demo_is_the_same_each_time():
    assert change_sets(SRID) == change_sets(SRID)
    assert demo_uid("sign", "LV-RU", 1) == demo_uid("sign", "LV-RU", 1) != demo_uid("sign", "LV-RU", 2)


def test_kilometres_in_order_become_stretches():
    order = [(500, 600), (0, 300)]
    assert part_of(order, 0, 400) == order
    assert part_of(order, 50, 150) == [(550, 600), (0, 50)]
    assert part_of(order, 100, 400) == [(0, 300)]


@pytest.mark.parametrize(("from_cm", "to_cm"), [(0, 401), (10, 10), (20, 10), (-1, 10)])
def test_more_than_the_order_holds_is_refused(from_cm, to_cm):
    with pytest.raises(ValueError, match="do not lie on 400 cm"):
        part_of([(500, 600), (0, 300)], from_cm, to_cm)


def test_an_order_without_some_stretches_keeps_its_order():
    assert without([(500, 600), (0, 300)], [(100, 200), (550, 560)]) == (
        (500, 550),
        (560, 600),
        (0, 100),
        (200, 300),
    )
