"""Every address of the site, who may ask it for what, and the code that it answers.

A new address fails here until a line of `TABLE` says who may ask it; whatever an address can name is there
(`tests/api/things.py`), so that it answers; one that needs arguments, a body or a query to
answer sensibly has them in `ARGUMENTS`, `BODIES` or `QUERIES`.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import messages
from django.contrib.messages import get_messages
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver

from apps.accounts.models import Grant, User
from apps.border.models import Route
from apps.construction.models import Lot
from apps.ledger import drafts, services
from apps.ledger.models import ChangeSet
from tests.api.conftest import write_register
from tests.api.table_of_rights import METHODS, ROLES, SIGN_IN, TABLE, Code
from tests.api.things import write_things
from tests.factories import KM, person, put_work, record


def addresses(patterns=None, prefix: str = "") -> Iterator[str]:
    """Yield the route of every address in the URLconf."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, route)
        else:
            yield route


CHANGE_SET = {
    "reason": "a try",
    "operations": [
        {
            "verb": "put",
            "target": "work",
            "key": {"route": "LV-RU", "element": "fence"},
            "from_km": 5,
            "to_km": 6,
            "from_day": "2024-01-01",
            "values": {"status": "built"},
        }
    ],
}
BODIES = {
    "api/v1/terrain-models/<str:code>/retire/": {"reason": "a try"},
    "api/v1/terrain-models/<str:code>/reinstate/": {"reason": "a try"},
    "api/v1/change-sets/": CHANGE_SET,
    "api/v1/change-sets/preview/": CHANGE_SET,
    "api/v1/change-sets/<uuid:uid>/operations/": {"operations": CHANGE_SET["operations"]},
    "api/v1/events/check/": CHANGE_SET,
    "api/v1/saved-views/": {"name": "a try", "search": "?layer=work"},
    "api/v1/saved-views/<int:pk>/": {"name": "a try"},
    "api/v1/change-sets/<uuid:uid>/undo/": {"reason": "a try"},
    "api/v1/change-sets/<uuid:uid>/reject/": {"reason": "a try"},
    "api/v1/change-sets/<uuid:uid>/comments/": {"text": "a try"},
    "api/v1/change-sets/<uuid:uid>/approve/": {"revision": 0},
    "api/v1/documents/<uuid:uid>/ties/": {"route": "LV-RU", "from_km": "3", "to_km": "4"},
}
QUERIES = {
    "api/v1/comparison": "?layer=work&against=2021-12-31",
    "api/v1/events/": "?layer=work",
    "api/v1/events/export/": "?layer=work",
    "api/v1/locate": "?route=LV-RU&km=1",
    "api/v1/explain": "?route=LV-RU&km=1",
    "api/v1/history": "?route=LV-RU&from_km=1&to_km=2",
    "api/v1/segmentation": "?route=LV-RU",
    "reference/<slug:name>/facts/": "?indicator=K1&year=2027",
    "api/v1/figures/<str:code>/series": "?from=2024-01-01&to=2024-03-01",
}
NEEDS = {
    "draft": ("apply", "operations", "discard", "rebase", "submit", "preview", "comments", "comment", "drop"),
    "submitted": ("withdraw", "approve", "reject", "review"),
}
"""Which state of a change set an address asks for, by a word in it; any other takes an applied one."""
ARGUMENTS = {
    "<str:code>/line/": "LV-RU/line/",
    "figures/<str:code>/": "figures/K1/",
    "by/<str:partition>": "by/section",
    "segments/<str:code>/": "segments/S-1/",
    "scoreboard/<str:code>/": "scoreboard/K1/",
    "chart.<str:kind>": "chart.svg",
    "computed-layers/<slug:name>/": "computed-layers/gap/",
    "records/<slug:target>/<path:key>/": "records/indicator/K1/",
    "layers/<slug:name>/": "layers/work/",
    "base-map/<slug:name>/<int:z>/<int:x>/<int:y>": "base-map/none/0/0/0",
    "base-map/<str:name>": "base-map/places",
    "<path:name>": "report.pdf",
    "reference/<slug:name>/facts/": "reference/target/facts/",
    "reference/<slug:name>/": "reference/unit/",
    "things/<str:uid>/": "things/UNIT/",
    "quality/<slug:code>": "quality/no_status",
    "<int:n>": "0",
    "<slug:provider_id>": "nobody",
    "<int:pk>": "1",
}


def address_of(route: str, method: str, sets: dict[str, Any]) -> str:
    """Return an address of a route with its arguments; a change set in the state that the address needs."""
    for argument, value in (sets["things"] | ARGUMENTS).items():
        route = route.replace(argument, value)
    words = route.split("/")
    uid = someone("viewer").uid if words[0] == "people" else sets[state_for(words, method)].uid
    return f"/{route.replace('<uuid:uid>', str(uid))}"


def state_for(words: list[str], method: str) -> str:
    if method == "DELETE":
        return "draft"
    return next((state for state, named in NEEDS.items() if set(words) & set(named)), "applied")


