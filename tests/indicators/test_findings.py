"""What a reviewer is told of a change set, each finding on its stretch."""

from datetime import date, timedelta

import pytest

from apps.accounts.models import Grant, User
from apps.border.days import today
from apps.border.models import Route
from apps.indicators.preview import preview
from apps.ledger import services
from apps.ledger.commands import Add, Clear, Put
from tests.factories import BEGIN, KM, add_codes, add_route, named, person, put_work, record, require

pytestmark = pytest.mark.django_db

LATER = date(2023, 1, 1)


@pytest.fixture(autouse=True)
def register():
    """Ten kilometres; the fence is required on the first eight, two metres wide on the first four."""
    add_route()
    add_codes("fence")
    record(require(0, 8))
    record(Put("requirement", FENCE, {"width_m": "2.00"}, BEGIN, from_cm=0, to_cm=4 * KM))


FENCE = {"route": "LV-RU", "element": "fence"}


def found(*commands, kind="update") -> list[tuple]:
    told = preview(commands=list(commands), by=person("planner"), kind=kind)["findings"]
    return [(one["check"], one["from_km"], one["to_km"]) for one in told]


def test_building_what_is_required_is_told_nothing_of():
    assert found(put_work(1, 2, "built")) == []


def test_metres_built_where_nothing_requires_them():
    assert found(put_work(7, 9, "built")) == [("not_required", 8.0, 9.0)]


def test_metres_built_before_they_are_required():
    record(require(8, 9, start=LATER))
    assert found(put_work(8, 10, "built")) == [
        ("built_before_required", 8.0, 9.0),
        ("not_required", 9.0, 10.0),
    ]


def test_metres_accepted_that_were_not_built_the_day_before():
    record(put_work(1, 2, "built"))
    assert found(put_work(1, 3, "accepted", start=LATER)) == [("accepted_before_built", 2.0, 3.0)]


def test_a_day_that_is_still_to_come():
    assert found(put_work(1, 2, "built", start=today() + timedelta(days=3))) == [
        ("built_in_future", 1.0, 2.0)
    ]


def test_metres_that_would_not_count_as_built_any_more():
    record(put_work(1, 3, "built"))
    assert found(put_work(2, 4, "cleared", start=LATER)) == [("no_longer_built", 2.0, 3.0)]
    cleared = Clear("work", FENCE, LATER, from_cm=2 * KM, to_cm=4 * KM)
    assert found(cleared) == [("no_longer_built", 2.0, 3.0)]


def test_widths_against_the_requirement():
    record(put_work(3, 6, "built"))
    assert found(put_work(3, 6, as_built_width_m="1.50")) == [("narrower_than_required", 3.0, 4.0)]
    assert found(put_work(3, 6, as_built_width_m="2.50")) == [("wider_than_required", 3.0, 4.0)]
    assert found(put_work(3, 6, as_built_width_m="2.00")) == []


def test_later_facts_that_are_replaced_and_that_stay():
    record(put_work(1, 2, "built", start=LATER))
    assert found(put_work(1, 3, "cleared")) == [("no_longer_built", 1.0, 2.0), ("replaces_later", 1.0, 2.0)]
    assert found(put_work(1, 3, "cleared", later="until_next")) == [("leaves_later", 1.0, 2.0)]


def test_land_that_does_not_let_works_begin():
    record(Add("land_status", "bought", {**named("bought"), "counts_cleared": True}))
    record(Put("land_right", {"route": "LV-RU"}, {"status": "bought"}, BEGIN, from_cm=0, to_cm=KM))
    assert found(put_work(0, 2, "built")) == [("built_without_land", 1.0, 2.0)]


def test_metres_that_a_figure_leaves_out():
    record(Add("exclusion_reason", "river", named("river")))
    key = {"route": "LV-RU", "indicator": "K1"}
    record(Put("exclusion", key, {"reason": "river"}, BEGIN, from_cm=0, to_cm=KM))
    assert found(put_work(0, 2, "built")) == [("excluded", 0.0, 1.0)]


