from io import StringIO

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.management import CommandError, call_command

from apps.accounts.models import User
from apps.accounts.people import change_person, make_person, reset_second_factor
from apps.geo.errors import Conflict, FactError, NotPermitted
from tests.factories import person

pytestmark = pytest.mark.django_db


def createadmin(*arguments: str) -> str:
    out = StringIO()
    call_command("createadmin", *arguments, stdout=out)
    return out.getvalue()


def test_a_new_register_has_nobody_and_one_command_makes_the_first():
    assert User.objects.count() == 0
    password = createadmin("anna").split()[-1]
    [anna] = User.objects.all()
    assert (anna.role, anna.password_is_temporary, anna.is_superuser) == ("admin", True, False)
    assert anna.check_password(password)
    with pytest.raises(CommandError):
        createadmin("bruno")
    createadmin("bruno", "--another")
    assert User.objects.count() == 2


def test_the_command_counts_nobody_who_cannot_sign_in():
    demo = person("admin", "demo")
    demo.set_unusable_password()
    demo.save()
    createadmin("anna")


@pytest.mark.parametrize("username", ["", "a b", "x" * 151])
def test_a_user_name_that_cannot_be_is_named(username):
    with pytest.raises(FactError) as refused:
        make_person(by=person("admin"), username=username)
    assert refused.value.where == "username"


def test_no_two_people_have_one_name():
    with pytest.raises(FactError):
        make_person(by=person("admin"), username="admin")


def test_rights_are_not_given_by_way_of_other_columns():
    with pytest.raises(FactError):
        make_person(by=person("admin"), username="anna", is_superuser=True)
    with pytest.raises(FactError):
        change_person(person=person("planner"), by=person("admin"), uid="x")


def test_an_unknown_role_is_refused():
    with pytest.raises(FactError) as refused:
        change_person(person=person("planner"), by=person("admin"), role="king")
    assert refused.value.where == "role"


def test_somebody_has_to_stay_administrator():
    admin = person("admin")
    with pytest.raises(Conflict):
        change_person(person=admin, by=admin, is_active=False)
    person("admin", "another admin")
    change_person(person=admin, by=admin, role="viewer")


def test_an_administrator_who_cannot_sign_in_does_not_count():
    admin, demo = person("admin"), person("admin", "demo")
    demo.set_unusable_password()
    demo.save()
    for refused in ({"is_active": False}, {"role": "viewer"}):
        with pytest.raises(Conflict):
            change_person(person=admin, by=admin, **refused)
    SocialAccount.objects.create(user=demo, provider="organisation", uid="1")
    change_person(person=admin, by=admin, role="viewer")


def test_nobody_takes_away_their_own_second_factor():
    admin = person("admin")
    with pytest.raises(NotPermitted):
        reset_second_factor(person=admin, by=admin)
