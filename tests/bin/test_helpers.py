import gettext
import re
import shutil
import socket
import subprocess
import sys

import pytest

from tests.border_gis.production import ROOT


def run(script, *arguments, cwd=ROOT):
    return subprocess.run(
        [sys.executable, ROOT / "bin" / script, *map(str, arguments)], cwd=cwd, capture_output=True, text=True
    )


@pytest.fixture
def tracked(tmp_path):
    """A git repository; the function adds a file to it."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)

    def add(text):
        (tmp_path / "file.txt").write_text(text)
        subprocess.run(["git", "add", "file.txt"], cwd=tmp_path, check=True)
        return run("check_addresses.py", cwd=tmp_path)

    return add


@pytest.mark.parametrize(
    "text",
    [
        "https://files.python" + "hosted.org/packages/x.whl",
        "--index" + "-url https://example.lv/simple",
        '"resolved' + '": "https://example.lv/x.tgz"',
    ],
)
def test_the_address_of_a_registry_is_found(tracked, text):
    done = tracked(f"one\n{text}\n")
    assert done.returncode == 1
    assert done.stdout.startswith("file.txt: ")


def test_an_address_that_is_no_registry_is_no_matter(tracked):
    assert tracked("https://www.openstreetmap.org/copyright\n").returncode == 0


def test_a_taken_port_is_one_line_that_says_what_to_type():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run("free_port.py", "127.0.0.1", taken.getsockname()[1])
    assert done.returncode == 2
    assert "make run PORT=" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("port", ["http", "70000", "-1"])
def test_what_is_no_port_is_refused_too(port):
    assert run("free_port.py", "127.0.0.1", port).returncode == 2


def test_latvian_plurals_survive_compiling(tmp_path):
    source = tmp_path / "lv/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n'
        'Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n != 0 ? 1 : 2);\\n"\n\n'
        'msgid "sign"\nmsgid_plural "signs"\nmsgstr[0] "zīme"\nmsgstr[1] "zīmes"\nmsgstr[2] "zīmju"\n'
    )
    assert run("compile_messages.py", source).returncode == 0
    lv = gettext.translation("django", tmp_path, ["lv"])
    assert [lv.ngettext("sign", "signs", n) for n in (1, 2, 21, 0)] == ["zīme", "zīmes", "zīme", "zīmju"]


def test_help_lists_every_command():
    done = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True)
    for command in ["run", "test", "test-quick", "up", "down", "lint", "bench"]:
        assert f"make {command} " in done.stdout


def test_secrets_are_random_private_and_kept(tmp_path):
    shutil.copytree(ROOT / "bin", tmp_path / "bin")
    kept = []
    for _ in range(2):
        subprocess.run([tmp_path / "bin/secrets"], check=True)
        kept.append({path.name: path.read_text() for path in (tmp_path / ".local/secrets").iterdir()})
    assert kept[0] == kept[1]
    assert kept[0].pop("mail_password") == ""  # theirs to write
    assert len(set(kept[0].values())) == len(kept[0]) == 4
    assert min(map(len, kept[0].values())) >= 64
    assert (tmp_path / ".local/secrets").stat().st_mode & 0o077 == 0


def test_who_may_not_install_packages_is_told_what_to_type(tmp_path):
    done = subprocess.run(
        [sys.executable, ROOT / "bin/system", "test"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert re.search(
        r"sudo apt-get update && sudo apt-get install -y .*chromium\S* gettext", done.stderr.strip()
    )


def test_what_is_there_already_is_not_asked_for():
    done = subprocess.run([sys.executable, ROOT / "bin/system", "test"], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
