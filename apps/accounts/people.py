"""What an administrator does with people: accounts, passwords, sessions, grants; each step is logged."""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.access import note
from apps.accounts.models import AccessEvent, Grant, User
from apps.accounts.permissions import WRITES, may_manage_people
from apps.accounts.tokens import revoke_tokens
from apps.border.models import Route
from apps.geo.errors import Conflict, FactError, MeasureError, NotPermitted, StaleWrite
from apps.geo.stationing import as_km, format_km

CHANGEABLE = ("first_name", "last_name", "role", "reading_level", "bounded", "is_active")
PASSWORD_BYTES = 12


def administrators() -> QuerySet[User]:
    """Return the administrators who can sign in: with a password, a passkey or at the organisation's provider."""
    has_password = ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    has_passkey = Exists(Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.WEBAUTHN))
    is_at_provider = Exists(SocialAccount.objects.filter(user=OuterRef("pk")))
    admins = User.objects.filter(role=User.Role.ADMIN, is_active=True)
    return admins.filter(has_password | has_passkey | is_at_provider)


@transaction.atomic
def make_person(*, by: User | None, username: str, **columns) -> tuple[User, str]:
    """Return a new person and a password to be used once; `by` is None for the first administrator only."""
    if by is not None:
        _require_manager(by)
    _require_known(columns)
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    person = User(username=username, password_is_temporary=True, **columns)
    person.set_password(password)
    try:
        _check(person)
        person.save()
    except IntegrityError:
        raise Conflict(_("There is somebody of that name."), "username") from None
    note(AccessEvent.Kind.PERSON_MADE, by=by, about=person, username=username, role=person.role)
    return person, password


@transaction.atomic
def change_person(*, person: User, by: User, seen: Mapping[str, Any] | None = None, **columns) -> User:
    """Change columns of a person; whoever is locked is signed out everywhere at once.

    Raises
    ------
    StaleWrite
        One of the columns is no longer what it was when `by` saw it: somebody else decided meanwhile.
    Conflict
        Nobody would be left who could manage people.
    """
    _require_manager(by)
    _require_known(columns)
    person = User.objects.select_for_update().get(pk=person.pk)
    _require_fresh(person, {name: value for name, value in (seen or {}).items() if name in columns})
    changed = {name: value for name, value in columns.items() if getattr(person, name) != value}
    for name, value in changed.items():
        setattr(person, name, value)
    _check(person)
    person.save(update_fields=[*changed])
    if not administrators().exists():
        raise Conflict(_("Somebody has to stay administrator."), "role")
    if changed:
        note(AccessEvent.Kind.PERSON_CHANGED, by=by, about=person, changed=changed)
    if not person.is_active:
        end_sessions(person=person, by=by)
    return person


@transaction.atomic
def reset_password(*, person: User, by: User) -> str:
    """Return a password to be used once; every session and API token ends, the second factor stays."""
    _require_manager(by)
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    person.set_password(password)
    person.password_is_temporary = True
    person.save(update_fields=["password", "password_is_temporary"])
    note(AccessEvent.Kind.PASSWORD_RESET, by=by, about=person)
    end_sessions(person=person, by=by)
    revoke_tokens(person=person, by=by)
    return password


@transaction.atomic
def reset_second_factor(*, person: User, by: User) -> None:
    """Take away the second factors of somebody who lost them; nobody does so for themselves."""
    _require_manager(by)
    if person.pk == by.pk:
        raise NotPermitted(_("Another administrator has to do this for you."))
    Authenticator.objects.filter(user=person).delete()
    note(AccessEvent.Kind.PERSON_CHANGED, by=by, about=person, second_factor="removed")
    end_sessions(person=person, by=by)


