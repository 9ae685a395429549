from celery import shared_task

from apps.documents import services


@shared_task
def sweep_files() -> None:
    services.swept()
