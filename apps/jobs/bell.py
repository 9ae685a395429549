"""The doorbell: calls a worker to a job. Out of order it loses nothing, the sweeper rings again."""

import structlog
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


def ring(job_id: int) -> None:
    """Call a worker to a job; say so in the log if the bell is out of order."""
    from apps.jobs.tasks import perform  # the task calls the services, which ring

    try:
        perform.apply_async([job_id], retry=False)
    except (OperationalError, RedisError, OSError) as error:
        log.warning("bell_out_of_order", job=job_id, error=str(error))
