"""What a report is asked for, and the readings of the register that it is made from."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

FULL, GENERAL = "full", "general"

Row = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What a report is to be about: with the ledger's number, all that decides its content."""

    as_of: date
    language: str = "lv"
    audience: str = FULL
    sections: tuple[str, ...] = ()
    version: int = 1
    marking: str = "internal"
    tlp: str = "AMBER"
    detail_maps: bool = False
    supersedes: str | None = None
    since: str | None = None
    ahead: bool = False
    """Whether the day had not come yet when the report was made."""

    def __post_init__(self):
        object.__setattr__(self, "sections", tuple(dict.fromkeys(self.sections)))

    def as_json(self) -> Row:
        return {**asdict(self), "as_of": self.as_of.isoformat(), "sections": list(self.sections)}

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Asked":
        return cls(
            **{**given, "as_of": date.fromisoformat(given["as_of"]), "sections": tuple(given["sections"])}
        )


@dataclass(frozen=True)
class Sources:
    """What a report is made from.

    The sealed reading, when the last change that it knows was applied, the last report's reading, and the day of
    that one read again as known now.
    """

    sealed: Row
    known_at: str | None
    earlier: Row | None = None
    known_later: Row | None = None

    @property
    def earlier_day(self) -> date | None:
        return date.fromisoformat(self.earlier["as_of"]) if self.earlier else None
