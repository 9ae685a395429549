"""The register as it was known at an earlier ledger number: things keep their ids, what is derived is derived anew."""

import pytest
from django.db import connection

from apps.border.models import Alignment, AlignmentPiece, Route
from apps.construction.models import Element, Work
from apps.ledger.commands import Add, Amend, Remove
from apps.ledger.models import ChangeSet
from apps.ledger.replay import as_known_at, verify
from tests.factories import BEGIN, KM, add_route, alignment, named, put_work, record, small_register

pytestmark = pytest.mark.django_db


def number() -> int:
    return ChangeSet.objects.number()


def ids(model) -> dict[str, int]:
    return dict(model.objects.values_list("code", "pk"))


def pieces() -> dict[tuple, str]:
    """The pieces as what they say: whose, from where to where, and their shape."""
    rows = AlignmentPiece.objects.order_by("alignment", "from_cm")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, ST_AsText(line, 2) FROM border_alignmentpiece")
        shapes = dict(cursor.fetchall())
    return {
        (str(uid), a, b): shapes[pk]
        for pk, uid, a, b in rows.values_list("pk", "alignment_id", "from_cm", "to_cm")
    }


def test_a_thing_has_the_id_that_it_has_today():
    add_route("LV-BY")
    record(Remove("route", "LV-BY"))
    small_register()
    then = number()
    record(Add("element", "camera_road", named("road")))
    today = ids(Route), ids(Element)
    with as_known_at(then):
        assert ids(Route) == today[0]
        assert ids(Element) == {"fence": today[1]["fence"]}
    assert (ids(Route), ids(Element)) == today


def test_a_thing_that_is_gone_has_an_id_that_nothing_has_today():
    small_register()
    record(Add("element", "path", named("path")))
    then = number()
    record(Remove("element", "path"))
    record(Add("element", "road", named("road")))
    today = ids(Element)
    with as_known_at(then):
        known = ids(Element)
        assert known["fence"] == today["fence"]
        assert known["path"] not in today.values()


def test_facts_stand_on_the_things_of_the_same_id():
    small_register()
    record(put_work(1, 3, "cleared"))
    then = number()
    record(put_work(0, 5, "built"))
    route = Route.objects.get()
    with as_known_at(then):
        assert list(Work.objects.filter(route=route).values_list("from_cm", "status__code")) == [
            (100_000, "cleared")
        ]


def test_the_pieces_of_a_line_are_those_of_the_line_as_known():
    add_route(km=2)
    first = alignment(line=[[700_000, 300_000, 0], [702_000, 300_000, 2 * KM]])
    record(first)
    then, were = number(), pieces()
    moved = alignment(line=[[700_000, 300_050, 0], [702_000, 300_050, 2 * KM]]).values["line"]
    record(Amend("alignment", first.uid, {"line": moved}))
    are = pieces()
    assert are.keys() == were.keys()
    assert are != were
    with as_known_at(then):
        assert pieces() == were
        route = Route.objects.get()
        [drawn] = AlignmentPiece.objects.lines([(route.pk, 0, KM)], BEGIN).values()
    [redrawn] = AlignmentPiece.objects.lines([(route.pk, 0, KM)], BEGIN).values()
    assert drawn != redrawn
    assert pieces() == are
    assert verify() is None


def test_before_a_line_was_known_it_had_no_pieces():
    add_route()
    then = number()
    record(alignment())
    with as_known_at(then):
        assert (Alignment.objects.count(), AlignmentPiece.objects.count()) == (0, 0)
    assert AlignmentPiece.objects.count() == 10
