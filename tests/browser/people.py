"""Somebody to sign in as, and how they wait."""

from collections.abc import Callable

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from apps.accounts.models import User

PATIENCE_MS = 60_000  # for a machine that does other things meanwhile
PASSWORD = "a long password for a test"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def sign_in(page: Page, site: str, username: str = "planner", role: str = User.Role.PLANNER) -> None:
    """Give the page the session of somebody who has just signed in; it stays where it is."""
    client = Client()
    client.force_login(account(username, role), backend=BACKEND)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])


def sign_in_by_form(page: Page, site: str, username: str = "planner", role: str = User.Role.PLANNER) -> None:
    """Sign in as a person would."""
    account(username, role)
    page.goto(f"{site}/sign-in/")
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page.locator(".menu summary")).to_contain_text(username)


def send(page: Page, name: str) -> None:
    """Press a button that sends a form, and wait for the answer: what it did is done then."""
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name=name, exact=True).click()


def wait_for(page: Page, is_so: Callable[[], object]) -> None:
    """Wait for what only Python sees."""
    for _ in range(PATIENCE_MS // 100):
        if is_so():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it does not come")


def account(username: str, role: str) -> User:
    """Return the account; make it if there is none."""
    found = User.objects.filter(username=username).first()
    return found or User.objects.create_user(
        username, password=PASSWORD, role=role, reading_level=User.Level.FULL
    )
