"""Geometries as the ledger keeps them: hex EWKB, little endian, lower case."""

import struct

import numpy as np
import shapely
from numpy.typing import ArrayLike

EWKB_LINESTRING, EWKB_HAS_M, EWKB_HAS_SRID = 2, 0x40000000, 0x20000000
LITTLE_ENDIAN = 1


def line_m_hex(line: ArrayLike, srid: int) -> str:
    """Return an ``(n, 3)`` array of x, y (metres) and M (centimetres) as a LINESTRING M.

    Written out here because shapely builds a line with M from text only.
    """
    line = np.ascontiguousarray(line, dtype="<f8")
    head = struct.pack("<BIII", LITTLE_ENDIAN, EWKB_LINESTRING | EWKB_HAS_M | EWKB_HAS_SRID, srid, len(line))
    return (head + line.tobytes()).hex()


def point_hex(x: float, y: float, srid: int) -> str:
    """Return a point given in metres of the grid of `srid`."""
    point = shapely.set_srid(shapely.points(x, y), srid)
    return shapely.to_wkb(point, hex=True, include_srid=True, byte_order=LITTLE_ENDIAN).lower()
