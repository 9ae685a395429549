"""How gunicorn serves. The web alone gets a pool and a time limit: commands may take as long as they need."""

import os

workers = int(os.environ.get("WEB_WORKERS", 2))
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 10
keepalive = 30  # longer than people think between two requests, so that none meets a closing door
max_requests = 10_000
max_requests_jitter = 1_000
loglevel = "warning"
control_socket_disable = True
raw_env = [
    f"DB_POOL={os.environ.get('DB_POOL', threads)}",
    f"DB_STATEMENT_TIMEOUT_MS={os.environ.get('DB_STATEMENT_TIMEOUT_MS', 30_000)}",
]
