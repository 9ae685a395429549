"""What cannot be is refused in the reader's words, in Latvian and in English, and leaves nothing behind."""

import os

import numpy as np
import pytest
import rasterio
from django.conf import settings as configured
from django.utils import translation
from django.utils.translation import gettext
from rasterio.transform import from_origin

from apps.geo import dem_checks
from apps.geo.errors import BorderGisError
from apps.indicators.jobs import compute_coverage
from apps.indicators.surveillance import Surveillance
from apps.ledger.commands import Add, Remove
from apps.ledger.models import ChangeSet
from apps.surveillance.models import Dem
from apps.surveillance.terrain_loading import load_dem
from tests.factories import BEGIN, named, record
from tests.surveillance import register

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DEM_DIR = str(tmp_path / "dem")


@pytest.fixture
def surveillance():
    register.small_surveillance()
    register.k2()


def told(language: str, write) -> str:
    """Return what somebody who reads that language is told; nothing of the write stays."""
    number = ChangeSet.objects.number()
    with translation.override(language), pytest.raises(BorderGisError) as refused:
        write()
    assert ChangeSet.objects.number() == number
    with translation.override(language):
        return refused.value.translated(gettext)


REFUSED = {
    "a link to itself": (
        lambda: record(*register.link("loop", "mast", "mast")),
        "A link leads from one node to another, not to itself.",
        "Savienojums ved no viena mezgla uz citu, nevis uz to pašu.",
    ),
    "bearing 400": (
        lambda: record(*register.camera("C1", azimuth_deg=400)),
        "Ensure this value is less than or equal to 359.9.",
        "359,9",
    ),
    "range 0": (
        lambda: record(*register.camera("C1", range_m=0)),
        "Ensure this value is greater than or equal to 1.",
        "lielākai vai vienādai ar 1",
    ),
    "a code that is taken": (
        lambda: record(Add("node", "mast", {**named("x"), "kind": "site"})),
        "mast",
        "mast",
    ),
    "a node that something refers to": (
        lambda: record(Remove("node", "mast")),
        "still refers to it",
        "joprojām atsaucas",
    ),
}


@pytest.mark.parametrize(("write", "english", "latvian"), REFUSED.values(), ids=REFUSED)
def test_a_write_that_cannot_be_is_refused_in_words(surveillance, write, english, latvian):
    assert english in told("en", write)
    assert latvian in told("lv", write)


def test_a_sensor_without_a_place_is_named(surveillance):
    record(*register.camera("C1", site=None))
    assert Surveillance(BEGIN).coverage_json()["without_place"] == ["C1"]
    assert "C1 has no place to look from" in told("en", lambda: compute_coverage("C1"))
    assert "C1 nav vietas" in told("lv", lambda: compute_coverage("C1"))


def test_a_cable_without_a_stretch_is_named(surveillance):
    record(*register.cable("F1"))
    assert "F1 senses along itself: give it a stretch" in told("en", lambda: compute_coverage("F1"))
    assert "F1 uztver gar sevi" in told("lv", lambda: compute_coverage("F1"))


def test_a_network_without_a_command_centre(surveillance):
    record(*register.camera("C1"))
    register.set_state("node", "centre", "damaged", BEGIN)
    assert "no working national command centre" in told("en", Surveillance(BEGIN).failures)
    assert "nav strādājoša komandcentra" in told("lv", Surveillance(BEGIN).failures)
    assert Surveillance(BEGIN).coverage_json()["total"]["percent"] == 0


def raster(path, heights=None, **options):
    heights = np.full((30, 40), 120.0) if heights is None else heights
    units = options.pop("units", None)
    place = from_origin(register.WEST_M, register.NORTH_M, 20, 20)
    given = {"crs": f"EPSG:{configured.NATIONAL_SRID}", "transform": place, "nodata": np.nan} | options
    rows, columns = heights.shape
    with rasterio.open(
        path, "w", driver="GTiff", dtype="float32", count=1, width=columns, height=rows, **given
    ) as file:
        file.write(heights.astype("float32"), 1)
        file.units = (units,)
    return path


def hole(path):
    heights = np.full((30, 40), 120.0)
    heights[3, 4] = np.nan
    return raster(path, heights)


def disguised(path):
    path.write_text('<VRTDataset rasterXSize="1" rasterYSize="1"></VRTDataset>')
    return path


def of_complex_numbers(path):
    place = from_origin(register.WEST_M, register.NORTH_M, 20, 20)
    given = {"crs": f"EPSG:{configured.NATIONAL_SRID}", "transform": place, "width": 40, "height": 30}
    with rasterio.open(path, "w", driver="GTiff", dtype="complex64", count=1, **given) as file:
        file.write(np.full((30, 40), 120 + 1j, dtype="complex64"), 1)
    return path


def of_41_gb(path):
    """A file of 41 GB that holds nothing: the disk keeps only its end."""
    raster(path)
    os.truncate(path, 41 * 1000**3)
    return path


def of_160_gb_of_cells(path):
    """A small file that says of itself that it holds 200,000 × 200,000 cells, all of them missing."""
    options = {"nodata": np.nan, "tiled": True, "sparse_ok": True, "bigtiff": "yes", "compress": "deflate"}
    with rasterio.open(
        path, "w", driver="GTiff", dtype="float32", count=1, width=200_000, height=200_000,
        crs=f"EPSG:{configured.NATIONAL_SRID}", transform=from_origin(register.WEST_M, register.NORTH_M, 1, 1),
        **options,
    ):  # fmt: skip
        pass
    return path


RASTERS = {
    "in feet": (
        lambda path: raster(path, units="ft"),
        "are in ft, not in metres",
        "mērvienībā ft, nevis metros",
    ),
    "with holes": (hole, "has holes", "ir ar caurumiem"),
    "in the wrong place": (
        lambda path: raster(path, transform=from_origin(0, 0, 20, 20)),
        "lies outside the border",
        "ārpus robežas",
    ),
    "without a CRS": (
        lambda path: raster(path, crs=None),
        "does not say its coordinate reference system",
        "koordinātu",
    ),
    "of complex numbers": (of_complex_numbers, "holds complex numbers", "kompleksus skaitļus"),
    "a VRT in disguise": (disguised, "is not a GeoTIFF", "nav GeoTIFF"),
    "of 41 GB": (of_41_gb, "is larger than 40 GB", "lielāks par 40 GB"),
    "of 160 GB of cells": (of_160_gb_of_cells, "is larger than 40 GB", "lielāks par 40 GB"),
}


@pytest.mark.parametrize(("make", "english", "latvian"), RASTERS.values(), ids=RASTERS)
def test_a_raster_that_cannot_be_used_is_refused_in_words(surveillance, tmp_path, make, english, latvian):
    path = make(tmp_path / "dem.tif")

    def load():
        load_dem(files=[path], name="x", vertical_datum="LAS-2000,5")

    assert english in told("en", load)
    assert latvian in told("lv", load)
    assert not Dem.objects.exists()
    assert not list((tmp_path / "dem").glob("*"))


def test_a_small_file_that_grows_when_it_is_read_is_refused_unread(tmp_path, monkeypatch):
    path = of_160_gb_of_cells(tmp_path / "dem.tif")
    monkeypatch.setattr(dem_checks, "_check_heights", None)
    with pytest.raises(BorderGisError, match="40 GB"):
        dem_checks.check(path, srid=configured.NATIONAL_SRID, vertical_datum="a test")
