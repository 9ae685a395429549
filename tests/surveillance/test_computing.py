"""Coverage computed ahead: asked for by the write that changes it, shared out in chunks, each stored once."""

from datetime import timedelta

import pytest
from django.utils import translation

from apps.geo.errors import FactError, NotFound, SightError
from apps.indicators.figures import figures
from apps.indicators.jobs import looks
from apps.jobs import services as jobs
from apps.jobs.models import Job
from apps.ledger import services
from apps.ledger.commands import Amend, Put
from apps.ledger.models import ChangeSet
from apps.ledger.replay import as_known_at
from apps.surveillance import computing
from apps.surveillance.computing import Chunk, uncomputed
from apps.surveillance.models import ComputedPose, ComputedSight
from apps.surveillance.poses import Scenery
from apps.surveillance.situation import History
from tests.factories import BEGIN, person, record
from tests.surveillance import register

pytestmark = pytest.mark.django_db
LATER = BEGIN + timedelta(days=100)


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
    monkeypatch.setattr(jobs, "ring", lambda job_id: None)
    with translation.override("en"):
        yield


@pytest.fixture
def surveillance():
    register.small_surveillance()
    register.k2()
    Job.objects.all().delete()


@pytest.fixture
def five(surveillance, monkeypatch):
    """Five cameras at km 1 to 5, two of them a chunk."""
    monkeypatch.setattr(computing, "CHUNK", 2)
    for km in range(1, 6):
        record(*register.camera(f"C{km}", point=register.point(km)))


def performed() -> Job:
    """Do the job of coverage, then its parts."""
    whole = Job.objects.get(kind="coverage")
    jobs.perform(job_id=whole.pk)
    for part in whole.parts.all():
        jobs.perform(job_id=part.pk)
    whole.refresh_from_db()
    return whole


def test_many_eyes_are_shared_out_and_each_is_stored_once(five):
    whole = performed()
    assert (whole.state, whole.done, whole.total, whole.result) == ("done", 5, 5, {"computed": 5})
    assert [part.total for part in whole.parts.order_by("pk")] == [2, 2, 1]
    assert (ComputedPose.objects.count(), ComputedSight.objects.count()) == (5, 5)


def test_what_the_chunks_store_is_what_is_computed_while_one_waits(five):
    before = figures(as_of=BEGIN, code="K2")
    performed()
    assert uncomputed(History(), looks(History())) == []
    assert figures(as_of=BEGIN, code="K2") == before


def test_a_chunk_that_is_done_again_stores_nothing_twice(five):
    whole = performed()
    Job.objects.update(state="running")
    assert [part.state for part in whole.parts.all()] == ["running"] * 3
    assert performed().state == "done"
    assert (ComputedPose.objects.count(), ComputedSight.objects.count()) == (5, 5)


def test_a_chunk_reads_back_as_it_was_written(five):
    chunk = uncomputed(History(), looks(History()))[0]
    assert Chunk.of(chunk.as_json()) == chunk


def test_one_chunk_is_done_without_parts(surveillance):
    record(*register.camera("C1"))
    whole = performed()
    assert (whole.state, whole.result, whole.parts.count()) == ("done", {"computed": 1}, 0)


@pytest.mark.parametrize(
    "change",
    [
        lambda: record(Put("sensor_standing", {"sensor": "C1"}, {"mast_m": 20}, LATER)),
        lambda: record(Put("node_standing", {"node": "mast"}, {"point": register.point(4)}, LATER)),
        lambda: record(
            Put("definition", {"indicator": "K2"}, {"version": 2, "parameters": {"target_m": 3}}, LATER)
        ),
    ],
    ids=["a sensor", "its site", "the parameters"],
)
def test_a_change_of_what_is_seen_asks_for_it_and_brings_it(surveillance, change):
    record(*register.camera("C1"))
    performed()
    Job.objects.all().delete()
    change()
    assert performed().result == {"computed": 1}
    assert uncomputed(History(), looks(History())) == []


def test_another_line_is_looked_at_anew(surveillance):
    record(*register.camera("C1"))
    performed()
    Job.objects.all().delete()
    record(Amend("alignment", register.ALIGNMENT, {"line": register.line(north_m=20)}))
    assert performed().result == {"computed": 1}


def test_what_does_not_bear_on_sight_asks_for_nothing(surveillance):
    register.set_state("link", "fibre", "damaged", LATER)
    assert not Job.objects.exists()


def test_many_changes_ask_for_one_job(five):
    assert Job.objects.filter(kind="coverage").count() == 1


def test_a_preview_asks_for_nothing(surveillance):
    with services.trial(commands=register.camera("C1"), by=person()):
        assert not Job.objects.exists()


def test_a_write_that_is_refused_asks_for_nothing(surveillance):
    with pytest.raises(FactError, match=r"359\.9"):
        record(*register.camera("C1", azimuth_deg=400))
    assert not Job.objects.exists()


def test_a_sensor_without_a_place_has_nothing_to_compute(surveillance):
    record(*register.camera("C1", site=None), *register.fibre("F1", 1, 2))
    with pytest.raises(SightError, match="C1 has no place to look from"):
        uncomputed(History(), looks(History()), "C1")
    assert uncomputed(History(), looks(History()), "F1") == []
    with pytest.raises(NotFound, match="no sensor moon"):
        uncomputed(History(), looks(History()), "moon")


def test_what_another_method_found_is_forgotten(surveillance):
    ComputedPose.objects.create(digest="old", method=0, parameters={})
    record(*register.camera("C1"))
    performed()
    assert not ComputedPose.objects.filter(digest="old").exists()


def test_what_was_known_earlier_is_read_from_the_same_store(surveillance, monkeypatch):
    record(*register.camera("C1"))
    performed()
    then, before = ChangeSet.objects.number(), figures(as_of=BEGIN, code="K2")
    record(Put("sensor_standing", {"sensor": "C1"}, {"point": register.point(0)}, BEGIN))
    assert figures(as_of=BEGIN, code="K2") != before
    monkeypatch.setattr(Scenery, "look", None)
    with as_known_at(then):
        assert figures(as_of=BEGIN, code="K2") == before
