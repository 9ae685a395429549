"""One advisory lock for the whole ledger: writes are serial, readers never wait."""

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _
from psycopg import errors

from apps.geo.errors import LedgerBusy

LEDGER_LOCK = 0x1ED6E5
WAIT = "5s"


def lock_ledger(holder: str) -> None:
    """Take the ledger until the transaction ends, saying in the database who holds it.

    Raises
    ------
    LedgerBusy
        Somebody else has held it for five seconds; the message names them.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEDGER_LOCK])
    except OperationalError as error:
        if not isinstance(error.__cause__, errors.LockNotAvailable):
            raise
        raise LedgerBusy(
            _("The register is being written by %(who)s; try again in a moment.")
            % {"who": holder_of_ledger()},
            detail={"holder": holder_of_ledger()},
        ) from None
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('application_name', %s, true)", [f"ledger: {holder}"[:63]])


def holder_of_ledger() -> str:
    """Return who holds the ledger now, by the name that they gave."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
            " WHERE l.locktype = 'advisory' AND l.objid = %s AND l.granted"
            " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [LEDGER_LOCK],
        )
        row = cursor.fetchone()
    return row[0].removeprefix("ledger: ") if row else _("another writer")
