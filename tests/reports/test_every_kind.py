"""Each kind of report, for each of its readers, in both languages, of the demo register: made, and made again."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.reports.kinds import KINDS

DAY = date(2025, 12, 31)
EACH = [(kind, audience) for kind, one in KINDS.items() for audience in one.audiences]

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("language", ["lv", "en"])
@pytest.mark.parametrize(("kind", "audience"), EACH)
def test_a_pack_is_verified_and_one_changed_byte_is_named(kind, audience, language, demo, tmp_path, capsys):
    asked = ["--as-of", DAY.isoformat(), "--lang", language, "--audience", audience]
    call_command("report", kind, *asked, "--out", str(tmp_path))
    [path] = tmp_path.glob("*.zip")
    call_command("report", "verify", str(path), "--lang", "en")
    assert "every file is the same byte for byte" in capsys.readouterr().out
    for name in zipfile.ZipFile(path).namelist():
        if name != "manifest.json":
            with pytest.raises(CommandError, match=name):
                call_command("report", "verify", str(with_one_changed_byte(path, name)))


def with_one_changed_byte(path: Path, name: str) -> Path:
    """Return a copy of an archive in which the last byte of one file is another."""
    altered = path.with_name("altered.zip")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(altered, "w") as target:
        for info in source.infolist():
            content = bytearray(source.read(info))
            if info.filename == name:
                content[-1] ^= 1
            target.writestr(info, bytes(content))
    return altered
