"""The sign that the database keeps in no text, sent by every way there is: 400, never an error of ours."""

import json

import pytest
from django.test import Client

from tests.factories import person, small_register

pytestmark = pytest.mark.django_db

ADDRESSES = (
    "/audit/?by=%00",
    "/audit/?target=%00",
    "/audit/?route=%00",
    "/audit/access/?kind=%00",
    "/audit/readings/?by=a%00b",
    "/construction/land/?purpose=%00",
    "/deployments/?operation=%00",
    "/deployments/slots/%00/",
    "/reference/sensor/?q=%00",
    "/reference/sensor/things/%00/",
    "/surveillance/?fail=%00",
    "/surveillance/?%00=1",
    "/api/v1/layers/work/?route=%00",
    "/api/v1/layers/%00/",
    "/sign-in/?next=%00",
)


@pytest.fixture
def admin() -> Client:
    small_register()
    browser = Client(raise_request_exception=False)
    browser.force_login(person("admin"))
    return browser


@pytest.mark.parametrize("address", ADDRESSES)
def test_nul_in_an_address_is_refused(admin, address):
    answer = admin.get(address)
    assert answer.status_code == 400
    if address.startswith("/api/"):
        assert answer.json()["error"]["code"] == "bad_request"
    else:
        assert b"NUL" in answer.content


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/account/tokens/", {"name": "\0", "scope": "read", "days": "1"}),
        ("/people/new/", {"username": "an\0na", "role": "viewer", "reading_level": "full"}),
        ("/people/{uid}/grants/", {"target": "*", "lot": "\0"}),
        ("/people/{uid}/grants/", {"target": "*", "route": "LV-RU", "reference": "a\0"}),
        ("/people/{uid}/grants/", {"\0": "1"}),
        ("/sign-in/", {"username": "admin\0", "password": "wrong"}),
    ],
)
def test_nul_in_a_form_is_refused(admin, address, sent):
    uid = person("contractor").uid
    assert admin.post(address.format(uid=uid), sent).status_code == 400


def test_nul_in_what_is_sent_to_the_api_is_refused(admin):
    reason = {"reason": "\0", "operations": []}
    answer = admin.post(
        "/api/v1/change-sets/",
        json.dumps(reason),
        content_type="application/json",
        headers={"If-Match": '"2"'},
    )
    assert answer.status_code == 400
