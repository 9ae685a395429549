"""Writes that follow from the register: what is derived from a stored alignment."""

from collections.abc import Iterable
from pathlib import Path

from django.db import connection, transaction

from apps.border.models import AlignmentPiece

CUT = (Path(__file__).parent / "sql/cut_pieces.sql").read_text()


@transaction.atomic
def cut_pieces(uids: Iterable[str]) -> None:
    """Cut these alignments into 1-km pieces anew; one that is no longer there keeps none."""
    uids = [str(uid) for uid in uids]
    AlignmentPiece.objects.filter(alignment_id__in=uids)._raw_delete(connection.alias)
    with connection.cursor() as cursor:
        cursor.execute(CUT, {"uids": uids})
