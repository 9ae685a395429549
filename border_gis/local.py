"""What a checkout falls back to without any environment: its own cluster and secret, both in .local/."""

import hashlib
import os
import secrets
from pathlib import Path

LOCAL = Path(__file__).resolve().parent.parent / ".local"


def local_secret() -> str:
    """Return this checkout's random secret key; the first call makes it."""
    path = LOCAL / "secret_key"
    LOCAL.mkdir(mode=0o700, exist_ok=True)
    try:
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return path.read_text()


def local_database(name: str) -> dict:
    """Return the settings of database `name` in the private cluster, whose socket's real path is short."""
    cluster = "pg-tests" if os.environ.get("PG_CLUSTER") == "tests" else "pg"
    socket = (LOCAL / cluster / "socket").resolve()
    place = {"HOST": str(socket), "PORT": "", "USER": "border_gis", "NAME": name}
    return place | {"PASSWORD": ""}  # the socket's peer is who it is # nosec B105


def local_redis(name: str) -> str:
    """Return the address of the private Redis of database `name`, on a unix socket whose path is short."""
    checkout = hashlib.sha256(f"{LOCAL}/{name}".encode()).hexdigest()[:12]
    return f"redis+socket:///tmp/border-gis-{os.geteuid()}-{checkout}/redis.sock"
