"""The web's role in the database: it works with rows and owns nothing; what is applied or logged it cannot touch."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from apps.accounts.models import AccessEvent
from apps.geo.errors import Conflict
from apps.ledger import drafts, services
from apps.ledger.models import ChangeSet, Comment, Operation
from apps.ledger.replay import as_known_at, verify
from apps.ledger.rights import FEWER, ROWS, WEB_ROLE, privileges
from tests.conftest import clone_database, connected_to, drop_database
from tests.factories import person, put_work, record, small_register


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker) -> Iterator[str]:
    """A small register in a database of its own, its rights given as after a migration."""
    with django_db_blocker.unblock():
        name = f"{connection.settings_dict['NAME']}_web"
        clone_database(connection.settings_dict["NAME"], name)
        with connected_to(name):
            small_register()
            record(put_work(1, 2, "built"), by=person("planner"))
            call_command("web_rights", verbosity=0)
        yield name
        drop_database(name)


@pytest.fixture
def web(database, django_db_blocker) -> Iterator[None]:
    """The connection of the web; what the test writes is rolled back."""
    with django_db_blocker.unblock(), connected_to(database, WEB_ROLE), transaction.atomic():
        yield
        transaction.set_rollback(True)


def tried(statement: str) -> str:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        return f"{cursor.rowcount} rows"


def test_the_role_owns_nothing_and_is_nobody_special(web):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user"
        )
        assert cursor.fetchone() == (WEB_ROLE, 0)
        cursor.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = %s",
            [WEB_ROLE],
        )
        assert cursor.fetchone() == (False, False, False, False)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.mine (a int)",
        "ALTER TABLE construction_work ADD COLUMN a int",
        "ALTER TABLE ledger_changeset DISABLE ROW LEVEL SECURITY",
        "DROP TABLE construction_work",
        "TRUNCATE construction_work CASCADE",
        "TRUNCATE ledger_operation",
        "UPDATE ledger_operation SET after = NULL",
        "DELETE FROM ledger_operation",
        "UPDATE accounts_accessevent SET address = NULL",
        "DELETE FROM accounts_accessevent",
        "DELETE FROM accounts_readevent",
        "UPDATE indicators_snapshot SET reason = ''",
        "DELETE FROM django_migrations",
        "UPDATE ledger_comment SET text = 'other words'",
        "CREATE TRIGGER t BEFORE INSERT ON construction_work EXECUTE FUNCTION x()",
        "SET ROLE border_gis",
    ],
)
def test_what_the_role_may_not_do(web, statement):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        tried(statement)


def test_applied_sets_their_operations_and_their_comments_stay(web):
    applied = ChangeSet.objects.exclude(seq=None).first()
    Comment.objects.create(change_set=applied, author=applied.author, text="kept")
    assert tried("UPDATE ledger_changeset SET reason = 'another'") == "0 rows"
    assert tried("DELETE FROM ledger_changeset") == "0 rows"
    assert tried("DELETE FROM ledger_comment") == "0 rows"
    assert Operation.objects.none().drop_from(applied) == 0
    assert applied.operations.exists()
    assert verify() is None


def test_a_days_work_goes_through_with_these_rights(web):
    planner, approver = person("planner"), person("approver")
    drafted = services.draft(
        commands=[put_work(3, 4, "built"), put_work(5, 6, "built")], by=planner, reason="a draft"
    )
    drafts.drop(change_set=drafted, n=0, by=planner)
    drafts.comment(change_set=drafted, by=approver, text="why?")
    record(put_work(7, 8, "built"), by=planner)
    drafts.rebase(change_set=drafted, by=planner)
    drafts.submit(change_set=drafted, by=planner)
    approved = drafts.approve(change_set=drafted, by=approver)
    services.undo(change_set=approved, by=planner, reason="not so")
    gone = services.draft(commands=[put_work(1, 2, "cleared")], by=planner, reason="to go")
    drafts.comment(change_set=gone, by=planner, text="never mind")
    services.discard(change_set=gone, by=planner)
    assert not ChangeSet.objects.filter(pk=gone.pk).exists()
    assert verify() is None
    with as_known_at(1):
        assert not apps.get_model("construction.Work").objects.exists()


def test_a_set_that_is_applied_already_is_refused_as_to_everybody(web):
    applied = ChangeSet.objects.exclude(seq=None).first()
    with pytest.raises(Conflict):
        services.apply(change_set=applied, by=person("planner"))
    with pytest.raises(Conflict):
        drafts.submit(change_set=applied, by=applied.author)


def test_signing_in_and_refusals_are_still_logged(web):
    browser = Client()
    browser.force_login(person("planner"))
    assert browser.get("/people/").status_code == 403
    assert AccessEvent.objects.filter(kind=AccessEvent.Kind.REFUSED).exists()


def test_every_table_has_rights_and_every_exception_is_a_table():
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert tables <= privileges().keys()
    assert FEWER.keys() - tables == {"django_migrations"}
    assert privileges()["construction_work"] == ROWS
