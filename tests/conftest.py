import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.test.utils import setup_databases
from django.utils import timezone, translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from tests.settings import FILES, LOCAL

LONGEST_TEST = timedelta(minutes=2)

# A busy machine is slow to draw examples; that says nothing of the code.
# The examples are the same each time: what fails has to do with the change. HYPOTHESIS_PROFILE=new draws new ones.
hypothesis.register_profile(
    "full",
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
hypothesis.register_profile("new", parent=hypothesis.get_profile("full"), derandomize=False)
hypothesis.register_profile("quick", parent=hypothesis.get_profile("full"), max_examples=20)
hypothesis.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "full"))


def pytest_collection_modifyitems(items):
    """Mark what lies in tests/browser, so that `make test-quick` can leave it out."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker("browser")


def pytest_unconfigure(config):
    """Remove what the run wrote to disk, once its last worker has ended."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(FILES, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment, django_db_modify_db_settings, django_db_blocker
) -> Iterator[None]:
    """Make the test database whichever tests run: pytest-django would not for those of the demo alone.

    Its copy for the demo is made at once, because a database that somebody is connected to cannot be copied.
    """
    with django_db_blocker.unblock():
        setup_databases(verbosity=0, interactive=False)
        clone_database(connection.settings_dict["NAME"], demo_name())
    yield
    with django_db_blocker.unblock():
        drop_database(demo_name())
        drop_database(connection.settings_dict["NAME"])


def demo_name() -> str:
    return f"{connection.settings_dict['NAME']}_demo"


@pytest.fixture(scope="session")
def demo_database(django_db_setup, django_db_blocker, testrun_uid) -> Iterator[str]:
    """The name of this worker's database with the demo register: a copy of the one that the first of them fills."""
    whole = f"{demo_stem()}_{testrun_uid[:8]}"
    with django_db_blocker.unblock(), one_worker_at_a_time():
        if whole not in databases(demo_stem()):
            fill_demo(whole)
        clone_database(whole, demo_name())
    yield demo_name()
    with django_db_blocker.unblock(), one_worker_at_a_time():
        drop_database(whole)


def fill_demo(name: str) -> None:
    """Load the demo into the empty copy, and give it its name when it is whole; drop those of broken-off runs."""
    for left in databases(demo_stem()):
        drop_database(left)
    empty = demo_name()
    with connected_to(empty):
        call_command("demo", verbosity=0)
    with connected_to("postgres"):
        leave(empty)
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{empty}" RENAME TO "{name}"')


def demo_stem() -> str:
    """Return how the names of a run's shared databases begin, under all its workers."""
    return f"{os.environ['TEST_DB']}_whole_demo"


def databases(stem: str) -> list[str]:
    with connected_to("postgres"), connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [stem])
        return [name for (name,) in cursor.fetchall()]


@contextmanager
def one_worker_at_a_time() -> Iterator[None]:
    with open(LOCAL / f"{os.environ['TEST_DB']}_demo.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(autouse=True)
def latvian() -> Iterator[None]:
    """Begin each test in the site's language: a request of an earlier one may have left another in its thread."""
    translation.activate(settings.LANGUAGE_CODE)
    yield


@pytest.fixture(autouse=True)
def one_day() -> None:
    """Begin no test just before midnight: what it calls today would be yesterday before it ends."""
    now = timezone.localtime()
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0)
    if (left := midnight - now) < LONGEST_TEST:
        time.sleep(left.total_seconds() + 1)


@pytest.fixture
def demo(demo_database, django_db_blocker) -> Iterator[None]:
    """The demo register to read and write; what the test writes is rolled back."""
    with django_db_blocker.unblock(), connected_to(demo_database), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def connected_to(name: str, role: str | None = None) -> Iterator[None]:
    """Let the default connection, and those of new threads, lead to database `name` meanwhile, as `role`."""
    before = {key: connection.settings_dict[key] for key in ("NAME", "USER")}
    connection.close()
    connection.settings_dict.update(before | {"NAME": name} | ({"USER": role} if role else {}))
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def clone_database(source: str, name: str) -> None:
    drop_database(name)
    with connected_to("postgres"):
        leave(source)
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')


def leave(name: str) -> None:
    """End the sessions that threads of earlier tests have left on a database: it cannot be copied under them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = %s AND usename = current_user AND pid <> pg_backend_pid()",
            [name],
        )


def drop_database(name: str) -> None:
    """Drop a database whoever still reads it. FORCE would fail on autovacuum, which a plain DROP ends by itself."""
    with connected_to("postgres"):
        for last in (False,) * 9 + (True,):
            leave(name)
            try:
                with connection.cursor() as cursor:
                    cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
                return
            except OperationalError:  # a thread of the site connected once more
                if last:
                    raise
