import pytest
from django.db import connection


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "value"), [("jit", "off"), ("max_parallel_workers_per_gather", "0")])
def test_small_queries_pay_for_no_parallel_workers_and_no_compilation(name, value):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        assert cursor.fetchone() == (value,)
