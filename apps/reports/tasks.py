from celery import shared_task
from django.db import transaction

from apps.border.days import today
from apps.reports import services
from apps.reports.jobs import ask_for_the_month


@shared_task
@transaction.atomic
def ask_for_scheduled() -> None:
    ask_for_the_month(today())


@shared_task
def sweep_archives() -> None:
    services.swept()
