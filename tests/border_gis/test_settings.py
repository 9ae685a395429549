import os
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.contrib.gis import gdal, geos

from tests.border_gis.production import COMPLETE, ROOT, manage


def test_production_passes_djangos_deployment_check():
    done = manage("check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"])
def test_production_does_not_start_without(name):
    done = manage("check", **{name: None})
    assert done.returncode != 0
    assert f"{name} (or {name}_FILE) must be set in production" in done.stderr


@pytest.mark.parametrize("weak", ["secret", "a" * 64, "django-insecure-" + COMPLETE["SECRET_KEY"]])
def test_production_refuses_a_weak_or_default_key(weak):
    assert "SECRET_KEY must be random" in manage("check", SECRET_KEY=weak).stderr


def test_production_refuses_debug():
    assert "not with PRODUCTION" in manage("check", DEBUG="1").stderr


def test_a_secret_can_be_a_file(tmp_path):
    path = tmp_path / "key"
    path.write_text(COMPLETE["SECRET_KEY"])
    assert manage("check", SECRET_KEY=None, SECRET_KEY_FILE=str(path)).returncode == 0


def test_a_checkout_needs_no_variable():
    done = manage("check", **dict.fromkeys(COMPLETE))
    assert done.returncode == 0, done.stderr


def test_a_checkouts_own_key_is_random_and_private():
    path = ROOT / ".local/secret_key"
    assert len(path.read_text()) >= 64
    assert path.stat().st_mode & 0o077 == 0


def test_django_is_new_enough_for_spatial_lookups_to_be_safe():
    assert django.VERSION[:3] >= (5, 2, 18)


def test_geodjango_runs_on_the_wheels_gdal_and_geos():
    assert "pyogrio.libs" in settings.GDAL_LIBRARY_PATH
    assert "shapely.libs" in settings.GEOS_LIBRARY_PATH
    assert gdal.gdal_version() >= b"3.12"
    assert geos.geos_version() >= b"3.14"


def test_a_latvian_point_keeps_its_place_in_the_national_grid():
    point = geos.Point(27.351565, 57.518208, srid=4326).transform(3059, clone=True)
    assert (round(point.x), round(point.y)) == (700_714, 380_027)  # pyproj 3.7.2 with its own PROJ


def test_the_api_is_closed_and_speaks_json_only():
    rest = settings.REST_FRAMEWORK
    assert "rest_framework.permissions.IsAuthenticated" in rest["DEFAULT_PERMISSION_CLASSES"]
    assert rest["DEFAULT_PARSER_CLASSES"] == ["rest_framework.parsers.JSONParser"]
    assert rest["DEFAULT_RENDERER_CLASSES"] == ["rest_framework.renderers.JSONRenderer"]
    assert rest["STRICT_JSON"] is True


@pytest.mark.parametrize("name", ["DEM_DIR", "REPORTS_DIR", "MEDIA_ROOT"])
def test_what_tests_write_to_disk_lies_in_a_folder_of_their_run_alone(name):
    """The checkout's server has its own beside it, and a run on another database another one."""
    assert Path(getattr(settings, name)).is_relative_to(ROOT / ".local" / "tests" / os.environ["TEST_DB"])
