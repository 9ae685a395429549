"""Addresses that only take what a form sends."""

import pytest
from django.test import Client

from border_gis.methods import page_above
from tests.factories import person

pytestmark = pytest.mark.django_db
UID = "/review/00000000-0000-4000-8000-000000000000/"


@pytest.mark.parametrize(
    ("path", "page"),
    [
        (f"{UID}comment/", UID),
        (f"{UID}drop/1/", UID),
        ("/account/tokens/", "/account/"),
        ("/sign-out/", "/"),
    ],
)
def test_reading_such_an_address_leads_to_its_page(path, page):
    browser = Client()
    browser.force_login(person("planner"))
    assert page_above(path) == page
    assert browser.get(path)["Location"] == page


def test_what_an_address_does_not_take_is_refused_in_words():
    browser = Client()
    browser.force_login(person("planner"))
    refused = browser.post("/documents/")
    assert (refused.status_code, refused["Allow"]) == (405, "GET")
    assert "Šī adrese nepieņem to, kas tika nosūtīts." in refused.content.decode()
