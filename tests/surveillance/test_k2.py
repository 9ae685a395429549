"""K2 on flat ground without a terrain model: one camera at km 5 that looks 2 km far sees km 3 to 7."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.geo.errors import FactError
from apps.geo.measures import MeasureSet
from apps.indicators.figures import behind, figures, figures_on
from apps.indicators.surveillance import Surveillance
from apps.ledger.commands import Add, Amend, Put
from apps.surveillance.linear import is_linear_kind
from apps.surveillance.models import SensorModel
from tests.factories import BEGIN, KM, named, record
from tests.surveillance import register

pytestmark = pytest.mark.django_db
LATER = BEGIN + timedelta(days=100)


def share(day=BEGIN, route=None):
    [figure] = [one for one in figures(as_of=day, code="K2") if one.route == route]
    return figure


def covered(day=BEGIN):
    return behind(as_of=day, code="K2")["LV-RU"].share.part


def km(*pairs) -> MeasureSet:
    return MeasureSet.of(*((round(a * 100_000), round(b * 100_000)) for a, b in pairs))


@pytest.fixture
def surveillance():
    register.small_surveillance()
    register.k2()


def test_without_sensors_there_is_no_data(surveillance):
    assert share().state == "no_data"


def test_before_the_first_sensor_there_is_no_data(surveillance):
    record(*register.camera("C1", start=LATER))
    assert (share(BEGIN).state, share(BEGIN).percent) == ("no_data", None)
    assert (share(LATER).state, share(LATER).percent) == ("ok", 40.0)


def test_one_sensor_on_flat_ground(surveillance):
    record(*register.camera("C1"))
    assert covered() == km((3, 7))
    assert (share().percent, share().numerator_cm, share().denominator_cm) == (40.0, 400_000, 1_000_000)


def test_overlaps_count_once_and_a_fibre_counts_its_stretch(surveillance):
    record(*register.camera("C1"), *register.fibre("F1", 6, 9))
    assert covered() == km((3, 9))


def test_a_sensor_counts_from_the_day_on_which_it_works(surveillance):
    record(*register.camera("C1", state="in_test"))
    register.set_state("sensor", "C1", "operational", LATER)
    assert share(LATER - timedelta(days=1)).percent == 0
    assert share(LATER).percent == 40.0


def test_a_moved_sensor_does_not_change_an_old_figure(surveillance):
    record(*register.camera("C1"))
    record(Put("sensor_standing", {"sensor": "C1"}, {"point": register.point(0)}, LATER))
    assert covered() == km((3, 7))
    assert covered(LATER) == km((0, 2))


def test_a_broken_link_takes_its_sensors_out_and_a_repair_brings_them_back(surveillance):
    record(*register.camera("C1"))
    register.set_state("link", "fibre", "damaged", LATER)
    register.set_state("link", "fibre", "operational", LATER + timedelta(days=9))
    assert [share(LATER + timedelta(days=n)).percent for n in (-1, 0, 8, 9)] == [40, 0, 0, 40]


def test_where_power_is_registered_it_has_to_be_there(surveillance):
    record(*register.camera("C1"), *register.node("plant", "power"))
    record(*register.link("cable", "plant", "mast", kind="power", state="damaged"))
    assert share().percent == 0


def test_a_bearing_is_from_true_north(surveillance):
    """At 27.3° E true north lies 2.7° beside the grid's: the half circle to the east still ends beside km 5."""
    record(*register.camera("C1", azimuth_deg=90, sector_deg=180))
    [stretch] = covered()
    assert stretch.to_cm == 700_000
    assert abs(stretch.from_cm - 500_000) < 1_000


def test_the_definition_decides_what_counts():
    register.small_surveillance()
    register.k2({"families": ["presence", "observation"], "each_family": True, "level": "national"})
    record(*register.camera("C1"), *register.fibre("F1", 6, 9))
    assert covered() == km((6, 7))


