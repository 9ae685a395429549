"""People at work on the register: they read lists, look at figures, and now and then save a stretch.

`make load` runs it on this machine only. Readings and writes are named after what the acceptance speaks of.
"""

import os
import random

from locust import HttpUser, between, task

TOKENS = os.environ["LOAD_TOKENS"].split(",")
KM = float(os.environ.get("LOAD_KM", 280))
ROUTE, ELEMENT = "LV-RU", os.environ.get("LOAD_ELEMENT", "fence")
STATUSES = os.environ.get("LOAD_STATUSES", "built,accepted,cleared").split(",")


class Person(HttpUser):
    """Somebody before the map: thinks one to three seconds, reads nine times for every time they save."""

    wait_time = between(1, 3)

    def on_start(self) -> None:
        self.client.trust_env = False
        self.client.headers["Authorization"] = f"Bearer {random.choice(TOKENS)}"  # noqa: S311

    @task(5)
    def list_segments(self) -> None:
        self.client.get("/api/v1/segments/?limit=50", name="list: segments")

    @task(2)
    def list_change_sets(self) -> None:
        self.client.get("/api/v1/change-sets/?limit=50", name="list: change sets")

    @task(2)
    def figures(self) -> None:
        self.client.get("/api/v1/figures", name="figures")

    @task(1)
    def save(self) -> None:
        """Set a status on a stretch, reading again once if somebody was there in the meantime."""
        from_km = round(random.uniform(0, KM - 1), 3)  # noqa: S311
        number = self.client.get("/api/v1/ledger", name="ledger").headers.get("ETag", '"0"')
        operation = {
            "verb": "put",
            "target": "work",
            "key": {"route": ROUTE, "element": ELEMENT},
            "from_km": from_km,
            "to_km": round(from_km + random.uniform(0.05, 1), 3),  # noqa: S311
            "from_day": "2026-01-01",
            "values": {"status": random.choice(STATUSES)},  # noqa: S311
        }
        sent = {"reason": "load", "later": "replace", "operations": [operation]}
        with self.client.post(
            "/api/v1/change-sets/", json=sent, headers={"If-Match": number}, name="save", catch_response=True
        ) as answer:
            if answer.status_code in (200, 201, 412):
                answer.success()
