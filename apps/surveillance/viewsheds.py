"""The ground that a sensor sees as a picture for the map, kept by the hash of all that decides it."""

import json
import os
import struct
import tempfile
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from apps.border.locate import TO_DEGREES, TO_GRID
from apps.geo.sight import HIDDEN, SEEN, UNKNOWN, Eye, states
from apps.surveillance.poses import Scenery
from apps.surveillance.terrain import folder

METHOD = 2
"""Goes up whenever the same sensor may give another picture."""
MOST_PIXELS = 640
"""Along each side: finer than a screen shows, and quick to look at."""
FLAT_CELL_M = 50.0
PIXELS_A_CELL = 2
PICTURES_KEPT = 500
EARTH_RADIUS_M = 6_378_137.0
"""Of the sphere that Web Mercator (EPSG:3857) takes the Earth for."""
MARGIN = 1.01
PALETTE = ((0, 0, 0, 0), (240, 160, 0, 95), (20, 24, 32, 120), (120, 0, 120, 150))
"""Red, green, blue, opacity of what is out of reach, seen, hidden, unknown."""
HATCH_PX, DOTS_PX = 6, 4


@dataclass(frozen=True)
class Viewshed:
    """A picture in Web Mercator between these degrees; square kilometres of ground in sight, and hidden."""

    west: float
    south: float
    east: float
    north: float
    pixels: int
    pixel_m: float
    seen_km2: float
    hidden_km2: float


def viewshed_of(eye: Eye, scenery: Scenery) -> tuple[str, Viewshed, Path]:
    """Return its hash, what the picture shows and its file; computed if it is not kept yet.

    Raises
    ------
    SightError
        The terrain has no height where the sensor stands.
    """
    digest = f"{scenery.digest(eye)}-{METHOD}"
    picture, told = _files(digest)
    if not (picture.is_file() and told.is_file()):
        found, pixels = _look(eye, scenery)
        _keep(picture, as_png(_coloured(pixels)))
        _keep(told, json.dumps(asdict(found)).encode())
        _forget_oldest(picture.parent)
    return digest, Viewshed(**json.loads(told.read_text())), picture


def _look(eye: Eye, scenery: Scenery) -> tuple[Viewshed, NDArray]:
    terrain = scenery.terrain.around(eye.x, eye.y, eye.range_m)
    lon, lat = TO_DEGREES.transform(eye.x, eye.y)
    middle = np.array(_mercator(lon, lat))
    shrink = np.cos(np.radians(lat))
    half_m = MARGIN * eye.range_m / shrink
    cell_m = terrain.cell_m if terrain else FLAT_CELL_M
    pixels = int(np.clip(np.ceil(PIXELS_A_CELL * 2 * eye.range_m / cell_m), 16, MOST_PIXELS))
    steps = (np.arange(pixels) + 0.5) / pixels * 2 * half_m - half_m
    xs, ys = np.meshgrid(middle[0] + steps, middle[1] - steps)
    points = np.column_stack(TO_GRID.transform(*_degrees(xs.ravel(), ys.ravel())))
    found = states(eye, points, terrain, scenery.conditions).reshape(pixels, pixels)
    west, south = _degrees(*(middle - half_m))
    east, north = _degrees(*(middle + half_m))
    pixel_m = float(2 * half_m * shrink / pixels)
    areas = [float((found == state).sum() * pixel_m**2 / 1e6) for state in (SEEN, HIDDEN)]
    return Viewshed(float(west), float(south), float(east), float(north), pixels, pixel_m, *areas), found


def _mercator(lon: float, lat: float) -> tuple[float, float]:
    angle = np.radians(lat)
    return EARTH_RADIUS_M * np.radians(lon), EARTH_RADIUS_M * np.arctanh(np.sin(angle))


def _degrees(x, y) -> tuple:
    return np.degrees(x / EARTH_RADIUS_M), np.degrees(np.arcsin(np.tanh(y / EARTH_RADIUS_M)))


def _coloured(found: NDArray) -> NDArray[np.uint8]:
    """Return a place in the palette for each pixel: what is hidden is hatched, what is unknown dotted."""
    rows, columns = np.indices(found.shape)
    hatch = (rows + columns) % HATCH_PX < HATCH_PX // 3
    dots = (rows % DOTS_PX == 0) & (columns % DOTS_PX == 0)
    return np.select(
        [found == SEEN, (found == HIDDEN) & hatch, (found == UNKNOWN) & dots], [1, 2, 3], 0
    ).astype(np.uint8)


def as_png(places: NDArray[np.uint8]) -> bytes:
    """Return places in the palette as a PNG with transparency."""
    height, width = places.shape
    lines = np.hstack([np.zeros((height, 1), dtype=np.uint8), places])
    colours = np.array(PALETTE, dtype=np.uint8)
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", colours[:, :3].tobytes()),
        (b"tRNS", colours[:, 3].tobytes()),
        (b"IDAT", zlib.compress(lines.tobytes(), 9)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _files(digest: str) -> tuple[Path, Path]:
    kept = folder() / "viewsheds"
    kept.mkdir(exist_ok=True)
    return kept / f"{digest}.png", kept / f"{digest}.json"


def _keep(path: Path, content: bytes) -> None:
    """Write a file so that a reader finds all of it or none."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).replace(path)


def _forget_oldest(kept: Path) -> None:
    pictures = sorted(kept.glob("*.png"), key=lambda path: path.stat().st_mtime, reverse=True)
    for picture in pictures[PICTURES_KEPT:]:
        for path in (picture, picture.with_suffix(".json")):
            path.unlink(missing_ok=True)
