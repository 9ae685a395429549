import struct
from collections.abc import Iterator
from contextlib import contextmanager

from allauth.account.forms import ChangePasswordForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django.contrib.auth.forms import AuthenticationForm
from django.forms import BooleanField
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import note
from apps.accounts.models import AccessEvent
from apps.accounts.tokens import revoke_tokens


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _("This user name and password do not go together. Mind capital letters."),
        "inactive": _("This account is closed."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["password"].label = _("Password")


@contextmanager
def as_wrong() -> Iterator[None]:
    """Take what is no passkey at all for a wrong one: the library reads what it expects, and stumbles otherwise."""
    try:
        yield
    except (
        LookupError,
        AttributeError,
        TypeError,
        ValueError,
        OverflowError,
        struct.error,
        InvalidSignature,
    ):
        raise get_adapter().validation_error("incorrect_code") from None


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
    """A password of one's own; whoever knew the old one may have made an API token with it."""

    kind = AccessEvent.Kind.PASSWORD_REFUSED
    tried = "oldpassword"

    end_tokens = BooleanField(required=False, initial=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        count = self.user.api_tokens.usable().count()
        label = _("End my API tokens too: %(count)s. Programs that use them need new ones.")
        self.fields["end_tokens"].label = label % {"count": count}
        if not count:
            del self.fields["end_tokens"]

    def save(self) -> None:
        super().save()
        if self.cleaned_data.get("end_tokens"):
            revoke_tokens(person=self.user, by=self.user)


class Code(Logged, AuthenticateForm):
    pass


class CodeAgain(Logged, ReauthenticateByCodeForm):
    pass


class Shown(Logged):
    """A passkey that somebody shows."""

    tried = "credential"

    def clean_credential(self) -> Authenticator:
        with as_wrong():
            return super().clean_credential()


class Passkey(Shown, AuthenticateWebAuthnForm):
    pass


class PasskeyAgain(Shown, ReauthenticateWebAuthnForm):
    pass


class PasskeyAlone(Shown, LoginWebAuthnForm):
    kind = AccessEvent.Kind.SIGN_IN_FAILED


class NewPasskey(AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["passwordless"].label = _("Sign in with this key alone, without a password")
        self.fields["passwordless"].help_text = _("The device then asks for a fingerprint, a face or a PIN.")

    def clean(self) -> dict:
        with as_wrong():
            return super().clean()


class KeyName(EditWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
