"""The organisation's OpenID Connect provider.

Beside what the library checks (state, PKCE), the identity token must carry the provider's signature, its
issuer, our audience and the nonce of this very sign-in.
"""

import secrets

from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare

NONCE = "oidc_nonce"


class OrganisationAdapter(OpenIDConnectOAuth2Adapter):
    def complete_login(self, request: HttpRequest, app, token, **kwargs):
        """Return the sign-in of the identity token's subject; what the token does not say is not asked."""
        given = kwargs["response"].get("id_token")
        if not given:
            raise OAuth2Error("the provider gave no identity token")
        claims = jwtkit.verify_and_decode(
            credential=given,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
            verify_signature=True,
        )
        expected = request.session.pop(NONCE, None)
        if not expected or not constant_time_compare(str(claims.get("nonce", "")), expected):
            raise OAuth2Error("the identity token was made for another sign-in")
        return self.get_provider().sociallogin_from_response(request, {"id_token": claims})

    def get_callback_url(self, request: HttpRequest, app) -> str:
        return build_absolute_uri(request, reverse("oidc_callback", args=[self.provider_id]))


class OrganisationProvider(OpenIDConnectProvider):
    id = "oidc"
    name = "OpenID Connect"
    oauth2_adapter_class = OrganisationAdapter

    def get_auth_params(self) -> dict:
        return {}

    def get_auth_params_from_request(self, request: HttpRequest, action) -> dict:
        """Bind the sign-in to this session by a nonce that the identity token has to give back."""
        request.session[NONCE] = secrets.token_urlsafe(32)
        return {**super().get_auth_params_from_request(request, action), "nonce": request.session[NONCE]}


provider_classes = [OrganisationProvider]
