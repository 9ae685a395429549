"""manage.py in production, as a process of its own: settings are read once, when it starts."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "PRODUCTION": "1",
    "SECRET_KEY": "k8Zr1vQyT3mWx6Lp0Hs9Bd4Nf7Jc2Ga5Ue8Ri1Oo3Kt6Yw9Xv2Mq5",
    "ALLOWED_HOSTS": "gis.example.lv",
    "DATABASE_URL": "postgis://border_gis@127.0.0.1:1/border_gis",
}


def manage(*arguments: str, **environment: str | None) -> subprocess.CompletedProcess:
    """Run manage.py with nothing of this process's settings; a variable set to None is left out."""
    asked = {name: value for name, value in (COMPLETE | environment).items() if value is not None}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | asked,
        capture_output=True,
        text=True,
    )
