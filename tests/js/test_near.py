"""The field page finds a position's kilometre on the phone. It is the one that the server would have told."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from django.utils import timezone

from apps.border.locate import candidates_near, in_degrees, lines_on
from apps.border.models import Alignment
from apps.geo.measures import CM_PER_M

HERE = Path(__file__).parent
TOLERANCE_M = 500
COUNT = 60


def positions() -> list[list[float]]:
    """Return positions up to 300 m from vertices of both lines, the same each time."""
    chance = np.random.default_rng(4)
    found = []
    for line in lines_on(timezone.localdate()).values():
        places = line.points[chance.integers(0, len(line.points), COUNT)].copy()
        places[:, :2] += chance.uniform(-300, 300, (COUNT, 2))
        found += in_degrees(places)[:, :2].tolist()
    return found


@pytest.mark.slow
def test_the_phone_finds_the_same_places_as_the_server(demo):
    day = timezone.localdate()
    points = Alignment.objects.published().as_of(day).points_wgs84(0)
    lines = {
        code: [[lon, lat, cm / CM_PER_M] for lon, lat, cm in line.tolist()] for code, line in points.items()
    }
    asked = {"lines": lines, "positions": positions(), "tolerance_m": TOLERANCE_M}
    node = shutil.which("node")
    assert node, "Node is missing: `make test` brings it"
    done = subprocess.run(
        [node, str(HERE / "near.mjs")], input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    for (lon, lat), found in zip(asked["positions"], json.loads(done.stdout), strict=True):
        expected = candidates_near(lon, lat, tolerance_m=TOLERANCE_M, limit=5, day=day)
        told = [(one.place.address.route, one.place.address.cm, one.distance_m, one.side) for one in expected]
        assert [one["route"] for one in found] == [route for route, *_rest in told]
        for one, (_route, cm, distance_m, side) in zip(found, told, strict=True):
            assert one["cm"] == pytest.approx(cm, abs=100)
            assert one["distance_m"] == pytest.approx(distance_m, abs=0.5)
            assert one["side"] == side
