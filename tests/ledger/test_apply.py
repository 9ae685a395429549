from datetime import date

import pytest

from apps.border.models import Route
from apps.construction.models import Work
from apps.geo.errors import Conflict, FactError, MeasureError, NotFound, NotPermitted, PeriodError, StaleWrite
from apps.ledger import services
from apps.ledger.commands import Add, Amend, Clear, Put, Remove
from apps.ledger.models import ChangeSet, Operation
from apps.ledger.replay import verify
from tests.factories import BEGIN, KM, named, person, put_work, record, small_register

pytestmark = pytest.mark.django_db

FENCE = {"route": "LV-RU", "element": "fence"}


@pytest.fixture(autouse=True)
def register():
    small_register()


def works() -> list[tuple]:
    rows = Work.objects.order_by("from_cm", "valid").values_list("from_cm", "to_cm", "valid", "status__code")
    return [(a / KM, b / KM, valid.lower, valid.upper, status) for a, b, valid, status in rows]


def test_a_set_writes_rows_and_is_numbered_and_chained():
    first = ChangeSet.objects.applied().last()
    change_set = record(put_work(1, 2, "built"))
    assert works() == [(1, 2, BEGIN, None, "built")]
    assert change_set.seq == first.seq + 1
    assert change_set.prev_hash == first.hash
    assert verify() is None


def test_only_the_named_columns_change():
    record(put_work(1, 3, "cleared", note="seen", designed_width_m="12.00"))
    record(put_work(2, 3, "built"))
    assert list(Work.objects.order_by("from_cm").values_list("status__code", "note", "designed_width_m")) == [
        ("cleared", "seen", 12),
        ("built", "seen", 12),
    ]


def test_equal_neighbours_are_one_row_again():
    record(put_work(1, 2, "built"))
    record(put_work(2, 3, "built"))
    assert works() == [(1, 3, BEGIN, None, "built")]


def test_what_changes_nothing_is_not_recorded():
    record(put_work(1, 2, "built"))
    before = ChangeSet.objects.number()
    assert record(put_work(1, 2, "built")) is None
    assert ChangeSet.objects.number() == before


def test_operations_of_one_set_follow_each_other():
    record(put_work(1, 3, "cleared"), put_work(2, 3, "built"))
    assert works() == [(1, 2, BEGIN, None, "cleared"), (2, 3, BEGIN, None, "built")]
    assert verify() is None


def test_a_set_with_a_bad_operation_writes_nothing():
    with pytest.raises(FactError) as refused:
        record(put_work(1, 2, "built"), put_work(2, 3, "no-such-status"))
    assert refused.value.where == "operations[1].values.status"
    assert works() == []


@pytest.mark.parametrize(
    ("command", "error", "where"),
    [
        (put_work(2, 1, "built"), MeasureError, "to_km"),
        (put_work(1, 1, "built"), MeasureError, "to_km"),
        (put_work(9, 10.00001, "built"), MeasureError, "to_km"),
        (put_work(1, 2, "built", element="moat"), FactError, "key.element"),
        (put_work(1, 2, "built", route="LV-EE"), FactError, "key.route"),
        (put_work(1, 2, note="x"), FactError, "values.status"),
        (put_work(1, 2, "built", colour="red"), FactError, "values.colour"),
        (put_work(1, 2, "built", designed_width_m="NaN"), FactError, "values.designed_width_m"),
        (put_work(1, 2, "built", designed_width_m="12345.678"), FactError, "values.designed_width_m"),
        (put_work(1, 2, "built", note="x" * 501), FactError, "values.note"),
        (put_work(1, 2, "built", note="\x00"), FactError, "values.note"),
        (put_work(1, 2, "built", note="\ud800"), FactError, "values.note"),
        (put_work(1, 2, "built", verified_on="2024-02-30"), FactError, "values.verified_on"),
        (Put("work", FENCE, {"status": None}, BEGIN, from_cm=0, to_cm=1), FactError, "values.status"),
        (put_work(1, 2, "built", end=date(2022, 1, 1)), PeriodError, "until_day"),
        (Put("moat", {}, {}, BEGIN), FactError, "target"),
        (Put("work", {"route": "LV-RU"}, {}, BEGIN, from_cm=0, to_cm=1), FactError, "key.element"),
        (
            Put("work", {"route": 5, "element": "fence"}, {}, BEGIN, from_cm=0, to_cm=1),
            FactError,
            "key.route",
        ),
        (Clear("segment", {"route": "LV-RU"}, BEGIN, from_cm=0, to_cm=1), FactError, "verb"),
        (Add("element", "fence", named("fence")), Conflict, "uid"),
        (Add("element", "a b", named("x")), FactError, "uid"),
        (Add("element", "moat", {"name_lv": "grāvis"}), FactError, "values.name_en"),
        (Amend("element", "moat", {"order": 2}), NotFound, "uid"),
        (Remove("element", "moat"), NotFound, "uid"),
    ],
)
def test_a_mistake_is_named_with_its_place(command, error, where):
    number = ChangeSet.objects.number()
    with pytest.raises(error) as refused:
        record(command)
    assert refused.value.where == f"operations[0].{where}"
    assert ChangeSet.objects.number() == number


