"""Where the sign-in library asks us: who may come in, and what is kept of it."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.access import note
from apps.accounts.models import AccessEvent, User
from apps.accounts.permissions import first_page
from border_gis.addresses import address_of


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; every sign-in, by whatever way, is kept in the access log and begins a new session."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        request.session["began"] = request.session["seen"] = timezone.now().timestamp()
        note(AccessEvent.Kind.SIGNED_IN, by=user, about=user, username=user.username, request=request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead those of the general reading level to what they may see."""
        return first_page(request.user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("pages:account")

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Say that the account is closed; whoever gets here has shown a passkey, or is known to the provider."""
        locked = {"about": user, "username": user.username, "request": request, "reason": "locked"}
        note(AccessEvent.Kind.SIGN_IN_FAILED, **locked)
        return super().respond_user_inactive(request, user)

    def set_password(self, user: User, password: str) -> None:
        """Take a password that the person chose themselves."""
        user.password_is_temporary = False
        super().set_password(user, password)

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or "127.0.0.1"  # a unix socket's peer is on this machine

    def add_message(self, request, level, message_template=None, *args, **kwargs) -> None:
        """Say what changed, but not on every sign-in that one has signed in."""
        if message_template not in ("account/messages/logged_in.txt", "account/messages/logged_out.txt"):
            super().add_message(request, level, message_template, *args, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Send nothing: a closed network has no mail; the access log tells the same."""


class ProviderAdapter(DefaultSocialAccountAdapter):
    """The organisation's provider says who somebody is; whether they have an account is said here."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Tie the provider's subject to the account of that user name, at the first sign-in."""
        if sociallogin.is_existing:
            return
        claims = sociallogin.account.extra_data.get("id_token", {})
        username = str(claims.get(settings.OIDC_USERNAME_CLAIM) or "")
        user = User.objects.filter(username=username, is_active=True).first() if username else None
        if user is None or user.socialaccount_set.exists():
            note(AccessEvent.Kind.SIGN_IN_FAILED, username=username, request=request, way="oidc")
            messages.error(request, _("There is no account for you here yet. Ask an administrator."))
            raise ImmediateHttpResponse(redirect("login"))
        sociallogin.connect(request, user)

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        reason = type(exception).__name__ if exception else str(error)
        note(AccessEvent.Kind.SIGN_IN_FAILED, request=request, way="oidc", reason=reason)
        messages.error(request, _("The sign-in of your organisation did not succeed. Try again."))
        raise ImmediateHttpResponse(redirect("login"))
