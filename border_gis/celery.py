"""Celery: rings the bell for jobs, and every few seconds for those that were not heard."""

import os

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "border_gis.settings")

app = Celery("border_gis")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def load_ahead(**_signal) -> None:
    """Load what jobs need before the worker forks: its processes share it, and none begins by importing."""
    from apps.jobs.kinds import KINDS, work_of

    for kind in KINDS:
        work_of(kind)
