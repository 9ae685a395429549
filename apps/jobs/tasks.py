from celery import shared_task

from apps.jobs import services


@shared_task
def perform(job_id: int) -> None:
    services.perform(job_id=job_id)


@shared_task
def sweep() -> None:
    services.sweep()
