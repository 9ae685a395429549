"""Backgrounds by setting: what an entry needs, which hosts pages may ask for it, and none without the setting."""

import json

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from border_gis.basemaps import basemaps_from
from tests.geo.test_tiles import mbtiles

XYZ = {
    "name": "topo",
    "kind": "xyz",
    "label": "Topo",
    "attribution": "©",
    "url": "https://t.example/{z}/{x}/{y}.png",
}


def written(path, *entries) -> str:
    path.write_text(json.dumps(entries))
    return str(path)


def test_without_the_setting_no_other_host_is_allowed():
    assert basemaps_from("") == ()
    assert settings.BASEMAPS == ()
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"] == ["'self'"]


def test_an_xyz_background_allows_its_host_alone(tmp_path):
    (found,) = basemaps_from(written(tmp_path / "b.json", XYZ))
    assert (found.host, found.template) == ("https://t.example", XYZ["url"])
    assert found.label == {"lv": "Topo", "en": "Topo"}


def test_a_wmts_background_becomes_an_address_by_key_and_value(tmp_path):
    entry = {"name": "lgia", "kind": "wmts", "label": {"lv": "Karte", "en": "Map"}, "attribution": "©"}
    entry |= {"url": "https://w.example/wmts?map=a", "layer": "topo 50", "matrix_set": "GoogleMapsCompatible"}
    (found,) = basemaps_from(written(tmp_path / "b.json", entry))
    assert found.template.startswith(
        "https://w.example/wmts?map=a&service=WMTS&request=GetTile&version=1.0.0&layer=topo+50"
    )
    assert found.template.endswith("&tilematrix={z}&tilerow={y}&tilecol={x}")


def test_an_archive_is_served_from_here(tmp_path):
    mbtiles(tmp_path / "a.mbtiles", {(6, 1, 2): b"", (9, 8, 16): b""})
    entry = {
        "name": "own",
        "kind": "file",
        "label": "Own",
        "attribution": "©",
        "path": str(tmp_path / "a.mbtiles"),
    }
    (found,) = basemaps_from(written(tmp_path / "b.json", entry))
    assert found.host is None
    assert (found.min_zoom, found.max_zoom) == (6, 9)
    (found,) = basemaps_from(written(tmp_path / "b.json", {**entry, "max_zoom": 19, "min_zoom": 7}))
    assert (found.min_zoom, found.max_zoom) == (7, 9)


def test_an_archive_that_cannot_be_read_is_told_at_the_start(tmp_path):
    (tmp_path / "a.mbtiles").touch()
    entry = {"name": "own", "kind": "file", "label": "Own", "attribution": "©"}
    with pytest.raises(ImproperlyConfigured, match=r"own: a\.mbtiles"):
        basemaps_from(written(tmp_path / "b.json", {**entry, "path": str(tmp_path / "a.mbtiles")}))


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Topo map"},
        {"kind": "tms"},
        {"attribution": ""},
        {"url": "https://*/{z}/{x}/{y}"},
        {"url": "ftp://t.example/{z}/{x}/{y}"},
        {"url": "https://t.example/{z}/{x}"},
        {"url": "https://t.example; script-src */{z}/{x}/{y}"},
        {"colour": "red"},
        {"kind": "file", "path": "/no/such.mbtiles"},
        {"kind": "wms"},
    ],
)
def test_what_is_wrong_stops_the_start(tmp_path, change):
    with pytest.raises(ImproperlyConfigured, match="BASEMAPS"):
        basemaps_from(written(tmp_path / "b.json", XYZ | change))


def test_a_file_that_cannot_be_read_stops_the_start(tmp_path):
    with pytest.raises(ImproperlyConfigured):
        basemaps_from(str(tmp_path / "none.json"))
    with pytest.raises(ImproperlyConfigured, match="same name"):
        basemaps_from(written(tmp_path / "b.json", XYZ, XYZ))
