import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_pure_modules_pass_under_node():
    files = sorted((ROOT / "tests/js").glob("*.test.js"))
    done = subprocess.run(["node", "--test", *files], cwd=ROOT, capture_output=True, text=True)
    assert files
    assert done.returncode == 0, done.stdout + done.stderr
