import time

from django.core.management.base import BaseCommand

from apps.jobs import services
from apps.jobs.models import Job


class Command(BaseCommand):
    help = "Do the jobs that wait, one after the other, without Celery or Redis; with --forever go on until stopped."

    def add_arguments(self, parser):
        parser.add_argument("--forever", action="store_true", help="look for new jobs every second")

    def handle(self, *, forever, **options):
        while True:
            for pk in list(Job.objects.open().order_by("asked_at").values_list("pk", flat=True)):
                services.perform(job_id=pk)
            if not forever:
                return
            time.sleep(1)
