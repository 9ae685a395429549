from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import status
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import APIException
from rest_framework.permissions import SAFE_METHODS, BasePermission

from apps.accounts.models import ApiToken
from apps.accounts.permissions import may_send, reads_own_lots
from apps.accounts.reading import is_general
from apps.accounts.tokens import mark_used, note_refused, token_of

SCHEME = "bearer"


class BadToken(APIException):
    status_code = status.HTTP_401_UNAUTHORIZED
    default_detail = _("This token is unknown, revoked or has expired.")
    default_code = "bad_token"
    auth_header = 'Bearer realm="border-gis", error="invalid_token"'


class FactorMissing(APIException):
    status_code = status.HTTP_403_FORBIDDEN
    default_detail = _("This token opens nothing until its person has a second factor.")
    default_code = "second_factor_missing"


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer bgis_…`; never in an address, where logs would keep it."""

    def authenticate(self, request):
        scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != SCHEME:
            return None
        token = token_of(key.strip())
        if token is None:
            note_refused(key.strip())
            raise BadToken
        if settings.MFA_REQUIRED and not is_mfa_enabled(token.user):
            note_refused(key.strip())
            raise FactorMissing
        mark_used(token)
        return token.user, token

    def authenticate_header(self, request) -> str:
        """Say how a program signs in, so that whoever nobody knows is answered 401 and not 403."""
        return 'Bearer realm="border-gis"'


class TokenScheme(OpenApiAuthenticationExtension):
    """How the token stands in the API's description."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema) -> dict:
        return {"type": "http", "scheme": SCHEME}


class TokenScope(BasePermission):
    """A token that only reads may write nothing."""

    message = _("This token may only read.")

    def has_permission(self, request, view):
        token = request.auth
        is_reading = request.method in SAFE_METHODS
        return not isinstance(token, ApiToken) or is_reading or token.scope == ApiToken.Scope.WRITE


class SendsNothing(BasePermission):
    """An auditor reads and exports; nothing that they send is kept."""

    message = _("An auditor only reads: nothing is written for you.")

    def has_permission(self, request, view):
        match = request.resolver_match
        return request.method in SAFE_METHODS or may_send(request.user, match and match.view_name)


class ReadsEnough(BasePermission):
    """Positions and gaps are for those who read fully; what `reading` names is for everybody signed in."""

    message = _("Your reading level is general: kilometres and counts, no positions.")

    def has_permission(self, request, view):
        match = request.resolver_match
        name = match.view_name if match else None
        return is_general(name) or request.user.reads_fully or reads_own_lots(request.user, name)
