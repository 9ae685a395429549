"""A route as a straight axis, drawn as SVG for paper: lanes of section, impact level and coverage."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from xml.sax.saxutils import escape

from django.template.loader import render_to_string

from apps.geo.measures import CM_PER_KM

WIDTH_MM, LANE_MM, LEFT_MM, AXIS_MM = 180.0, 6.0, 44.0, 6.0
LETTER_MM = 1.7
EVERY_KM = 20


@dataclass(frozen=True)
class Block:
    """One stretch of a lane: its ends in centimetres, its class in the style sheet, the words in it if they fit."""

    from_cm: int
    to_cm: int
    kind: str
    text: str = ""


Lanes = Mapping[str, Sequence[Block]]


def strip(lanes: Lanes, length_cm: int) -> str:
    """Return lanes one under the other on one axis; a block's `kind` is its class."""
    height = len(lanes) * (LANE_MM + 1) + AXIS_MM
    parts = [_axis(length_cm, len(lanes) * (LANE_MM + 1))]
    for n, (title, blocks) in enumerate(lanes.items()):
        parts.append(_lane(title, blocks, n * (LANE_MM + 1), length_cm))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="strip" role="img" width="{WIDTH_MM}mm"'
        f' height="{height}mm" viewBox="0 0 {WIDTH_MM} {height}">{style()}{"".join(parts)}</svg>'
    )


@cache
def style() -> str:
    return f"<style>{render_to_string('reports/paper/strip.css')}</style>"


def _x(cm: int, length_cm: int) -> float:
    return LEFT_MM + (WIDTH_MM - LEFT_MM - 2) * cm / length_cm


def _lane(title: str, blocks: Iterable[Block], y: float, length_cm: int) -> str:
    found = [f'<text class="lane" x="0" y="{y + LANE_MM - 1.7}">{escape(title)}</text>']
    for block in blocks:
        x = _x(block.from_cm, length_cm)
        wide = _x(block.to_cm, length_cm) - x
        found.append(
            f'<rect class="{block.kind}" x="{x:.2f}" y="{y}" width="{wide:.2f}" height="{LANE_MM}"/>'
        )
        if block.text and len(block.text) * LETTER_MM < wide:
            found.append(
                f'<text class="in {block.kind}" x="{x + 0.8:.2f}" y="{y + LANE_MM - 1.9}">{escape(block.text)}</text>'
            )
    return "".join(found)


def _axis(length_cm: int, y: float) -> str:
    marks = []
    for number in range(0, length_cm // CM_PER_KM + 1, EVERY_KM):
        x = _x(number * CM_PER_KM, length_cm)
        marks.append(f'<path class="axis" d="M{x:.2f} {y}v1.2"/>')
        marks.append(f'<text class="km" x="{x:.2f}" y="{y + 4}">{number}</text>')
    return "".join(marks)