def test_slivers_of_less_than_a_metre():
    record(put_work(1, 2, "built"))
    assert found(put_work(2.00005, 3, "built")) == []
    assert found(put_work(2.00005, 2.00010, "built")) == [("sliver", 2.00005, 2.0001)]
    assert found(put_work(2, 2.00010, "built")) == []


def test_other_open_sets_on_the_same_place_are_named():
    other = services.draft(commands=[put_work(2, 4, "built")], by=person("planner"), reason="the bridge")
    told = preview(commands=[put_work(3, 5, "cleared")], by=person("planner"))["findings"]
    [one] = told
    assert (one["check"], one["from_km"], one["to_km"]) == ("meets_draft", 3.0, 4.0)
    assert one["change_set"] == str(other.uid)
    assert "the bridge" in one["text"]
    assert preview(change_set=other, by=person("planner"))["findings"] == []


@pytest.mark.parametrize("reason", ["NaN", "Infinity", "1e5", "12.50"])
def test_a_reason_that_looks_like_a_number_is_told_as_it_was_written(reason):
    services.draft(commands=[put_work(2, 4, "built")], by=person("planner"), reason=reason)
    [one] = preview(commands=[put_work(3, 5, "cleared")], by=person("planner"))["findings"]
    assert reason in one["text"]


def test_metres_beyond_what_is_granted_are_an_error():
    bounded = person("planner", "north", bounded=True)
    route = Route.objects.get(code="LV-RU")
    grant = Grant.objects.create(
        user=bounded, target="work", route=route, from_cm=0, to_cm=5 * KM, given_by=person()
    )
    drafted = services.draft(commands=[put_work(4, 5, "built")], by=bounded, reason="mine")
    grant.to_cm = round(4.5 * KM)
    grant.save()
    [one] = preview(change_set=drafted, by=person("approver"))["findings"]
    assert (one["check"], one["severity"]) == ("beyond_grant", "error")
    assert (one["from_km"], one["to_km"]) == (4.5, 5.0)
    grant.delete()
    [everywhere] = preview(change_set=drafted, by=person("approver"))["findings"]
    assert (everywhere["from_km"], everywhere["to_km"]) == (4.0, 5.0)


def test_the_worst_comes_first_and_texts_speak_the_readers_language(client):
    record(put_work(1, 2, "built"))
    told = preview(
        commands=[put_work(8, 9, "built"), put_work(1, 1.5, "cleared", start=LATER)], by=person("planner")
    )
    assert [one["check"] for one in told["findings"]] == ["not_required", "no_longer_built"]
    assert told["findings_count"] == 2
    assert {one["severity"] for one in told["findings"]} == {"warning"}


def test_the_api_tells_the_same_findings(client):
    drafted = services.draft(commands=[put_work(7, 9, "built")], by=person("planner"), reason="try")
    client.force_login(person("approver", reading_level=User.Level.FULL))
    told = client.get(f"/api/v1/change-sets/{drafted.uid}/preview/").json()
    assert told["findings"] == preview(change_set=drafted, by=person("approver"))["findings"]
    assert [one["check"] for one in told["findings"]] == ["not_required"]


def test_what_has_no_stretch_has_none_in_its_finding():
    record(Add("indicator", "K1", {**named("K1"), "unit": "%"}))
    target = Put("target", {"indicator": "K1", "year": 2030}, {"value": "100.00"}, BEGIN)
    services.draft(commands=[target], by=person("planner"), reason="aim high")
    [one] = preview(commands=[target], by=person("planner"))["findings"]
    assert (one["check"], one["from_km"], one["key"]) == (
        "meets_draft",
        None,
        {"indicator": "K1", "year": 2030},
    )


@pytest.mark.slow
def test_many_operations_are_checked_in_seconds(django_assert_max_num_queries):
    commands = [put_work(n / 1000, (n + 1) / 1000, "built" if n % 2 else "cleared") for n in range(9_000)]
    with django_assert_max_num_queries(400):
        told = preview(commands=commands, by=person("planner"))
    assert told["findings_count"] == 500
    assert told["findings"][0]["check"] == "not_required"
