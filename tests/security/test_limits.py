"""What a request may not do, whoever sends it: closed doors, cookies, headers, limits, logs."""

import json

import pytest
from django.core.cache import cache
from django.test import Client
from rest_framework.test import APIClient

from apps.accounts.models import AccessEvent, Grant, ReadEvent
from apps.accounts.throttles import ExportThrottle, PersonThrottle
from tests.factories import person, put_work, record, small_register
from tests.ledger.test_api import body
from tests.ledger.test_drafts import grant
from tests.surveillance import register as surveillance

pytestmark = pytest.mark.django_db


def signed_in(role: str = "planner", **columns) -> Client:
    browser = Client()
    browser.force_login(person(role, **columns))
    return browser


def test_over_the_limit_is_429_with_retry_after_and_others_go_on(monkeypatch):
    monkeypatch.setattr(PersonThrottle, "rate", "3/min", raising=False)
    cache.clear()
    browser, other = signed_in(), signed_in("constructor")
    answers = [browser.get("/api/v1/ledger") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[3].headers["Retry-After"]) <= 60
    refusal = answers[3].json()["error"]
    assert (refusal["code"], "Pārāk daudz pieprasījumu" in refusal["message"]) == ("throttled", True)
    assert other.get("/api/v1/ledger").status_code == 200
    cache.clear()


def test_of_exports_there_are_fewer_and_other_requests_go_on(monkeypatch):
    monkeypatch.setattr(ExportThrottle, "rate", "2/min", raising=False)
    cache.clear()
    small_register()
    browser = signed_in()
    answers = [browser.get("/api/v1/events/export/?layer=work&format=csv") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert browser.get("/api/v1/ledger").status_code == 200
    cache.clear()


def test_without_the_shared_cache_requests_are_answered(settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "border_gis.cache.RedisOrOwn",
            "LOCATION": "redis://127.0.0.1:1",
        }
    }
    small_register()
    assert signed_in().get("/api/v1/ledger").status_code == 200


@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=x", "text/xml", "application/x-www-form-urlencoded"]
)
def test_the_api_reads_json_only(kind):
    api = APIClient()
    api.force_authenticate(person("planner"))
    answer = api.generic(
        "POST", "/api/v1/change-sets/", b"a=1", content_type=kind, headers={"If-Match": '"0"'}
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "unsupported_media_type")


def test_a_write_without_the_csrf_token_is_refused():
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person("planner"))
    assert browser.post("/review/").status_code == 403
    answer = browser.post(
        "/api/v1/change-sets/", "{}", content_type="application/json", headers={"If-Match": '"0"'}
    )
    assert answer.status_code == 403


def test_answers_to_people_are_kept_nowhere():
    browser = signed_in()
    for address in ("/account/", "/api/v1/ledger", "/review/"):
        assert "no-store" in browser.get(address).headers["Cache-Control"]


def test_the_general_level_gets_figures_by_api_and_no_positions():
    small_register()
    general = signed_in("viewer", username="general viewer", reading_level="general")
    for address in ("figures", "ledger"):
        assert general.get(f"/api/v1/{address}").status_code == 200
    for address in ("layers/work/", "change-sets/", "figures/K1/behind"):
        answer = general.get(f"/api/v1/{address}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "permission_denied")


def test_a_contractor_reads_the_granted_stretches_of_a_layer_and_no_others():
    small_register()
    record(put_work(1, 4, "built"), put_work(6, 8, "cleared"))
    contractor = person("contractor", reading_level="general")
    grant(contractor, 2, 3)
    grant(contractor, 7, 10)
    browser = Client()
    browser.force_login(contractor)
    rows = browser.get("/api/v1/layers/work/").json()["rows"]
    assert [row[2:4] for row in rows] == [[2.0, 3.0], [7.0, 8.0]]
    for address in ("layers/requirement/", "segments/", "figures/K1/behind"):
        assert browser.get(f"/api/v1/{address}").status_code == 403
    assert browser.get("/api/v1/change-sets/").json()["results"] == []


def test_a_grant_of_every_layer_does_not_tell_a_contractor_where_sensors_lie():
    surveillance.border()
    surveillance.models()
    surveillance.network()
    record(*surveillance.fibre("F1", 1, 4))
    contractor = person("contractor", reading_level="general")
    grant(contractor, 0, 10, target=Grant.EVERY_LAYER)
    browser = Client()
    browser.force_login(contractor)
    answer = browser.get("/api/v1/layers/sensor_stretch/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_permitted")
    assert browser.get("/api/v1/layers/work/").status_code == 200


def test_reading_a_change_set_is_logged_by_page_and_by_api():
    small_register()
    written = record(put_work(1, 2, "built"))
    browser = signed_in("viewer")
    for address in (f"/changes/{written.uid}/", f"/api/v1/change-sets/{written.uid}/"):
        assert browser.get(address).status_code == 200
    assert [one.what for one in ReadEvent.objects.all()] == ["change sets", "change sets"]


def test_an_auditor_who_reads_positions_in_the_ledger_is_logged_too():
    small_register()
    auditor = signed_in("auditor")
    for address in ("/audit/?target=sensor_standing", "/audit/?target=sensor_standing&format=csv"):
        assert auditor.get(address).status_code == 200
    assert [one.path for one in ReadEvent.objects.order_by("pk")] == [
        "/audit/?target=sensor_standing",
        "/audit/?target=sensor_standing&format=csv",
    ]


def test_reading_positions_is_logged_and_counts_are_not():
    small_register()
    browser = signed_in("viewer")
    browser.get("/api/v1/figures")
    browser.get("/api/v1/layers/work/?route=LV-RU")
    [reading] = ReadEvent.objects.all()
    assert (reading.user.username, reading.what, reading.path) == (
        "viewer",
        "layers",
        "/api/v1/layers/work/?route=LV-RU",
    )


def test_a_refused_reading_is_in_the_access_log_and_not_in_the_read_log():
    signed_in("viewer", username="general viewer", reading_level="general").get("/changes/")
    assert AccessEvent.objects.get().detail == {"method": "GET", "path": "/changes/"}
    assert ReadEvent.objects.count() == 0


def test_what_the_api_refuses_somebody_is_in_the_access_log():
    small_register()
    sent = '{"reason": "x", "operations": [{"verb": "put", "target": "work"}]}'
    browser = signed_in("approver")
    browser.post(
        "/api/v1/change-sets/preview/", sent, content_type="application/json", headers={"If-Match": '"2"'}
    )
    assert AccessEvent.objects.count() == 0  # unreadable is not refused
    address = "/api/v1/change-sets/"
    assert (
        browser.post(
            address, body(), content_type="application/json", headers={"If-Match": '"2"'}
        ).status_code
        == 403
    )
    [refused] = AccessEvent.objects.all()
    assert (refused.kind, refused.by.username, refused.detail["path"]) == ("refused", "approver", address)


def test_an_error_page_has_a_reference_and_no_inside():
    answer = signed_in().get("/no-such-page/")
    assert answer.status_code == 404
    assert b"Traceback" not in answer.content
    assert json.loads(signed_in().get("/api/v1/no-such-thing").content)["error"]["code"] == "not_found"


@pytest.mark.parametrize("sent", ["[null, null]", '"text"', "1", "null", "[]"])
def test_a_body_that_is_no_object_is_refused(sent):
    browser = signed_in()
    for address in ("change-sets/", "change-sets/preview/"):
        answer = browser.post(
            f"/api/v1/{address}", sent, content_type="application/json", headers={"If-Match": '"0"'}
        )
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")
