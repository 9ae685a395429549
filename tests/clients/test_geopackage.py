"""The GeoPackage of a report in QGIS and in GDAL's own programs, as officers open it: `make test-clients`."""

import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from apps.reports.formats.styles import CLASSES, LAYER_STYLES
from tests.reports.register import made, small_border

pytestmark = [pytest.mark.clients, pytest.mark.django_db]
LAYERS = ("sections", "segments", "gaps", "assets", "coverage_bands")


@pytest.fixture
def geopackage(settings, tmp_path) -> Path:
    settings.REPORTS_DIR = str(tmp_path / "reports")
    small_border()
    with zipfile.ZipFile(made().archive.path) as archive:
        return Path(archive.extract("layers.gpkg", tmp_path))


def test_qgis_opens_each_layer_with_its_style(geopackage):
    script = Path(__file__).with_name("qgis_reads.py")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": ""}
    ran = subprocess.run(
        ["/usr/bin/python3", str(script), str(geopackage), *LAYERS],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(ran.stdout.strip().splitlines()[-1])
    for name in LAYERS:
        layer = found[name]
        colour = LAYER_STYLES[name][1] if name in LAYER_STYLES else next(iter(CLASSES[name][1].values()))[0]
        assert (layer["valid"], layer["crs"], layer["styled"]) == (True, "EPSG:3059", True), layer
        assert layer["features"] > 0 and layer["colour"] == colour
    for name, (_column, classes) in CLASSES.items():
        assert list(found[name]["classes"].values()) == [colour for colour, *_rest in classes.values()]
        assert found[name]["used"] and set(found[name]["used"]) <= set(found[name]["classes"])
    assert found["assets"]["symbol"] == "SimpleMarker"
    assert found["gaps"]["symbol"] == "SimpleLine"


def test_gdal_reads_each_layer(geopackage):
    assert shutil.which("ogrinfo"), "gdal-bin is not installed: `make test-clients` brings it"
    told = subprocess.run(
        ["ogrinfo", "-so", "-al", str(geopackage)], capture_output=True, text=True, check=True
    ).stdout
    for name in LAYERS:
        assert f"Layer name: {name}" in told
    assert "LKS-92 / Latvia TM" in told or "LKS92 / Latvia TM" in told
