"""Signing in: wrong passwords, second factors, recovery codes, how long a session lives."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from apps.accounts.models import AccessEvent, User
from tests.factories import person

pytestmark = pytest.mark.django_db

PASSWORD = "a long test password"
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def sign_in(browser: Client, username: str = "planner", password: str = PASSWORD, **headers):
    return browser.post("/sign-in/", {"username": username, "password": password}, headers=headers)


def is_in(browser: Client) -> bool:
    return browser.get("/account/").status_code == 200


def kinds() -> list[str]:
    return list(AccessEvent.objects.order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def planner() -> User:
    return person("planner")


def test_signing_in_and_out_is_logged_and_makes_a_new_session(planner):
    browser = Client()
    browser.get("/sign-in/")
    sign_in(browser)
    session = browser.session.session_key
    assert is_in(browser)
    left = browser.post("/sign-out/")
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    browser.cookies["sessionid"] = session
    assert not is_in(browser)
    assert kinds() == ["signed_in", "signed_out"]


@pytest.mark.parametrize(
    ("headers", "page"),
    [
        (
            {"Referer": "http://testserver/documents/new/?route=LV-RU&from_km=10"},
            "/documents/new/?route=LV-RU&from_km=10",
        ),
        ({"Referer": "https://elsewhere.example/documents/new/"}, "/scoreboard/figures/"),
        ({}, "/scoreboard/figures/"),
    ],
)
def test_whose_form_came_too_late_goes_on_at_its_page(planner, headers, page):
    browser = Client(headers=headers)
    sent_on = browser.post("/scoreboard/figures/new/", {"name": "typed"})
    asked = browser.get(sent_on["Location"])
    assert "Nekas no nosūtītā netika saglabāts." in asked.content.decode()
    signed_in = browser.post(
        sent_on["Location"], {"username": "planner", "password": PASSWORD, "next": asked.context["next"]}
    )
    assert signed_in["Location"] == page


def test_the_sign_in_promises_nothing_it_does_not_know():
    browser = Client()
    asked = browser.get(browser.get("/documents/new/")["Location"]).content.decode()
    assert "saglabāt" not in asked


def test_a_page_learns_whose_session_the_browser_has(planner):
    browser = Client()
    assert browser.get("/account/session/").json()["user"] is None
    browser.force_login(planner)
    found = browser.get("/account/session/")
    assert found.json()["user"] == str(planner.uid)
    assert "no-store" in found["Cache-Control"]


def test_a_wrong_password_is_logged_without_it(planner):
    sign_in(Client(), password="my other password")
    [event] = AccessEvent.objects.all()
    assert (event.kind, event.username, event.address) == ("sign_in_failed", "planner", "127.0.0.1")
    assert "my other password" not in str(event.detail)


def test_five_wrong_passwords_lock_the_account_at_the_address(planner):
    browser = Client()
    answers = [sign_in(browser, password="wrong") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    locked = sign_in(browser)
    assert (locked.status_code, locked.headers["Retry-After"]) == (429, "900")
    assert not is_in(browser)
    assert "locked_out" in kinds()


@pytest.mark.parametrize(
    "disguise",
    [
        {"X-Forwarded-For": "203.0.113.9"},
        {"X-Real-IP": "203.0.113.9"},
        {"Forwarded": "for=203.0.113.9"},
        {"User-Agent": "another"},
    ],
)
def test_no_header_opens_what_is_locked(planner, disguise):
    browser = Client()
    for _ in range(5):
        sign_in(browser, password="wrong")
    assert sign_in(Client(), **disguise).status_code == 429
    assert set(AccessEvent.objects.values_list("address", flat=True)) == {"127.0.0.1"}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("2001:db8::1", "2001:db8::1"),
        ("nobody", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
def test_the_proxys_own_header_tells_the_address_where_one_is_named(planner, settings, sent, kept):
    settings.CLIENT_ADDRESS_HEADER = "X-Real-IP"
    for _ in range(5):
        sign_in(Client(), password="wrong", **{"X-Real-IP": sent})
    assert sign_in(Client(), **{"X-Real-IP": sent}).status_code == 429
    assert sign_in(Client(), **{"X-Real-IP": "192.0.2.1"}).status_code == 302
    failed = AccessEvent.objects.filter(kind="sign_in_failed")
    assert set(failed.values_list("address", flat=True)) == {kept}


def test_a_lock_opens_after_a_quarter_of_an_hour(planner):
    browser = Client()
    with time_machine.travel(NOW, tick=False):
        for _ in range(5):
            sign_in(browser, password="wrong")
    with time_machine.travel(NOW + timedelta(minutes=14), tick=False):
        assert sign_in(browser).status_code == 429
    with time_machine.travel(NOW + timedelta(minutes=16), tick=False):
        assert sign_in(browser).status_code == 302


def test_a_user_name_with_line_breaks_stays_one_line(planner):
    sign_in(Client(), username="planner\r\nadmin signed in", password="wrong")
    assert AccessEvent.objects.get().username == "planner admin signed in"


def test_somebody_locked_by_an_administrator_does_not_come_in(planner):
    User.objects.update(is_active=False)
    browser = Client()
    sign_in(browser)
    assert not is_in(browser)


@pytest.mark.parametrize(
    ("language", "words"), [("lv", "Šis konts ir slēgts"), ("en", "This account is closed")]
)
def test_somebody_locked_who_shows_a_passkey_or_comes_from_the_provider_is_told(planner, rf, language, words):
    from allauth.account.adapter import get_adapter

    request = rf.post("/account/second-factor/webauthn/login/")
    answer = get_adapter().respond_user_inactive(request, planner)
    browser = Client()
    browser.cookies["django_language"] = language
    page = browser.get(answer.headers["Location"])
    assert (page.status_code, words in page.content.decode()) == (200, True)
    [event] = AccessEvent.objects.all()
    assert (event.kind, event.about, event.detail) == ("sign_in_failed", planner, {"reason": "locked"})


def test_nobody_signs_up():
    for address in ("/accounts/signup/", "/signup/", "/account/signup/"):
        assert Client().get(address).status_code in (302, 404)
    assert User.objects.count() == 0


# ---- second factor


def with_totp(user: User) -> str:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


def code(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))


def test_with_a_second_factor_a_password_alone_opens_nothing(planner):
    secret = with_totp(planner)
    browser = Client()
    assert sign_in(browser).headers["Location"].startswith("/account/second-factor/")
    assert not is_in(browser)
    assert kinds() == []
    browser.post("/account/second-factor/authenticate/", {"code": code(secret)})
    assert is_in(browser)
    assert kinds() == ["signed_in"]


def test_a_code_is_good_once(planner):
    secret = with_totp(planner)
    with time_machine.travel(NOW, tick=False):
        first, second = Client(), Client()
        used = code(secret)
        for browser in (first, second):
            sign_in(browser)
            browser.post("/account/second-factor/authenticate/", {"code": used})
    with time_machine.travel(NOW, tick=False):
        assert (is_in(first), is_in(second)) == (True, False)


def test_a_recovery_code_is_good_once(planner):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    with_totp(planner)
    codes = RecoveryCodes.activate(planner)
    [recovery, *_rest] = codes.get_unused_codes()
    first, second = Client(), Client()
    for browser in (first, second):
        sign_in(browser)
        browser.post("/account/second-factor/authenticate/", {"code": recovery})
    assert (is_in(first), is_in(second)) == (True, False)


def test_a_password_reset_keeps_the_second_factor(planner):
    from apps.accounts.people import reset_password

    with_totp(planner)
    password = reset_password(person=planner, by=person("admin"))
    browser = Client()
    assert sign_in(browser, password=password).headers["Location"].startswith("/account/second-factor/")
    assert Authenticator.objects.count() == 1


def test_where_a_second_factor_is_required_nothing_but_its_enrolment_is_reachable(planner, settings):
    settings.MFA_REQUIRED = True
    browser = Client()
    sign_in(browser)
    for address in ("/", "/review/", "/account/", "/api/v1/ledger", "/api/v1/figures"):
        answer = browser.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            "/account/second-factor/totp/activate/",
        )
    browser.post("/account/again/", {"password": PASSWORD})
    assert b"<svg" in browser.get("/account/second-factor/totp/activate/").content
    with_totp(planner)
    assert is_in(browser)


def test_changing_the_second_factor_asks_for_the_password_again(planner):
    browser = Client()
    address = "/account/second-factor/totp/activate/"
    with time_machine.travel(NOW, tick=False):
        sign_in(browser)
        assert browser.get(address).headers["Location"].startswith("/account/again/")
        browser.post("/account/again/", {"password": PASSWORD})
        assert browser.get(address).status_code == 200
    with time_machine.travel(NOW + timedelta(minutes=10), tick=False):
        assert browser.get(address).headers["Location"].startswith("/account/again/")


# ---- sessions


def test_a_session_ends_after_two_idle_hours(planner):
    browser = Client()
    with time_machine.travel(NOW, tick=False):
        sign_in(browser)
    with time_machine.travel(NOW + timedelta(minutes=119), tick=False):
        assert is_in(browser)
    with time_machine.travel(NOW + timedelta(minutes=238), tick=False):
        assert is_in(browser)
    with time_machine.travel(NOW + timedelta(minutes=359), tick=False):
        assert not is_in(browser)


def test_a_session_ends_after_a_working_day_however_busy(planner):
    browser = Client()
    for hour in range(13):
        with time_machine.travel(NOW + timedelta(hours=hour), tick=False):
            if hour == 0:
                sign_in(browser)
            else:
                assert is_in(browser)
    with time_machine.travel(NOW + timedelta(hours=12, minutes=1), tick=False):
        assert not is_in(browser)


def test_a_changed_password_ends_the_other_sessions(planner):
    here, there = Client(), Client()
    for browser in (here, there):
        sign_in(browser)
    chosen = "quite another pass phrase"
    here.post("/account/password/", {"oldpassword": PASSWORD, "password1": chosen, "password2": chosen})
    assert (is_in(here), is_in(there)) == (True, False)


def test_one_ends_a_session_of_ones_own_and_no_other(planner):
    from allauth.usersessions.models import UserSession

    here, there, stranger = Client(), Client(), Client()
    for browser in (here, there):
        sign_in(browser)
    person("constructor")
    sign_in(stranger, "constructor")
    sessions = {one.session_key: one.pk for one in UserSession.objects.all()}
    other = sessions[stranger.session.session_key]
    assert here.post(f"/account/sessions/{other}/end/").status_code == 404
    assert is_in(stranger)
    here.post(f"/account/sessions/{sessions[there.session.session_key]}/end/")
    assert (is_in(here), is_in(there)) == (True, False)


@pytest.mark.parametrize("password", ["short", "planner12345", "password1234", "123456789012"])
def test_weak_passwords_are_refused_long_ones_with_spaces_are_not(planner, password):
    browser = Client()
    sign_in(browser)
    browser.post(
        "/account/password/", {"oldpassword": PASSWORD, "password1": password, "password2": password}
    )
    planner.refresh_from_db()
    assert planner.check_password(PASSWORD)
    long = "seven green boxes on a bridge " * 4
    browser.post("/account/password/", {"oldpassword": PASSWORD, "password1": long, "password2": long})
    planner.refresh_from_db()
    assert planner.check_password(long)


def test_passwords_are_kept_with_argon2():
    from border_gis import settings as own

    assert own.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
