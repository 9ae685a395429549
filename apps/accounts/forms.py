from allauth.account.forms import ChangePasswordForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.webauthn.forms import (
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import note
from apps.accounts.models import AccessEvent


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _("This user name and password do not go together. Mind capital letters."),
        "inactive": _("This account is closed."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["password"].label = _("Password")


class Logged:
    """A form of the sign-in library whose wrong tries are kept in the access log, without what was tried."""

    kind = AccessEvent.Kind.FACTOR_REFUSED
    tried = "code"

    def is_valid(self) -> bool:
        is_valid = super().is_valid()
        reasons = [error.code for error in self.errors.as_data().get(self.tried, [])]
        if reasons and reasons != ["required"]:
            user, request = getattr(self, "user", None), context.request
            name = user.username if user else ""
            by = user if request.user.is_authenticated else None
            found = {"reason": str(reasons[0]), "asked": type(self).__name__}
            note(self.kind, by=by, about=user, username=name, request=request, **found)
        return is_valid


class PasswordAgain(Logged, ReauthenticateForm):
    kind = AccessEvent.Kind.PASSWORD_REFUSED
    tried = "password"


class OwnPassword(Logged, ChangePasswordForm):
    kind = AccessEvent.Kind.PASSWORD_REFUSED
    tried = "oldpassword"


class Code(Logged, AuthenticateForm):
    pass


class CodeAgain(Logged, ReauthenticateByCodeForm):
    pass


class Passkey(Logged, AuthenticateWebAuthnForm):
    tried = "credential"


class PasskeyAgain(Logged, ReauthenticateWebAuthnForm):
    tried = "credential"


class PasskeyAlone(Logged, LoginWebAuthnForm):
    kind = AccessEvent.Kind.SIGN_IN_FAILED
    tried = "credential"
