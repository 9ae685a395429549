import json
from datetime import date

import numpy as np
import pytest
import shapely

from apps.border.locate import cut_line, lines_on
from apps.border.models import Alignment, AlignmentPiece, Route
from apps.geo.measures import Stretch
from apps.ledger import services
from apps.ledger.commands import Amend, Remove
from tests.factories import BEGIN, KM, add_route, alignment, person, record, straight_line

pytestmark = pytest.mark.django_db

DAY = date(2024, 1, 1)


@pytest.fixture(autouse=True)
def route():
    add_route(km=2.5)
    return Route.objects.get()


def bent_line(km: float = 2.5) -> np.ndarray:
    """A line whose M runs twice as fast in its second half: to cut by the share of its length is wrong."""
    line = straight_line(km)
    half = km * KM / 2
    line[:, 2] = np.where(line[:, 2] <= half, line[:, 2] * 2 / 3, half * 2 / 3 + (line[:, 2] - half) * 4 / 3)
    return line


def pieces() -> list[tuple[int, int]]:
    return list(AlignmentPiece.objects.order_by("from_cm").values_list("from_cm", "to_cm"))


def lines(*stretches: tuple[int, int]) -> dict[int, np.ndarray]:
    """Return longitude and latitude of stretches, as PostGIS cuts them, by place."""
    pk = Route.objects.get().pk
    found = AlignmentPiece.objects.lines([(pk, *stretch) for stretch in stretches], DAY)
    return {n: shapely.get_coordinates(shapely.from_geojson(line)) for n, line in found.items()}


def test_an_alignment_is_cut_at_whole_kilometres_and_the_rest_is_shorter():
    record(alignment(line=straight_line(2.5)))
    assert pieces() == [(0, KM), (KM, 2 * KM), (2 * KM, 2.5 * KM)]


def test_a_draft_alignment_is_cut_too_but_draws_nothing():
    record(alignment(line=straight_line(2.5), state="draft"))
    assert len(pieces()) == 3
    assert lines((0, KM)) == {}


def test_a_new_line_is_cut_anew():
    add = alignment(line=straight_line(2.5))
    record(add)
    before = lines((0, KM))[0]
    record(
        Amend(
            "alignment", add.uid, {"line": alignment(line=straight_line(2.5, north_m=310_000)).values["line"]}
        )
    )
    assert len(pieces()) == 3
    assert lines((0, KM))[0][0][1] > before[0][1] + 0.08


def test_an_alignment_that_is_removed_leaves_no_pieces():
    add = alignment(line=straight_line(2.5))
    record(add)
    record(Remove("alignment", add.uid))
    assert pieces() == []


def test_undoing_brings_the_pieces_back():
    add = alignment(line=straight_line(2.5))
    record(add)
    removed = record(Remove("alignment", add.uid))
    services.undo(change_set=removed, by=person(), reason="still needed")
    assert len(pieces()) == 3


def test_a_trial_leaves_no_pieces():
    with services.trial(commands=[alignment(line=straight_line(2.5))], by=person()):
        assert len(pieces()) == 3
    assert pieces() == []


@pytest.mark.parametrize(
    "stretch", [(0, 1), (0, KM), (50_000, 150_000), (99_999, 100_001), (0, 250_000), (249_999, 250_000)]
)
def test_a_stretch_from_pieces_is_the_stretch_of_the_whole_line(stretch):
    record(alignment(line=bent_line()))
    whole = cut_line(lines_on(DAY)["LV-RU"], Stretch(*stretch)).degrees[:, :2]
    found = lines(stretch)[0]
    assert found[[0, -1]] == pytest.approx(whole[[0, -1]], abs=1e-7)
    assert shapely.hausdorff_distance(shapely.linestrings(found), shapely.linestrings(whole)) < 1e-7


def test_a_stretch_beyond_the_line_is_drawn_as_far_as_the_line_goes():
    record(alignment(line=straight_line(2.5)))
    assert lines((2 * KM, 3 * KM), (3 * KM, 4 * KM)).keys() == {0}


def test_no_stretches_and_no_alignment_draw_nothing(route):
    assert AlignmentPiece.objects.lines([], DAY) == {}
    record(alignment(line=straight_line(2.5)))
    assert AlignmentPiece.objects.lines([(route.pk, 0, KM)], date(2020, 12, 31)) == {}
    assert json.loads(AlignmentPiece.objects.lines([(route.pk, 0, KM)], BEGIN)[0])["type"] == "LineString"


def test_points_carry_the_measures_that_were_published():
    line = bent_line()
    record(alignment(line=line))
    assert np.array_equal(Alignment.objects.points()["LV-RU"], line)
    degrees = Alignment.objects.points_wgs84()["LV-RU"]
    assert np.array_equal(degrees[:, 2], line[:, 2])
    simple = Alignment.objects.points_wgs84(tolerance_m=1)["LV-RU"]
    assert simple[[0, -1], 2].tolist() == [0, 2.5 * KM]
    assert len(simple) < len(degrees)
