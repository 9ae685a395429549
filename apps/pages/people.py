"""One's own account, and the people of the register for administrators."""

from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts import people as services
from apps.accounts import tokens
from apps.accounts.models import ApiToken, Grant, User
from apps.accounts.permissions import WRITES, may_manage_people
from apps.border.models import Route, Section
from apps.construction.models import Lot
from apps.geo.errors import BorderGisError, FactError, StaleWrite
from apps.geo.stationing import parse_measure
from apps.indicators.figures import Figure, figures
from apps.indicators.models import Indicator
from apps.indicators.parts import shares_by
from apps.indicators.section_sensors import sensors_by_section
from apps.ledger.register import Layer, entry
from apps.pages.templatetags.audit import layer_name
from apps.pages.typed import day_of, day_or_today
from apps.reports.models import Schedule

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class PersonForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("first_name", "last_name", "role", "reading_level", "bounded", "is_active")
        labels = {"is_active": gettext_lazy("may sign in")}
        help_texts = {
            "reading_level": gettext_lazy(
                "Counts for viewers and contractors; every other role reads positions and gaps too."
            ),
            "bounded": gettext_lazy("A contractor always does, ticked or not."),
            "is_active": "",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = bool(self.instance.pk)

    @property
    def seen(self) -> dict[str, Any]:
        """What the account was when the form was shown; nothing if the form does not say."""
        told = {name: self.add_initial_prefix(name) for name in self.fields}
        return {
            name: self.fields[name].to_python(self.data[shown])
            for name, shown in told.items()
            if shown in self.data
        }

    @property
    def columns(self) -> dict[str, Any]:
        """What is to be changed: of a form that says what it was shown with, only what differs from that."""
        seen = self.seen
        return {name: value for name, value in self.cleaned_data.items() if seen.get(name) != value}


class NewPersonForm(PersonForm):
    class Meta(PersonForm.Meta):
        fields = ("username", *PersonForm.Meta.fields[:-1])
        help_texts = PersonForm.Meta.help_texts | {"username": ""}


# ---- one's own account


@require_GET
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    return render(request, "people/account.html", own(request))


def own(request: HttpRequest) -> dict:
    return {
        "tokens": request.user.api_tokens.all(),
        "scopes": ApiToken.Scope.choices,
        "sessions": UserSession.objects.purge_and_list(request.user),
        "this_session": request.session.session_key,
        "has_second_factor": is_mfa_enabled(request.user),
        "grants": granted(request.user),
        "most_days": tokens.MOST_DAYS,
    }


@require_POST
@never_cache
def make_token(request: HttpRequest) -> HttpResponse:
    """Make a token and show its key, this once."""
    given = request.POST
    try:
        token, key = tokens.make_token(
            user=request.user,
            name=given.get("name", ""),
            scope=given.get("scope", ""),
            days=int(given.get("days", "")),
        )
    except ValueError:
        return refused_token(request, _("Give the days as a whole number."))
    except BorderGisError as error:
        return refused_token(request, error.translated(_))
    return render(request, "people/account.html", own(request) | {"new_token": token, "new_key": key})


def refused_token(request: HttpRequest, message: str) -> HttpResponse:
    """Show the account again with what was typed of a token that was not made."""
    messages.error(request, message)
    return render(request, "people/account.html", own(request) | {"asked": request.POST.dict()}, status=400)


@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    tokens.revoke_token(token=get_object_or_404(ApiToken, pk=pk, user=request.user), by=request.user)
    messages.success(request, _("The token is revoked."))
    return redirect("pages:account")


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(UserSession, pk=pk, user=request.user)
    services.end_sessions(person=request.user, by=request.user, pk=pk)
    messages.success(request, _("The session is ended."))
    return redirect("pages:account")


# ---- everybody, for administrators


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    require_manager(request)
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
    counted = User.objects.annotate(grant_count=Count("grants"), has_second_factor=Exists(factors))
    shown = counted.order_by("-is_active", "username")
    return render(request, "people/list.html", {"people": shown})


@require_http_methods(["GET", "POST"])
@never_cache
def new_person(request: HttpRequest) -> HttpResponse:
    require_manager(request)
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made, password = services.make_person(by=request.user, **form.cleaned_data)
        except BorderGisError as error:
            form.add_error(error.where if error.where in form.fields else None, error.translated(_))
        else:
            return render(request, "people/password.html", {"person": made, "password": password})
    return render(request, "people/new.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, uid) -> HttpResponse:
    """Show a person, or change their name, role, reading level and whether they may sign in."""
    require_manager(request)
    shown = get_object_or_404(User, uid=uid)
    form = PersonForm(request.POST or None, instance=User.objects.get(pk=shown.pk))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_person(person=shown, by=request.user, seen=form.seen, **form.columns)
        except StaleWrite as error:
            messages.error(request, error.translated(_))
            return redirect("pages:person", uid=uid)
        except BorderGisError as error:
            form.add_error(None, error.translated(_))
        else:
            messages.success(request, _("Saved."))
            _tell_of_schedules(request, shown)
            return redirect("pages:person", uid=uid)
    return render(request, "people/person.html", of_person(shown, form), status=400 if form.errors else 200)


def _tell_of_schedules(request: HttpRequest, person: User) -> None:
    """Say that the monthly reports of somebody who is locked out are made no more."""
    count = Schedule.objects.filter(asked_by=person, asked_by__is_active=False, is_active=True).count()
    if count:
        message = ngettext(
            "%(count)s monthly report is made in this person's name. It is made and sent no more; "
            "somebody else has to schedule it anew.",
            "%(count)s monthly reports are made in this person's name. They are made and sent no more; "
            "somebody else has to schedule them anew.",
            count,
        )
        messages.warning(request, message % {"count": count})


def of_person(shown: User, form: PersonForm) -> dict:
    return {
        "person": shown,
        "form": form,
        "grants": granted(shown),
        "layers": grantable(shown),
        "routes": Route.objects.all(),
        "lots": Lot.objects.all(),
        "sessions": UserSession.objects.purge_and_list(shown),
        "tokens": shown.api_tokens.all(),
        "has_second_factor": is_mfa_enabled(shown),
    }


@require_POST
@never_cache
def reset(request: HttpRequest, uid) -> HttpResponse:
    require_manager(request)
    shown = get_object_or_404(User, uid=uid)
    password = services.reset_password(person=shown, by=request.user)
    return render(request, "people/password.html", {"person": shown, "password": password, "is_reset": True})


@require_POST
def reset_second_factor(request: HttpRequest, uid) -> HttpResponse:
    return manage(request, uid, services.reset_second_factor, _("The second factor is taken away."))


@require_POST
def end_sessions(request: HttpRequest, uid) -> HttpResponse:
    return manage(request, uid, services.end_sessions, _("All sessions are ended."))


@require_POST
def give(request: HttpRequest, uid) -> HttpResponse:
    """Grant a lot, or a stretch typed as kilometres or stationing; a refusal is told beside what was typed."""
    require_manager(request)
    shown, given = get_object_or_404(User, uid=uid), request.POST
    try:
        services.give(
            person=shown,
            by=request.user,
            target=given.get("target", ""),
            reference=given.get("reference", "").strip()[:60],
            until=day_of(given["until"], "until") if given.get("until") else None,
            **typed_place(given),
        )
    except BorderGisError as error:
        messages.error(request, error.translated(_))
        told_of = of_person(shown, PersonForm(instance=shown)) | {"asked": given.dict()}
        return render(request, "people/person.html", told_of, status=400)
    messages.success(request, _("Granted."))
    return redirect("pages:person", uid=uid)


def typed_place(given) -> dict:
    """Return the lot or the stretch that was typed.

    Raises
    ------
    BorderGisError
        Both, or a measure that is none.
    """
    lot = given.get("lot", "").strip()
    if lot and (given.get("from_km") or given.get("to_km")):
        raise FactError(_("Choose a lot or type a stretch, not both."), "lot")
    if lot:
        return {"lot": lot}
    ends = {f"{end}_cm": parse_measure(given.get(f"{end}_km", "")) for end in ("from", "to")}
    return {"route": given.get("route", ""), **ends}


@require_POST
def take_back(request: HttpRequest, uid, pk: int) -> HttpResponse:
    def revoke(person: User, by: User) -> None:
        services.take_back(grant=get_object_or_404(Grant, pk=pk, user=person), by=by)

    return manage(request, uid, revoke, _("The grant is taken back."))


@require_POST
def revoke_their_token(request: HttpRequest, uid, pk: int) -> HttpResponse:
    def revoke(person: User, by: User) -> None:
        tokens.revoke_token(token=get_object_or_404(ApiToken, pk=pk, user=person), by=by)

    return manage(request, uid, revoke, _("The token is revoked."))


def manage(request: HttpRequest, uid, write, done: str) -> HttpResponse:
    """Do something with a person and show them again; a refusal is told there."""
    require_manager(request)
    try:
        write(person=get_object_or_404(User, uid=uid), by=request.user)
    except BorderGisError as error:
        messages.error(request, error.translated(_))
    else:
        messages.success(request, done)
    return redirect("pages:person", uid=uid)


def require_manager(request: HttpRequest) -> None:
    if not may_manage_people(request.user):
        raise PermissionDenied


def granted(shown: User) -> list[dict]:
    """Return a person's grants in the words of a table."""
    return [
        {
            "grant": one,
            "layer": layer_name(one.target),
            "where": one.lot or one.route,
            "is_over": one.until is not None and one.until < timezone.localdate(),
        }
        for one in shown.grants.select_related("route", "lot", "given_by")
    ]


def grantable(shown: User) -> list[tuple[str, str]]:
    """Return the layers with a stretch that the person's role may write at all."""
    targets = sorted(WRITES.get(shown.role, ()))
    linear = [one for one in targets if isinstance(entry(one), Layer) and entry(one).linear]
    return [(Grant.EVERY_LAYER, layer_name(Grant.EVERY_LAYER)), *((one, layer_name(one)) for one in linear)]


def told(request: HttpRequest, message: str, address: str) -> HttpResponse:
    messages.error(request, message)
    return redirect(address)


@require_GET
def figures_page(request: HttpRequest) -> HttpResponse:
    """Show kilometres and counts as of a day: what the general reading level sees."""
    try:
        day = day_or_today(request.GET.get("as_of"))
    except BorderGisError as error:
        return told(request, error.translated(_), "pages:figures")
    found = figures(as_of=day)
    names = {one.code: one.name for one in Indicator.objects.all()}
    told_of = [one.as_json() | {"name": names[one.code]} for one in found]
    shown = {"figures": told_of, "sections": by_section(found, day), "day": day}
    return render(request, "people/figures.html", shown)


def by_section(found: list[Figure], day: date) -> list[dict[str, Any]]:
    """Return each border section with the shares of metres that it has, in the order of the figures."""
    codes = [one.code for one in found if one.route is None and one.numerator_cm is not None]
    shares = {code: shares_by("section", as_of=day, code=code) for code in codes}
    by_part = {code: {share.part: share for share in some} for code, some in shares.items()}
    places = {share.part: share.route for some in shares.values() for share in some}
    names = {one.code: one.name for one in Section.objects.all()}
    sensors = sensors_by_section(day) if "K2" in codes else {}
    return [
        {
            "code": part,
            "name": names[part],
            "route": route,
            "shares": [(code, by_part[code].get(part)) for code in codes],
            "sensors": sensors.get((route, part)),
        }
        for part, route in places.items()
    ]
