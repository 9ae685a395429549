"""Celery: rings the bell for jobs, and every few seconds for those that were not heard."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "border_gis.settings")

app = Celery("border_gis")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