def test_a_cable_without_a_stretch_covers_nothing_though_its_model_has_a_range(surveillance):
    record(*register.cable("F1"))
    assert share().percent == 0
    told = Surveillance(BEGIN).coverage_json()
    assert (told["without_stretch"], told["without_place"]) == (["F1"], [])
    stretch = {"from_cm": 6 * KM, "to_cm": 7 * KM}
    record(Put("sensor_stretch", {"route": "LV-RU", "sensor": "F1"}, {}, LATER, **stretch))
    assert (covered(LATER), covered(LATER - timedelta(days=1))) == (km((6, 7)), km())
    assert Surveillance(LATER).coverage_json()["without_stretch"] == []


def test_what_is_laid_on_other_days_sees_nothing_around_its_place_before(surveillance):
    record(*register.camera("C1"))
    register.lay_though_of_another_class("C1", 0, 1, LATER)
    assert Surveillance(BEGIN).coverage_json()["without_stretch"] == ["C1"]
    assert share().percent == 0


@pytest.mark.parametrize(
    "kind",
    ["fibre", "Fence cable", "optiskā šķiedra", "Kabelis", "kabeļa sensors", "fence-cable", "žogakabelis"],
)
def test_a_fibre_is_known_by_its_class_in_either_language(kind):
    assert is_linear_kind(kind)
    assert not is_linear_kind("radar, cordless")
    assert not is_linear_kind("bezkabeļa kamera")


@pytest.mark.parametrize("kind", ["kabeļa sensors", "seismic line", "radar", ""])
def test_what_says_that_it_senses_along_itself_sees_nothing_around_its_place(surveillance, kind):
    values = {**named("line"), "family": "presence", "kind": kind, "detection_m": 900, "senses": "along"}
    standing = {"site": "mast", "state": "operational"}
    record(
        Add("sensor_model", "line", values),
        Add("sensor", "L1", {**named("L1"), "model": "line"}),
        Put("sensor_standing", {"sensor": "L1"}, standing, BEGIN),
    )
    assert share().percent == 0
    assert Surveillance(BEGIN).coverage_json()["without_stretch"] == ["L1"]
    record(Amend("sensor_model", "line", {"senses": "around"}))
    assert share().percent == 18


def test_a_model_older_than_the_column_is_told_by_its_class(surveillance):
    record(*register.cable("F1"))
    SensorModel.objects.filter(code="cable").update(senses=None)
    assert share().percent == 0
    assert Surveillance(BEGIN).coverage_json()["without_stretch"] == ["F1"]


def test_a_sensor_without_a_place_covers_nothing(surveillance):
    record(*register.camera("C1", site=None))
    assert share().percent == 0


@pytest.mark.parametrize("values", [{"azimuth_deg": 400}, {"range_m": 0}, {"mast_m": -1}, {"sector_deg": 0}])
def test_a_pose_that_cannot_be_is_refused(surveillance, values):
    with pytest.raises(FactError):
        record(*register.camera("C1", **values))
    assert share().state == "no_data"


def test_total_over_routes_counts_the_whole_length(surveillance):
    record(*register.camera("C1"))
    assert share(route="LV-RU").as_of == date(2021, 1, 1)
    assert share(route="LV-RU").numerator_cm == share().numerator_cm


def test_a_series_of_days_is_read_with_no_more_queries_than_two_days(
    surveillance, django_assert_max_num_queries
):
    record(*register.camera("C1"))
    days = [BEGIN + timedelta(days=n) for n in range(40)]
    figures_on(days[:2], code="K2")  # the line is read, and stays in memory
    with CaptureQueriesContext(connection) as two_days:
        figures_on(days[:2], code="K2")
    with django_assert_max_num_queries(len(two_days)):
        assert {one.percent for one in figures_on(days, code="K2") if one.route is None} == {40.0}


def test_a_tilted_camera_does_not_see_the_foot_of_its_mast():
    """Tilted 5 degrees down with 8 from bottom to top, 100 m up: 98.3 m / tan 9 = 620.6 m, / tan 1 is out of range."""
    register.small_surveillance()
    register.k2()
    record(Amend("sensor_model", "camera", {"vertical_fov_deg": "8.0"}))
    record(*register.camera("C1", mast_m=100, tilt_deg=-5))
    found = Surveillance(BEGIN).coverage_json()["routes"][0]["stretches_km"]["integrated"]
    assert found == [[3, pytest.approx(4.379, abs=0.002)], [pytest.approx(5.621, abs=0.002), 7]]
