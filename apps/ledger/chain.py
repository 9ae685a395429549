"""The hash chain: what of a change set is hashed, in one canonical form."""

import hashlib
import json
from datetime import UTC

from apps.geo.facts import FOREVER, Box
from apps.ledger.commands import Change, piece_from_json
from apps.ledger.models import ChangeSet, Operation
from apps.ledger.register import entry

GENESIS = "0" * 64


def canonical_json(value) -> bytes:
    """Return JSON with sorted keys and no spaces, in UTF-8; numbers are integers only."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def sealed_hash(change_set: ChangeSet, operations: list[dict]) -> str:
    """Return SHA-256 of the previous hash and the set with its operations, as lower-case hex."""
    content = {
        "seq": change_set.seq,
        "uid": str(change_set.uid),
        "kind": change_set.kind,
        "reason": change_set.reason,
        "author": str(change_set.author.uid),
        "approver": str(change_set.approver.uid) if change_set.approver else None,
        "applied_at": change_set.applied_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "undoes": str(change_set.undoes.uid) if change_set.undoes else None,
        "operations": operations,
    }
    return hashlib.sha256(change_set.prev_hash.encode() + canonical_json(content)).hexdigest()


def hashed_form(operation: Operation) -> dict:
    """Return a stored operation as it was hashed."""
    if operation.key is None:
        return {
            "target": operation.target,
            "uid": operation.uid,
            "before": operation.before,
            "after": operation.after,
        }
    return {
        "target": operation.target,
        "key": operation.key,
        "from_cm": operation.from_cm,
        "to_cm": operation.to_cm,
        "valid": [
            operation.valid.lower.isoformat(),
            operation.valid.upper.isoformat() if operation.valid.upper else None,
        ],
        "before": operation.before,
        "after": operation.after,
    }


def change_of(operation: Operation) -> Change:
    """Return a stored operation as a change in memory."""
    if operation.key is None:
        before, after = _completed(operation)
        return Change(operation.target, None, operation.uid, None, before, after)
    box = Box(operation.from_cm, operation.to_cm, operation.valid.lower, operation.valid.upper or FOREVER)
    before, after = (
        [piece_from_json(piece) for piece in side] for side in (operation.before, operation.after)
    )
    return Change(operation.target, operation.key, None, box, before, after)


def _completed(operation: Operation) -> tuple[dict | None, dict | None]:
    """Return both sides of an operation on an object; a column that is younger than the operation has its default."""
    before, after = operation.before, operation.after
    if before is not None and after is not None:
        return before, after
    defaults = entry(operation.target).defaults
    return before and {**defaults, **before}, after and {**defaults, **after}
