"""Archives of map pictures: MBTiles (SQLite) and PMTiles, version 3; one tile at a time by zoom, column and row."""

import gzip
import sqlite3
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from apps.geo.errors import TilesError

HEADER = struct.Struct("<7sB11Q6B")
HEADER_LENGTH = 127
GZIP, PLAIN = 2, 1
PICTURES = {2: "image/png", 3: "image/jpeg", 4: "image/webp", 5: "image/avif"}
BEGINNINGS = {b"\x89PNG": "image/png", b"\xff\xd8": "image/jpeg", b"RIFF": "image/webp"}
MOST_LEVELS = 4
MOST_ZOOM = 26


@dataclass(frozen=True)
class Tile:
    content: bytes
    media_type: str


def tile(path: Path, z: int, x: int, y: int) -> Tile | None:
    """Return a tile of an archive, rows counted from the north; None if it has none there.

    Raises
    ------
    TilesError
        The file is no archive of pictures.
    """
    if not 0 <= z <= MOST_ZOOM or not (0 <= x < 2**z and 0 <= y < 2**z):
        return None
    return _from_mbtiles(path, z, x, y) if path.suffix == ".mbtiles" else _from_pmtiles(path, z, x, y)


def zooms(path: Path) -> tuple[int, int]:
    """Return the first and the last zoom of which an archive has tiles.

    Raises
    ------
    TilesError
        The file is no archive of pictures, or it is empty.
    """
    if path.suffix == ".mbtiles":
        first, last = _row_of(path, "SELECT min(zoom_level), max(zoom_level) FROM tiles")
        if first is None:
            raise TilesError(f"{path.name} has no tiles")
        return int(first), int(last)
    with path.open("rb") as archive:
        first, last = _pmtiles_head(path, archive)[17:19]
    return first, last


def _from_mbtiles(path: Path, z: int, x: int, y: int) -> Tile | None:
    asked = "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"
    found = _row_of(path, asked, (z, x, 2**z - 1 - y))
    return Tile(found[0], _media_type(found[0])) if found else None


def _row_of(path: Path, asked: str, places: tuple[int, ...] = ()) -> tuple | None:
    try:
        with sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True) as archive:
            return archive.execute(asked, places).fetchone()
    except sqlite3.Error as error:
        raise TilesError(f"{path.name}: {error}") from None


def _media_type(content: bytes) -> str:
    kind = next((kind for begin, kind in BEGINNINGS.items() if content.startswith(begin)), None)
    if kind is None:
        raise TilesError("a tile is no PNG, JPEG or WebP picture")
    return kind


def _from_pmtiles(path: Path, z: int, x: int, y: int) -> Tile | None:
    with path.open("rb") as archive:
        fields = _pmtiles_head(path, archive)
        root_at, root_length, _, _, leaves_at, _, data_at = fields[2:9]
        compression, tile_compression, tile_type = fields[14:17]
        if tile_type not in PICTURES or tile_compression > PLAIN or compression not in (PLAIN, GZIP):
            raise TilesError(f"{path.name} does not hold pictures, or is packed in a way that is not read")
        wanted, at, length = tile_id(z, x, y), root_at, root_length
        for _ in range(MOST_LEVELS):
            found = _entry(_directory(_read(archive, at, length), compression), wanted)
            if found is None:
                return None
            run, offset, length = found
            if run:
                return Tile(_read(archive, data_at + offset, length), PICTURES[tile_type])
            at = leaves_at + offset
    raise TilesError(f"{path.name}: its directories lie too deep")


def _pmtiles_head(path: Path, archive: BinaryIO) -> tuple:
    head = archive.read(HEADER_LENGTH)
    if len(head) < HEADER_LENGTH or head[:8] != b"PMTiles\x03":
        raise TilesError(f"{path.name} is no PMTiles archive of version 3")
    return HEADER.unpack(head[: HEADER.size])


def tile_id(z: int, x: int, y: int) -> int:
    """Return the number of a tile: those of lower zooms before it, then along a Hilbert curve."""
    number = (4**z - 1) // 3
    for level in reversed(range(z)):
        side = 2**level
        right, down = int(bool(x & side)), int(bool(y & side))
        number += side * side * ((3 * right) ^ down)
        if not down:
            if right:
                x, y = side - 1 - (x & (side - 1)), side - 1 - (y & (side - 1))
            x, y = y, x
    return number


def _read(archive, at: int, length: int) -> bytes:
    archive.seek(at)
    return archive.read(length)


def _directory(packed: bytes, compression: int) -> list[tuple[int, int, int, int]]:
    """Return the entries of a directory: first tile, how many tiles (0: a directory), offset, length."""
    numbers = _varints(gzip.decompress(packed) if compression == GZIP else packed)
    count = next(numbers)
    first, ids = 0, []
    for _ in range(count):
        first += next(numbers)
        ids.append(first)
    runs, lengths = [next(numbers) for _ in ids], [next(numbers) for _ in ids]
    entries, end = [], 0
    for number, run, length in zip(ids, runs, lengths, strict=True):
        given = next(numbers)
        offset = given - 1 if given else end
        entries.append((number, run, offset, length))
        end = offset + length
    return entries


def _varints(packed: bytes) -> Iterator[int]:
    value = shift = 0
    for byte in packed:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield value
            value = shift = 0


def _entry(entries: list[tuple[int, int, int, int]], wanted: int) -> tuple[int, int, int] | None:
    before = [one for one in entries if one[0] <= wanted]
    if not before:
        return None
    number, run, offset, length = before[-1]
    return (run, offset, length) if not run or wanted < number + run else None
