import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.exceptions import ValidationError as ModelError
from django.db import DataError, IntegrityError, OperationalError, connection
from django.http import Http404
from django.test import Client
from psycopg import errors
from rest_framework import exceptions as api

from apps.geo import errors as geo
from border_gis.errors import answer, console_line, database_line, database_reason, exception_handler


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (geo.MeasureError("no such place"), 400, "measure"),
        (geo.PeriodError("ends before it starts"), 400, "period"),
        (geo.FactError("width is missing"), 400, "fact"),
        (geo.NotPermitted("not yours"), 403, "not_permitted"),
        (geo.NotFound("no such route"), 404, "not_found"),
        (geo.Conflict("it has moved"), 409, "conflict"),
        (geo.StaleWrite("somebody was faster"), 412, "stale_write"),
        (geo.MissingVersion("which one did you see?"), 428, "missing_version"),
        (geo.LedgerBusy("somebody writes"), 503, "ledger_busy"),
        (api.NotAuthenticated(), 401, "not_authenticated"),
        (api.PermissionDenied(), 403, "permission_denied"),
        (api.ParseError(), 400, "parse_error"),
        (api.UnsupportedMediaType("text/xml"), 415, "unsupported_media_type"),
        (Http404(), 404, "not_found"),
        (IntegrityError("duplicate key"), 409, "conflict"),
        (DataError("integer out of range"), 400, "bad_request"),
        (RequestDataTooBig(), 400, "bad_request"),
        (RecursionError(), 400, "bad_request"),
        (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates"), 400, "bad_request"),
        (OperationalError("connection refused"), 503, "unavailable"),
    ],
)
def test_each_class_of_error_has_its_status_and_word(error, status, code):
    response = answer(error)
    assert (response.status_code, response.data["error"]["code"]) == (status, code)
    assert response.data["error"].keys() == {"code", "message", "where", "detail", "request_id"}


@pytest.mark.parametrize("error", [geo.LedgerBusy("somebody writes"), OperationalError("refused")])
def test_what_passes_by_itself_says_when_to_ask_again(error):
    assert int(answer(error).headers["Retry-After"]) > 0
    assert "Retry-After" not in answer(geo.StaleWrite("changed meanwhile")).headers


def test_a_fault_of_ours_is_not_taken_for_a_bad_request():
    assert exception_handler(ZeroDivisionError(), {}) is None


def test_an_error_says_where():
    error = geo.MeasureError("km 999 is past the end").at("to_km").at("operations[0]")
    assert answer(error).data["error"]["where"] == "operations[0].to_km"


def test_on_the_console_an_error_is_one_line():
    error = geo.MeasureError("km %(km)s is past the end", "to_km", km=999)
    assert console_line(error) == "to_km: km 999 is past the end"


def test_a_nested_field_is_named_by_its_path():
    error = api.ValidationError({"operations": [{}, {"to_km": ["A valid number is required."]}]})
    assert answer(error).data["error"] == {
        "code": "invalid",
        "message": "A valid number is required.",
        "where": "operations[1].to_km",
        "detail": {},
        "request_id": "",
    }


def test_several_mistakes_are_all_named():
    error = api.ValidationError({"reason": ["Required."], "kind": ["Not a choice."]})
    assert answer(error).data["error"]["detail"] == {
        "problems": [
            {"where": "reason", "message": "Required."},
            {"where": "kind", "message": "Not a choice."},
        ]
    }


def test_a_models_own_validation_is_a_bad_request():
    assert answer(ModelError({"code": ["Too long."]})).data["error"]["where"] == "code"


@pytest.mark.django_db
def test_a_query_that_takes_too_long_says_so():
    with pytest.raises(OperationalError) as caught, connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 10; SELECT pg_sleep(5)")
    assert database_reason(caught.value) != database_reason(OperationalError())
    assert "make up" not in database_line(caught.value)


@pytest.mark.parametrize("state", [errors.DeadlockDetected, errors.SerializationFailure])
def test_two_writes_that_wait_for_each_other_are_not_told_as_a_database_that_is_away(state):
    error = OperationalError("deadlock detected")
    error.__cause__ = state("deadlock detected")
    told = answer(error)
    assert (told.status_code, told.data["error"]["code"]) == (503, "unavailable")
    assert told.data["error"]["message"] == database_reason(error) != database_reason(OperationalError())


@pytest.fixture
def away():
    """The web's client, with a database that nobody listens for."""
    before = connection.settings_dict.copy()
    connection.settings_dict.update(HOST="127.0.0.1", PORT="1")
    yield Client(raise_request_exception=False)
    connection.close()
    connection.settings_dict.update(before)


def test_a_page_that_needs_the_database_is_a_plain_503(away, django_db_blocker):
    with django_db_blocker.unblock():
        connection.close()
        response = away.get("/healthz")
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert "<h1>" in response.text


def test_an_api_call_that_needs_the_database_is_a_503_in_json(away, django_db_blocker):
    away.cookies["sessionid"] = "x" * 32
    with django_db_blocker.unblock():
        connection.close()
        response = away.get("/api/v1/schema")
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert response.json()["error"]["code"] == "unavailable"


def test_an_unknown_api_address_answers_in_json(client):
    response = client.get("/api/v1/no-such-thing")
    assert response.status_code == 404
    assert response.json()["error"]["code"] == "not_found"
