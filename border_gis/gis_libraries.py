"""Where GeoDjango finds GDAL and GEOS: in the wheels of pyogrio and shapely.

A distribution's own GDAL may be too old to refuse hostile spatial references (Django's check gis.W001).
Import this before anything of django.contrib.gis: pyogrio must have loaded its GDAL and data files first.
"""

from pathlib import Path

import pyogrio
import shapely


def bundled(package: object, pattern: str) -> str:
    """Return the path of the one library file matching `pattern` beside the wheel's `package`."""
    folder = Path(package.__file__).parent
    [library] = (folder.parent / f"{folder.name}.libs").glob(pattern)
    return str(library)


GDAL_LIBRARY_PATH = bundled(pyogrio, "libgdal*.so*")
GEOS_LIBRARY_PATH = bundled(shapely, "libgeos_c*.so*")
