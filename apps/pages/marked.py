"""What differs between the two sides of a change, so that its reader need not compare them word by word."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Piece = list
"""From and to in centimetres, first day, day after the last or None, values by column: as the ledger keeps it."""


class Line(str):
    """A line of parts; as HTML those that differ from the other side stand out."""

    def __new__(cls, parts: Iterable[tuple[str, bool]]):
        parts = list(parts)
        line = super().__new__(cls, "".join(text for text, _differs in parts))
        line.parts = parts
        return line

    def __html__(self) -> SafeString:
        marked = (
            (format_html("<mark>{}</mark>", text) if differs else text,) for text, differs in self.parts
        )
        return format_html_join("", "{}", marked)


def differing(piece: Piece, others: list[Piece]) -> set[str]:
    """Return the columns of a piece that the other side did not hold so throughout; none if it held nothing."""
    met = [(shared, other) for other in others if (shared := _shared(piece, other))]
    is_covered = sum(shared for shared, _other in met) == _shared(piece, piece)
    sides = [other[4] for _shared_part, other in met]
    return {
        name
        for name, value in piece[4].items()
        if others and not (is_covered and all(side.get(name) == value for side in sides))
    }


def differing_columns(values: Mapping[str, Any] | None, others: Mapping[str, Any] | None) -> set[str]:
    """Return the columns of a thing that the other side holds otherwise; none if it was or is not there."""
    if values is None or others is None:
        return set()
    return {name for name, value in values.items() if others.get(name) != value}


def _shared(piece: Piece, other: Piece) -> int:
    """Return centimetres times days that two pieces share."""
    metres = min(piece[1], other[1]) - max(piece[0], other[0])
    days = min(_end(piece), _end(other)) - max(_start(piece), _start(other))
    return max(metres, 0) * max(days, 0)


def _start(piece: Piece) -> int:
    return date.fromisoformat(piece[2]).toordinal()


def _end(piece: Piece) -> int:
    return (date.fromisoformat(piece[3]) if piece[3] else date.max).toordinal()
