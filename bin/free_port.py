"""Exit 2 with one line if nothing can listen at `host port`."""

import socket
import sys

host, port = sys.argv[1:]
try:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, int(port)))
except (OSError, OverflowError, ValueError) as error:
    print(f"Cannot listen on {host}:{port} ({error}). Pick another port: make run PORT=8001", file=sys.stderr)
    sys.exit(2)
