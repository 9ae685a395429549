"""bin/cluster on a checkout of its own: a copy in an empty directory has another path, so another cluster."""

import os
import shutil
import signal
import subprocess
import sys

import pytest

from tests.border_gis.production import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("cluster")]


PLAIN = {name: value for name, value in os.environ.items() if name != "PG_CLUSTER"}


class Checkout:
    def __init__(self, path):
        self.path = path
        shutil.copytree(ROOT / "bin", path / "bin")

    def cluster(self, *arguments):
        return subprocess.run(
            [sys.executable, self.path / "bin/cluster", *arguments], capture_output=True, text=True, env=PLAIN
        )

    def ask(self, sql, database="template1"):
        return self.cluster("psql", database, "-Atc", sql).stdout.strip()

    @property
    def home(self):
        return (self.path / ".local/pg").resolve()


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    checkout = Checkout(tmp_path_factory.mktemp("checkout"))
    assert checkout.cluster("up").returncode == 0
    yield checkout
    checkout.cluster("down")
    shutil.rmtree(checkout.home)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("data_checksums", "on"),
        ("listen_addresses", ""),
        ("fsync", "on"),
        ("jit", "off"),
        ("max_parallel_workers_per_gather", "0"),
    ],
)
def test_the_cluster_is_safe_and_private(checkout, setting, value):
    assert checkout.ask(f"SHOW {setting}") == value


def test_the_role_of_the_web_is_no_superuser(checkout):
    assert checkout.ask("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == "f"


def test_the_web_has_a_role_of_its_own_that_may_make_nothing(checkout):
    flags = "rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls"
    found = checkout.ask(f"SELECT {flags} FROM pg_roles WHERE rolname = 'border_gis_web'")  # noqa: S608
    assert found == "t|f|f|f|f"


def test_a_cluster_of_an_earlier_version_gets_the_webs_role(checkout):
    ident = checkout.home / "data/pg_ident.conf"
    ident.write_text("".join(line for line in ident.open() if "border_gis_web" not in line))
    checkout.cluster("down")
    checkout.cluster("up")
    assert "border_gis_web" in ident.read_text()
    assert checkout.ask("SELECT count(*) FROM pg_roles WHERE rolname = 'border_gis_web'") == "1"


def test_every_new_database_has_postgis(checkout):
    assert checkout.cluster("createdb", "second").returncode == 0
    assert checkout.ask("SELECT postgis_lib_version() >= '3'", "second") == "t"


def test_making_a_database_twice_is_no_error(checkout):
    assert [checkout.cluster("createdb", "third").returncode for _ in range(2)] == [0, 0]


@pytest.mark.parametrize("name", ["Border", "x; DROP DATABASE second", "", "ā"])
def test_a_name_that_is_none_is_refused(checkout, name):
    done = checkout.cluster("createdb", name)
    assert done.returncode == 1
    assert done.stderr.startswith("cluster: not a database name")


def test_nobody_else_on_the_machine_can_reach_it(checkout):
    assert checkout.home.stat().st_mode & 0o077 == 0


def test_the_sockets_path_is_short(checkout):
    assert len(os.fsencode((checkout.home / "socket").resolve())) < 90


def test_data_outlive_a_stop_and_a_start(checkout):
    checkout.cluster("createdb", "kept")
    checkout.ask("CREATE TABLE kept AS SELECT 7 AS n", "kept")
    checkout.cluster("down")
    assert checkout.cluster("status").returncode == 1
    checkout.cluster("up")
    assert checkout.ask("SELECT n FROM kept", "kept") == "7"


def test_a_command_runs_with_the_cluster_up_and_gives_its_exit_code(checkout):
    checkout.cluster("down")
    inside = f"{sys.executable} {checkout.path}/bin/cluster status && exit 7"
    assert checkout.cluster("run", "sh", "-c", inside).returncode == 7
    assert checkout.cluster("status").returncode == 1


def test_the_last_of_two_users_stops_it(checkout):
    checkout.cluster("down")
    first = subprocess.Popen(
        [sys.executable, checkout.path / "bin/cluster", "run", "sh", "-c", "echo up; read line"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=PLAIN,
    )
    assert first.stdout.readline() == "up\n"
    assert checkout.cluster("run", "true").returncode == 0
    assert checkout.cluster("status").returncode == 0
    first.communicate("done\n")
    assert checkout.cluster("status").returncode == 1


def test_a_run_that_is_told_to_end_stops_its_command_and_the_cluster(checkout):
    checkout.cluster("down")
    told = subprocess.Popen(
        [sys.executable, checkout.path / "bin/cluster", "run", "sh", "-c", "echo up; exec sleep 100"],
        stdout=subprocess.PIPE,
        text=True,
        env=PLAIN,
    )
    assert told.stdout.readline() == "up\n"
    told.terminate()
    assert told.wait(timeout=300) == 128 + signal.SIGTERM
    assert checkout.cluster("status").returncode == 1


def test_an_end_that_comes_at_any_moment_of_the_commands_start_is_heard(checkout):
    checkout.cluster("up")
    for delay in [""] * 10 + ["sleep 0.001;"] * 10:
        command = ["run", "sh", "-c", f"{delay} kill -TERM $PPID; exec sleep 100"]
        told = subprocess.Popen(
            [sys.executable, checkout.path / "bin/cluster", *command], stdout=subprocess.PIPE, env=PLAIN
        )
        # the command holds the pipe open for as long as it lives
        assert told.communicate(timeout=300) == (b"", None)
        assert told.returncode == 128 + signal.SIGTERM
