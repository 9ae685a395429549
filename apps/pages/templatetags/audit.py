"""What the access log and the log of readings keep in codes, in the auditor's language."""

import re
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import ApiToken, Grant, User
from apps.pages.layers import NAMES
from apps.pages.templatetags.pages import as_day

register = template.Library()

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")

READINGS = {
    "change sets": _("change sets"),
    "coverage": _("coverage"),
    "deployments": _("deployments"),
    "documents": _("documents"),
    "explain": _("why a metre counts"),
    "gaps": _("gaps and figures"),
    "layers": _("layers"),
    "lots": _("lots"),
    "outages": _("outages"),
    "parcels": _("land units"),
    "records": _("records"),
    "reports": _("reports"),
    "segmentation": _("segmentation"),
    "segments": _("segments"),
    "sensors": _("sensors"),
    "structures": _("structures"),
}
DETAILS = {
    "asked": _("where"),
    "bounded": _("writes only on granted stretches"),
    "first_name": _("first name"),
    "is_active": _("may sign in"),
    "last_name": _("last name"),
    "reading_level": _("reading level"),
    "type": _("type"),
    "changed": _("changed"),
    "count": _("count"),
    "km": _("km"),
    "lot": _("lot"),
    "method": _("method"),
    "path": _("address"),
    "reason": _("reason"),
    "reference": _("reference"),
    "role": _("role"),
    "route": _("route"),
    "scope": _("scope"),
    "second_factor": _("second factor"),
    "target": _("layer"),
    "token": _("token"),
    "until": _("until"),
    "way": _("way"),
}
VALUES = {
    "Code": _("at the sign-in"),
    "CodeAgain": _("when asked again"),
    "OwnPassword": _("at the change of the password"),
    "Passkey": _("at the sign-in"),
    "PasskeyAgain": _("when asked again"),
    "PasskeyAlone": _("sign-in with a passkey"),
    "PasswordAgain": _("when asked again"),
    "incorrect_code": _("wrong code"),
    "incorrect_password": _("wrong password"),
    "enter_current_password": _("wrong password"),
    "too_many_login_attempts": _("too many tries"),
    "locked": _("the account is locked"),
    "recovery_codes": _("recovery codes"),
    "removed": _("taken away"),
    "totp": _("authenticator app"),
    "webauthn": _("passkey or security key"),
    "oidc": _("sign-in of the organisation"),
    True: _("yes"),
    False: _("no"),
    **dict(User.Role.choices),
    **dict(User.Level.choices),
    **dict(ApiToken.Scope.choices),
}


@register.filter
def reading_name(what: str) -> str:
    return str(READINGS.get(what, what))


@register.filter
def details(detail: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return what a row of the access log says beside person and kind, without what it leaves open."""
    words = {**detail, "target": layer_name(detail["target"])} if detail.get("target") else detail
    return [(str(DETAILS.get(name, name)), _told(value)) for name, value in words.items() if value]


def layer_name(target: str) -> str:
    """Return the name of a layer that a grant opens."""
    every = _("every layer of the role")
    return str(every if target == Grant.EVERY_LAYER else NAMES.get(target, target))


def _told(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{DETAILS.get(name, name)}: {_told(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return " → ".join(_told(one) for one in value)
    if isinstance(value, str | bool) and value in VALUES:
        return str(VALUES[value])
    return as_day(value) if isinstance(value, str) and ISO_DAY.match(value) else str(value)
