import structlog
from redis.exceptions import RedisError
from rest_framework.throttling import SimpleRateThrottle

log = structlog.get_logger(__name__)


class PersonThrottle(SimpleRateThrottle):
    """So many requests a minute a person, then 429 with Retry-After. Without the cache nobody is stopped."""

    scope = "person"

    def get_cache_key(self, request, view) -> str | None:
        if not request.user or not request.user.is_authenticated:
            return None
        return self.cache_format % {"scope": self.scope, "ident": request.user.pk}

    def allow_request(self, request, view) -> bool:
        try:
            return super().allow_request(request, view)
        except (OSError, RedisError) as error:
            log.warning("the cache cannot be reached; requests are not counted", reason=str(error))
            return True


class ExportThrottle(PersonThrottle):
    """Exports are dear: fewer of them a minute."""

    scope = "export"
