"""Tiles of MBTiles and PMTiles archives that the tests write themselves."""

import gzip
import sqlite3
import struct
from pathlib import Path

import pytest

from apps.geo.errors import TilesError
from apps.geo.tiles import HEADER, HEADER_LENGTH, tile, tile_id, zooms

PNG = b"\x89PNG\r\n\x1a\n"


def varint(number: int) -> bytes:
    found = bytearray()
    while number >= 0x80:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


def directory(entries: list[tuple[int, int, int, int]], packed: bool = True) -> bytes:
    """Return (tile, run, offset, length) entries as the format writes them."""
    ids = [entry[0] for entry in entries]
    steps = [number - before for before, number in zip([0, *ids], ids, strict=False)]
    numbers = [len(entries), *steps]
    numbers += [run for _, run, _, _ in entries] + [length for *_, length in entries]
    numbers += [offset + 1 for _, _, offset, _ in entries]
    found = b"".join(map(varint, numbers))
    return gzip.compress(found) if packed else found


def pmtiles(path: Path, root: bytes, leaves: bytes, content: bytes, *, compression=2, tile_type=2) -> Path:
    leaves_at = HEADER_LENGTH + len(root)
    data_at = leaves_at + len(leaves)
    places = (HEADER_LENGTH, len(root), 0, 0, leaves_at, len(leaves), data_at, len(content), 0, 0, 0)
    head = HEADER.pack(b"PMTiles", 3, *places, 1, compression, 1, tile_type, 0, 4)
    path.write_bytes(head.ljust(HEADER_LENGTH, b"\0") + root + leaves + content)
    return path


def mbtiles(path: Path, tiles: dict[tuple[int, int, int], bytes]) -> Path:
    with sqlite3.connect(path) as archive:
        archive.execute("CREATE TABLE tiles (zoom_level, tile_column, tile_row, tile_data)")
        rows = [(z, x, 2**z - 1 - y, content) for (z, x, y), content in tiles.items()]
        archive.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    return path


@pytest.mark.parametrize(
    ("place", "number"),
    [
        ((0, 0, 0), 0),
        ((1, 0, 0), 1),
        ((1, 0, 1), 2),
        ((1, 1, 1), 3),
        ((1, 1, 0), 4),
        ((2, 0, 0), 5),
        ((12, 3423, 1763), 19_078_479),  # the example of the format's own description
    ],
)
def test_tiles_are_numbered_zoom_by_zoom_along_a_hilbert_curve(place, number):
    assert tile_id(*place) == number


def test_each_tile_of_a_zoom_has_a_number_of_its_own():
    numbers = [tile_id(5, x, y) for x in range(32) for y in range(32)]
    assert sorted(numbers) == list(range(tile_id(5, 0, 0), tile_id(5, 0, 0) + 1024))


@pytest.mark.parametrize("packed", [True, False])
def test_a_tile_is_read_from_the_root_and_through_a_leaf(tmp_path, packed):
    first, second = PNG + b"first", PNG + b"second"
    leaf = directory([(tile_id(2, 1, 1), 2, len(first), len(second))], packed)
    root = directory([(0, 1, 0, len(first)), (tile_id(2, 0, 0), 0, 0, len(leaf))], packed)
    path = pmtiles(tmp_path / "a.pmtiles", root, leaf, first + second, compression=2 if packed else 1)
    assert tile(path, 0, 0, 0).content == first
    assert tile(path, 2, 1, 1) == tile(path, 2, 0, 1)
    assert tile(path, 2, 1, 1).content == second
    assert tile(path, 2, 1, 1).media_type == "image/png"
    assert tile(path, 2, 3, 0) is None
    assert tile(path, 1, 0, 0) is None


def test_a_tile_of_mbtiles_is_counted_from_the_north(tmp_path):
    path = mbtiles(tmp_path / "a.mbtiles", {(1, 0, 0): PNG + b"north", (1, 0, 1): b"\xff\xd8south"})
    assert tile(path, 1, 0, 0).content == PNG + b"north"
    assert tile(path, 1, 0, 1).media_type == "image/jpeg"
    assert tile(path, 1, 1, 1) is None


@pytest.mark.parametrize("place", [(-1, 0, 0), (1, 2, 0), (1, 0, -1), (99, 0, 0)])
def test_a_place_outside_the_world_has_no_tile(tmp_path, place):
    assert tile(mbtiles(tmp_path / "a.mbtiles", {}), *place) is None


@pytest.mark.parametrize("content", [b"", b"PMTiles\x02" + bytes(200), b"<html>" + bytes(200)])
def test_what_is_no_archive_is_refused(tmp_path, content):
    for name in ("a.pmtiles", "a.mbtiles"):
        (tmp_path / name).write_bytes(content or b"x")
        with pytest.raises(TilesError):
            tile(tmp_path / name, 0, 0, 0)


def test_an_archive_of_vector_tiles_is_refused(tmp_path):
    path = pmtiles(tmp_path / "a.pmtiles", directory([(0, 1, 0, 4)]), b"", b"data", tile_type=1)
    with pytest.raises(TilesError):
        tile(path, 0, 0, 0)


def test_the_header_is_as_long_as_the_format_says():
    assert struct.calcsize(HEADER.format) == 102


def test_an_archive_tells_its_first_and_last_zoom(tmp_path):
    packed = pmtiles(tmp_path / "a.pmtiles", directory([(0, 1, 0, len(PNG))]), b"", PNG)
    assert zooms(packed) == (0, 4)
    assert zooms(mbtiles(tmp_path / "a.mbtiles", {(6, 1, 2): PNG, (9, 8, 16): PNG})) == (6, 9)


def test_what_has_no_tiles_has_no_zooms(tmp_path):
    (tmp_path / "b.pmtiles").write_bytes(b"PMTiles")
    with pytest.raises(TilesError):
        zooms(tmp_path / "b.pmtiles")
    with pytest.raises(TilesError):
        zooms(mbtiles(tmp_path / "b.mbtiles", {}))
