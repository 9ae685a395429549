"""What a definition of a figure may say, refused when it is written, submitted and approved; and one in force."""

import json
from datetime import date

import pytest
from django.test import Client
from django.utils.translation import override

from apps.geo.errors import BorderGisError, FactError
from apps.indicators.figures import figures
from apps.indicators.models import Definition
from apps.indicators.preview import preview
from apps.indicators.scoreboard import scoreboard
from apps.indicators.snapshots import reading
from apps.ledger import drafts, services
from apps.ledger.commands import Add, Put
from apps.ledger.models import ChangeSet, Operation
from tests.factories import BEGIN, add_codes, api_of, named, person, record
from tests.surveillance import register

pytestmark = pytest.mark.django_db
DAY = date(2024, 6, 30)
LATER = date(2023, 1, 1)


@pytest.fixture(autouse=True)
def surveillance():
    register.small_surveillance()
    register.k2()
    record(*register.camera("C1"))
    add_codes("fence")
    record(
        Add("indicator", "K1", named("K1")),
        Put("definition", {"indicator": "K1"}, definition("built_share", {"elements": ["fence"]}, 1), BEGIN),
    )


def definition(rule: str, parameters, version: int = 2) -> dict:
    return {"version": version, "rule": rule, "parameters": parameters}


def put(parameters, rule: str = "covered_share", code: str = "K2", version: int = 2) -> Put:
    return Put("definition", {"indicator": code}, definition(rule, parameters, version), LATER)


def draft(command: Put) -> ChangeSet:
    return services.draft(commands=[command], by=person("admin"), reason="another rule")


REFUSED = [
    ({"level": "galactic"}, "level", "galactic"),
    ({"depth": "two"}, "depth", "from 1 to 20"),
    ({"depth": 1.5}, "depth", "1.5"),
    ({"depth": True}, "depth", "true"),
    ({"depth": 0}, "depth", "0"),
    ({"states": ["foo"]}, "states", "foo"),
    ({"states": ["planned"]}, "states", "planned"),
    ({"families": []}, "families", "[]"),
    ({"families": ["x"]}, "families", "presence"),
    ({"families": "presence"}, "families", "list"),
    ({"families": ["presence", "presence"]}, "families", "list"),
    ({"each_family": "no"}, "each_family", "true or false"),
    ({"refraction": 2}, "refraction", "below 1"),
    ({"target_m": -1}, "target_m", "-1"),
    ({"radio_m": -5}, "radio_m", "-5"),
    ({"depht": 2}, "depht", "depth"),
]


@pytest.mark.parametrize(("parameters", "key", "words"), REFUSED)
def test_a_parameter_that_cannot_be_is_refused_by_its_name_when_it_is_written(parameters, key, words):
    with override("en"), pytest.raises(FactError) as refused:
        draft(put(parameters))
    assert refused.value.where == f"operations[0].values.parameters.{key}"
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("command", "where"),
    [
        (put([1]), "values.parameters"),
        (put({}, rule="nope"), "values.rule"),
        (put({}, rule="built_share", code="K1"), "values.parameters.elements"),
        (put({"elements": ["moat"]}, rule="built_share", code="K1"), "values.parameters"),
        (put({"categories": [7]}, rule="person_days"), "values.parameters.categories"),
        (put({"downtime_counts": 1}, rule="equipment_days"), "values.parameters.downtime_counts"),
        (put({"depth": 1}, rule="told"), "values.parameters.depth"),
    ],
)
def test_every_rule_knows_its_parameters(command, where):
    with pytest.raises(FactError) as refused:
        draft(command)
    assert refused.value.where == f"operations[0].{where}"


def test_a_rule_may_name_an_element_that_its_own_set_adds():
    moat = Add("element", "moat", {**named("moat"), "order": 9})
    record(moat, put({"elements": ["fence", "moat"]}, rule="built_share", code="K1"))
    assert Definition.objects.get(version=2).parameters == {"elements": ["fence", "moat"]}


def test_other_parameters_need_a_version_of_their_own():
    record(put({"depth": 2}))
    with pytest.raises(BorderGisError) as refused:
        draft(Put("definition", {"indicator": "K2"}, {"parameters": {"depth": 3}}, DAY))
    assert refused.value.where == "operations[0].values.version"
    with pytest.raises(BorderGisError):
        draft(put({"depth": 3}, version=1))
    record(Put("definition", {"indicator": "K2"}, {"text_en": "better said"}, DAY))
    record(Put("definition", {"indicator": "K2"}, {"version": 3, "parameters": {"depth": 3}}, DAY))


