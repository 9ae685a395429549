"""Where a second factor is asked for there is no other way in, and the access log tells of every try and change."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.test import Client
from rest_framework.test import APIClient

from apps.accounts.models import AccessEvent, User
from apps.accounts.people import reset_password
from apps.accounts.tokens import make_token
from tests.factories import person, small_register
from tests.security.test_sign_in import PASSWORD, code, is_in, kinds, sign_in, with_totp

pytestmark = pytest.mark.django_db

TOTP = "/account/second-factor/totp"


@pytest.fixture
def planner() -> User:
    return person("planner")


def opened(user: User) -> tuple[str, APIClient]:
    token, key = make_token(user=user, name="a script", scope="read", days=30)
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return token.prefix, api


def test_where_it_is_required_a_token_of_somebody_without_one_opens_nothing(planner, settings):
    small_register()
    _prefix, api = opened(planner)
    assert api.get("/api/v1/ledger").status_code == 200
    settings.MFA_REQUIRED = True
    for address in ("ledger", "gaps"):
        answer = api.get(f"/api/v1/{address}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "second_factor_missing")
    with_totp(planner)
    assert api.get("/api/v1/ledger").status_code == 200


def test_where_it_is_required_nobody_goes_on_without_the_one_they_switched_off(planner, settings):
    settings.MFA_REQUIRED = True
    secret = with_totp(planner)
    browser = Client()
    sign_in(browser)
    browser.post("/account/second-factor/authenticate/", {"code": code(secret)})
    assert is_in(browser)
    Authenticator.objects.all().delete()
    assert not is_in(browser)
    assert browser.get("/api/v1/gaps").status_code == 302


def test_a_password_reset_ends_the_tokens_too(planner):
    small_register()
    prefix, api = opened(planner)
    reset_password(person=planner, by=person("admin"))
    assert api.get("/api/v1/ledger").status_code == 401
    [event] = AccessEvent.objects.filter(kind="token_revoked")
    assert (event.about, event.by.username, event.detail) == (planner, "admin", {"token": prefix})


def test_a_token_is_shut_while_its_person_has_to_choose_a_password(planner):
    small_register()
    _prefix, api = opened(planner)
    User.objects.update(password_is_temporary=True)
    assert api.get("/api/v1/ledger").status_code == 401


def test_each_wrong_code_is_logged_without_it_and_so_are_those_over_the_limit(planner):
    with_totp(planner)
    browser = Client()
    sign_in(browser)
    for _guess in range(14):
        browser.post("/account/second-factor/authenticate/", {"code": "271828"})
    events = AccessEvent.objects.order_by("pk")
    assert [one.kind for one in events] == ["factor_refused"] * 14
    assert {one.detail["reason"] for one in events} == {"incorrect_code", "too_many_login_attempts"}
    assert {(one.by, one.about, one.address) for one in events} == {(None, planner, "127.0.0.1")}
    assert "271828" not in str([one.detail for one in events])


def test_what_one_does_with_ones_own_factors_is_logged(planner, django_capture_on_commit_callbacks):
    browser = Client()
    sign_in(browser)
    browser.post("/account/again/", {"password": "wrong"})
    browser.post("/account/again/", {"password": PASSWORD})
    browser.get(f"{TOTP}/activate/")
    secret = browser.session[SECRET_SESSION_KEY]
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"{TOTP}/activate/", {"code": code(secret)})
    browser.post("/account/second-factor/reauthenticate/", {"code": "000000"})
    with django_capture_on_commit_callbacks(execute=True):
        browser.post("/account/second-factor/recovery-codes/generate/")
    browser.post(f"{TOTP}/deactivate/")
    assert kinds() == [
        "signed_in",
        "password_refused",
        "factor_added",
        "factor_added",
        "factor_refused",
        "codes_renewed",
        "factor_removed",
        "factor_removed",
    ]
    types = [one.detail["type"] for one in AccessEvent.objects.filter(kind="factor_added").order_by("pk")]
    assert sorted(types) == ["recovery_codes", "totp"]


NO_PASSKEYS = ['{"id": "x"}', '{"id": "x", "rawId": 1}', "[1]", '"text"', "1", '{"response": null}', "{"]


@pytest.mark.parametrize("sent", NO_PASSKEYS)
def test_what_is_no_passkey_is_refused_and_logged(planner, sent):
    answer = Client().post("/account/second-factor/webauthn/login/", {"credential": sent})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in/")
    [event] = AccessEvent.objects.all()
    assert (event.kind, event.by, event.detail["asked"]) == ("sign_in_failed", None, "PasskeyAlone")


@pytest.mark.parametrize("sent", NO_PASSKEYS)
def test_what_is_no_passkey_is_not_added(planner, sent):
    browser = Client()
    sign_in(browser)
    browser.post("/account/again/", {"password": PASSWORD})
    address = "/account/second-factor/webauthn/add/"
    assert browser.post(address, {"name": "Key", "credential": sent}).status_code == 200
    assert Authenticator.objects.count() == 0


def test_ones_own_new_password_is_logged_and_so_is_a_wrong_old_one(planner):
    browser = Client()
    sign_in(browser)
    chosen = {"password1": "quite another pass phrase", "password2": "quite another pass phrase"}
    browser.post("/account/password/", {"oldpassword": "wrong", **chosen})
    browser.post("/account/password/", {"oldpassword": PASSWORD, **chosen})
    assert kinds()[:3] == ["signed_in", "password_refused", "password_changed"]


@pytest.mark.parametrize(("ticked", "answered"), [({"end_tokens": "on"}, 401), ({}, 200)])
def test_with_ones_own_password_go_the_tokens_unless_one_keeps_them(planner, ticked, answered):
    small_register()
    prefix, api = opened(planner)
    browser = Client()
    sign_in(browser)
    page = browser.get("/account/password/").content.decode()
    assert re.search(r'<input type="checkbox" name="end_tokens"[^>]* checked>', page)
    chosen = {"password1": "quite another pass phrase", "password2": "quite another pass phrase"}
    browser.post("/account/password/", {"oldpassword": PASSWORD, **chosen, **ticked})
    assert api.get("/api/v1/ledger").status_code == answered
    ended = [event.detail for event in AccessEvent.objects.filter(kind="token_revoked", by=planner)]
    assert ended == ([{"token": prefix}] if ticked else [])


def test_who_has_no_token_is_not_asked_about_any(planner):
    browser = Client()
    sign_in(browser)
    assert "end_tokens" not in browser.get("/account/password/").content.decode()


def test_too_many_tries_are_told_in_ones_own_language(planner):
    browser = Client()
    browser.cookies["django_language"] = "en"
    sign_in(browser)
    wrong = {"oldpassword": "x", "password1": "quite another pass phrase", "password2": "y"}
    answers = [browser.post("/account/password/", wrong) for _try in range(6)]
    assert answers[-1].status_code == 429
    assert "Too many tries" in answers[-1].content.decode()
