from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from apps.construction.models import Work
from apps.ledger.chain import change_of, hashed_form
from apps.ledger.models import ChangeSet, Operation
from apps.ledger.replay import as_known_at, verify
from tests.factories import named, put_work, record, small_register

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def register():
    small_register()
    record(put_work(1, 3, "cleared", note="as found"))
    record(put_work(2, 3, "built", start=date(2022, 1, 1)))


def psql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_untouched_register_holds():
    assert verify() is None


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE construction_work SET note = 'changed' WHERE from_cm = 200000", "is not|is in the"),
        ("DELETE FROM construction_work WHERE from_cm = 200000", "in the ledger but not in the table"),
        ("UPDATE construction_work SET to_cm = to_cm + 1 WHERE to_cm = 300000", "work .*LV-RU"),
        (
            "UPDATE construction_element SET colour = '#ffffff'",
            "element fence: the table has colour = '#ffffff'",
        ),
        ("UPDATE border_route SET official_length_cm = 5", "route LV-RU"),
        ("UPDATE ledger_changeset SET reason = 'another' WHERE seq = 3", "not what was sealed"),
        ("UPDATE ledger_operation SET after = '[]' WHERE target = 'work' AND n = 0", "not what was sealed"),
        (
            "UPDATE ledger_changeset SET applied_at = applied_at + interval '1 second' WHERE seq = 2",
            "not what was sealed",
        ),
        ("DELETE FROM ledger_operation WHERE target = 'work'", "not what was sealed"),
    ],
)
def test_a_change_made_by_hand_is_found(statement, message):
    psql(statement)
    problem = verify()
    assert problem is not None
    with pytest.raises(CommandError, match=message) as refused:
        call_command("ledger", "verify")
    assert refused.value.returncode == 1


def test_a_cut_tail_is_found_by_the_head_of_a_report(capsys):
    _number, head = ChangeSet.objects.head()
    psql("DELETE FROM construction_work")
    psql("DELETE FROM ledger_operation USING ledger_changeset s WHERE change_set_id = s.id AND s.seq > 2")
    psql("DELETE FROM ledger_changeset WHERE seq > 2")
    assert verify() is None
    with pytest.raises(CommandError, match="tail was cut"):
        call_command("ledger", "verify", "--head", head)


@pytest.mark.parametrize("head", ["5af3933c", "", "Z" * 64])
def test_what_is_no_hash_is_no_head(head):
    assert "not a hash" in verify(head).message


def test_a_missing_set_is_found():
    psql("DELETE FROM ledger_operation USING ledger_changeset s WHERE change_set_id = s.id AND s.seq = 3")
    psql("DELETE FROM ledger_changeset WHERE seq = 3")
    assert "change set 3 is missing" in verify().message


def test_the_register_can_be_read_as_it_was_known():
    now = list(Work.objects.order_by("from_cm").values_list("from_cm", "status__code"))
    with as_known_at(3):
        assert list(Work.objects.values_list("from_cm", "status__code")) == [(100_000, "cleared")]
    assert list(Work.objects.order_by("from_cm").values_list("from_cm", "status__code")) == now
    assert verify() is None


def test_an_operation_older_than_the_word_of_its_model_says_nothing():
    """The migration writes nothing either: table and ledger stay the same."""
    written = {**named("old"), "family": "presence", "kind": "fibre", "detection_m": 20}
    old = Operation(target="sensor_model", uid="old", before=None, after=written)
    assert change_of(old).after["senses"] is None
    assert hashed_form(old)["after"] == written


def test_an_operation_older_than_a_column_has_its_default():
    written = {
        **named("old"),
        "order": 1,
        "colour": "#808080",
        "pattern": "solid",
        "letter": "",
        "counts_built": True,
    }
    old = Operation(target="work_status", uid="old", before=None, after=written)
    assert change_of(old).after == {
        **written,
        "counts_cleared": False,
        "counts_designed": False,
        "counts_begun": False,
        "counts_accepted": False,
    }
    assert hashed_form(old)["after"] == written
    amended = Operation(target="work_status", uid="old", before={"letter": ""}, after={"letter": "X"})
    assert (change_of(amended).before, change_of(amended).after) == ({"letter": ""}, {"letter": "X"})
