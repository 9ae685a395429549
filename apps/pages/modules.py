"""Which modules a page will load: told to the browser at once, it need not find them one import after the other."""

import posixpath
import re
from functools import cache
from pathlib import Path

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


def imported_by(name: str) -> list[str]:
    if name in LIBRARIES.values():
        return []
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(f"there is no module {name}")
    folder = posixpath.dirname(name)
    named = IMPORT.findall(Path(path).read_text(encoding="utf-8"))
    return [LIBRARIES.get(one) or posixpath.normpath(posixpath.join(folder, one)) for one in named]