def test_a_correction_may_have_a_last_day():
    record(put_work(1, 2, "built"))
    record(put_work(1, 2, "cleared", start=date(2022, 1, 1), end=date(2023, 1, 1)), kind="correct")
    assert works() == [
        (1, 2, BEGIN, date(2022, 1, 1), "built"),
        (1, 2, date(2022, 1, 1), date(2023, 1, 1), "cleared"),
        (1, 2, date(2023, 1, 1), None, "built"),
    ]


def test_an_update_gives_way_to_later_facts_if_asked():
    record(put_work(1, 2, "cleared"))
    record(put_work(1, 2, "accepted", start=date(2024, 1, 1)))
    record(put_work(1, 2, "built", start=date(2023, 1, 1), later="until_next"))
    assert works() == [
        (1, 2, BEGIN, date(2023, 1, 1), "cleared"),
        (1, 2, date(2023, 1, 1), date(2024, 1, 1), "built"),
        (1, 2, date(2024, 1, 1), None, "accepted"),
    ]


def test_an_update_replaces_later_facts_if_asked():
    record(put_work(1, 2, "cleared"))
    record(put_work(1, 2, "accepted", start=date(2024, 1, 1)))
    record(put_work(1, 2, "built", start=date(2023, 1, 1)))
    assert works()[-1] == (1, 2, date(2023, 1, 1), None, "built")


def test_a_reason_is_needed():
    for reason in ("", "  ", "x" * 501, "\x00"):
        with pytest.raises(FactError) as refused:
            record(put_work(1, 2, "built"), reason=reason)
        assert refused.value.where == "reason"


def test_things_are_added_amended_and_removed():
    record(Add("element", "moat", named("moat")))
    record(Amend("element", "moat", {"order": 7}))
    assert verify() is None
    record(Remove("element", "moat"))
    assert verify() is None


def test_a_thing_that_facts_refer_to_stays():
    record(put_work(1, 2, "built"))
    with pytest.raises(Conflict):
        record(Remove("element", "fence"))
    assert verify() is None


def test_a_thing_and_a_fact_about_it_may_come_in_one_set():
    record(Add("element", "moat", named("moat")), put_work(1, 2, "built", element="moat"))
    assert works() == [(1, 2, BEGIN, None, "built")]


def test_roles_write_what_is_theirs():
    with pytest.raises(NotPermitted):
        record(put_work(1, 2, "built"), by=person("viewer"))
    record(put_work(1, 2, "built"), by=person("constructor"))
    with pytest.raises(NotPermitted):
        record(Add("element", "moat", named("moat")), by=person("planner"))


def test_a_write_that_did_not_see_the_last_change_of_its_place_is_stale():
    seen = ChangeSet.objects.number()
    newer = record(put_work(1, 2, "built"), reason="got there first")
    with pytest.raises(StaleWrite) as refused:
        record(put_work(1.5, 3, "cleared"), seen=seen)
    assert [one["number"] for one in refused.value.detail["later"]] == [newer.seq]
    assert works() == [(1, 2, BEGIN, None, "built")]


def test_disjoint_writes_never_collide():
    seen = ChangeSet.objects.number()
    record(put_work(1, 2, "built"))
    record(put_work(2, 3, "cleared"), seen=seen)
    assert len(works()) == 2


def test_a_trial_shows_the_register_after_and_leaves_it_as_it_was():
    with services.trial(commands=[put_work(1, 2, "built")], by=person()) as changes:
        assert works() == [(1, 2, BEGIN, None, "built")]
        assert len(changes) == 1
    assert works() == []
    assert verify() is None


def test_a_draft_is_kept_and_applied_later():
    change_set = services.draft(commands=[put_work(1, 2, "built")], by=person(), reason="what if")
    assert works() == []
    services.apply(change_set=change_set, by=person())
    assert works() == [(1, 2, BEGIN, None, "built")]
    assert verify() is None


def test_a_draft_whose_place_moved_on_is_stale():
    change_set = services.draft(commands=[put_work(1, 2, "built")], by=person(), reason="what if")
    record(put_work(1, 2, "cleared"))
    with pytest.raises(StaleWrite):
        services.apply(change_set=change_set, by=person())
    assert works() == [(1, 2, BEGIN, None, "cleared")]


def test_an_applied_set_is_not_applied_again():
    change_set = record(put_work(1, 2, "built"))
    with pytest.raises(Conflict):
        services.apply(change_set=change_set, by=person())


def test_operations_tell_who_changed_a_metre():
    record(put_work(1, 3, "cleared"), reason="first")
    record(put_work(2, 3, "built"), reason="second")
    reasons = (
        Operation.objects.applied()
        .on_metre("LV-RU", round(2.5 * KM))
        .values_list("change_set__reason", flat=True)
    )
    assert list(reasons) == ["first", "second"]


def test_things_added_together_keep_their_order():
    codes = [f"LV-{letter}{n}" for n, letter in enumerate("ZQAMXBKC")]
    values = {**named("a route"), "neighbour": "RU", "official_length_cm": 10 * KM}
    record(*[Add("route", code, values) for code in codes])
    assert list(Route.objects.filter(code__in=codes).values_list("code", flat=True)) == codes
