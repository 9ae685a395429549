from celery import shared_task

from apps.indicators import snapshots


@shared_task
def seal_last_month() -> None:
    snapshots.take_monthly(by=snapshots.scheduled_taker())
