"""Table, export, comparison and figures as one's own draft would leave the register; the draft stays a draft."""

import io

import openpyxl
import pytest

from apps.ledger import services
from apps.ledger.commands import Add, Put
from apps.ledger.models import ChangeSet
from tests.factories import BEGIN, api_of, named, person, put_work, record, require, small_register

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> ChangeSet:
    """A fence required on 10 km and built to km 3; a draft builds it on to km 5."""
    small_register(km=10)
    definition = {"version": 1, "rule": "built_share", "parameters": {"elements": ["fence"]}}
    record(
        require(0, 10),
        put_work(0, 3, "built"),
        Add("indicator", "K1", named("built")),
        Put("definition", {"indicator": "K1"}, definition, BEGIN),
    )
    return services.draft(commands=[put_work(3, 5, "built")], by=person("planner"), reason="what if")


def get(path: str, role: str = "planner", **asked):
    return api_of(role).get(f"/api/v1/{path}", asked)


def test_the_table_and_its_export_hold_what_the_draft_would_leave(draft):
    asked = {"layer": "work", "draft": str(draft.uid)}
    assert get("events/", layer="work").json()["length_km"] == 3
    found = get("events/", **asked).json()
    assert (found["count"], found["length_km"], found["rows"][0][3]) == (1, 5, 5)
    answer = get("events/export/", **asked, format="xlsx", columns="from_km,to_km")
    assert "-draft.xlsx" in answer["Content-Disposition"]
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[-1] == (0, 5)


def test_figures_and_what_is_behind_them_are_those_of_the_draft(draft):
    asked = {"draft": str(draft.uid)}
    assert [one["numerator_km"] for one in get("figures").json()] == [3, 3]
    assert [one["numerator_km"] for one in get("figures", **asked).json()] == [5, 5]
    [behind] = get("figures/K1/behind", **asked).json()
    assert behind["counted_km"] == [[0, 5]]


def test_two_days_are_compared_as_the_draft_would_leave_them(draft):
    days = {"layer": "work", "against": "2015-01-01", "as_of": "2026-11-01"}
    built = [one["gained_km"] for one in get("comparison", **days, draft=str(draft.uid)).json()["counted"]]
    assert built == [5]
    assert [one["gained_km"] for one in get("comparison", **days).json()["counted"]] == [3]


COMPARED = "comparison?layer=work&against=2015-01-01"


@pytest.mark.parametrize("path", ["events/?layer=work", "figures?", "figures/K1/behind?", COMPARED])
def test_looking_keeps_nothing(draft, path):
    number = ChangeSet.objects.number()
    assert api_of("planner").get(f"/api/v1/{path}&draft={draft.uid}").status_code == 200
    assert ChangeSet.objects.number() == number
    assert ChangeSet.objects.get(pk=draft.pk).state == ChangeSet.State.DRAFT
    assert get("events/", layer="work").json()["length_km"] == 3


@pytest.mark.parametrize("path", ["events/", "figures", "comparison"])
def test_only_the_author_looks_into_a_draft_and_only_while_it_is_one(draft, path):
    asked = {"layer": "work", "against": "2015-01-01"} if path != "figures" else {}
    asked = asked if path != "events/" else {"layer": "work"}
    assert get(path, role="constructor", **asked, draft=str(draft.uid)).status_code in (403, 404)
    assert get(path, **asked, draft="nonsense").json()["error"]["where"] == "draft"
    services.apply(change_set=draft, by=person("planner"))
    assert get(path, **asked, draft=str(draft.uid)).status_code == 409


def test_a_draft_that_others_have_overtaken_is_told(draft):
    record(put_work(4, 6, "cleared"))
    answer = get("events/", layer="work", draft=str(draft.uid))
    assert answer.status_code == 412
