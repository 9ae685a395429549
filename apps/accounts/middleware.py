"""What every request passes once its person is known: session limits, second factor, reading level."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from rest_framework.permissions import SAFE_METHODS
from structlog.contextvars import get_contextvars

from apps.accounts.access import note
from apps.accounts.models import AccessEvent, ReadEvent, User
from apps.accounts.permissions import first_page, may_send, reads_own_lots
from apps.accounts.reading import LOGGED_VIEWS, is_general
from border_gis.errors import is_api
from border_gis.methods import READS, page_above

GetResponse = Callable[[HttpRequest], HttpResponse]
SEEN_EVERY_S = 60
START = "pages:map"
"""What the bare address shows: who may not see it begins elsewhere."""
ENROLMENT = (
    "mfa_",
    "account_reauthenticate",
    "account_change_password",
    "logout",
    "session",
    "set_language",
    "healthz",
)


def session_limits(get_response: GetResponse) -> GetResponse:
    """End a session that nobody used for a while, or that is older than a working day."""

    def limited(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and _is_over(request):
            logout(request)
        return get_response(request)

    return limited


def _is_over(request: HttpRequest) -> bool:
    now = timezone.now().timestamp()
    began = request.session.setdefault("began", now)
    seen = request.session.setdefault("seen", now)
    if now - began > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_S:
        return True
    if abs(now - seen) > SEEN_EVERY_S:
        request.session["seen"] = now
    return False


class SignInFirst(LoginRequiredMiddleware):
    """Ask who is not signed in to do so; what a form sent is not kept, and its page is where they go on."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable) -> HttpResponse:
        if request.method in READS:
            return super().handle_no_permission(request, view_func)
        return redirect_to_login(_page_of_form(request), f"{reverse('login')}?unsent=1")


def _page_of_form(request: HttpRequest) -> str:
    """Return where the form stood, with its query; of another site's we know no more than where it sent to."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}, request.is_secure()):
        return page_above(request.path)
    return urlsplit(referer)._replace(scheme="", netloc="", fragment="").geturl()


class _ByView:
    """Middleware that decides once it is known which view a request goes to."""

    def __init__(self, get_response: GetResponse):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class second_factor(_ByView):  # noqa: N801 as the settings list it
    """Let nobody past who has to choose a password, or a second factor where one is asked for."""

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        name = request.resolver_match.view_name or ""
        if not request.user.is_authenticated or name.startswith(ENROLMENT):
            return None
        if request.user.password_is_temporary:
            return redirect("account_change_password")
        if settings.MFA_REQUIRED and not is_mfa_enabled(request.user):
            return redirect("mfa_activate_totp")
        return None


def _reads(user: User, view_name: str) -> bool:
    return user.reads_fully or reads_own_lots(user, view_name)


class auditors_read(_ByView):  # noqa: N801 as the settings list it
    """Take nothing that an auditor sends by a page; of the API a permission says so, which knows tokens too."""

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if request.method in SAFE_METHODS or is_api(request) or not request.user.is_authenticated:
            return None
        if not may_send(request.user, request.resolver_match.view_name):
            raise PermissionDenied(_("An auditor only reads: nothing is written for you."))
        return None


class reading_level(_ByView):  # noqa: N801 as the settings list it
    """Keep pages of positions and gaps from the general level; log who read them, and every refusal."""

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        name = request.resolver_match.view_name
        is_open = not getattr(view, "login_required", True) or is_general(name)
        if request.user.is_authenticated and not is_open and not _reads(request.user, name):
            if name == START:
                return redirect(first_page(request.user))
            raise PermissionDenied(_("Your reading level is general: kilometres and counts, no positions."))
        return None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        name = request.resolver_match.view_name if request.resolver_match else None
        if response.status_code == HTTPStatus.FORBIDDEN and request.user.is_authenticated:
            asked = {"method": request.method, "path": request.path[:400]}
            note(AccessEvent.Kind.REFUSED, by=request.user, request=request, **asked)
        what = LOGGED_VIEWS.get(name) or getattr(request, "was_told", None)
        if what and response.status_code == HTTPStatus.OK and request.user.is_authenticated:
            ReadEvent.objects.create(
                user=request.user,
                what=what,
                path=request.get_full_path()[:400],
                request_id=str(get_contextvars().get("request_id", ""))[:64],
            )
        return response


def private_answers(get_response: GetResponse) -> GetResponse:
    """Tell browsers and proxies to keep nothing of what somebody signed in was shown."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response

    return answer