@pytest.fixture(scope="module")
def sets(django_db_setup, django_db_blocker) -> Iterator[dict[str, Any]]:
    """A register, one person of each role, and a change set of the planner's in each state."""
    with django_db_blocker.unblock(), transaction.atomic():
        write_register()
        for role in ROLES[1:]:
            someone(role)
        stretch = {"route": Route.objects.get(code="LV-RU"), "from_cm": 0, "to_cm": 10 * KM}
        Grant.objects.create(user=someone("builder"), target="*", given_by=someone("admin"), **stretch)
        planner = someone("planner")
        command = put_work(8, 9, "built")
        drafted = [services.draft(commands=[command], by=planner, reason="a draft") for _ in range(2)]
        drafts.submit(change_set=drafted[1], by=planner)
        applied = record(put_work(9, 10, "built"), by=planner)
        things = write_things(planner, someone("viewer"))
        lot = Lot.objects.get(code="A")
        Grant.objects.create(user=someone("builder"), target="*", given_by=someone("admin"), lot=lot)
        yield {"applied": applied, "draft": drafted[0], "submitted": drafted[1], "things": things}
        transaction.set_rollback(True)


def someone(role: str) -> User:
    """Return the person who stands for a role; they are called like it."""
    if role == "reader":
        return person("viewer", role, reading_level=User.Level.FULL)
    if role == "builder":
        return person("contractor", role, reading_level=User.Level.GENERAL)
    return person(role, reading_level=User.Level.GENERAL)


def answer(method: str, route: str, role: str, sets: dict[str, Any]) -> Code:
    """Ask as a role and return the code; whatever was written is rolled back."""
    headers = {} if method == "GET" else {"If-Match": f'"{ChangeSet.objects.number()}"'}
    client = Client(headers=headers)
    with transaction.atomic():
        if role != "anonymous":
            client.force_login(someone(role))
        address = f"{address_of(route, method, sets)}{QUERIES.get(route, '')}"
        body = {"content_type": "application/json", "data": BODIES.get(route, {})} if method != "GET" else {}
        response = getattr(client, method.lower())(address, **body)
        transaction.set_rollback(True)
    is_sent_to_sign_in = response.status_code == 302 and response["Location"].startswith("/sign-in/")
    return SIGN_IN if is_sent_to_sign_in else response.status_code


def asked() -> list[tuple[str, str]]:
    return [(method, route) for route, methods in TABLE.items() for method in methods]


def test_every_address_is_in_the_table():
    assert sorted(set(addresses())) == sorted(TABLE)


@pytest.mark.parametrize(("method", "route"), asked())
def test_who_may_ask(method, route, sets):
    found = {role: answer(method, route, role, sets) for role in ROLES}
    assert found == TABLE[route][method]


@pytest.mark.parametrize("route", [route for route in TABLE if route.startswith("api/")])
def test_no_address_of_the_api_answers_another_method(route, sets):
    others = [method for method in METHODS if method not in TABLE[route]]
    assert {method: answer(method, route, "admin", sets) for method in others} == dict.fromkeys(others, 405)


DONE_BY = {
    "changes/<uuid:uid>/apply/": {"constructor", "planner", "admin"},
    "changes/<uuid:uid>/discard/": {"planner", "admin"},
    "changes/<uuid:uid>/draft-undo/": {"constructor", "planner", "admin"},
    "changes/<uuid:uid>/undo/": {"constructor", "planner", "admin"},
    "documents/<uuid:uid>/tie/": {"constructor", "planner", "admin"},
    "documents/<uuid:uid>/untie/<uuid:tied>/": {"constructor", "planner", "admin"},
    "review/<uuid:uid>/approve/": {"approver", "admin"},
    "review/<uuid:uid>/comment/": {"reader", "constructor", "planner", "approver", "admin"},
    "review/<uuid:uid>/drop/<int:n>/": {"planner"},
    "review/<uuid:uid>/rebase/": {"planner"},
    "review/<uuid:uid>/reject/": {"approver", "admin"},
    "review/<uuid:uid>/submit/": {"planner"},
    "review/<uuid:uid>/withdraw/": {"planner"},
    "surveillance/compute/": {"planner", "admin"},
    "scoreboard/snapshots/": {"planner", "admin"},
}
"""Forms that lead on to a page whatever became of them: who gets it done, the others are told why not."""
FORM = {
    "reason": "a try",
    "text": "a try",
    "revision": "0",
    "as_of": "2024-06-30",
    "route": "LV-RU",
    "from_km": "3",
    "to_km": "4",
}


@pytest.mark.parametrize("route", DONE_BY)
def test_who_gets_a_form_done(route, sets):
    assert {role for role in ROLES if is_done(route, role, sets)} == DONE_BY[route]


def is_done(route: str, role: str, sets: dict[str, Any]) -> bool:
    """Send the form as a role and tell whether what came is no refusal; whatever was written is rolled back."""
    client = Client()
    with transaction.atomic():
        if role != "anonymous":
            client.force_login(someone(role))
        response = client.post(address_of(route, "POST", sets), FORM | {"seen": ChangeSet.objects.number()})
        told = [one.level for one in get_messages(response.wsgi_request)]
        transaction.set_rollback(True)
    is_led_on = response.status_code == 302 and not response["Location"].startswith("/sign-in/")
    return is_led_on and messages.ERROR not in told
