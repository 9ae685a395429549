import json

import pytest
from django.core.management import call_command

from apps.accounts.models import User
from apps.ledger.commands import Add
from tests.factories import named, person, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def make_people(tmp_path, capsys):
    """Run the command; return what it printed and the passwords that it keeps."""

    def run():
        kept = tmp_path / "passwords"
        call_command("demo_users", passwords_file=kept)
        return capsys.readouterr().out, json.loads(kept.read_text())

    return run


def test_there_is_no_account_before():
    assert not User.objects.filter(is_active=True).exclude(password__startswith="!").exists()


def test_each_role_gets_a_person_who_can_sign_in(make_people):
    _, passwords = make_people()
    for name in ["planner", "constructor", "viewer", "approver", "auditor", "contractor"]:
        user = User.objects.get(username=name)
        assert user.role == name
        assert user.check_password(passwords[name])


def test_somebody_of_the_demo_reads_totals_only(make_people):
    printed, passwords = make_people()
    committee = User.objects.get(username="committee")
    assert (committee.role, committee.reads_fully) == ("viewer", False)
    assert passwords["committee"] in printed


def test_passwords_are_random_and_printed_once(make_people):
    first, passwords = make_people()
    second, _ = make_people()
    assert len(set(passwords.values())) == len(passwords) == 7
    assert all(password in first and password not in second for password in passwords.values())


def test_only_the_owner_can_read_the_passwords(make_people, tmp_path):
    make_people()
    assert (tmp_path / "passwords").stat().st_mode & 0o777 == 0o600


def test_a_password_that_somebody_chose_is_kept(make_people):
    make_people()
    planner = User.objects.get(username="planner")
    planner.set_password("my own long password")
    planner.save()
    make_people()
    assert User.objects.get(username="planner").check_password("my own long password")


def test_a_role_that_is_new_gets_a_password_and_the_others_keep_theirs(make_people, tmp_path):
    _, before = make_people()
    older = {name: password for name, password in before.items() if name != "auditor"}
    (tmp_path / "passwords").write_text(json.dumps(older))
    printed, after = make_people()
    assert after == older | {"auditor": after["auditor"]}
    assert after["auditor"] in printed
    assert User.objects.get(username="auditor").check_password(after["auditor"])


def test_lost_passwords_are_made_anew(make_people, tmp_path):
    _, before = make_people()
    (tmp_path / "passwords").unlink()
    _, after = make_people()
    assert before["viewer"] != after["viewer"]
    assert User.objects.get(username="viewer").check_password(after["viewer"])


def test_the_contractor_of_the_demo_has_a_lot(make_people):
    record(Add("lot", "BY-2", {**named("lot 2"), "kind": "works"}), by=person("admin", "demo"))
    make_people()
    make_people()
    contractor = User.objects.get(username="contractor")
    assert [grant.lot.code for grant in contractor.grants.all()] == ["BY-2"]
    assert not contractor.reads_fully
