"""The demo's surveillance is invented, but its shares are computed from what the invented sensors see."""

from datetime import date

import pytest

from apps.geo.coverage import CAUSES
from apps.geo.measures import MeasureSet
from apps.indicators.figures import figures
from apps.indicators.surveillance import Surveillance
from apps.surveillance.models import Dem
from spatial_data.demo_surveillance import PCT_AT_END_OF, next_fibre


@pytest.mark.parametrize(("year", "percent"), PCT_AT_END_OF.items())
def test_k2_at_the_end_of_each_year(demo, year, percent):
    [total] = [one for one in figures(as_of=date(year, 12, 31), code="K2") if one.route is None]
    assert (total.percent, total.denominator_cm) == (percent, 45_650_000)


def test_every_sensor_and_the_terrain_say_that_they_are_invented(demo):
    situation = Surveillance(date(2021, 12, 31)).situation
    assert {sensor.row.note for sensor in situation.sensors} == {"izdomāts / invented"}
    assert Dem.objects.get().is_synthetic
    assert situation.without_place == []


def test_the_demo_has_gaps_of_every_cause(demo):
    assert {found.gap.cause for found in Surveillance(date(2026, 11, 21)).gaps()} == {*CAUSES} - {
        "no_heights",
        "too_few",
    }


def test_the_worst_single_failure_is_the_national_centre(demo):
    worst = Surveillance(date(2021, 12, 31)).failures()[0]
    assert (worst.uid, worst.lost_cm) == ("CC-LV", 19_629_500)


def test_a_fibre_is_as_long_as_is_missing():
    covered = MeasureSet.of((10, 20), (30, 40))
    assert next_fibre(100, covered, 5) == (0, 5)
    assert next_fibre(100, covered, 15) == (0, 25)
    with pytest.raises(ValueError, match="too short"):
        next_fibre(50, covered, 31)
