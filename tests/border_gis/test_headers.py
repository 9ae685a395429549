"""What every answer tells the browser, tried on a page that a stranger may see."""

import pytest


@pytest.fixture
def headers(client, db):
    return client.get("/healthz").headers


def test_the_policy_allows_our_own_files_and_nothing_else(headers):
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    closed = {"default-src", "object-src", "base-uri", "frame-ancestors"}
    own = {"script-src", "style-src", "img-src", "font-src", "connect-src", "form-action", "worker-src"}
    assert policy == dict.fromkeys(closed, "'none'") | dict.fromkeys(own, "'self'")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_every_answer_carries(headers, name, value):
    assert headers[name] == value


@pytest.mark.parametrize("header", [{}, {"accept-language": "fr"}, {"accept-language": "en"}])
def test_latvian_is_spoken_until_the_reader_chooses(client, db, header):
    assert client.get("/healthz", headers=header).headers["Content-Language"] == "lv"


def test_english_is_spoken_by_choice(client, db):
    client.post("/i18n/setlang/", {"language": "en"})
    assert client.get("/healthz").headers["Content-Language"] == "en"


def test_an_api_without_a_session_is_closed(client, db):
    response = client.get("/api/v1/schema")
    assert response.status_code == 401
    assert response.json()["error"]["code"] == "not_authenticated"
