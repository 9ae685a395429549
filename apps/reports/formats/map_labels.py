"""The labels of a map sheet: where each finds room on paper, in millimetres from the top left corner of the map."""

from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape

import shapely
from numpy.typing import NDArray

FRAME_MM = (390.0, 226.0)
"""Width and height of the map on an A3 sheet, landscape."""
LETTER_MM = (1.75, 3.0)
WIDEST_BAND_MM, FURTHER_MM = 2.3, (0.0, 1.5, 3.0)

Box = tuple[float, float, float, float]


class Labels:
    """Labels that keep clear of each other, of signs and of the border: each takes the first free place by its point.

    Whoever comes first stays; who finds no free place lies on the border, or is left out if something is there.
    """

    def __init__(self, border: Sequence[NDArray]):
        self._boxes: list[Box] = []
        self._signs: list[Box] = []
        self._texts: list[str] = []
        lines = shapely.multilinestrings([shapely.linestrings(part) for part in border if len(part) > 1])
        self._border = shapely.buffer(lines, WIDEST_BAND_MM / 2)
        shapely.prepare(self._border)

    def keep_clear_of(self, signs: Iterable[Box]) -> None:
        self._signs += signs

    def add(
        self, at: NDArray, text: str, kind: str, away: float = 1.6, *, even_on_signs: bool = False
    ) -> None:
        unwritten = [place for place in _around(at, text, away) if self._is_free(place[2])]
        free = [place for place in unwritten if not any(_meet(place[2], sign) for sign in self._signs)]
        if even_on_signs:
            free = free or unwritten
        if not free:
            return
        clear = (place for place in free if not self._border.intersects(shapely.box(*place[2])))
        x, y, box = next(clear, free[0])
        self._boxes.append(box)
        self._texts.append(haloed(text, kind, x, y))

    def _is_free(self, box: Box) -> bool:
        inside = box[0] >= 0 and box[2] <= FRAME_MM[0] and box[1] >= 0 and box[3] <= FRAME_MM[1]
        return inside and not any(_meet(box, other) for other in self._boxes)

    def svg(self) -> str:
        return f'<g class="labels">{"".join(self._texts)}</g>'


def haloed(text: str, kind: str, x: float, y: float) -> str:
    """Return a text with a white edge that keeps it legible over lines: written twice, the edge first."""
    place = f'x="{x:.2f}" y="{y:.2f}">{escape(text)}</text>'
    return f'<text class="{kind} halo" {place}<text class="{kind}" {place}'


def _around(at: NDArray, text: str, away: float) -> Iterator[tuple[float, float, Box]]:
    """Yield the places of a text around a point, the best first: where it starts, and the box that it fills."""
    letter, high = LETTER_MM
    wide = letter * len(text)
    right, left, middle = at[0] + away, at[0] - away - wide, at[0] - wide / 2
    above, level, below = at[1] - away, at[1] + high / 3, at[1] + away + high * 0.7
    for further in FURTHER_MM:
        east, west, north, south = right + further, left - further, above - further, below + further
        for x, y in (
            (east, north),
            (east, south),
            (west, north),
            (west, south),
            (east, level),
            (west, level),
            (middle, north),
            (middle, south),
        ):
            yield x, y, (x - 0.4, y - high, x + wide + 0.4, y + 0.8)


def _meet(one: tuple, other: tuple) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def square(at: NDArray, half: float) -> Box:
    return at[0] - half, at[1] - half, at[0] + half, at[1] + half


def is_whole(box: Box) -> bool:
    """Tell whether nothing of a sign would be cut off by the frame."""
    return box[0] > 0 and box[2] < FRAME_MM[0] and box[1] > 0 and box[3] < FRAME_MM[1]
