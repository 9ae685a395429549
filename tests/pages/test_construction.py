"""The pages of building on a small register: two lots, one under contract."""

import pytest
from django.test import Client

from apps.accounts.people import give
from apps.construction.models import Acceptance, Lot, LotElement, LotStretch
from tests.construction.register import DAY, PARCELS, write_lots
from tests.factories import KM, person

pytestmark = pytest.mark.django_db
BOARD = f"/construction/?as_of={DAY}"
LOT = f"/construction/lots/A/?as_of={DAY}"


def signed_in(role: str, **columns) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person(role, **columns))
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture(autouse=True)
def register():
    write_lots()


@pytest.fixture
def planner() -> Client:
    return signed_in("planner")


def text(answer, status: int = 200) -> str:
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def posted(client: Client, address: str, **given):
    return client.post(f"/construction/{address}", {"reason": "a try", "from_day": "2024-01-01", **given})


def test_the_board_tells_kilometres_money_lots_and_land(planner):
    shown = text(planner.get(BOARD))
    for told in ("8.00 km", "1,000,000 EUR", "/construction/lots/A/", "tower", "1 of 2"):
        assert told in shown, told


def test_the_strip_shows_each_state_where_it_lies(planner):
    shown = text(planner.get(BOARD))
    assert (
        '<rect x="200.000" width="200.000" y="0" height="30" fill="#00875f" />' in shown
    )  # ready, km 2 to 4


def test_the_general_level_sees_how_much_and_not_where():
    viewer = signed_in("viewer", reading_level="general")
    shown = text(viewer.get(BOARD))
    assert '<rect x="200.000"' not in shown
    assert 'width="250.000"' in shown  # ready: 2 of 8 km
    assert "/construction/lots/A/" not in shown
    assert viewer.get(LOT).status_code == 403
    assert viewer.get("/construction/land/").status_code == 403


def test_a_contractor_opens_their_lot_and_no_other():
    client = signed_in("contractor", reading_level="general")
    assert client.get(LOT).status_code == 403
    give(person=person("contractor"), by=person(), target="work", lot="A", until=None)
    shown = text(client.get(LOT))
    assert "No. A-1" in shown
    assert "/changes/" not in shown
    assert client.get(f"/construction/lots/B/?as_of={DAY}").status_code == 403
    assert "/construction/lots/A/" in text(client.get(BOARD))


def test_a_lot_shows_contracts_structures_and_history(planner):
    shown = text(planner.get(LOT))
    for told in ("No. A-1", "Builder Ltd", "1,000,000", "tower 1", "a test"):
        assert told in shown, told


def test_a_lot_that_is_not_there_is_not_found(planner):
    assert planner.get("/construction/lots/none/").status_code == 404
    assert planner.get("/construction/?as_of=soon").status_code == 302


def test_land_units_are_narrowed(planner):
    assert PARCELS[0] in text(planner.get(f"/construction/land/?as_of={DAY}"))
    shown = text(planner.get(f"/construction/land/?as_of={DAY}&status=offered"))
    assert PARCELS[1] in shown
    assert PARCELS[0] not in shown
    assert "No land unit fits." in text(planner.get(f"/construction/land/?as_of={DAY}&q=99999"))


def test_a_lot_is_brought_in_with_metres_and_elements(planner):
    given = {
        "code": "C",
        "name_lv": "trešā",
        "kind": "works",
        "route": "LV-RU",
        "from_km": "4,5",
        "to_km": "6+000",
        "elements": ["fence", "path"],
    }
    assert posted(planner, "lots/new/", **given)["Location"] == "/construction/lots/C/"
    assert Lot.objects.get(code="C").name_en == "trešā"
    assert LotStretch.objects.values_list("from_cm", "to_cm").get(lot__code="C") == (450_000, 600_000)
    assert LotElement.objects.filter(lot__code="C").count() == 2


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"to_km": "99"}, "km"),
        ({"code": ""}, "This is needed."),
        ({"code": "A"}, "A is there already"),
        ({"kind": "moat"}, "moat"),
        ({"reason": ""}, "Give a reason."),
        ({"from_day": "soon"}, "soon"),
        ({"elements": ["moat"]}, "moat"),
    ],
)
def test_a_lot_that_cannot_be_keeps_what_was_typed(planner, wrong, told):
    given = {
        "code": "C",
        "name_lv": "trešā",
        "kind": "works",
        "route": "LV-RU",
        "from_km": "4.5",
        "to_km": "6",
    }
    shown = text(posted(planner, "lots/new/", **(given | wrong)), 400)
    assert told in shown
    assert 'value="trešā"' in shown
    assert not Lot.objects.filter(code="C").exists()


def test_a_lot_gains_and_gives_up_metres(planner):
    place = {"route": "LV-RU", "from_km": "8", "to_km": "9"}
    posted(planner, "lots/A/stretch/", do="put", **place)
    assert LotStretch.objects.as_of(DAY).filter(lot__code="A").count() == 2
    posted(planner, "lots/A/stretch/", do="clear", **place)
    assert LotStretch.objects.as_of(DAY).filter(lot__code="A").count() == 1


def test_a_lot_builds_another_element_and_no_longer_does(planner):
    posted(planner, "lots/A/elements/", do="put", element="path")
    assert LotElement.objects.as_of(DAY).filter(lot__code="A").count() == 2
    posted(planner, "lots/A/elements/", do="clear", element="path")
    assert LotElement.objects.as_of(DAY).filter(lot__code="A").count() == 1


def test_an_act_names_its_lot(planner):
    given = {"element": "fence", "route": "LV-RU", "from_km": "0", "to_km": "1", "verdict": "accepted"}
    posted(planner, "lots/A/act/", act="A-17", **given)
    [act] = Acceptance.objects.all()
    assert (act.lot.code, act.act, str(act.act_on), act.to_cm) == ("A", "A-17", "2024-01-01", KM)
    assert "A-17" in text(planner.get(LOT))


def test_a_refused_form_of_a_lot_keeps_what_was_typed(planner):
    given = {"element": "fence", "route": "LV-RU", "from_km": "3", "to_km": "1", "verdict": "accepted"}
    shown = text(posted(planner, "lots/A/act/", act="A-17", **given), 400)
    assert 'value="A-17"' in shown
    assert Acceptance.objects.count() == 0
    assert posted(planner, "lots/none/act/", **given).status_code == 404


@pytest.mark.parametrize("role", ["viewer", "approver", "auditor"])
def test_who_may_not_write_changes_nothing(role):
    client = signed_in(role)
    assert "lot-forms" not in text(client.get(LOT))
    answer = posted(client, "lots/A/stretch/", do="put", route="LV-RU", from_km="8", to_km="9")
    assert answer.status_code == (403 if role == "auditor" else 400)
    assert LotStretch.objects.count() == 2
