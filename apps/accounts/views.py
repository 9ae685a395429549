from django.contrib.auth import views

from apps.accounts.forms import SignInForm


class SignIn(views.LoginView):
    """Sign in; whoever is signed in already goes on to the page that was asked for."""

    form_class = SignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True


class SignOut(views.LogoutView):
    http_method_names = ["post", "options"]
