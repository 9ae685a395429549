"""What is kept of the register lasts until the ledger moves on, and is never another register's."""

import pytest
from django.db import transaction
from django.utils.translation import override

from apps.ledger.kept import kept_until_written
from apps.ledger.whole_layers import packed_layers, whole_layers
from apps.pages.layers import lists
from apps.pages.workspace import first_day
from tests.factories import put_work, record, small_register

pytestmark = pytest.mark.django_db


def counted():
    """Return a kept reading that answers how often it was made."""
    made = []

    @kept_until_written
    def reading(name: str) -> int:
        made.append(name)
        return len(made)

    return reading


def test_it_is_read_once_for_a_head_and_a_language():
    small_register(km=10)
    reading = counted()
    with override("lv"):
        assert [reading("a"), reading("a"), reading("b")] == [1, 1, 2]
    with override("en"):
        assert reading("a") == 3


def test_after_a_write_it_is_read_again():
    small_register(km=10)
    reading = counted()
    assert reading("a") == 1
    record(put_work(0, 2, "built"))
    assert reading("a") == 2


def test_what_a_rolled_back_write_showed_is_not_kept_for_the_next():
    small_register(km=10)
    reading = counted()
    with transaction.atomic():
        record(put_work(0, 2, "built"))
        assert reading("a") == 1
        transaction.set_rollback(True)
    record(put_work(0, 2, "cleared"))
    assert reading("a") == 2


def test_an_empty_ledger_keeps_nothing():
    reading = counted()
    assert [reading("a"), reading("a")] == [1, 2]


def test_the_second_reader_of_the_workspace_costs_one_query_each(django_assert_num_queries):
    small_register(km=10)
    read = (lambda: packed_layers(first_day()), lists, first_day)
    [act() for act in read]
    for act, queries in zip(read, (2, 1, 1), strict=True):
        with django_assert_num_queries(queries):
            act()
    assert packed_layers(first_day())[1] == whole_layers(first_day())[1]
