"""One person, one lock and one name, however it is spelt."""

import unicodedata
from importlib import import_module

import pytest
from allauth.account.internal.userkit import get_user_by_username
from axes.models import AccessAttempt
from django.apps import apps as registry
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.models import AccessEvent, User
from apps.accounts.names import canonical
from apps.accounts.people import make_person
from apps.geo.errors import FactError
from tests.factories import person
from tests.security.test_sign_in import PASSWORD, is_in, sign_in

SPELLINGS = ("Ārija", "ārija", "ĀRIJA", "āRiJa", "\u0100rija", "A\u0304rija", " ārija ", "\u3000ārija")
"""Capital letters, a letter put together of two signs, spaces around it."""


@pytest.mark.django_db
def test_wrong_passwords_count_together_however_the_name_is_spelt():
    person("planner", "ārija")
    browser = Client()
    answers = [sign_in(browser, spelling, "wrong").status_code for spelling in SPELLINGS[:5]]
    assert answers == [200, 200, 200, 200, 429]
    for spelling in SPELLINGS:
        assert sign_in(browser, spelling).status_code == 429
        assert not is_in(browser)
    assert set(AccessAttempt.objects.values_list("username", flat=True)) == {"ārija"}


@pytest.mark.django_db
def test_signing_in_by_another_spelling_forgets_the_wrong_passwords_and_no_lock_opens_by_it():
    person("planner", "ārija")
    for _round in range(2):
        for spelling in SPELLINGS[:4]:
            assert sign_in(Client(), spelling, "wrong").status_code == 200
        browser = Client()
        sign_in(browser, "ĀRIJA", PASSWORD)
        assert is_in(browser)


@given(st.text(min_size=1, max_size=8))
def test_what_the_library_takes_for_one_name_counts_as_one(name):
    stored = unicodedata.normalize("NFKC", name)
    for typed in (stored.upper(), stored.lower(), stored.swapcase(), stored.title()):
        if typed.lower() == stored.lower():
            assert canonical(typed) == canonical(stored) == canonical(f" {typed} ")


@pytest.mark.django_db
@pytest.mark.parametrize(("taken", "wanted"), [("planner", "Planner"), ("Ārija", "ārija")])
def test_no_two_names_differ_in_capital_letters_alone(taken, wanted):
    person("planner", taken)
    with pytest.raises(FactError) as refused:
        make_person(by=person("admin"), username=wanted)
    assert refused.value.where == "username"
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username=wanted)
    with pytest.raises(CommandError, match=r"letters|burti"):
        call_command("createadmin", wanted, "--another")
    assert get_user_by_username(wanted).username == taken


@pytest.mark.django_db
def test_the_page_says_that_the_name_is_taken():
    person("planner")
    admin = Client(headers={"Accept-Language": "en"})
    admin.force_login(person("admin"))
    admin.cookies["django_language"] = "en"
    answer = admin.post("/people/new/", {"username": "PLANNER", "role": "planner", "reading_level": "full"})
    assert answer.status_code == 400
    assert "There is somebody of that name already, in other letters." in answer.content.decode()


@pytest.mark.django_db
def test_two_accounts_of_one_name_from_before_are_parted_and_the_log_says_so():
    first, second = person("planner"), person("planner", "planner-2")
    step = import_module("apps.accounts.migrations.0005_user_name_in_any_letters")
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX user_name_in_any_letters")
    third = person("planner", "Planner")
    step.part_names(registry, None)
    names = dict(User.objects.values_list("pk", "username"))
    assert names == {first.pk: "planner", second.pk: "planner-2", third.pk: "Planner-3"}
    event = AccessEvent.objects.get()
    assert (event.about, event.detail) == (third, {"username": ["Planner", "Planner-3"]})
