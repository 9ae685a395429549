"""Which modules and styles a page will load: told to the browser at once, it need not find them one by one."""

import json
import math
import posixpath
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders

# Names that modules import which are not paths; the import map of base.html says the same
LIBRARIES = {name: f"vendor/{name}.js" for name in ("leaflet", "d3", "chart", "htmx")}
IMPORT = re.compile(r'^(?:import|export)\s(?:[^";]*\sfrom\s)?"([^"]+)";', re.MULTILINE)


@cache
def modules_of(entry: str) -> tuple[str, ...]:
    """Return the static files that a module and what it imports load, itself first; not those it imports later."""
    found = [entry]
    for name in found:
        found += [one for one in dict.fromkeys(imported_by(name)) if one not in found]
    return tuple(found)


def loaded_by(entry: str) -> list[str]:
    """Return the files that a page loads for an entry, itself first: bundled ones if they are in force."""
    return bundled().get(entry) or list(modules_of(entry))


def style_sheet(entry: str) -> str:
    """Return the file that holds a style sheet and what it imports; without a bundle the sheet as it is written."""
    return bundled().get(entry, [entry])[0]


def bundled() -> dict[str, list[str]]:
    """Return what each bundled entry loads; nothing if no bundle was made, or one of its modules is newer than it."""
    return _checked_once() if settings.PRODUCTION else _checked()


def _checked() -> dict[str, list[str]]:
    folder = settings.STATICFILES_DIRS[0]
    built = folder / "built/built.json"
    if not built.exists():
        return {}
    told, made = _read(built, built.stat().st_mtime), built.stat().st_mtime
    is_new = all(_changed(folder / name) <= made for name in told["sources"])
    return told["entries"] if is_new else {}


def _changed(path: Path) -> float:
    """Return when a source was written last; one that is gone is as a newer one."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return math.inf


_checked_once = cache(_checked)


@lru_cache(maxsize=1)
def _read(built: Path, made: float) -> dict[str, Any]:
    """Read what `bin/bundle.mjs` told of its work, once for each time it was `made`."""
    told = json.loads(built.read_text(encoding="utf-8"))
    files = {
        entry: [LIBRARIES.get(one, one) for one in dict.fromkeys(names)]
        for entry, names in told["entries"].items()
    }
    return {"sources": told["sources"], "entries": files}


def imported_by(name: str) -> list[str]:
    if name in LIBRARIES.values():
        return []
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(f"there is no module {name}")
    folder = posixpath.dirname(name)
    named = IMPORT.findall(Path(path).read_text(encoding="utf-8"))
    return [LIBRARIES.get(one) or posixpath.normpath(posixpath.join(folder, one)) for one in named]
