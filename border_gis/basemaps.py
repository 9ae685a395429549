"""Backgrounds besides our own open areas, as the file that BASEMAPS names describes them.

Without it no page asks another host for anything. The file is a JSON list. Each entry has ``name`` (letters,
digits, dashes), ``label`` (a text, or one by language), ``attribution``, ``kind`` and, by kind:

- ``xyz``: ``url`` with ``{z}``, ``{x}``, ``{y}``;
- ``wms``: ``url`` and ``layers``;
- ``wmts``: ``url``, ``layer``, and ``matrix_set`` in web Mercator;
- ``file``: ``path`` of an MBTiles or PMTiles archive of pictures, served from here.

Optional: ``min_zoom``, ``max_zoom`` (of an archive: those that it has), ``format`` (``image/png``), ``style``.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.core.exceptions import ImproperlyConfigured

from apps.geo.errors import TilesError
from apps.geo.tiles import zooms

NAME = re.compile(r"[a-z0-9-]{1,40}\Z")
NEEDED = {
    "xyz": ("url",),
    "wms": ("url", "layers"),
    "wmts": ("url", "layer", "matrix_set"),
    "file": ("path",),
}
ARCHIVES = (".mbtiles", ".pmtiles")
MOST_ZOOM = 19


@dataclass(frozen=True)
class Basemap:
    name: str
    label: dict[str, str]
    kind: str
    attribution: str
    url: str = ""
    path: str = ""
    layers: str = ""
    layer: str = ""
    matrix_set: str = ""
    style: str = "default"
    format: str = "image/png"
    min_zoom: int = 0
    max_zoom: int = MOST_ZOOM

    @property
    def host(self) -> str | None:
        """Return the origin that browsers ask for pictures; None if that is this site."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}" if self.url else None

    @property
    def template(self) -> str:
        """Return the address of a tile with ``{z}``, ``{x}``, ``{y}`` left open; of a WMS, that of the service."""
        if self.kind != "wmts":
            return self.url
        asked = {
            "service": "WMTS",
            "request": "GetTile",
            "version": "1.0.0",
            "layer": self.layer,
            "style": self.style,
            "format": self.format,
            "tilematrixset": self.matrix_set,
        }
        place = "tilematrix={z}&tilerow={y}&tilecol={x}"
        return f"{self.url}{'&' if '?' in self.url else '?'}{urlencode(asked)}&{place}"


def basemaps_from(path: str) -> tuple[Basemap, ...]:
    """Return the backgrounds that a file describes; none without a file.

    Raises
    ------
    ImproperlyConfigured
        The file cannot be read, or an entry is not as described above.
    """
    if not path:
        return ()
    try:
        entries = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"BASEMAPS: {path} cannot be read: {error}") from None
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise ImproperlyConfigured(f"BASEMAPS: {path} is not a JSON list of objects")
    found = tuple(basemap(entry) for entry in entries)
    names = [one.name for one in found]
    if len(set(names)) < len(names):
        raise ImproperlyConfigured("BASEMAPS: two backgrounds have the same name")
    return found


def basemap(entry: dict[str, Any]) -> Basemap:
    name = str(entry.get("name", ""))
    kind = entry.get("kind")
    if not NAME.match(name):
        raise ImproperlyConfigured(f"BASEMAPS: {name!r} is no name: small letters, digits and dashes")
    if kind not in NEEDED:
        raise ImproperlyConfigured(f"BASEMAPS: the kind of {name} is one of {', '.join(NEEDED)}")
    for field in ("label", "attribution", *NEEDED[kind]):
        if not entry.get(field):
            raise ImproperlyConfigured(f"BASEMAPS: {name} needs {field}")
    unknown = set(entry) - set(Basemap.__dataclass_fields__)
    if unknown:
        raise ImproperlyConfigured(f"BASEMAPS: {name} has unknown fields: {', '.join(sorted(unknown))}")
    require_address(name, kind, entry)
    if kind == "file":
        entry = {**entry, **zooms_of(name, entry)}
    label = entry["label"]
    return Basemap(**{**entry, "label": label if isinstance(label, dict) else {"lv": label, "en": label}})


def zooms_of(name: str, entry: dict[str, Any]) -> dict[str, int]:
    """Return the zooms of an archive that are asked for: beyond its last one the map stretches that one's pictures."""
    try:
        first, last = zooms(Path(entry["path"]))
    except TilesError as error:
        raise ImproperlyConfigured(f"BASEMAPS: {name}: {error}") from None
    return {
        "min_zoom": max(first, entry.get("min_zoom", first)),
        "max_zoom": min(last, entry.get("max_zoom", last)),
    }


def require_address(name: str, kind: str, entry: dict[str, Any]) -> None:
    if kind == "file":
        path = Path(entry["path"])
        if path.suffix not in ARCHIVES or not path.is_file():
            raise ImproperlyConfigured(f"BASEMAPS: {name}: {path} is no MBTiles or PMTiles file")
        return
    parts = urlsplit(entry["url"])
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[\w.:\[\]-]+", parts.netloc):
        raise ImproperlyConfigured(f"BASEMAPS: the url of {name} must be http or https, with a host and no *")
    if kind == "xyz" and not all(part in entry["url"] for part in ("{z}", "{x}", "{y}")):
        raise ImproperlyConfigured(f"BASEMAPS: the url of {name} needs {{z}}, {{x}} and {{y}}")
