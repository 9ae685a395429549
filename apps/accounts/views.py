import structlog
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from axes.helpers import get_cool_off
from django.contrib import messages
from django.contrib.auth import views
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from requests import RequestException

from apps.accounts.access import note
from apps.accounts.forms import SignInForm
from apps.accounts.models import AccessEvent
from apps.accounts.provider import OrganisationAdapter

log = structlog.get_logger(__name__)


class SignIn(views.LoginView):
    """Sign in; whoever is signed in already goes on to the page that was asked for."""

    form_class = SignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Begin anew: a sign-in that still waits for its second factor is forgotten, or no passkey would be taken."""
        if not request.user.is_authenticated:
            clear_login(request)
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: SignInForm) -> HttpResponse:
        """Go on to the second factor if there is one; the session begins only after it."""
        login = Login(user=form.get_user(), redirect_url=self.get_redirect_url() or None)
        return perform_password_login(self.request, form.cleaned_data, login)

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        username = form.data.get("username", "")
        note(AccessEvent.Kind.SIGN_IN_FAILED, username=username, request=self.request)
        return super().form_invalid(form)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {"providers": get_adapter().list_providers(self.request)}


class SignOut(views.LogoutView):
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            note(AccessEvent.Kind.SIGNED_OUT, by=request.user, about=request.user, request=request)
        answer = super().post(request, *args, **kwargs)
        others_wait = request.POST.get("others_wait")  # what somebody else saved in the field on this device
        answer["Clear-Site-Data"] = '"cache"' if others_wait else '"cache", "storage"'
        return answer


@login_not_required
@never_cache
@require_safe
def session(request: HttpRequest) -> HttpResponse:
    """Tell a page whose session this browser has now, and the token that its forms are to carry."""
    user = str(request.user.uid) if request.user.is_authenticated else None
    return JsonResponse({"user": user, "token": get_token(request)})


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict) -> HttpResponse:
    """Answer who guessed too often: 429, how long to wait, and no word on whether the account exists."""
    note(AccessEvent.Kind.LOCKED_OUT, username=credentials.get("username", ""), request=request)
    wait = int(get_cool_off(request).total_seconds())
    message = _("Too many wrong passwords. Try again in %(minutes)s minutes.") % {"minutes": wait // 60}
    answer = render(request, "error.html", {"message": message, "status": 429}, status=429)
    answer["Retry-After"] = str(wait)
    return answer


@login_not_required
@never_cache
def oidc_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _at_provider(OAuth2LoginView, request, provider_id)


@login_not_required
@never_cache
def oidc_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _at_provider(OAuth2CallbackView, request, provider_id)


def _at_provider(view: type, request: HttpRequest, provider_id: str) -> HttpResponse:
    known = {provider.app.provider_id for provider in get_adapter().list_providers(request)}
    if provider_id not in known:
        raise Http404
    try:
        return view.adapter_view(OrganisationAdapter(request, provider_id))(request)
    except RequestException as error:
        log.warning("the organisation's provider cannot be reached", reason=type(error).__name__)
        messages.error(request, _("The sign-in of your organisation cannot be reached. Use your password."))
        return redirect("login")
