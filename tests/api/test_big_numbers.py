"""Numbers larger than any that the database holds: not found or refused, never an error of ours."""

import re

import pytest
from django.test import Client

from apps.ledger import services
from tests.api.test_rights import asked
from tests.factories import person, put_work, small_register

pytestmark = pytest.mark.django_db

LARGE = (2**31, 2**63, 10**25)
LISTS = [route for method, route in asked() if method == "GET" and "<" not in route]
NUMBERED = [(method, route) for method, route in asked() if "<int:" in route]


@pytest.fixture
def draft() -> str:
    small_register()
    return str(services.draft(commands=[put_work(1, 2, "built")], by=person("admin"), reason="a draft").uid)


@pytest.fixture
def admin() -> Client:
    browser = Client(raise_request_exception=False)
    browser.force_login(person("admin"))
    return browser


@pytest.mark.parametrize("number", LARGE)
@pytest.mark.parametrize(("method", "route"), NUMBERED)
def test_in_an_address(admin, draft, method, route, number):
    address = re.sub(r"<int:\w+>", str(number), route)
    uid = str(person("admin").uid) if route.startswith("people") else draft
    address = re.sub(r"<uuid:\w+>", uid, address)
    address = re.sub(r"<slug:\w+>", "osm", address)
    answer = admin.generic(method, f"/{address}", headers={"If-Match": '"2"'})
    assert answer.status_code < 500


@pytest.mark.parametrize("number", LARGE)
def test_no_operation_of_a_draft_has_it(admin, draft, number):
    address = f"/api/v1/change-sets/{draft}/operations/{number}/"
    answer = admin.delete(address, headers={"If-Match": '"2"'})
    assert (answer.status_code, answer.json()["error"]["where"]) == (400, "n")
    assert admin.post(f"/review/{draft}/drop/{number}/").status_code == 302
    assert len(admin.get(f"/api/v1/change-sets/{draft}/").json()["operations"]) == 1


@pytest.mark.parametrize("route", LISTS)
def test_in_a_query(admin, draft, route):
    for number in LARGE[1:]:
        answer = admin.get(f"/{route}?page={number}&page_size={number}&ahead={number}&operation={number}")
        assert answer.status_code < 500
