"""Somebody to sign in as."""

from playwright.sync_api import Page, expect

from apps.accounts.models import User

PASSWORD = "a long password for a test"


def sign_in(page: Page, site: str, username: str = "planner", role: str = User.Role.PLANNER) -> None:
    """Make the account if there is none, and sign in as a person would."""
    if not User.objects.filter(username=username).exists():
        User.objects.create_user(username, password=PASSWORD, role=role, reading_level=User.Level.FULL)
    page.goto(f"{site}/sign-in/")
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page.locator(".menu summary")).to_contain_text(username)
