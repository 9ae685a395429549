"""Line of sight beside GDAL's viewshed, on 4,000 × 4,000 cells of 20 m: 30 m mast, 1.7 m target, 10 km range."""

import resource
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import numpy as np
from pyproj import CRS

from apps.geo.dem import Terrain
from apps.geo.dem_checks import check
from apps.geo.dem_files import terrain_in, to_grid, write_heights
from apps.geo.sight import (
    OUT_OF_REACH,
    SEEN,
    UNKNOWN,
    Conditions,
    Eye,
    Track,
    look,
    look_many,
    states,
    viewshed,
)
from apps.surveillance.terrain import SQUARE_M
from tests.bench.timing import Timing, goal, ratio, say, tell, timed, title
from tests.geo import terrains
from tests.geo.gdal_viewshed import OUT_OF_RANGE, VISIBLE, GdalTerrain, gdal

SIDE, CELL_M, WEST_M, NORTH_M = 4_000, 20, 600_000, 380_000
RANGE_M, MAST_M, SRID = 10_000, 30, 3059
EYES, GDAL_EYES, COMMAND_EYES, CHECKED_EYES = 1_000, 40, 5, 8
CONDITIONS = Conditions(target_m=1.7, refraction=0.13)


def run(*, full: bool) -> None:
    terrain, track = hills(), border()
    eyes = masts(EYES)
    title(f"Line of sight, {SIDE:,} × {SIDE:,} cells of {CELL_M} m, route sampled every 5 m")
    pyramid = timed(lambda: Terrain(terrain.ground_m, WEST_M, NORTH_M, CELL_M).near_maxima_m, runs=3)
    tell("highest tops of all blocks, once for the raster", pyramid)
    one = timed(lambda: [look(eye, track, terrain, CONDITIONS) for eye in eyes[:GDAL_EYES]])
    ours = each(one, GDAL_EYES)
    sights = one.answer
    in_reach = sum(sight.reach.length_cm for sight in sights) / GDAL_EYES / 500
    tell("we, one thread, a sensor", ours, f"{in_reach:,.0f} samples in range, edges to the centimetre")
    many = threads(eyes, track, terrain)
    beside_gdal(terrain, eyes, ours, many)
    agreement(terrain, track)
    windows(terrain, eyes, track)


def threads(eyes: list[Eye], track: Track, terrain: Terrain) -> Timing:
    """Compute a thousand sensors on one, two and four threads."""
    for count in (1, 2, 4):
        found = timed(lambda n=count: look_many(eyes, {"": track}, terrain, CONDITIONS, threads=n), runs=3)
        tell(f"we, {EYES:,} sensors, {count} threads", found)
    goal(f"{EYES:,} sensors on 4 cores", found.median_ms / 1_000, 0.5, "s")
    return found


def beside_gdal(terrain: Terrain, eyes: list[Eye], ours: Timing, many: Timing) -> None:
    raster = GdalTerrain(terrain, CRS.from_epsg(SRID).to_wkt("WKT1_GDAL"))

    def generate(eye: Eye) -> None:
        gdal().GDALClose(raster.generate(eye, CONDITIONS))

    process = each(timed(lambda: [generate(eye) for eye in eyes[:GDAL_EYES]], runs=3), GDAL_EYES)
    tell("GDAL ViewshedGenerate in process, a sensor", process, gdal_version())
    with ThreadPoolExecutor(4) as pool:
        parallel = timed(lambda: list(pool.map(generate, eyes[:GDAL_EYES])), runs=3)
    tell(f"GDAL in process, {GDAL_EYES} sensors on 4 threads", parallel)
    raster.close()
    goal("GDAL in process against us, one after the other", ratio(process, ours), 20, at_most=False)
    per_sensor = ratio(each(parallel, GDAL_EYES), each(many, EYES))
    goal("GDAL in process against us, 4 threads each", per_sensor, 20, at_most=False)
    if command := shutil.which("gdal_viewshed"):
        by_command(command, terrain, eyes, each(many, EYES), ours)
    else:
        say("the gdal_viewshed command is not installed: apt-get install gdal-bin")


