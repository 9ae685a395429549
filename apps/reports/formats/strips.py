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
EVERY_KM, MOST_MARKS = (1, 2, 5, 10, 20), 16


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


@dataclass(frozen=True)
class Span:
    """What of a route the axis shows, in centimetres of measure."""

    from_cm: int
    to_cm: int

    def x(self, cm: int) -> float:
        share = (cm - self.from_cm) / (self.to_cm - self.from_cm)
        return LEFT_MM + (WIDTH_MM - LEFT_MM - 2) * share


def strip(lanes: Lanes, span: Span, title: str) -> str:
    """Return lanes one under the other on one axis; a block's `kind` is its class, `title` what readers are told."""
    height = len(lanes) * (LANE_MM + 1) + AXIS_MM
    parts = [_axis(span, len(lanes) * (LANE_MM + 1))]
    for n, (name, blocks) in enumerate(lanes.items()):
        parts.append(_lane(name, blocks, n * (LANE_MM + 1), span))
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


def _lane(name: str, blocks: Iterable[Block], y: float, span: Span) -> str:
    found = [f'<text class="lane" x="0" y="{y + LANE_MM - 1.7}">{escape(name)}</text>']
    for block in blocks:
        x = span.x(block.from_cm)
        wide = max(span.x(block.to_cm) - x, NARROWEST_MM)
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


def _axis(span: Span, y: float) -> str:
    marks = [f'<text class="unit" x="{LEFT_MM - 3}" y="{y + 4}">km</text>']
    first, last = -(-span.from_cm // CM_PER_KM), span.to_cm // CM_PER_KM
    every = next((step for step in EVERY_KM if (last - first) / step <= MOST_MARKS), EVERY_KM[-1])
    for number in range(-(-first // every) * every, last + 1, every):
        x = span.x(number * CM_PER_KM)
        marks.append(f'<path class="axis" d="M{x:.2f} {y}v1.2"/>')
        marks.append(f'<text class="km" x="{x:.2f}" y="{y + 4}">{number}</text>')
    return "".join(marks)
