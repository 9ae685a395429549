"""What nobody reads is refused: a field sent to an address of the API that does not know it, at any depth."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from rest_framework import serializers

from apps.border.serializers import Body
from apps.ledger.models import ChangeSet
from tests.api.test_rights import BODIES, address_of, answer, asked, sets, someone  # noqa: F401 `sets` is a fixture
from tests.factories import api_of

UNKNOWN = "no_such_field"
BY_FORM = ("api/v1/documents/", "api/v1/deployments/import/", "api/v1/deployments/import/preview/")
WRITES = [
    (method, route)
    for method, route in asked()
    if method in ("POST", "PUT", "PATCH") and route.startswith("api/")
]


@pytest.mark.parametrize(("method", "route"), WRITES)
def test_an_unknown_field_is_refused_by_name(method, route, sets):  # noqa: F811
    body = {**BODIES.get(route, {}), UNKNOWN: 1}
    sent = {"data": body} if route in BY_FORM else {"data": body, "content_type": "application/json"}
    with transaction.atomic():
        client = Client(headers={"If-Match": f'"{ChangeSet.objects.number()}"'})
        client.force_login(someone("admin"))
        response = getattr(client, method.lower())(f"/{address_of(route, method, sets).lstrip('/')}", **sent)
        transaction.set_rollback(True)
    assert response.status_code == 400
    assert response.json()["error"]["where"] == UNKNOWN


def below(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def test_whatever_is_sent_is_read_by_what_refuses_unknown_fields():
    assert get_resolver().url_patterns  # with them every serializer is imported
    found = {one for one in below(serializers.BaseSerializer) if one.__name__.endswith("In")}
    assert len(found) > 15
    assert sorted(one.__name__ for one in found if not issubclass(one, Body)) == []


@pytest.mark.django_db
def test_a_field_inside_a_list_is_told_with_its_place():
    body = {"reason": "a try", "slots": [{"slot": "S-1", UNKNOWN: 1}]}
    response = api_of("planner").post(
        "/api/v1/deployments/", body, format="json", headers={"If-Match": '"0"'}
    )
    assert response.status_code == 400
    assert response.data["error"]["where"] == f"slots[0].{UNKNOWN}"
