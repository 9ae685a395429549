"""What the next edit would do at the end of a draft: the figures of the whole draft, and nothing kept."""

import pytest

from apps.ledger import services
from apps.ledger.commands import Add, Put
from apps.ledger.models import ChangeSet
from tests.factories import BEGIN, named, person, put_work, record, require, small_register
from tests.ledger.test_api import body, client, error, operation, post

pytestmark = pytest.mark.django_db

URL = "/api/v1/change-sets/"


@pytest.fixture(autouse=True)
def register():
    small_register()
    definition = {"version": 1, "rule": "built_share", "parameters": {"elements": ["fence"]}}
    record(
        require(0, 10),
        Add("indicator", "K1", named("built")),
        Put("definition", {"indicator": "K1"}, definition, BEGIN),
    )


def draft(*commands, **options) -> ChangeSet:
    return services.draft(commands=list(commands), by=person("planner"), reason="a draft", **options)


def tried(change_set: ChangeSet, *operations, by: str = "planner"):
    return post(client(by), body(*operations, draft=str(change_set.uid)), f"{URL}preview/")


def built_km(answer) -> tuple[float, float]:
    figures = answer.json()["figures"]
    totals = [next(one for one in figures[when] if one["code"] == "K1") for when in ("before", "after")]
    return tuple(one["numerator_km"] for one in totals)


def test_the_figures_are_of_the_draft_and_what_would_be_added():
    kept = draft(put_work(1, 2, "built"))
    answer = tried(kept, operation(from_km=4, to_km=6))
    before, after = built_km(answer)
    assert after - before == 3
    assert [(one["from_km"], one["to_km"]) for one in answer.json()["operations"]] == [(1, 2), (4, 6)]
    assert answer.json()["drafted"] == 1
    assert kept.operations.count() == 1
    assert ChangeSet.objects.get(pk=kept.pk).state == "draft"


def test_what_the_draft_has_built_already_is_not_built_twice():
    before, after = built_km(tried(draft(put_work(1, 3, "built")), operation(from_km=2, to_km=4)))
    assert after - before == 3


def test_nobody_looks_at_an_edit_in_the_draft_of_somebody_else_or_in_an_applied_set():
    kept = draft(put_work(1, 2, "built"))
    assert tried(kept, operation(from_km=4, to_km=6), by="admin").status_code == 403
    services.apply(change_set=kept, by=person("planner"))
    answer = tried(kept, operation(from_km=4, to_km=6))
    assert error(answer)[:2] == (409, "conflict")


def test_ones_own_drafts_are_listed_without_those_of_others():
    own = draft(put_work(1, 2, "built"))
    services.draft(commands=[put_work(3, 4, "built")], by=person("admin"), reason="another")
    listed = client("planner").get(f"{URL}?state=draft&mine=true").json()["results"]
    assert [one["uid"] for one in listed] == [str(own.uid)]
    assert client("planner").get(f"{URL}?state=draft").json()["count"] == 2
    assert error(client("planner").get(f"{URL}?mine=perhaps"))[::2] == (400, "mine")
