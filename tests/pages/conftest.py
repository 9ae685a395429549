import pytest
from django.conf import settings
from django.test import Client

from apps.accounts.models import User
from tests.factories import alignment, person, put_work, record, require, sign, small_register


@pytest.fixture
def register(db) -> None:
    """Ten kilometres with a sign every five, a fence required on all of it and built to km 3."""
    small_register()
    record(alignment(), sign("1", 0, 1), sign("2", 5, 2))
    record(require(0, 10), put_work(0, 3, "built"), reason="first works")


@pytest.fixture
def client(register) -> Client:
    """The browser of a planner who has signed in."""
    return browser_of(User.Role.PLANNER)


def browser_of(role: str) -> Client:
    browser = Client()
    browser.force_login(person(role), backend=settings.AUTHENTICATION_BACKENDS[-1])
    return browser
