"""What the access log keeps of people's own second factors and passwords: the sign-in library tells of each."""

from allauth.account.signals import password_changed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.dispatch import receiver
from django.http import HttpRequest

from apps.accounts.access import note
from apps.accounts.models import AccessEvent, User

Kind = AccessEvent.Kind


@receiver(authenticator_added)
def added(request: HttpRequest, user: User, authenticator: Authenticator, **_more) -> None:
    note(Kind.FACTOR_ADDED, by=user, about=user, request=request, type=authenticator.type)


@receiver(authenticator_removed)
def removed(request: HttpRequest, user: User, authenticator: Authenticator, **_more) -> None:
    note(Kind.FACTOR_REMOVED, by=user, about=user, request=request, type=authenticator.type)


@receiver(authenticator_reset)
def renewed(request: HttpRequest, user: User, **_more) -> None:
    note(Kind.CODES_RENEWED, by=user, about=user, request=request)


@receiver(password_changed)
def changed(request: HttpRequest, user: User, **_more) -> None:
    note(Kind.PASSWORD_CHANGED, by=user, about=user, request=request)
