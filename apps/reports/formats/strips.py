"""A route as a straight axis, drawn as SVG for paper: lanes of section, impact level, coverage and gaps.

What differs, differs in height, in grey or in the lane it lies in: a black and white print tells it too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from xml.sax.saxutils import escape

from django.template.loader import render_to_string

from apps.geo.measures import CM_PER_KM

WIDTH_MM, LANE_MM, LEFT_MM, AXIS_MM = 180.0, 6.0, 50.0, 6.0
LETTER_MM = 1.7
NARROWEST_MM = 0.2
EVERY_KM = 20


@dataclass(frozen=True)
class Block:
    """One stretch of a lane: its ends in centimetres, its class in the style sheet, the words in it if they fit.

    `height` is the share of the lane that it fills, from the foot.
    """

    from_cm: int
    to_cm: int
    kind: str
    text: str = ""
    height: float = 1.0


Lanes = Mapping[str, Sequence[Block]]


def strip(lanes: Lanes, length_cm: int, title: str) -> str:
    """Return lanes one under the other on one axis; a block's `kind` is its class, `title` what readers are told."""
    height = len(lanes) * (LANE_MM + 1) + AXIS_MM
    parts = [_axis(length_cm, len(lanes) * (LANE_MM + 1))]
    for n, (name, blocks) in enumerate(lanes.items()):
        parts.append(_lane(name, blocks, n * (LANE_MM + 1), length_cm))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="strip" role="img" width="{WIDTH_MM}mm"'
        f' height="{height}mm" viewBox="0 0 {WIDTH_MM} {height}"><title>{escape(title)}</title>'
        f"{style()}{''.join(parts)}</svg>"
    )


@cache
def style() -> str:
    return f"<style>{render_to_string('reports/paper/strip.css')}</style>"


def key(kind: str, height: float = 1.0) -> str:
    """Return what a block looks like, 6 mm by 3 mm, for a legend."""
    high = 3 * height
    frame = '<rect class="frame" width="6" height="3"/>'
    return f'{frame}<rect class="{kind}" y="{3 - high:.2f}" width="6" height="{high:.2f}"/>'


def _x(cm: int, length_cm: int) -> float:
    return LEFT_MM + (WIDTH_MM - LEFT_MM - 2) * cm / length_cm


def _lane(name: str, blocks: Iterable[Block], y: float, length_cm: int) -> str:
    found = [f'<text class="lane" x="0" y="{y + LANE_MM - 1.7}">{escape(name)}</text>']
    for block in blocks:
        x = _x(block.from_cm, length_cm)
        wide = max(_x(block.to_cm, length_cm) - x, NARROWEST_MM)
        high = LANE_MM * block.height
        found.append(
            f'<rect class="{block.kind}" x="{x:.2f}" y="{y + LANE_MM - high:.2f}"'
            f' width="{wide:.2f}" height="{high:.2f}"/>'
        )
        if block.text and len(block.text) * LETTER_MM < wide:
            found.append(
                f'<text class="in {block.kind}" x="{x + 0.8:.2f}" y="{y + LANE_MM - 1.9}">{escape(block.text)}</text>'
            )
    return "".join(found)


def _axis(length_cm: int, y: float) -> str:
    marks = [f'<text class="unit" x="{LEFT_MM - 3}" y="{y + 4}">km</text>']
    for number in range(0, length_cm // CM_PER_KM + 1, EVERY_KM):
        x = _x(number * CM_PER_KM, length_cm)
        marks.append(f'<path class="axis" d="M{x:.2f} {y}v1.2"/>')
        marks.append(f'<text class="km" x="{x:.2f}" y="{y + 4}">{number}</text>')
    return "".join(marks)
