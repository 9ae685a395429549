"""Redis gone: whoever has a second factor signs in, and guessing is counted all the same."""

import pytest
import structlog
from django.core.cache import caches
from django.test import Client

from border_gis.cache import RedisOrOwn
from tests.factories import person
from tests.security.test_sign_in import PASSWORD, code, is_in, sign_in, with_totp

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def gone(settings):
    settings.CACHES = {
        "default": {"BACKEND": "border_gis.cache.RedisOrOwn", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    RedisOrOwn.away_until = 0.0
    caches["default"].own.clear()
    yield
    caches["default"].own.clear()
    RedisOrOwn.away_until = 0.0


def test_one_signs_in_with_a_second_factor():
    secret = with_totp(person("planner"))
    browser = Client()
    sign_in(browser)
    browser.post("/account/second-factor/authenticate/", {"code": code(secret)})
    assert is_in(browser)


def test_one_says_the_password_again_and_changes_it():
    person("planner")
    browser = Client()
    sign_in(browser)
    assert browser.post("/account/again/", {"password": PASSWORD}).status_code == 302
    chosen = "quite another pass phrase"
    sent = {"oldpassword": PASSWORD, "password1": chosen, "password2": chosen}
    assert browser.post("/account/password/", sent).status_code == 302


def test_codes_are_not_guessed_without_end_and_the_log_says_who_counts():
    secret = with_totp(person("planner"))
    browser = Client()
    sign_in(browser)
    with structlog.testing.capture_logs() as told:
        for _guess in range(10):
            browser.post("/account/second-factor/authenticate/", {"code": "000000"})
    browser.post("/account/second-factor/authenticate/", {"code": code(secret)})
    assert not is_in(browser)
    lines = [one["event"] for one in told if "cache" in one["event"]]
    assert lines == ["the shared cache cannot be reached; each worker counts alone"]


def test_redis_is_asked_again_after_a_while(monkeypatch):
    cache = caches["default"]
    cache.set("a", 1)
    assert cache.get("a") == 1
    assert RedisOrOwn.away_until > 0
    asked = []
    monkeypatch.setattr("django.core.cache.backends.redis.RedisCache.get", lambda *given: asked.append(given))
    cache.get("a")
    assert asked == []
    RedisOrOwn.away_until = 0.0
    cache.get("a")
    assert len(asked) == 1
