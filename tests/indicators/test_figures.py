import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from apps.geo.errors import NotFound
from apps.indicators.figures import behind, figures, figures_on
from apps.indicators.parts import shares_by
from apps.ledger.commands import Add, Put
from tests.factories import BEGIN, KM, add_codes, add_route, named, put_work, record, require

pytestmark = pytest.mark.django_db

DAY = date(2024, 6, 30)


@pytest.fixture(autouse=True)
def register():
    add_route("LV-RU", km=10)
    add_route("LV-BY", km=5)
    add_codes("strip", "fence", "path")
    parameters = {"elements": ["strip", "fence"]}
    record(
        Add("indicator", "K1", named("built")),
        Add("exclusion_reason", "public_river", named("public river")),
        Put(
            "definition",
            {"indicator": "K1"},
            {"version": 1, "rule": "built_share", "parameters": parameters},
            BEGIN,
        ),
    )


def exclude(from_km: float, to_km: float, route: str = "LV-RU") -> Put:
    key = {"route": route, "indicator": "K1"}
    return Put("exclusion", key, {"reason": "public_river"}, BEGIN, from_cm=from_km * KM, to_cm=to_km * KM)


def k1(route=None, day=DAY):
    [figure] = [one for one in figures(as_of=day) if one.route == route]
    return figure


def test_no_requirement_is_no_data_and_not_zero():
    assert k1().state == "no_data"
    assert k1().as_json()["value"] is None


def test_required_but_no_work_is_not_built():
    record(require(0, 10, "strip"))
    assert (k1().numerator_cm, k1().denominator_cm, k1().percent) == (0, 10 * KM, 0.0)


def test_a_metre_counts_when_everything_required_there_is_built():
    record(require(0, 10, "strip"), require(4, 10, "fence"))
    record(put_work(0, 6, "built", element="strip"), put_work(5, 10, "accepted", element="fence"))
    assert (k1().numerator_cm, k1().denominator_cm, k1().percent) == (5 * KM, 10 * KM, 50.0)


def test_cleared_is_not_built():
    record(require(0, 10, "strip"), put_work(0, 10, "cleared", element="strip"))
    assert k1().percent == 0


def test_excluded_metres_leave_the_denominator_with_their_reason():
    record(require(0, 10, "strip"), put_work(0, 6, "built", element="strip"), exclude(5, 7))
    assert (k1().numerator_cm, k1().denominator_cm) == (5 * KM, 8 * KM)
    assert behind(as_of=DAY)["LV-RU"].left_out["public_river"].pairs() == [(5 * KM, 7 * KM)]


def test_where_everything_is_excluded_the_figure_is_not_applicable():
    record(require(0, 10, "strip"), exclude(0, 10))
    assert k1().state == "not_applicable"
    assert k1().percent is None


def test_elements_outside_the_definition_are_counted_beside_it():
    record(require(0, 10, "path"), put_work(0, 4, "built", element="path"))
    assert k1("LV-RU").state == "not_applicable"
    path = behind(as_of=DAY)["LV-RU"].elements["path"]
    assert (path.built & path.required).length_cm == 4 * KM


def test_the_total_adds_the_routes_that_have_data():
    record(require(0, 10, "strip"), put_work(0, 5, "built", element="strip"))
    record(require(0, 5, "strip", route="LV-BY"))
    assert (k1().numerator_cm, k1().denominator_cm, k1().percent) == (5 * KM, 15 * KM, 33.33)
    assert k1("LV-BY").percent == 0


def test_figures_are_as_of_a_day():
    record(require(0, 10, "strip"), put_work(0, 5, "built", element="strip", start=date(2023, 1, 1)))
    assert k1(day=date(2022, 12, 31)).percent == 0
    assert k1(day=date(2023, 1, 1)).percent == 50
    assert k1(day=date(2020, 12, 31)).state == "no_data"


def test_a_series_gives_the_figures_of_each_day_and_reads_once(django_assert_num_queries):
    record(
        require(0, 10, "strip"),
        put_work(0, 5, "built", element="strip", start=date(2023, 1, 1)),
        exclude(9, 10),
    )
    days = [date(2022, 12, 31), date(2023, 1, 1), date(2020, 1, 1)]
    with django_assert_num_queries(7):
        series = figures_on(days)
    assert series == [one for day in days for one in figures(as_of=day)]


def test_targets_stand_beside_the_figure_of_their_year():
    record(Put("target", {"indicator": "K1", "year": 2024}, {"value": "100"}, date(2023, 1, 1)))
    assert k1(day=date(2024, 6, 30)).target == 100
    assert k1(day=date(2023, 6, 30)).target is None


def test_a_re_baselined_target_holds_from_its_day():
    key = {"indicator": "K1", "year": 2024}
    record(Put("target", key, {"value": "100"}, date(2023, 1, 1)))
    record(Put("target", key, {"value": "90"}, date(2024, 3, 1)))
    assert [k1(day=date(2024, month, 1)).target for month in (1, 6)] == [100, 90]


def test_a_section_has_its_share():
    record(require(0, 10, "strip"), put_work(0, 3, "built", element="strip"))
    codes = [("RU-1", 0, 4), ("RU-2", 4, 10)]
    record(
        *(
            Put("segment", {"route": "LV-RU"}, {"code": c}, BEGIN, from_cm=a * KM, to_cm=b * KM)
            for c, a, b in codes
        )
    )
    assert [share.as_json()["percent"] for share in shares_by("segment", as_of=DAY)] == [75.0, 0.0]


def test_the_command_prints_the_list_of_the_api(capsys):
    record(require(0, 10, "strip"), put_work(0, 5, "built", element="strip"))
    call_command("figures", "--as-of", "2024-06-30", "--route", "LV-RU", "--json")
    assert json.loads(capsys.readouterr().out) == [
        {
            "code": "K1",
            "route": "LV-RU",
            "as_of": "2024-06-30",
            "numerator_km": 5.0,
            "denominator_km": 10.0,
            "percent": 50.0,
            "value": 50.0,
            "unit": "%",
            "state": "ok",
            "target": None,
            "definition_version": 1,
        }
    ]
    call_command("figures", "--as-of", "2024-06-30", "--lang", "en")
    assert "5.00 / 10.00 km = 50.00 %" in capsys.readouterr().out
    call_command("figures", "--as-of", "2024-06-30", "--lang", "lv")
    assert "5,00 / 10,00 km = 50,00 %" in capsys.readouterr().out


@pytest.mark.parametrize("options", [["--as-of", "yesterday"], ["--route", "LV-EE"], ["--code", "K9"]])
def test_the_command_refuses_what_it_does_not_know(options):
    with pytest.raises(CommandError):
        call_command("figures", *options)


def test_an_unknown_route_is_not_found():
    with pytest.raises(NotFound):
        figures(as_of=DAY, route="LV-EE")
