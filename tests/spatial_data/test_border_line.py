"""A square country whose neighbours A (east), B (south-east) and C (south) touch it corner to corner."""

import json

import pytest

from spatial_data import border_line as subject
from spatial_data.border_line import BorderSpec, DerivationError, border_line, geodesic_km
from spatial_data.loaders import border_lines

HOME = [(0.0, 2.0), (2.0, 2.0), (2.0, 1.0), (2.0, 0.0), (1.0, 0.0), (0.0, 0.0)]
VERTICES = {
    "A": {(2.0, 2.0), (2.0, 1.0)},
    "B": {(2.0, 1.0), (2.0, 0.0), (1.0, 0.0)},
    "C": {(1.0, 0.0), (0.0, 0.0)},
    "D": {(2.0, 1.0), (1.0, 0.0)},
}
LINE = [(2.0, 1.0), (2.0, 0.0), (1.0, 0.0)]


def spec(**changes) -> BorderSpec:
    known = {
        "code": "H-B",
        "name": "",
        "neighbour": "B",
        "zone": "B",
        "start_zones": frozenset("AB"),
        "end_zones": frozenset("BC"),
        "start": "",
        "end": "",
        "vertices": 3,
        "length_km": round(geodesic_km(LINE), 3),
    }
    return BorderSpec(**{**known, **changes})


def test_the_line_runs_from_tripoint_to_tripoint_along_the_neighbour():
    assert border_line(spec(), HOME, VERTICES) == LINE


def test_the_way_round_the_ring_does_not_matter():
    assert border_line(spec(), HOME[::-1], VERTICES) == LINE


def test_the_ring_may_begin_in_the_middle_of_the_line():
    assert border_line(spec(), HOME[3:] + HOME[:3], VERTICES) == LINE


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"vertices": 4}, "H-B has 3 vertices, not 4"),
        ({"length_km": 1.0}, "km long, not 1.0 km"),
        ({"start_zones": frozenset("AC")}, "A and C meet the line at 0 vertices, not one"),
        ({"start_zones": frozenset("B")}, "B meet the line at 3 vertices, not one"),
        ({"zone": "D"}, "no way round"),
    ],
)
def test_another_line_than_the_known_one_is_refused(changes, message):
    with pytest.raises(DerivationError, match=message):
        border_line(spec(**changes), HOME, VERTICES)


def test_other_versions_of_the_source_are_refused(monkeypatch):
    monkeypatch.setattr(subject, "version", lambda package: "0.1")
    with pytest.raises(DerivationError, match=r"timezonefinder is 0\.1; the line is derived from 9\.0\.0"):
        subject.derive_border()


def test_the_committed_line_is_the_known_one():
    lines = border_lines()
    assert {code: len(line) for code, line in lines.items()} == {"LV-RU": 8175, "LV-BY": 6255}
    assert [round(geodesic_km(lines[code].tolist()), 3) for code in lines] == [284.222, 173.749]


def test_the_two_lines_share_exactly_the_tripoint():
    russian, belarusian = border_lines().values()
    assert russian[-1].tolist() == belarusian[0].tolist()
    assert len({*map(tuple, russian)} & {*map(tuple, belarusian)}) == 1


def test_deriving_again_gives_the_committed_file():
    pytest.importorskip("timezonefinder", reason="`make derive` installs the 32 MB of boundaries")
    derived = subject.as_geojson(subject.derive_border())
    assert json.loads(json.dumps(derived)) == json.loads(subject.BORDER_FILE.read_text())