def by_command(command: str, terrain: Terrain, eyes: list[Eye], many: Timing, ours: Timing) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "dem.tif", Path(folder) / "seen.tif"
        write(source, terrain)

        def see(eye: Eye) -> None:
            place = ["-ox", str(eye.x), "-oy", str(eye.y), "-oz", str(MAST_M), "-tz", "1.7"]
            subprocess.run(
                [command, "-q", "-md", str(RANGE_M), "-cc", "0.87", *place, source, target], check=True
            )

        found = each(timed(lambda: [see(eye) for eye in eyes[:COMMAND_EYES]], runs=3), COMMAND_EYES)
    tell("the gdal_viewshed command, a sensor", found)
    goal("the command against us, one after the other", ratio(found, ours), 200, at_most=False)
    say(f"against us on 4 threads: {ratio(found, many):,.0f} ×, the command on one core")


def agreement(terrain: Terrain, track: Track) -> None:
    """Compare our answers and GDAL's with rays ten times finer."""
    title("Agreement on the same terrain with rays ten times finer, and with GDAL's raster")
    raster = GdalTerrain(terrain, CRS.from_epsg(SRID).to_wkt("WKT1_GDAL"))
    ours, theirs, reference, by_edge, by_either = [], [], [], [], []
    for eye in masts(EYES)[:: EYES // CHECKED_EYES]:
        points = track.samples_xy[::4]
        found, cells = states(eye, points, terrain, CONDITIONS), raster.viewshed(eye, CONDITIONS)
        rows = ((NORTH_M - points[:, 1]) / CELL_M).astype(int)
        columns = ((points[:, 0] - WEST_M) / CELL_M).astype(int)
        told = (found != OUT_OF_REACH) & (found != UNKNOWN) & (cells[rows, columns] != OUT_OF_RANGE)
        ours.append(found[told] == SEEN)
        theirs.append(cells[rows, columns][told] == VISIBLE)
        reference.append(terrains.finer(eye, points[told], terrain, CONDITIONS))
        by_edge.append(near_an_edge(cells == VISIBLE)[rows, columns][told])
        by_either.append(cell_by_cell(eye, terrain, cells))
    raster.close()
    ours, theirs, reference, by_edge = map(np.concatenate, (ours, theirs, reference, by_edge))
    differ = ours != theirs
    goal(f"we as finer rays, {ours.size:,} samples", 100 * (ours == reference).mean(), 99, "%", at_most=False)
    say(
        f"GDAL as finer rays: {100 * (theirs == reference).mean():.2f} %; we as GDAL: {100 * (~differ).mean():.2f} %"
    )
    share = 100 * by_edge[differ].mean() if differ.any() else 100.0
    goal("samples that differ, within a cell of an edge of GDAL's raster", share, 99.9, "%", at_most=False)
    told, apart, of_gdal, of_either, right = np.sum(by_either, axis=0)
    say(f"on GDAL's own cells, {told:,} of them: we as GDAL {100 * (1 - apart / told):.2f} %")
    say(f"cells that differ, within one of an edge of GDAL's raster: {100 * of_gdal / apart:.2f} %")
    say(f"the same, of an edge of GDAL's raster or of ours: {100 * of_either / apart:.2f} %")
    explained = 100 * (of_either + right) / apart
    goal("beside such an edge, or the finer ray answers as we do", explained, 99.9, "%", at_most=False)


def cell_by_cell(eye: Eye, terrain: Terrain, cells: np.ndarray) -> tuple[int, ...]:
    """Count the cells that both answer, those answered otherwise, those of these beside an edge, and the rest of them.

    Edges are those of GDAL's raster, then those of either; of the rest count what the finer ray answers as we do.
    """
    found = viewshed(eye, terrain, CONDITIONS)
    told = (found != OUT_OF_REACH) & (found != UNKNOWN) & (cells != OUT_OF_RANGE)
    apart = told & ((found == SEEN) != (cells == VISIBLE))
    theirs = near_an_edge(cells == VISIBLE)
    either = theirs | near_an_edge(found == SEEN)
    rows, columns = np.nonzero(apart & ~either)
    centres = np.column_stack([WEST_M + (columns + 0.5) * CELL_M, NORTH_M - (rows + 0.5) * CELL_M])
    right = terrains.finer(eye, centres, terrain, CONDITIONS) == (found[rows, columns] == SEEN)
    return tuple(int(np.sum(one)) for one in (told, apart, apart & theirs, apart & either, right))


def windows(terrain: Terrain, eyes: list[Eye], track: Track) -> None:
    """Read the squares around each sensor from a file, as the register does: memory does not grow with the raster."""
    title("With the terrain read from a cloud-optimised file, squares of 10 km")
    with tempfile.TemporaryDirectory() as folder:
        source, path = Path(folder) / "dem.tif", Path(folder) / "grid.tif"
        write(source, terrain)
        to_grid([check(source, srid=SRID, vertical_datum="a test")], path, srid=SRID)
        found = timed(
            lambda: [look(eye, track, square(path, eye), CONDITIONS) for eye in eyes[:GDAL_EYES]], runs=1
        )
    tell("we, reading included, a sensor", each(found, GDAL_EYES))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    say(f"peak memory of this process, which held the whole raster and GDAL's copy: {peak:,.0f} MB")


@lru_cache(maxsize=4)
def read(path: Path, west: float, south: float, east: float, north: float) -> Terrain:
    return terrain_in(path, (west, south, east, north))


def square(path: Path, eye: Eye) -> Terrain:
    west, south = (np.floor((middle - RANGE_M) / SQUARE_M) * SQUARE_M for middle in (eye.x, eye.y))
    east, north = (np.ceil((middle + RANGE_M) / SQUARE_M) * SQUARE_M for middle in (eye.x, eye.y))
    return read(path, west, south, east, north)


def each(timing: Timing, count: int) -> Timing:
    return Timing([seconds / count for seconds in timing.seconds], timing.answer)


def hills() -> Terrain:
    """Return ground of random hills, 2.5 % steep on average."""
    return Terrain(terrains.rough(SIDE, seed=7).ground_m, WEST_M, NORTH_M, CELL_M)


def border() -> Track:
    """Return a line of some 110 km that winds across the raster."""
    along = np.linspace(0, 1, 4_000)
    xs = WEST_M + 2_000 + along * (SIDE * CELL_M - 4_000)
    ys = NORTH_M - SIDE * CELL_M * (0.5 + 0.12 * np.sin(14 * along) + 0.02 * np.sin(90 * along))
    measures = np.concatenate(([0], np.cumsum(np.hypot(np.diff(xs), np.diff(ys))))) * 100
    return Track(np.column_stack([xs, ys, measures]))


def masts(count: int) -> list[Eye]:
    """Return masts beside the line, at centres of cells, where GDAL moves them anyway."""
    line = border().line
    chosen = line[np.linspace(400, len(line) - 400, count).astype(int)]
    centres = np.floor((chosen[:, :2] + [0, 310]) / CELL_M) * CELL_M + CELL_M / 2
    return [Eye(float(x), float(y), RANGE_M, MAST_M) for x, y in centres]


def near_an_edge(seen):
    around = [np.roll(seen, (down, right), (0, 1)) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    return np.any(around, axis=0) & ~np.all(around, axis=0)


def write(path: Path, terrain: Terrain) -> None:
    write_heights(path, terrain.ground_m, west_m=WEST_M, north_m=NORTH_M, cell_m=CELL_M, srid=SRID)


def gdal_version() -> str:
    import ctypes

    library = gdal()
    library.GDALVersionInfo.restype = ctypes.c_char_p
    return f"GDAL {library.GDALVersionInfo(b'RELEASE_NAME').decode()}"
