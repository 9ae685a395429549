"""What leaves the server in production: cookies, headers, policy. One process with production's own settings."""

import json

import pytest
from django.db import connection

from tests.border_gis.production import manage

pytestmark = pytest.mark.slow

ASK = """
import json
from django.test import Client
strange = {"host": "gis.example.lv", "x-forwarded-for": "203.0.113.9", "user-agent": 'a\\r\\n{"event": "made up"}'}
answer = Client().get("/sign-in/", secure=True, headers=strange)
cookies = {name: dict(morsel) for name, morsel in answer.cookies.items()}
plain = Client().get("/sign-in/", headers={"host": "gis.example.lv"})
print("ANSWER" + json.dumps({
    "status": answer.status_code, "headers": dict(answer.headers), "cookies": cookies,
    "plain": [plain.status_code, plain.headers.get("Location")],
}))
"""


@pytest.fixture(scope="module")
def answer(tmp_path_factory, django_db_setup) -> dict:
    database = connection.settings_dict
    place = {"PGHOST": database["HOST"], "DATABASE_URL": f"postgis://{database['USER']}@/{database['NAME']}"}
    place |= {"STATIC_ROOT": str(tmp_path_factory.mktemp("static"))}
    collected = manage("collectstatic", "--noinput", "--verbosity", "0", **place)
    assert collected.returncode == 0, collected.stderr
    shown = manage("shell", "--no-imports", "-c", ASK, **place)
    assert shown.returncode == 0, shown.stderr
    return json.loads(shown.stdout.split("ANSWER")[1]) | {"log": shown.stderr.splitlines()}


def test_the_page_comes_and_plain_http_is_sent_to_https(answer):
    assert answer["status"] == 200
    assert answer["plain"] == [301, "https://gis.example.lv/sign-in/"]


def test_the_log_is_one_json_object_a_line_with_the_request_and_nothing_made_up(answer):
    lines = [json.loads(line) for line in answer["log"] if line.startswith("{")]
    [began] = [one for one in lines if one["event"] == "request_started" and one.get("user_agent")]
    assert began["user_agent"].startswith("a\r\n")
    assert (began["request"], bool(began["request_id"]), began["timestamp"][-1]) == (
        "GET /sign-in/",
        True,
        "Z",
    )
    assert "made up" not in {one["event"] for one in lines}
    assert "203.0.113.9" not in "".join(answer["log"])
    assert {one["address"] for one in lines if one["event"] == "request_finished"} == {"127.0.0.1"}


def test_every_cookie_is_bound_to_the_host_and_to_https(answer):
    assert answer["cookies"]
    for name, cookie in answer["cookies"].items():
        assert name.startswith("__Host-")
        assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
        assert cookie["samesite"] == "Lax"


def test_the_headers_close_what_a_browser_might_do(answer):
    headers = answer["headers"]
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Content-Type"] == "text/html; charset=utf-8"


def test_the_policy_allows_nothing_inline_and_nobody_else(answer):
    parts = [part.split() for part in answer["headers"]["Content-Security-Policy"].split(";")]
    policy = {name: words for name, *words in parts}
    for name in ("default-src", "base-uri", "frame-ancestors", "object-src"):
        assert policy[name] == ["'none'"]
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*"} & {
        word for words in policy.values() for word in words
    }
