"""Keys for programs: random, with a prefix by which a leaked one is found, kept only as an HMAC."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from apps.accounts.access import note
from apps.accounts.models import AccessEvent, ApiToken, User
from apps.geo.errors import FactError, NotPermitted

BRAND = "bgis"
MOST_DAYS = 366
SECRET_BYTES = 32
REFUSALS_TOLD_EVERY_S = 600


def make_token(*, user: User, name: str, scope: str, days: int) -> tuple[ApiToken, str]:
    """Return a new token and its key, which is never to be seen again.

    Raises
    ------
    FactError
        No name, an unknown scope, or a life of less than a day or more than a year.
    """
    if not name.strip() or len(name) > 60:
        raise FactError(_("A token has a name of 1 to 60 characters."), "name")
    if scope not in ApiToken.Scope.values:
        raise FactError(_("The scope is “read” or “write”."), "scope")
    if not 1 <= days <= MOST_DAYS:
        raise FactError(_("A token lives 1 to %(most)s days.") % {"most": MOST_DAYS}, "days")
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(SECRET_BYTES)
    token = ApiToken.objects.create(
        user=user,
        name=name.strip(),
        prefix=prefix,
        digest=digest_of(secret),
        scope=scope,
        expires_at=timezone.now() + timedelta(days=days),
    )
    note(AccessEvent.Kind.TOKEN_MADE, by=user, about=user, token=prefix, scope=scope)
    return token, f"{BRAND}_{prefix}_{secret}"


def token_of(key: str) -> ApiToken | None:
    """Return the usable token that the key opens, or None; the time it takes tells nothing of the secret."""
    brand, _, rest = key.partition("_")
    prefix, _, secret = rest.partition("_")
    token = ApiToken.objects.usable().select_related("user").filter(prefix=prefix).first()
    expected = token.digest if token else digest_of("")
    matches = constant_time_compare(digest_of(secret), expected)
    return token if token and matches and brand == BRAND else None


def note_refused(key: str) -> None:
    """Keep in the access log that a token opened nothing, once in a while; of a token that never was, nothing."""
    prefix = key.partition("_")[2].partition("_")[0]
    token = ApiToken.objects.select_related("user").filter(prefix=prefix).first()
    if token and cache.add(f"refused-token-{prefix}", True, REFUSALS_TOLD_EVERY_S):
        refused = {"about": token.user, "username": token.user.username}
        note(AccessEvent.Kind.SIGN_IN_FAILED, **refused, way="token", token=prefix)


def revoke_token(*, token: ApiToken, by: User) -> None:
    if token.user_id != by.pk and by.role != User.Role.ADMIN:
        raise NotPermitted(_("Only its owner or an administrator may revoke a token."))
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())
    note(AccessEvent.Kind.TOKEN_REVOKED, by=by, about=token.user, token=token.prefix)


def revoke_tokens(*, person: User, by: User) -> None:
    for token in person.api_tokens.filter(revoked_at=None):
        revoke_token(token=token, by=by)


def mark_used(token: ApiToken) -> None:
    """Keep the day of the last use; at most one write a day and token."""
    today = timezone.localdate()
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)


def digest_of(secret: str) -> str:
    hmac = salted_hmac("accounts.token", secret, secret=settings.TOKEN_PEPPER, algorithm="sha256")
    return hmac.hexdigest()
