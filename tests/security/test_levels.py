"""The two reading levels and who is asked to sign in: kilometres and counts by section, no positions, no gaps."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver
from rest_framework.test import APIClient

from apps.accounts.models import User
from apps.accounts.reading import GENERAL_VIEWS, LOGGED_VIEWS
from apps.ledger.commands import Add, Put
from tests.factories import BEGIN, KM, named, person, put_work, record, require, small_register

pytestmark = pytest.mark.django_db


def general_reader() -> Client:
    browser = Client()
    browser.cookies["django_language"] = "en"
    browser.force_login(person("viewer", "general viewer", reading_level=User.Level.GENERAL))
    return browser


@pytest.fixture
def built_in_sections():
    """Ten kilometres in two sections: four of the first six are built, none of the rest."""
    small_register()
    sections = [Add("section", code, {**named(code), "kind": "land"}) for code in ("Zilupe", "Ludza")]
    stretches = [
        Put("section_stretch", {"route": "LV-RU"}, {"section": code}, BEGIN, from_cm=a * KM, to_cm=b * KM)
        for code, a, b in (("Zilupe", 0, 6), ("Ludza", 6, 10))
    ]
    record(*sections, *stretches, require(0, 10), put_work(0, 4, "built"))
    rule = {"version": 1, "rule": "built_share", "parameters": {"elements": ["fence"]}}
    record(Add("indicator", "K1", {**named("K1"), "unit": "%"}))
    record(Put("definition", {"indicator": "K1"}, rule, BEGIN))


def test_the_general_level_gets_figures_by_section_and_nothing_smaller(built_in_sections):
    browser = general_reader()
    found = browser.get("/api/v1/figures/K1/by/section").json()
    assert [(one["part"], one["numerator_km"], one["denominator_km"]) for one in found] == [
        ("Zilupe", 4.0, 6.0),
        ("Ludza", 0.0, 4.0),
    ]
    full = APIClient()
    full.force_authenticate(person("planner"))
    for partition in ("segment", "unit"):
        assert browser.get(f"/api/v1/figures/K1/by/{partition}").status_code == 403
        assert full.get(f"/api/v1/figures/K1/by/{partition}").status_code == 200


def test_the_page_of_figures_has_a_row_for_each_section(built_in_sections):
    page = general_reader().get("/figures/").content.decode()
    assert "Zilupe" in page
    assert "66.67" in page
    assert "4.00\u00a0km of 6.00\u00a0km" in page


def test_every_view_that_the_levels_and_the_read_log_name_is_there():
    missing = (GENERAL_VIEWS | set(LOGGED_VIEWS)) - set(view_names())
    assert missing == set()


def view_names(patterns=None, prefix: str = "") -> Iterator[str]:
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            yield from view_names(one.url_patterns, f"{one.namespace}:" if one.namespace else prefix)
        else:
            yield f"{prefix}{one.name}"


def test_whom_nobody_knows_is_asked_to_sign_in():
    answer = APIClient().get("/api/v1/figures")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="border-gis"'
    wrong = APIClient().get("/api/v1/figures", headers={"Authorization": "Bearer bgis_wrong"})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (401, "bad_token")
    assert 'error="invalid_token"' in wrong.headers["WWW-Authenticate"]
