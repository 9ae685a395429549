"""The history of a stretch: who changed what there, why, before and after, cut to the stretch, newest first."""

from datetime import date

import pytest

from apps.ledger import services
from apps.ledger.commands import Add, Put
from apps.ledger.models import ChangeSet
from tests.factories import BEGIN, add_route, api_of, named, person, put_work, record, small_register

pytestmark = pytest.mark.django_db


@pytest.fixture
def works():
    small_register()
    planner = person("planner")
    record(put_work(0, 4, "cleared"), by=planner, reason="first")
    record(put_work(2, 6, "built", start=date(2024, 1, 1)), by=planner, reason="second")
    record(put_work(8, 9, "built"), by=planner, reason="elsewhere")


def history(role: str = "planner", **asked) -> dict:
    answer = api_of(role).get("/api/v1/history", {"route": "LV-RU", "from_km": 3, "to_km": 5, **asked})
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_sets_that_wrote_on_the_stretch_are_told_newest_first_and_cut_to_it(works):
    found = history()
    assert [one["reason"] for one in found["sets"]] == ["second", "first"]
    [operation] = found["sets"][0]["operations"]
    assert (operation["target"], operation["key"]) == ("work", {"element": "fence"})
    assert (operation["from_km"], operation["to_km"], operation["from_day"]) == (3, 5, "2024-01-01")
    before, after = operation["before"], operation["after"]
    assert [(one["from_km"], one["to_km"], one["values"]["status"]) for one in before] == [(3, 4, "cleared")]
    assert [(one["from_km"], one["to_km"], one["values"]["status"]) for one in after] == [(3, 5, "built")]


def test_what_was_undone_says_so_and_cannot_be_undone_twice(works):
    second = ChangeSet.objects.get(reason="second")
    services.undo(change_set=second, by=person("planner"), reason="no")
    newest, undone, first = history()["sets"]
    assert (newest["undoes"], undone["undone_by"]) == (second.seq, newest["number"])
    assert [one["may_undo"] for one in (newest, undone, first)] == [True, False, True]


def test_who_may_not_write_may_not_undo(works):
    assert [one["may_undo"] for one in history("viewer")["sets"]] == [False, False]


def test_a_set_that_changed_nothing_on_the_stretch_itself_has_no_operation_there(works):
    record(put_work(3.5, 10, "built", start=date(2024, 1, 1)), reason="beyond too")
    newest = history(from_km=3.6, to_km=5)["sets"][0]
    assert (newest["reason"], newest["operations"]) == ("beyond too", [])


def test_a_layer_for_four_eyes_says_so():
    small_register()
    record(Add("exclusion_reason", "river", named("river")))
    key = {"route": "LV-RU", "indicator": "K1"}
    record(Put("exclusion", key, {"reason": "river"}, BEGIN, from_cm=0, to_cm=1_000_000))
    [one] = history()["sets"]
    assert (one["four_eyes"], one["approver"]) == (True, "second person")


def test_older_sets_come_on_further_pages(works):
    for n in range(3):
        record(put_work(3, 4, "built", note=f"no {n}"), reason=f"note {n}")
    first = history(limit=2)
    assert ([one["reason"] for one in first["sets"]], first["older"]) == (["note 2", "note 1"], True)
    rest = history(limit=10, before=first["sets"][-1]["number"])
    assert ([one["reason"] for one in rest["sets"]], rest["older"]) == (["note 0", "second", "first"], False)


def test_the_number_of_queries_does_not_grow_with_the_history(works, django_assert_max_num_queries):
    for n in range(15):
        record(put_work(3, 4, "built", note=f"no {n}"))
    with django_assert_max_num_queries(12):
        history()


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ({"to_km": 11}, "to_km"),
        ({"from_km": 5}, "to_km"),
        ({"from_km": "x"}, "from_km"),
        ({"route": "LV-EE"}, "route"),
    ],
)
def test_what_is_no_stretch_is_refused(works, asked, where):
    add_route("LV-BY")
    answer = api_of().get("/api/v1/history", {"route": "LV-RU", "from_km": 3, "to_km": 5, **asked})
    assert answer.status_code in (400, 404)
    assert answer.json()["error"]["where"] == where