def nonsense_kept(parameters) -> ChangeSet:
    """A draft from before its rule was checked."""
    kept = draft(put({"depth": 2}))
    operation = Operation.objects.get(change_set=kept)
    for piece in operation.after:
        if piece[4]["version"] == 2:
            piece[4]["parameters"] = json.dumps(parameters)
    Operation.objects.filter(pk=operation.pk).update(after=operation.after)
    return kept


def test_a_kept_draft_that_breaks_a_rule_is_neither_submitted_nor_approved():
    kept = nonsense_kept({"depth": "two"})
    with pytest.raises(FactError) as refused:
        drafts.submit(change_set=kept, by=kept.author)
    assert refused.value.where == "operations[0].values.parameters.depth"
    ChangeSet.objects.filter(pk=kept.pk).update(state=ChangeSet.State.SUBMITTED)
    with pytest.raises(FactError):
        drafts.approve(change_set=kept, by=person("approver"))


def test_its_preview_shows_which_figure_cannot_be_counted_and_why():
    found = preview(change_set=nonsense_kept({"depth": "two"}), by=person("approver"), as_of=DAY)
    after = {one["code"]: one for one in found["figures"]["after"] if one["route"] is None}
    assert (after["K2"]["state"], after["K2"]["value"]) == ("not_countable", None)
    assert "depth" in after["K2"]["reason"]
    assert after["K1"]["state"] == "no_data"


def in_force(parameters, rule: str = "covered_share", code: str = "K2") -> None:
    """A version that was approved before its rule was checked."""
    found = Definition.objects.filter(indicator__code=code)
    found.update(parameters=parameters, rule=rule)


@pytest.mark.parametrize("parameters", [{"level": "galactic"}, {"depth": "two"}, {"depth": 1.5}, [1]])
def test_a_bad_version_in_force_stops_its_own_figure_only(parameters):
    in_force(parameters)
    found = {one.code: one for one in figures(as_of=DAY) if one.route is None}
    assert (found["K2"].state, found["K2"].percent) == ("not_countable", None)
    assert found["K2"].reason
    assert found["K1"].state == "no_data"
    assert [one.actual.state for one in scoreboard(as_of=DAY).lines] == ["no_data", "not_countable"]
    assert reading(as_of=DAY, number=1, head="0")["figures"]
    repaired = preview(commands=[put({"depth": 1}, version=3)], by=person("admin"), as_of=DAY)["figures"]
    state = {one["code"]: one["state"] for one in repaired["after"]}
    assert state["K2"] == "ok"


@pytest.mark.parametrize(
    ("rule", "parameters"), [("nope", {}), ("person_days", {"categories": "all"}), ("built_share", {})]
)
def test_a_bad_version_of_any_rule_is_told_and_breaks_no_page(rule, parameters):
    in_force(parameters, rule=rule, code="K1")
    browser = Client()
    browser.force_login(person("planner"))
    for address in ("/", "/scoreboard/", "/scoreboard/K1/", "/deployments/", "/workspace/"):
        assert browser.get(address, follow=True).status_code == 200, address
    assert api_of("planner").get("/api/v1/figures").status_code == 200


def test_pages_of_surveillance_say_why_they_cannot_be_counted_and_do_not_redirect():
    in_force({"level": "galactic"})
    browser = Client(headers={"accept-language": "lv"})
    browser.force_login(person("planner"))
    for address in ("/surveillance/", "/surveillance/?as_of=2024-06-30"):
        page = browser.get(address)
        assert page.status_code == 409
        assert "galactic" in page.content.decode()
    assert "galactic" in browser.get("/scoreboard/").content.decode()
    answer = api_of("planner").get("/api/v1/coverage")
    assert (answer.status_code, answer.json()["error"]["where"]) == (409, "parameters")


def test_the_form_tells_the_keys_of_every_rule():
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(person("admin"))
    browser.cookies["django_language"] = "en"
    page = browser.get("/reference/definition/facts/?indicator=K2").content.decode()
    assert "covered_share" in page
    assert "a whole number from 1 to 20" in page
    wrong = {"version": "2", "rule": "covered_share", "parameters": '{"depth": "two"}', "change_reason": "x"}
    answer = browser.post("/reference/definition/facts/?indicator=K2", {**wrong, "from_day": "2024-01-01"})
    assert answer.status_code == 400
    assert "depth" in answer.context["form"].errors["parameters"]