def end_sessions(*, person: User, by: User, pk: int | None = None) -> int:
    """End one session of a person, or all; their own, or as an administrator anybody's. Return how many."""
    if person.pk != by.pk:
        _require_manager(by)
    sessions = UserSession.objects.filter(user=person, **({"pk": pk} if pk else {}))
    count = 0
    for session in sessions:
        session.end()
        count += 1
    if count:
        note(AccessEvent.Kind.SESSION_ENDED, by=by, about=person, count=count)
    return count


@transaction.atomic
def give(
    *,
    person: User,
    by: User,
    target: str,
    route: str = "",
    from_cm: int | None = None,
    to_cm: int | None = None,
    lot: str = "",
    reference: str = "",
    until: date | None,
) -> Grant:
    """Let a person write a layer on a stretch, or on all that a lot covers."""
    _require_manager(by)
    if target != Grant.EVERY_LAYER and target not in WRITES.get(person.role, ()):
        raise FactError(_("This person's role cannot write that layer."), "target")
    if until and until < timezone.localdate():
        raise FactError(_("The last day of a grant cannot lie in the past."), "until")
    place = {"lot": _lot(lot)} if lot else _stretch(route, from_cm, to_cm)
    grant = Grant.objects.create(
        user=person, given_by=by, target=target, reference=reference, until=until, **place
    )
    note(AccessEvent.Kind.GRANTED, by=by, about=person, **_said(grant))
    return grant


@transaction.atomic
def take_back(*, grant: Grant, by: User) -> None:
    _require_manager(by)
    said = _said(grant)
    grant.delete()
    note(AccessEvent.Kind.GRANT_REVOKED, by=by, about=grant.user, **said)


def _require_fresh(person: User, seen: Mapping[str, Any]) -> None:
    names = [name for name, value in seen.items() if getattr(person, name) != value]
    if names:
        titles = ", ".join(str(User._meta.get_field(name).verbose_name) for name in names)
        message = _(
            "Somebody else changed this account meanwhile: %(columns)s. Look again, then save once more."
        )
        raise StaleWrite(message % {"columns": titles}, names[0])


def _lot(code: str):
    lots = Grant._meta.get_field("lot").related_model.objects
    found = lots.filter(code=code).first()
    if found is None:
        raise FactError(_("There is no lot %(code)s.") % {"code": code}, "lot")
    return found


def _stretch(route: str, from_cm: int | None, to_cm: int | None) -> dict:
    found = Route.objects.filter(code=route).first()
    if found is None:
        raise FactError(_("There is no route %(code)s.") % {"code": route}, "route")
    if from_cm is not None and to_cm is not None and from_cm >= to_cm:
        raise MeasureError(_("The stretch has to begin before it ends."), "to_km")
    if from_cm is None or to_cm is None or not 0 <= from_cm < to_cm <= found.official_length_cm:
        length = as_km(found.official_length_cm)
        raise MeasureError(_("The stretch lies between km 0 and %(km)s."), "to_km", km=length)
    return {"route": found, "from_cm": from_cm, "to_cm": to_cm}


def _said(grant: Grant) -> dict:
    if grant.lot:
        place = {"lot": grant.lot.code}
    else:
        km = f"{format_km(grant.from_cm)}–{format_km(grant.to_cm)}"
        place = {"route": grant.route.code, "km": km}
    return {
        "target": grant.target,
        **place,
        "reference": grant.reference,
        "until": grant.until and grant.until.isoformat(),
    }


def _check(person: User) -> None:
    try:
        person.full_clean()
    except ValidationError as error:
        field, [message, *_rest] = next(iter(error.message_dict.items()))
        raise FactError(message, "username" if field == NON_FIELD_ERRORS else field) from None


def _require_manager(by: User) -> None:
    if not may_manage_people(by):
        raise NotPermitted(_("Only an administrator manages people."))


def _require_known(columns: dict) -> None:
    if unknown := set(columns) - set(CHANGEABLE):
        raise FactError(_("No such column: %(columns)s.") % {"columns": ", ".join(sorted(unknown))})
