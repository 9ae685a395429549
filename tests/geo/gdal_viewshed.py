"""GDAL's own viewshed, called in process through the libgdal that pyogrio brings: a second opinion."""

import ctypes
from functools import cache
from pathlib import Path

import numpy as np
import pyogrio
from numpy.typing import NDArray

from apps.geo.dem import Terrain
from apps.geo.sight import Conditions, Eye
from border_gis.gis_libraries import GDAL_LIBRARY_PATH

VISIBLE, INVISIBLE, OUT_OF_RANGE = 2, 1, 0
EDGE_MODE, HEIGHTS_NONE = 2, 1  # GVM_Edge, GVOT_NORMAL: the enumerations of gdal_alg.h
FLOAT32, BYTE, READ, WRITE = 6, 1, 0, 1
POINTER, INT, DOUBLE, TEXT = ctypes.c_void_p, ctypes.c_int, ctypes.c_double, ctypes.c_char_p


@cache
def gdal() -> ctypes.CDLL:
    assert Path(pyogrio.__file__).parent.parent in Path(GDAL_LIBRARY_PATH).parents
    library = ctypes.CDLL(str(GDAL_LIBRARY_PATH))
    library.GDALAllRegister()
    for name, result, arguments in [
        ("GDALGetDriverByName", POINTER, [TEXT]),
        ("GDALCreate", POINTER, [POINTER, TEXT, INT, INT, INT, INT, POINTER]),
        ("GDALSetGeoTransform", INT, [POINTER, POINTER]),
        ("GDALSetProjection", INT, [POINTER, TEXT]),
        ("GDALGetRasterBand", POINTER, [POINTER, INT]),
        ("GDALRasterIO", INT, [POINTER, *[INT] * 5, POINTER, *[INT] * 5]),
        (
            "GDALViewshedGenerate",
            POINTER,
            [POINTER, TEXT, TEXT, POINTER, *[DOUBLE] * 9, INT, DOUBLE, POINTER, POINTER, INT, POINTER],
        ),
        ("GDALGetRasterXSize", INT, [POINTER]),
        ("GDALGetRasterYSize", INT, [POINTER]),
        ("GDALGetGeoTransform", INT, [POINTER, POINTER]),
        ("GDALClose", INT, [POINTER]),
    ]:
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


class GdalTerrain:
    """A terrain as a dataset in GDAL's memory."""

    def __init__(self, terrain: Terrain, wkt: str):
        rows, columns = terrain.ground_m.shape
        driver = gdal().GDALGetDriverByName(b"MEM")
        self.dataset = gdal().GDALCreate(driver, b"", columns, rows, 1, FLOAT32, None)
        transform = (DOUBLE * 6)(terrain.west_m, terrain.cell_m, 0, terrain.north_m, 0, -terrain.cell_m)
        gdal().GDALSetGeoTransform(self.dataset, transform)
        gdal().GDALSetProjection(self.dataset, wkt.encode())
        self.band = gdal().GDALGetRasterBand(self.dataset, 1)
        heights = np.ascontiguousarray(terrain.ground_m)
        done = gdal().GDALRasterIO(
            self.band, WRITE, 0, 0, columns, rows, heights.ctypes.data, columns, rows, FLOAT32, 0, 0
        )
        assert done == 0
        self.terrain = terrain

    def close(self) -> None:
        gdal().GDALClose(self.dataset)

    def generate(self, eye: Eye, conditions: Conditions) -> POINTER:
        """Return GDAL's viewshed as its own dataset, for the caller to close."""
        return gdal().GDALViewshedGenerate(
            self.band,
            b"MEM",
            b"",
            None,
            eye.x,
            eye.y,
            eye.mast_m,
            conditions.target_m,
            VISIBLE,
            INVISIBLE,
            OUT_OF_RANGE,
            -1,
            1 - conditions.refraction,
            EDGE_MODE,
            eye.range_m,
            None,
            None,
            HEIGHTS_NONE,
            None,
        )

    def viewshed(self, eye: Eye, conditions: Conditions) -> NDArray[np.uint8]:
        """Return GDAL's viewshed over the whole terrain: VISIBLE, INVISIBLE or OUT_OF_RANGE."""
        found = self.generate(eye, conditions)
        rows, columns = gdal().GDALGetRasterYSize(found), gdal().GDALGetRasterXSize(found)
        cells = np.zeros((rows, columns), dtype=np.uint8)
        band, transform = gdal().GDALGetRasterBand(found, 1), (DOUBLE * 6)()
        gdal().GDALRasterIO(band, READ, 0, 0, columns, rows, cells.ctypes.data, columns, rows, BYTE, 0, 0)
        gdal().GDALGetGeoTransform(found, transform)
        gdal().GDALClose(found)
        whole = np.zeros(self.terrain.ground_m.shape, dtype=np.uint8)
        top = round((self.terrain.north_m - transform[3]) / self.terrain.cell_m)
        left = round((transform[0] - self.terrain.west_m) / self.terrain.cell_m)
        whole[top : top + rows, left : left + columns] = cells
        return whole
