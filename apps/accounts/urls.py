from allauth.account.views import account_inactive, password_change, reauthenticate
from django.urls import include, path
from django.views.generic import RedirectView

from apps.accounts import views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="login"),
    path("sign-out/", views.SignOut.as_view(), name="logout"),
    path("account/session/", views.session, name="session"),
    path("account/password/", password_change, name="account_change_password"),
    path("account/again/", reauthenticate, name="account_reauthenticate"),
    path("account/closed/", account_inactive, name="account_inactive"),
    path("account/second-factor/", include("allauth.mfa.urls")),
    path(
        "account/sessions/",
        RedirectView.as_view(pattern_name="pages:account", http_method_names=["get", "head"]),
        name="usersessions_list",
    ),
    path("sign-in/with/<slug:provider_id>/", views.oidc_login, name="oidc_login"),
    path("sign-in/with/<slug:provider_id>/back/", views.oidc_callback, name="oidc_callback"),
    # the library's names for what stands above
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-out/", views.SignOut.as_view(), name="account_logout"),
]
