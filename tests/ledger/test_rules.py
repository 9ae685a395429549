"""What cannot be is refused as soon as it is drafted, at its field."""

from datetime import date

import pytest
from django.db import IntegrityError, models, transaction
from django.utils import translation
from django.utils.translation import gettext

from apps.geo.errors import BorderGisError, Conflict
from apps.ledger import drafts, services
from apps.ledger.commands import Add, Amend, Put
from apps.ledger.models import ChangeSet
from apps.ledger.refusals import check_words, refusal
from apps.ledger.register import REGISTER
from apps.surveillance.models import Node
from tests.factories import BEGIN, KM, add_route, named, person, record

pytestmark = pytest.mark.django_db

LINK = {**named("link"), "kind": "data", "medium": "fibre", "from_node": "a", "to_node": "b"}
SITE = {**named("site"), "kind": "site"}


def label(code: str, from_km: float, to_km: float, route: str = "LV-RU", day: date = BEGIN) -> Put:
    ends = {"from_cm": round(from_km * KM), "to_cm": round(to_km * KM)}
    return Put("segment", {"route": route}, {"code": code}, day, **ends)


def drafted(*commands) -> ChangeSet:
    return services.draft(commands=list(commands), by=person(), reason="a draft")


def refused(write) -> BorderGisError:
    """Return why a write is refused; nothing of it stays."""
    kept = ChangeSet.objects.count()
    with pytest.raises(BorderGisError) as caught:
        write()
    assert ChangeSet.objects.count() == kept
    return caught.value


@pytest.fixture
def nodes():
    record(Add("node", "a", SITE), Add("node", "b", SITE), Add("link", "ab", LINK))


@pytest.mark.parametrize("keep", [drafted, record])
@pytest.mark.parametrize(
    ("command", "where"),
    [
        (Add("link", "loop", {**LINK, "to_node": "a"}), "values.to_node"),
        (Amend("link", "ab", {"to_node": "a"}), "values.to_node"),
        (Amend("link", "ab", {"from_node": "b"}), "values.to_node"),
        (Add("node", "c", {**SITE, "kind": "command"}), "values.level"),
        (Amend("node", "a", {"level": "local"}), "values.level"),
    ],
)
def test_values_that_do_not_go_together_are_refused_at_their_field(nodes, keep, command, where):
    assert refused(lambda: keep(command)).where == f"operations[0].{where}"


def test_a_link_may_change_its_end(nodes):
    record(Add("node", "c", SITE))
    assert drafted(Amend("link", "ab", {"to_node": "c"})).operations.count() == 1


@pytest.fixture
def segments():
    """LV-RU: A km 0–5, B km 5–10; LV-BY: C km 0–10."""
    add_route()
    add_route("LV-BY")
    record(label("A", 0, 5), label("B", 5, 10), label("C", 0, 10, route="LV-BY"))


@pytest.mark.parametrize("keep", [drafted, record])
@pytest.mark.parametrize(
    "commands",
    [
        [label("A", 8, 10)],
        [label("C", 2, 3)],
        [label("D", 1, 2)],
        [label("D", 0, 1), label("D", 2, 5)],
        [label("D", 9, 10), label("A", 9, 10, day=date(2023, 1, 1))],
    ],
    ids=["far from its own", "on another route", "cuts a segment in three", "twice new", "on a later day"],
)
def test_one_code_names_one_segment_on_a_day(segments, keep, commands):
    error = refused(lambda: keep(*commands))
    assert isinstance(error, Conflict)
    assert error.where == f"operations[{len(commands) - 1}].values.code"


def test_both_places_of_a_code_are_named_in_the_readers_form(segments):
    error = refused(lambda: record(label("C", 1.5, 2)))
    with translation.override("en"):
        said = error.translated(gettext)
    assert "C would name both LV-BY km 0–10 and LV-RU km 1.5–2 on 1 Jan 2021" in said
    with translation.override("lv"):
        said = error.translated(gettext)
    assert "LV-BY km 0–10" in said
    assert "LV-RU km 1,5–2" in said
    assert "01.01.2021." in said


def test_segments_are_split_merged_swapped_and_moved(segments):
    record(label("A2", 3, 5))
    record(label("A", 0, 5))
    record(label("A", 5, 10), label("B", 0, 5))
    record(label("C", 0, 4, day=date(2023, 1, 1)), label("D", 0, 10, route="LV-BY", day=date(2023, 1, 1)))


def test_a_code_that_was_taken_meanwhile_stops_the_draft(segments):
    draft = drafted(label("NEW", 3, 5))
    record(label("NEW", 7, 10))
    error = refused(lambda: services.apply(change_set=draft, by=person()))
    assert error.where == "operations[0].values.code"


def test_an_undo_does_not_bring_a_taken_code_back(segments):
    renamed = record(label("A2", 0, 5))
    record(label("A", 6, 10))
    assert refused(lambda: services.undo(change_set=renamed, by=person(), reason="back")).where


def test_a_draft_cannot_grow_by_a_taken_code(segments):
    draft = drafted(label("D", 0, 2))
    seen = ChangeSet.objects.number()
    grow = {"change_set": draft, "commands": [label("D", 8, 10)], "by": person(), "seen": seen}
    assert refused(lambda: drafts.extend(**grow)).where == "operations[0].values.code"


def test_every_check_of_the_register_says_in_plain_words_what_it_asks_for():
    silent = [
        rule.name
        for kind in REGISTER
        for rule in kind.model._meta.constraints
        if isinstance(rule, models.CheckConstraint)
        and rule.violation_error_message == rule.default_violation_error_message
        and not check_words(rule.name)
    ]
    assert silent == []


def test_a_refusal_of_the_database_shows_no_row_of_it():
    record(Add("node", "a", SITE))
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Node.objects.filter(code="a").update(level="local")
    told = refusal(caught.value)
    assert told.detail == {"constraint": "node_level_of_command"}
    assert "Failing row" not in str(told)
    assert str(told) == str(check_words("node_level_of_command"))
