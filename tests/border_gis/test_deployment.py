"""docker-compose.yml and Dockerfile, as text: what a review would look for in them."""

import re

import pytest
import yaml

from apps.ledger.rights import WEB_ROLE
from tests.border_gis.production import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
SERVERS = ["web", "database", "redis", "worker"]


@pytest.mark.parametrize("name", SERVERS)
def test_every_server_has_a_health_check(name):
    assert COMPOSE["services"][name]["healthcheck"]["test"][0] == "CMD"


def test_the_web_waits_for_a_healthy_database_and_finished_migrations():
    waits = {name: wait["condition"] for name, wait in COMPOSE["services"]["web"]["depends_on"].items()}
    assert waits == {"database": "service_healthy", "migrate": "service_completed_successfully"}


def test_all_processes_count_requests_together_beside_the_jobs():
    settings = COMPOSE["services"]["web"]["environment"]
    assert settings["CACHE_URL"].startswith("redis://redis:")
    assert settings["CACHE_URL"] != settings["CELERY_BROKER_URL"]


def test_the_data_lies_on_a_named_volume():
    services = COMPOSE["services"].values()
    volumes = [volume.split(":")[0] for service in services for volume in service.get("volumes", ())]
    assert set(COMPOSE["volumes"]) <= set(volumes)


def test_no_secret_stands_in_the_file():
    for service in COMPOSE["services"].values():
        for name, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET_KEY", name):
                assert name.endswith("_FILE")
                assert value.startswith("/run/secrets/")


def test_every_secret_that_is_read_is_a_file_outside_git():
    ignored = (ROOT / ".gitignore").read_text().split()
    assert "/.local/" in ignored
    for name, secret in COMPOSE["secrets"].items():
        assert secret == {"file": f".local/secrets/{name}"}
    for service in COMPOSE["services"].values():
        read = {
            value.rsplit("/", 1)[1]
            for name, value in service.get("environment", {}).items()
            if name.endswith("_FILE")
        }
        assert read <= set(service.get("secrets", ())) <= set(COMPOSE["secrets"])


def test_the_web_runs_in_production_with_no_more_rights_than_it_needs():
    web = COMPOSE["services"]["web"]
    assert web["environment"]["PRODUCTION"] == "1"
    assert web["cap_drop"] == ["ALL"]
    assert web["read_only"] is True
    assert re.search(r"^USER border-gis$", DOCKERFILE, re.MULTILINE)


def test_only_migrations_connect_as_the_owner_of_the_tables():
    connects = {
        name: service["environment"]["DATABASE_URL"].split("//")[1].split("@")[0]
        for name, service in COMPOSE["services"].items()
        if "DATABASE_URL" in service.get("environment", {})
    }
    owners = {name for name, role in connects.items() if role != WEB_ROLE}
    assert owners == {"migrate"}
    assert COMPOSE["services"]["migrate"]["command"].endswith('manage.py web_rights"')
    read = {name: set(COMPOSE["services"][name]["secrets"]) for name in connects}
    assert {name for name, secrets in read.items() if "database_password" in secrets} == owners
    assert f"CREATE ROLE {WEB_ROLE} LOGIN" in (ROOT / "docker/10-role.sh").read_text()


def test_the_web_is_reached_from_this_machine_only():
    assert COMPOSE["services"]["web"]["ports"] == ["127.0.0.1:${PORT:-8000}:8000"]


def test_the_image_stands_on_plain_debian():
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {"debian:bookworm-slim"}


def test_every_python_install_of_the_image_is_checked_by_hash():
    installs = re.findall(r"pip install[^\n]*", DOCKERFILE)
    assert installs
    assert all("--require-hashes" in line for line in installs)
