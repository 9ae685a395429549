"""What the map of a change set draws: where it writes, what stood there and what will."""

from datetime import date

import pytest
from django.utils.translation import override

from apps.ledger import services
from apps.ledger.commands import Put
from apps.pages.changes import Wording
from apps.pages.drawing import drawn_groups
from tests.factories import BEGIN, KM, person, put_work, record, small_register

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def register():
    small_register()
    record(put_work(1, 3, "built"))


def drawn(*commands):
    change_set = services.draft(commands=list(commands), by=person("planner"), reason="a try")
    with override("en"):
        return drawn_groups(change_set, Wording("en"))


def ends(pieces):
    return [(piece["from_cm"] / KM, piece["to_cm"] / KM, piece["shown"]) for piece in pieces]


def test_a_stretch_is_drawn_as_it_was_and_as_it_becomes():
    [group] = drawn(put_work(2, 4, "cleared"))
    assert group["label"] == "Works, fence"
    assert group["boxes"] == [{"route": "LV-RU", "from_cm": 2 * KM, "to_cm": 4 * KM}]
    assert ends(group["before"]) == [(2, 3, "built")]
    assert ends(group["after"]) == [(2, 4, "cleared")]
    assert {one["code"]: one["name"] for one in group["classes"]} == {"built": "built", "cleared": "cleared"}


def test_operations_on_one_place_show_the_first_before_and_the_last_after():
    [group] = drawn(put_work(2, 4, "cleared"), put_work(3, 5, "accepted"))
    assert ends(group["before"]) == [(2, 3, "built")]
    assert ends(group["after"]) == [(2, 3, "cleared"), (3, 5, "accepted")]


def test_later_days_of_a_box_are_not_drawn():
    record(put_work(5, 6, "built", start=date(2024, 1, 1)))
    [group] = drawn(put_work(5, 6, "cleared", later="until_next"))
    assert (ends(group["before"]), ends(group["after"])) == ([], [(5, 6, "cleared")])


def test_layers_without_a_list_are_told_in_words():
    key = {"route": "LV-RU", "element": "fence"}
    [group] = drawn(Put("requirement", key, {"rule": "the act"}, BEGIN, from_cm=0, to_cm=KM))
    assert group["classes"][0]["name"].endswith("the act")
    assert ends(group["after"]) == [(0, 1, group["classes"][0]["code"])]


def test_what_is_not_on_a_route_is_not_drawn():
    record(put_work(7, 8, "built"))
    change_set = services.draft(commands=[put_work(8, 9, "built")], by=person("planner"), reason="a try")
    change_set.operations.all().delete()
    assert drawn_groups(change_set, Wording("en")) == []
