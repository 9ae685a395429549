import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent


def test_the_pure_modules_pass_their_own_tests():
    node = shutil.which("node")
    assert node, "Node is missing: `make test` brings it"
    files = [str(path) for path in sorted(HERE.glob("*.test.js"))]
    done = subprocess.run([node, "--test", *files], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
