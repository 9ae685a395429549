"""The organisation's provider, played by a server of the test that signs what it is told to."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from apps.accounts.models import AccessEvent, User
from tests.factories import person

pytestmark = pytest.mark.django_db

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
STRANGERS_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CLIENT_ID = "border-gis"


class Provider:
    """An OpenID Connect provider; `claims` are laid over what a right identity token says."""

    def __init__(self, url: str):
        self.url = url
        self.claims: dict = {}
        self.key = KEY
        self.nonce = ""
        self.gives_token = True

    def configuration(self) -> dict:
        paths = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {"issuer": self.url, **{name: f"{self.url}/{path}" for name, path in paths.items()}}

    def keys(self) -> dict:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return {"keys": [{**public, "kid": "1", "alg": "RS256", "use": "sig"}]}

    def token(self) -> dict:
        now = int(time.time())
        right = {"iss": self.url, "aud": CLIENT_ID, "sub": "subject-1", "iat": now, "exp": now + 60}
        claims = {**right, "nonce": self.nonce, "preferred_username": "anna", **self.claims}
        claims = {name: value for name, value in claims.items() if value is not None}
        signed = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "1"})
        return {"access_token": "x", "token_type": "Bearer"} | (
            {"id_token": signed} if self.gives_token else {}
        )


@pytest.fixture
def provider(settings):
    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            given = {
                "/.well-known/openid-configuration": made.configuration,
                "/keys": made.keys,
                "/token": made.token,
            }
            body = json.dumps(given[urlsplit(self.path).path]()).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = answer  # noqa: N815 the names that the server calls

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Provider(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    app = {"provider_id": "organisation", "name": "Ministry", "client_id": CLIENT_ID, "secret": "s"}
    apps = [{**app, "settings": {"server_url": made.url}}]
    settings.SOCIALACCOUNT_PROVIDERS = {"oidc": {"OAUTH_PKCE_ENABLED": True, "APPS": apps}}
    yield made
    server.shutdown()
    server.server_close()


def begun(browser: Client, provider: Provider) -> str:
    """Begin a sign-in as a browser would; return its state."""
    answer = browser.post("/sign-in/with/organisation/")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}
    assert asked["code_challenge_method"] == "S256"
    provider.nonce = asked["nonce"]
    return asked["state"]


def sign_in(provider: Provider, **wrong) -> Client:
    browser = Client()
    state = wrong.pop("state", None) or begun(browser, provider)
    provider.nonce = wrong.pop("nonce", provider.nonce)
    browser.get("/sign-in/with/organisation/back/", {"code": "c", "state": state})
    return browser


def is_in(browser: Client) -> bool:
    return browser.get("/account/").status_code == 200


def test_the_provider_signs_in_who_has_an_account_here(provider):
    person("planner", "anna")
    assert is_in(sign_in(provider))
    provider.claims = {"preferred_username": "somebody renamed there"}
    assert is_in(sign_in(provider))


def test_the_sign_in_page_offers_the_provider(provider):
    assert "Ministry" in Client().get("/sign-in/").content.decode()


def test_who_has_no_account_here_does_not_come_in(provider):
    assert not is_in(sign_in(provider))
    assert AccessEvent.objects.get().kind == "sign_in_failed"


def test_somebody_whose_account_was_closed_meanwhile_is_told_so(provider):
    anna = person("planner", "anna")
    sign_in(provider)
    User.objects.filter(pk=anna.pk).update(is_active=False)
    browser = sign_in(provider)
    assert not is_in(browser)
    assert browser.get("/account/closed/").status_code == 200
    assert AccessEvent.objects.first().detail == {"reason": "locked"}


def test_another_subject_does_not_take_over_an_account_that_is_tied(provider):
    person("planner", "anna")
    sign_in(provider)
    provider.claims = {"sub": "subject-2"}
    assert not is_in(sign_in(provider))


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"aud": "another application"},
        {"aud": None},
        {"exp": 1},
    ],
    ids=str,
)
def test_an_identity_token_that_is_not_for_this_sign_in_is_refused(provider, claims):
    person("planner", "anna")
    provider.claims = claims
    assert not is_in(sign_in(provider))
    assert AccessEvent.objects.get().kind == "sign_in_failed"


def test_a_stranger_cannot_sign_the_token(provider):
    person("planner", "anna")
    provider.key = STRANGERS_KEY
    assert not is_in(sign_in(provider))


def test_without_an_identity_token_nobody_comes_in(provider):
    person("planner", "anna")
    provider.gives_token = False
    assert not is_in(sign_in(provider))


def test_an_answer_with_another_state_is_refused(provider):
    person("planner", "anna")
    provider.nonce = ""
    assert not is_in(sign_in(provider, state="made up"))


def test_an_unknown_provider_is_404(client):
    assert client.get("/sign-in/with/organisation/").status_code == 404


def test_a_provider_that_is_away_shows_a_plain_message(provider, settings):
    apps = settings.SOCIALACCOUNT_PROVIDERS["oidc"]["APPS"]
    apps[0]["settings"]["server_url"] = "http://127.0.0.1:1"
    answer = Client().post("/sign-in/with/organisation/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in/")
