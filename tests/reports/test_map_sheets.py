"""What a map sheet writes where: no label on a sign, no sign that the frame cuts."""

import re

import numpy as np
import pytest

from apps.border.locate import CalibratedLine
from apps.geo.measures import CM_PER_KM, CM_PER_M
from apps.reports.formats.map_labels import FRAME_MM, LETTER_MM
from apps.reports.formats.map_sheets import OVERVIEW, Sheet, Shown, drawn

WEST_M, SOUTH_M = 700_000.0, 250_000.0
SIGN_MM = 1.3
"""Half of a sign, less what a label may touch."""


def sensor(code: str, x_mm: float, y_mm: float) -> dict:
    """Return a sensor that lies at millimetres from the top left corner of the sheet."""
    metre = OVERVIEW / 1000
    return {
        "code": code,
        "easting_m": WEST_M + x_mm * metre,
        "northing_m": SOUTH_M + (FRAME_MM[1] - y_mm) * metre,
        "stretches_km": [],
        "integrated": True,
        "state": "operational",
        "family": "observation",
    }


def map_of(sensors: list[dict]) -> str:
    """Return a sheet across whose middle a route goes east, km 5 after 100 mm, a section beginning at km 10."""
    middle_m = SOUTH_M + FRAME_MM[1] / 2 * OVERVIEW / 1000
    metres = np.arange(0, 19_501, 500.0)
    points = np.column_stack((WEST_M + metres, np.full_like(metres, middle_m), metres * CM_PER_M))
    shown = Shown({"R": CalibratedLine(points)}, {}, sensors, (("R", 10 * CM_PER_KM, "PART-2"),))
    return drawn(Sheet(OVERVIEW, WEST_M, SOUTH_M, "PART-1", "R", 0, 1_950_000), shown, "map")


def signs(svg: str) -> list[tuple[float, float]]:
    [path] = re.findall(r'<path class="asset fed" d="([^"]*)"', svg) or [""]
    return [(float(x), float(y) + 1.7) for x, y in re.findall(r"M([\d.-]+) ([\d.-]+)l", path)]


def labels(svg: str) -> dict[str, tuple[float, float]]:
    found = re.findall(r'<text class="(?:km|asset-name|section-name)" x="([^"]+)" y="([^"]+)">([^<]+)<', svg)
    return {text: (float(x), float(y)) for x, y, text in found}


def lies_on(label: tuple[str, tuple[float, float]], sign: tuple[float, float]) -> bool:
    text, (x, y) = label
    wide, high = LETTER_MM[0] * len(text), LETTER_MM[1]
    is_across = x < sign[0] + SIGN_MM and sign[0] - SIGN_MM < x + wide
    return is_across and y - high < sign[1] + SIGN_MM and sign[1] - SIGN_MM < y


MIDDLE_MM = FRAME_MM[1] / 2


@pytest.mark.parametrize("shift", [4.0, 6.0])
def test_no_label_lies_on_a_sign(shift):
    """Sensors stand beside the mark of km 5 and beside the start of a section, where labels would lie."""
    around = [(100 + shift, MIDDLE_MM - 3), (203, MIDDLE_MM - 3), (112, MIDDLE_MM)]
    svg = map_of([sensor(f"M-{n}", *at) for n, at in enumerate(around)])
    assert len(signs(svg)) == 3 and {"km 5", "PART-2", "M-0"} <= set(labels(svg))
    squares = [*signs(svg), (200.0, MIDDLE_MM)]
    assert [(one, sign) for one in labels(svg).items() for sign in squares if lies_on(one, sign)] == []


@pytest.mark.parametrize("at", [(1, 50), (389.5, 50), (50, 0.8), (50, 225.5)])
def test_a_sensor_that_the_frame_would_cut_is_left_out(at):
    svg = map_of([sensor("CUT", *at), sensor("WHOLE", 50, 50)])
    assert len(signs(svg)) == 1
    assert "WHOLE" in labels(svg) and "CUT" not in labels(svg)
