import json

from apps.pages.host_map import OUTLINES
from spatial_data.demo_deployments import COUNTRIES


def outlines() -> dict:
    return json.loads(OUTLINES.read_text(encoding="utf-8"))


def area_km2(ring: list[list[int]]) -> float:
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def test_every_host_of_the_demo_has_an_outline():
    assert set(COUNTRIES) <= set(outlines()["countries"])


def test_an_outline_stays_in_its_window():
    known = outlines()
    points = [point for rings in known["countries"].values() for ring in rings for point in ring]
    assert all(0 <= x <= known["width"] and 0 <= y <= known["height"] for x, y in points)


def test_areas_are_those_of_the_countries():
    """Published areas, km²: Latvia 64 589, Poland 312 685, Greece 131 957; the outlines are simplified to 4 km."""
    found = {code: sum(map(area_km2, outlines()["countries"][code])) for code in ("LV", "PL", "GR")}
    for code, published in {"LV": 64_589, "PL": 312_685, "GR": 131_957}.items():
        assert abs(found[code] - published) < 0.06 * published
