"""Databases to measure in: one migrated template, and a fresh copy of it for each benchmark."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

TEMPLATE = settings.DATABASE["NAME"]
COPY = f"{TEMPLATE}_copy"


@contextmanager
def template() -> Iterator[None]:
    """Keep a migrated database without rows, from which `fresh_copy` makes the others."""
    recreate(TEMPLATE)
    try:
        with connected_to(TEMPLATE):
            call_command("migrate", verbosity=0)
        yield
    finally:
        drop(TEMPLATE)


@contextmanager
def fresh_copy() -> Iterator[None]:
    """Stand in an empty register of its own, dropped on leaving."""
    recreate(COPY, template=TEMPLATE)
    try:
        with connected_to(COPY):
            yield
    finally:
        drop(COPY)


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def recreate(name: str, template: str = "template1") -> None:
    drop(name)
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    outside(create.format(sql.Identifier(name), sql.Identifier(template)))


def drop(name: str) -> None:
    outside(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def outside(statement: sql.Composable) -> None:
    with connected_to("postgres"), connection.cursor() as cursor:
        cursor.execute(statement)


def vacuum() -> None:
    """Leave the tables as they are after a quiet night: counted, and every page known to be visible to all."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def show(setting: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [setting])
        return cursor.fetchone()[0]
