"""The fonts of reports: those that come with matplotlib, so that every machine sets a page alike."""

from importlib.util import find_spec
from pathlib import Path

FONTS = Path(find_spec("matplotlib").origin).parent / "mpl-data/fonts/ttf"
