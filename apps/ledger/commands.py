"""What a person asks of the register, and what became of it: commands in, operations out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from apps.geo.facts import FOREVER, Box, Row

Later = Literal["replace", "until_next"]


@dataclass(frozen=True)
class Put:
    """Change the named columns of a layer on a stretch over a period; the others keep what they had."""

    target: str
    key: Mapping[str, Any]
    values: Mapping[str, Any]
    start: date
    end: date = FOREVER
    from_cm: int | None = None
    to_cm: int | None = None
    later: Later = "replace"


@dataclass(frozen=True)
class Clear:
    """Leave nothing of a layer on a stretch over a period."""

    target: str
    key: Mapping[str, Any]
    start: date
    end: date = FOREVER
    from_cm: int | None = None
    to_cm: int | None = None
    later: Later = "replace"


@dataclass(frozen=True)
class Add:
    """Bring a thing into the register."""

    target: str
    uid: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Amend:
    """Change named columns of a thing."""

    target: str
    uid: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Remove:
    """Take a thing out of the register, which must refer to it nowhere."""

    target: str
    uid: str


Command = Put | Clear | Add | Amend | Remove

Pieces = list[Row]
Columns = dict[str, Any]


@dataclass
class Change:
    """One operation in memory. `before` and `after` are pieces of a box, or columns of an object, None if not there."""

    target: str
    key: dict[str, Any] | None
    uid: str | None
    box: Box | None
    before: Pieces | Columns | None
    after: Pieces | Columns | None

    @property
    def place(self) -> tuple:
        """What the change is about: the key of a layer, or the uid of an object."""
        return fact_key(self.target, self.key) if self.key is not None else (self.target, self.uid)

    def reversed(self) -> "Change":
        return Change(self.target, self.key, self.uid, self.box, self.after, self.before)

    def as_json(self) -> dict[str, Any]:
        """Return the change as the ledger keeps and hashes it."""
        if self.box is None:
            return {"target": self.target, "uid": self.uid, "before": self.before, "after": self.after}
        return {
            "target": self.target,
            "key": self.key,
            "from_cm": self.box.from_cm,
            "to_cm": self.box.to_cm,
            "valid": [self.box.start.isoformat(), day_or_none(self.box.end)],
            "before": [piece_as_json(row) for row in self.before],
            "after": [piece_as_json(row) for row in self.after],
        }


@dataclass
class Problem:
    """The first thing that `verify` finds wrong."""

    seq: int | None
    message: str
    detail: dict[str, Any] = field(default_factory=dict)


def fact_key(target: str, key: Mapping[str, Any]) -> tuple:
    return (target, *sorted(key.items()))


def day_or_none(day: date) -> str | None:
    return None if day == FOREVER else day.isoformat()


def piece_as_json(row: Row) -> list:
    return [row.from_cm, row.to_cm, row.start.isoformat(), day_or_none(row.end), dict(row.values)]


def piece_from_json(piece: list) -> Row:
    from_cm, to_cm, start, end, values = piece
    end = date.fromisoformat(end) if end else FOREVER
    return Row(from_cm, to_cm, date.fromisoformat(start), end, tuple(sorted(values.items())))


UID = re.compile(r"^[\w.:-]{1,64}\Z")
