from datetime import date

import pytest

from apps.border.locate import candidates_near, lines_on, measure_of, stretch_of
from apps.border.models import Route
from apps.geo.errors import MeasureError
from apps.geo.measures import Stretch
from apps.ledger.commands import Amend
from tests.factories import KM, add_route, alignment, record, sign, straight_line

pytestmark = pytest.mark.django_db

DAY = date(2024, 1, 1)


@pytest.fixture(autouse=True)
def register():
    add_route(km=10)
    record(alignment(), sign("1", 0, 1), sign("2", 5, 2), sign("3A", 8, 3))


@pytest.fixture
def route() -> Route:
    return Route.objects.get(code="LV-RU")


@pytest.mark.parametrize(
    ("typed", "cm"),
    [
        ("2.5", 250_000),
        ("2,5", 250_000),
        ("2+500.25", 250_025),
        ("2 500.25", 250_025),
        ("km 2.5", 250_000),
        ("sign 2 + 35", 503_500),
        ("zīme 2 + 35 m", 503_500),
        ("Zīme 2", 500_000),
        ("sign 2 35", 503_500),
        ("3A + 1", 800_100),
        ("2+35", 203_500),
        ("0", 0),
        ("10", 999_999),
    ],
)
def test_what_people_type(route, typed, cm):
    assert measure_of(typed, route, DAY) == cm


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "nan",
        "-1",
        "1.000001",
        "10.00001",
        "sign 9 + 1",
        "sign 3A + 2000.01",
        "sign 2 + 0.001",
        "x",
        "1e3",
        "\x00",
    ],
)
def test_what_is_no_measure_of_the_route(route, typed):
    with pytest.raises(MeasureError):
        measure_of(typed, route, DAY)


def test_signs_are_those_of_the_day(route):
    record(sign("9", 9, 9, valid="2025-01-01/.."))
    assert measure_of("sign 9", route, date(2025, 1, 1)) == 9 * KM
    with pytest.raises(MeasureError):
        measure_of("sign 9", route, date(2024, 12, 31))


def test_a_stretch_may_end_at_the_official_length(route):
    assert stretch_of("9.5", "10", route, DAY) == Stretch(950_000, 1_000_000)
    assert stretch_of("sign 1 + 1", "sign 2", route, DAY) == Stretch(100, 500_000)


@pytest.mark.parametrize(
    ("ends", "where"),
    [(("5", "5"), "to_km"), (("5", "4"), "to_km"), (("11", "12"), "from_km"), (("5", "x"), "to_km")],
)
def test_a_stretch_that_is_none_names_the_end_at_fault(route, ends, where):
    with pytest.raises(MeasureError) as refused:
        stretch_of(*ends, route, DAY)
    assert refused.value.where == where


def test_a_new_line_is_seen_at_once_and_an_old_one_is_not_read_again(django_assert_num_queries):
    add = alignment("LV-RU").values["line"]
    first = lines_on(DAY)["LV-RU"]
    with django_assert_num_queries(1):
        assert lines_on(DAY)["LV-RU"] is first
    moved = alignment(line=straight_line(10, north_m=310_000)).values["line"]
    assert moved != add
    uid = str(Route.objects.get().alignments.get().uid)
    record(Amend("alignment", uid, {"line": moved}))
    assert lines_on(DAY)["LV-RU"].points[0].tolist() == [700_000, 310_000, 0]


def test_at_the_tripoint_both_routes_are_candidates():
    add_route("LV-BY", km=5)
    record(alignment("LV-BY", straight_line(5, north_m=310_000)))
    [lon, lat] = lines_on(DAY)["LV-RU"].degrees[-1, :2]
    found = candidates_near(lon, lat, tolerance_m=10, limit=5, day=DAY)
    assert [(one.place.address.route, one.place.address.cm) for one in found] == [
        ("LV-RU", 10 * KM),
        ("LV-BY", 0),
    ]


def test_a_candidate_tells_distance_side_and_sign():
    lon, lat = lines_on(DAY)["LV-RU"].degrees[52, :2]
    [found] = candidates_near(lon + 0.001, lat, tolerance_m=100, limit=5, day=DAY)
    # 0.001 degrees of longitude at 56.85 degrees north: 111.32 km * cos(56.85°) / 1000 = 60.9 m
    assert found.distance_m == pytest.approx(60.9, abs=0.5)
    assert found.side == "right"
    assert str(found.place.address.sign).startswith("2 + 2")
    assert found.place.address.cm == pytest.approx(520_000, abs=500)


def test_a_point_far_away_or_outside_the_grid_has_no_candidates():
    assert candidates_near(24.1, 56.9, tolerance_m=1000, limit=5, day=DAY) == []
    assert candidates_near(-152, -90, tolerance_m=1000, limit=5, day=DAY) == []
    assert candidates_near(27.28, 56.85, tolerance_m=1000, limit=5, day=date(2020, 1, 1)) == []
