"""API tokens: random, prefixed, kept as HMAC, scoped, expiring, revocable."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from apps.accounts.models import AccessEvent, ApiToken
from apps.accounts.tokens import make_token, revoke_token, token_of
from apps.geo.errors import FactError, NotPermitted
from apps.ledger.models import ChangeSet
from tests.factories import person, small_register
from tests.ledger.test_api import body

pytestmark = pytest.mark.django_db


def api(key: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return client


def new(scope: str = "read", days: int = 30, role: str = "planner") -> tuple[ApiToken, str]:
    return make_token(user=person(role), name="a script", scope=scope, days=days)


def test_a_key_is_long_random_and_not_in_the_database():
    token, key = new()
    _other, another = new()
    brand, prefix, secret = key.split("_", 2)
    assert (brand, prefix) == ("bgis", token.prefix)
    assert len(secret) >= 43
    assert secret != another.split("_", 2)[2]
    assert secret not in str(ApiToken.objects.values())


def test_a_key_opens_the_api_for_its_person():
    _token, key = new()
    assert api(key).get("/api/v1/ledger").status_code == 200
    assert ApiToken.objects.get().last_used_on == timezone.localdate()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda key: key[:-1],
        lambda key: key + "x",
        lambda key: key.replace("bgis_", "abcd_"),
        lambda key: "bgis_" + "0" * 12 + key[17:],
        lambda key: "",
        lambda key: "bgis__",
    ],
)
def test_any_other_key_is_refused_with_401(spoil):
    _token, key = new()
    answer = api(spoil(key)).get("/api/v1/ledger")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (
        401,
        'Bearer realm="border-gis", error="invalid_token"',
    )
    assert answer.json()["error"]["code"] == "bad_token"


def test_a_key_is_not_taken_from_the_address():
    _token, key = new()
    assert APIClient().get(f"/api/v1/ledger?token={key}&access_token={key}").status_code == 401


def test_expired_revoked_and_locked_out_keys_open_nothing():
    token, key = new()
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert token_of(key) is None
    ApiToken.objects.update(expires_at=timezone.now() + timedelta(days=1))
    assert token_of(key) == token
    person("planner").__class__.objects.update(is_active=False)
    assert token_of(key) is None
    person("planner").__class__.objects.update(is_active=True)
    revoke_token(token=token, by=token.user)
    assert token_of(key) is None


def test_a_token_that_opens_nothing_is_told_in_the_access_log_once_in_a_while():
    token, key = new()
    revoke_token(token=token, by=token.user)
    for _try in range(3):
        api(key).get("/api/v1/ledger")
    api("bgis_000000000000_unknown").get("/api/v1/ledger")
    [event] = AccessEvent.objects.filter(kind="sign_in_failed")
    assert (event.about, event.username, event.address) == (token.user, "planner", "127.0.0.1")
    assert event.detail == {"way": "token", "token": token.prefix}


def test_another_pepper_opens_nothing(settings):
    _token, key = new()
    settings.TOKEN_PEPPER = "another pepper"
    assert token_of(key) is None


def test_a_reading_key_writes_nothing_a_writing_key_what_its_person_may():
    small_register()
    headers = {"If-Match": '"2"'}
    for scope, role, status in (
        ("read", "planner", 403),
        ("write", "viewer", 403),
        ("write", "planner", 201),
    ):
        _token, key = new(scope, role=role)
        answer = api(key).post("/api/v1/change-sets/", body(), format="json", headers=headers)
        assert answer.status_code == status
    assert ChangeSet.objects.number() == 3


def test_a_key_opens_no_page(client):
    _token, key = new()
    assert client.get("/account/", headers={"Authorization": f"Bearer {key}"}).status_code == 302


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"name": "x" * 61}, {"scope": "all"}, {"days": 0}, {"days": 367}]
)
def test_a_token_that_cannot_be_is_refused(wrong):
    given = {"name": "a script", "scope": "read", "days": 30, **wrong}
    with pytest.raises(FactError) as refused:
        make_token(user=person("planner"), **given)
    assert refused.value.where == next(iter(wrong))


def test_only_its_owner_or_an_administrator_revokes_a_token():
    token, _key = new()
    with pytest.raises(NotPermitted):
        revoke_token(token=token, by=person("constructor"))
    revoke_token(token=token, by=person("admin"))
