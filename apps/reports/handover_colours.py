"""The colours of a map to hand over: no colour of a code list or of ours stands for two layers of it."""

import re
from collections.abc import Iterable, Sequence
from itertools import cycle, islice

import numpy as np

BANDS = {"one": "#7fb2dc", "two_or_more": "#2f7fc0", "both_families": "#0f3a63", "none": "#b42318"}
DASHES = {
    "solid": "",
    "diagonal": "9 4",
    "back_diagonal": "4 4",
    "dots": "2 4",
    "cross": "12 3 2 3",
    "grid": "12 3 2 3 2 3",
    "horizontal": "16 4",
    "vertical": "2 2",
}
"""How a pattern of a code list is drawn on a line."""
SEGMENTS = "#5b6770"
IN_TURN = ("", "")
"""Neither colour nor dash of its own: it gets them once all layers of the map are known."""
PALETTE = re.findall(
    r"#\w{6}",
    "#00a800 #54008c #a88c00 #fc1cc4 #8c1c54 #003800 #0070fc #381c00 #a870c4 #008c70 #c438fc #a87054 #e07000"
    " #fc0000 #548c38 #3838e0 #a8708c #38388c #e054a8 #545400 #a870fc #701c1c #8c5400 #540054 #003838",
)
"""Far from each other, and dark enough to be told from white (3 to 1)."""
APART = 18.0
"""Colours nearer than this in CIELAB are taken for one another on thin lines."""
_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_WHITE = _TO_XYZ.sum(axis=1)


def drawn_in_turn(counts: Sequence[int], taken: Iterable[str]) -> list[list[str]]:
    """Return colours for each of some layers, of so many classes each: none that another layer has, nor any taken.

    Where a layer has more classes than colours are left for it, its own come again; a dash tells them apart.
    """
    taken = list(taken)
    free = [one for one in PALETTE if all(distance(one, other) >= APART for other in taken)] or PALETTE
    return [list(islice(cycle(free[n :: len(counts)] or free), count)) for n, count in enumerate(counts)]


def distance(one: str, other: str) -> float:
    """Return how far two colours (#rrggbb) are from each other in CIELAB."""
    return float(np.linalg.norm(_lab(one) - _lab(other)))


def _lab(colour: str) -> np.ndarray:
    share = np.array([int(colour[n : n + 2], 16) for n in (1, 3, 5)]) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    relative = _TO_XYZ @ linear / _WHITE
    x, y, z = np.where(relative > 0.008856, np.cbrt(relative), 7.787 * relative + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])
