"""Compile the named .po files for gettext, without GNU gettext on the machine."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_messages(source: Path) -> None:
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name)
    with source.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)


for name in sys.argv[1:]:
    compile_messages(Path(name))
