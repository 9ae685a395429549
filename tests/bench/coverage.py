"""Coverage of a thousand sensors as jobs: 4,000 × 4,000 cells of 20 m, 30 m mast, 10 km, shared out over workers."""

import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test.utils import override_settings

from apps.accounts.models import User
from apps.border.geometry import line_m_hex, point_hex
from apps.indicators.jobs import looks
from apps.jobs import services as jobs
from apps.jobs.models import Job
from apps.jobs.tasks import perform
from apps.ledger import services
from apps.ledger.commands import Add, Command, Put
from apps.surveillance.computing import CHUNK, uncomputed
from apps.surveillance.models import ComputedPose, ComputedSight
from apps.surveillance.situation import History
from apps.surveillance.terrain import TerrainInForce
from apps.surveillance.terrain_loading import load_dem
from tests.bench.databases import fresh_copy
from tests.bench.sight import EYES, MAST_M, SRID, border, hills, masts, write
from tests.bench.timing import Timing, goal, say, tell, timed, title
from tests.factories import BEGIN, named
from tests.jobs.processes import redis_at, worker

IDLE_PARTS, LONGEST_S = 400, 120
WORKERS = (1, 2, 4)


def run(*, full: bool) -> None:
    if not shutil.which("redis-server"):
        say("redis-server is not installed: coverage by jobs is not measured")
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stack.enter_context(override_settings(DEM_DIR=str(folder / "dem")))
        stack.enter_context(fresh_copy())
        register(folder)
        title(f"Coverage of {EYES:,} sensors as jobs, {CHUNK} a task, over Celery and Redis")
        plan = timed(lambda: uncomputed(History(), looks(History())), runs=3)
        tell("planning: facts, poses, what is not stored", plan, f"{len(plan.answer)} chunks")
        for count in WORKERS:
            with_workers(count, folder)
        alone(plan.answer)


def with_workers(count: int, folder: Path) -> None:
    with bell(folder / f"redis-{count}.sock") as address:
        database = connection.settings_dict["NAME"]
        environment = {"DEM_DIR": settings.DEM_DIR}
        process = worker("bench", database, address, concurrency=count, **environment)
        try:
            done("idle", {"count": 4 * count})
            handed_out = measured(lambda: done("idle", {"count": IDLE_PARTS}), runs=3)
            each = Timing([seconds / IDLE_PARTS for seconds in handed_out.seconds])
            tell(f"{count} workers: handing out, a task that does nothing", each)
            whole = measured(lambda: done("coverage", {}), before=forget, runs=5)
            tell(f"{count} workers: asked for until stored, {EYES:,} sensors", whole, spent())
        finally:
            process.kill()


def spent() -> str:
    """Return what the last job's parts took by themselves."""
    parts = Job.objects.filter(kind="coverage").latest("pk").parts.all()
    took = [(part.finished_at - part.started_at).total_seconds() for part in parts]
    return f"its {len(took)} parts {sum(took):.2f} s together, the longest {max(took):.2f} s"


def alone(chunks) -> None:
    """Compute the same here, without a database, to tell computing from reading and storing."""
    eyes = [eye for chunk in chunks for eye in chunk.eyes]
    scenery = chunks[0].scenery
    assert TerrainInForce.now().is_loaded
    for threads in (1, 4):
        with ThreadPoolExecutor(threads) as pool:
            began = time.process_time()
            found = timed(lambda pool=pool: list(pool.map(scenery.look, eyes)), runs=3)
        spent_s = (time.process_time() - began) / (found.runs + 1)
        note = f"{spent_s:.2f} s of processor time, whatever else the machine does"
        tell(f"here, {threads} threads, reading included", found, note)
    goal(f"{EYES:,} sensors on 4 cores, computing and reading", found.median_ms / 1_000, 0.5, "s")
    say(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024:,.0f} MB")


def measured(step: Callable[[], None], *, runs: int, before: Callable[[], None] = lambda: None) -> Timing:
    seconds = []
    for n in range(runs + 1):
        before()
        began = time.perf_counter()
        step()
        if n:
            seconds.append(time.perf_counter() - began)
    return Timing(seconds)


def done(kind: str, arguments: dict) -> None:
    """Ask for a job and wait until it has ended."""
    job = jobs.ask(kind=kind, arguments=arguments, by=None)
    until = time.monotonic() + LONGEST_S
    while Job.objects.filter(pk=job.pk, state__in=["queued", "running"]).exists():
        if time.monotonic() > until:
            raise TimeoutError(kind)
        time.sleep(0.002)
    job.refresh_from_db()
    assert job.state == "done", job.failure


def forget() -> None:
    ComputedSight.objects.all()._raw_delete("default")
    ComputedPose.objects.all()._raw_delete("default")


@contextmanager
def bell(socket: Path) -> Iterator[str]:
    """Ring at a Redis of the benchmark's own."""
    from tests.jobs import worker as in_process

    redis, ring = redis_at(socket), perform.apply_async
    address = f"redis+socket://{socket}"
    with ExitStack() as stack:
        stack.callback(redis.kill)
        there = stack.enter_context(in_process.app.connection_for_write(address))
        perform.apply_async = lambda arguments, **options: ring(arguments, connection=there, **options)
        stack.callback(setattr, perform, "apply_async", ring)
        yield address


def register(folder: Path) -> None:
    """Write the bench's line and a thousand masts through the ledger, and load its hills."""
    write(folder / "hills.tif", hills())
    load_dem(files=[folder / "hills.tif"], name="hills", vertical_datum="a test")
    by = User.objects.create_user("bench", role=User.Role.ADMIN)
    line = border().line
    line[:, 2] = line[:, 2].round()
    drawn = {"route": "LV-RU", "line": line_m_hex(line, SRID), "valid": f"{BEGIN}/.."}
    groundwork = [
        Add("route", "LV-RU", {**named("route"), "neighbour": "RU", "official_length_cm": int(line[-1, 2])}),
        Add(
            "alignment",
            "4b1d9a0e-0000-4000-8000-000000000001",
            {**drawn, "state": "published", "source": "a"},
        ),
        Add(
            "sensor_model",
            "camera",
            {**named("camera"), "family": "observation", "senses": "around", "detection_m": 10_000},
        ),
    ]
    services.record(commands=groundwork, by=by, reason="bench")
    services.record(commands=sensors(), by=by, reason="bench")
    Job.objects.all().delete()


def sensors() -> list[Command]:
    found: list[Command] = []
    for n, eye in enumerate(masts(EYES)):
        place = {"point": point_hex(eye.x, eye.y, SRID), "mast_m": MAST_M, "state": "operational"}
        found += [
            Add("sensor", f"S{n}", {**named(f"S{n}"), "model": "camera"}),
            Put("sensor_standing", {"sensor": f"S{n}"}, place, BEGIN),
        ]
    return found
