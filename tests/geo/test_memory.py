"""Memory does not grow with the terrain model: checked, brought into the grid and read in a process of its own."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from apps.geo.dem_files import terrain_in, write_heights

ROOT = Path(__file__).resolve().parents[2]
SMALL, LARGE = 1_500, 9_000
"""Cells a side: 9 MB and 324 MB of heights."""
MOST_MORE_MB = 120

PROGRAM = """
import resource, sys
from pathlib import Path
import numpy as np, rasterio
from rasterio.transform import from_origin
from apps.geo import dem_checks, dem_files
from apps.geo.sight import Eye, Track, look

folder, side, west, north = Path(sys.argv[1]), int(sys.argv[2]), 500_000, 400_000
place = from_origin(west, north, 20, 20)
options = dict(driver="GTiff", dtype="float32", count=1, crs="EPSG:3059", nodata=np.nan, tiled=True, compress="zstd")
with rasterio.Env(GDAL_CACHEMAX=16 * 2**20):
    with rasterio.open(folder / "dem.tif", "w", width=side, height=side, transform=place, **options) as file:
        for _n, window in file.block_windows(1):
            rows = np.arange(window.row_off, window.row_off + window.height)[:, None]
            columns = np.arange(window.col_off, window.col_off + window.width)[None, :]
            file.write((100 + 20 * np.sin(rows / 40) * np.sin(columns / 30)).astype("float32"), 1, window=window)
checked = dem_checks.check(folder / "dem.tif", srid=3059, vertical_datum="a test")
dem_files.to_grid([checked], folder / "grid.tif", srid=3059)
x, y = west + 15_000, north - 15_000
terrain = dem_files.terrain_around(folder / "grid.tif", x, y, 10_000)
look(Eye(x, y, 10_000, 30), Track([[x - 9_000, y, 0], [x + 9_000, y, 1_800_000]]), terrain)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_024)
"""


def peak_mb(folder: Path, side: int) -> int:
    folder.mkdir()
    command = [sys.executable, "-c", PROGRAM, str(folder), str(side)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return int(done.stdout.split()[-1])


@pytest.mark.slow
def test_a_terrain_model_36_times_larger_takes_no_more_memory(tmp_path):
    small, large = peak_mb(tmp_path / "small", SMALL), peak_mb(tmp_path / "large", LARGE)
    assert large - small < MOST_MORE_MB, (small, large)


def test_a_window_of_too_many_cells_is_read_as_fewer_larger_ones(tmp_path):
    heights = np.add.outer(np.zeros(400), np.arange(400.0))
    write_heights(tmp_path / "dem.tif", heights, west_m=0, north_m=4_000, cell_m=10, srid=3059)
    bounds = (500, 500, 3_500, 3_500)
    whole, averaged = (
        terrain_in(tmp_path / "dem.tif", bounds),
        terrain_in(tmp_path / "dem.tif", bounds, most_cells=30_000),
    )
    assert whole.ground_m.size > 90_000
    assert averaged.ground_m.size <= 30_000
    assert averaged.cell_m == 20
    assert float(averaged.ground_at(2_000, 2_000)) == pytest.approx(
        float(whole.ground_at(2_000, 2_000)), abs=0.5
    )
