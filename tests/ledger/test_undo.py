from datetime import date

import pytest

from apps.construction.models import Work
from apps.geo.errors import Conflict
from apps.ledger import services
from apps.ledger.commands import Add, Amend, Clear
from apps.ledger.replay import verify
from tests.factories import BEGIN, KM, named, person, put_work, record, small_register

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def register():
    small_register()


def rows() -> list[tuple]:
    return list(
        Work.objects.order_by("from_cm", "valid").values_list("from_cm", "to_cm", "valid", "status__code")
    )


def undo(change_set, reason="a slip"):
    return services.undo(change_set=change_set, by=person(), reason=reason)


def test_undo_brings_the_very_rows_back():
    record(put_work(0, 10, "cleared"), put_work(3, 5, "built", start=date(2022, 1, 1)))
    before = rows()
    slip = record(put_work(2, 4, "accepted", start=date(2021, 6, 1)), put_work(3, 9, "cleared"))
    assert rows() != before
    undo(slip)
    assert rows() == before
    assert verify() is None


def test_an_undo_can_be_undone():
    slip = record(put_work(1, 2, "built"))
    after = rows()
    undo(undo(slip))
    assert rows() == after
    assert verify() is None


def test_an_undo_that_later_sets_stand_on_is_refused_and_names_them():
    slip = record(put_work(1, 3, "built"))
    later = record(put_work(2, 3, "cleared"), reason="re-opened")
    with pytest.raises(Conflict) as refused:
        undo(slip)
    assert [one["number"] for one in refused.value.detail["later"]] == [later.seq]
    assert verify() is None


def test_a_later_set_elsewhere_does_not_hinder():
    slip = record(put_work(1, 2, "built"))
    record(put_work(2, 3, "cleared"))
    undo(slip)
    assert [row[3] for row in rows()] == ["cleared"]


def test_objects_and_clears_are_undone_too():
    added = record(Add("element", "moat", named("moat")))
    undo(record(Amend("element", "moat", {"order": 5})))
    undo(added)
    record(put_work(1, 4, "built"))
    before = rows()
    cleared = record(
        Clear("work", {"route": "LV-RU", "element": "fence"}, BEGIN, from_cm=2 * KM, to_cm=3 * KM)
    )
    undo(cleared)
    assert rows() == before
    assert verify() is None
