"""An auditor reads and exports: what they send is refused in words, and no page offers it."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve

from apps.accounts.models import ApiToken
from apps.accounts.permissions import may_send
from apps.accounts.tokens import make_token
from apps.pages.models import SavedView
from tests.api.test_rights import QUERIES, TABLE, address_of, sets, someone  # noqa: F401 `sets` is a fixture

REFUSED = "An auditor only reads: nothing is written for you."
PAGES = [route for route, methods in TABLE.items() if "GET" in methods and not route.startswith("api/")]


class Forms(HTMLParser):
    """The addresses that the forms of a page send to."""

    def __init__(self, at: str):
        super().__init__()
        self.at, self.found = at, []

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "form" and (told.get("method") or "").lower() == "post":
            self.found.append(urlsplit(urljoin(self.at, told.get("action") or "")).path)


@pytest.mark.parametrize("route", PAGES)
def test_no_page_offers_an_auditor_what_would_be_refused(route, sets):  # noqa: F811
    client, auditor = Client(), someone("auditor")
    with transaction.atomic():
        client.force_login(auditor)
        response = client.get(address_of(route, "GET", sets) + QUERIES.get(route, ""), follow=True)
        transaction.set_rollback(True)
    if response.streaming or "html" not in response.headers.get("Content-Type", ""):
        return
    forms = Forms(response.request["PATH_INFO"])
    forms.feed(response.content.decode())
    assert [one for one in forms.found if not may_send(auditor, resolve(one).view_name)] == []


def test_a_form_of_an_auditor_is_refused_in_words(sets):  # noqa: F811
    client = Client(headers={"Accept-Language": "en"})
    client.cookies["django_language"] = "en"
    with transaction.atomic():
        client.force_login(someone("auditor"))
        response = client.post("/reports/ask/", {"kind": "border"})
        transaction.set_rollback(True)
    assert response.status_code == 403
    assert REFUSED in response.content.decode()


@pytest.mark.parametrize("by_token", [True, False])
def test_the_api_refuses_an_auditor_by_session_and_by_a_token_that_writes(by_token, sets):  # noqa: F811
    auditor = someone("auditor")
    with transaction.atomic():
        client = Client(headers={"Accept-Language": "en"})
        if by_token:
            _token, key = make_token(user=auditor, name="a try", scope=ApiToken.Scope.WRITE, days=1)
            headers = {"Authorization": f"Bearer {key}"}
        else:
            client.force_login(auditor)
            headers = {}
        sent = {"name": "a try", "search": "?layer=work"}
        response = client.post("/api/v1/saved-views/", sent, "application/json", headers=headers)
        read = client.get("/api/v1/saved-views/", headers=headers)
        kept = SavedView.objects.filter(name="a try").count()
        transaction.set_rollback(True)
    assert (response.status_code, read.status_code, kept) == (403, 200, 0)
    assert response.json()["error"]["message"] == REFUSED
