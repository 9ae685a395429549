"""What the web's role may do in the database: rows, never tables; of what is chained or logged, only add."""

from django.apps import apps
from django.db import connection, transaction
from psycopg import sql

WEB_ROLE = "border_gis_web"
ROWS = "SELECT, INSERT, UPDATE, DELETE"
FEWER = {
    "accounts_accessevent": "SELECT, INSERT",
    "accounts_readevent": "SELECT, INSERT",
    "auth_permission": "SELECT",
    "django_content_type": "SELECT",
    "django_migrations": "SELECT",
    "indicators_snapshot": "SELECT, INSERT",
    "ledger_comment": "SELECT, INSERT, DELETE",
    "ledger_operation": "SELECT, INSERT",
}
"""Tables of which the web's role may do less than the rest; policies of the ledger narrow rows further."""


def has_role(role: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        return cursor.fetchone() is not None


def privileges() -> dict[str, str]:
    """Return what the web's role may do with each table of the register."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return {table: FEWER.get(table, ROWS) for table in sorted(tables | FEWER.keys())}


@transaction.atomic
def grant_web(role: str = WEB_ROLE) -> int:
    """Give the role exactly these rights, taking back any other; return the number of tables."""
    given, name = privileges(), sql.Identifier(role)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC"))
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name))
        dropping = sql.SQL("GRANT EXECUTE ON FUNCTION ledger_drop_operations(bigint, integer[]) TO {}")
        cursor.execute(dropping.format(name))
        for table in _owned(cursor) | given.keys():
            cursor.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(sql.Identifier(table), name))
        for table, rights in given.items():
            granting = sql.SQL("GRANT {} ON {} TO {}")
            cursor.execute(granting.format(sql.SQL(rights), sql.Identifier(table), name))
    return len(given)


def _owned(cursor) -> set[str]:
    cursor.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user"
    )
    return {table for (table,) in cursor.fetchall()}
