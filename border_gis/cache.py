"""What workers share for counting requests, and what they do while it is away."""

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = structlog.get_logger(__name__)

ASK_AGAIN_S = 5
ANSWER_S = 1
IMPATIENT = {"socket_connect_timeout": ANSWER_S, "socket_timeout": ANSWER_S, "retry": Retry(NoBackoff(), 0)}


def _or_own(name: str) -> Callable[..., Any]:
    def asked(self: "RedisOrOwn", *args, **kwargs) -> Any:
        if time.monotonic() >= RedisOrOwn.away_until:
            try:
                return getattr(RedisCache, name)(self, *args, **kwargs)
            except (OSError, RedisError) as error:
                RedisOrOwn.away_until = time.monotonic() + ASK_AGAIN_S
                log.warning(
                    "the shared cache cannot be reached; each worker counts alone",
                    reason=type(error).__name__,
                )
        return getattr(self.own, name)(*args, **kwargs)

    return asked


class RedisOrOwn(RedisCache):
    """Redis; while it cannot be reached, this worker's own memory: nobody is shut out, limits count by worker."""

    away_until = 0.0

    def __init__(self, server: str, params: dict):
        options = IMPATIENT | params.get("OPTIONS", {})
        super().__init__(server, params | {"OPTIONS": options})
        self.own = LocMemCache("while the shared cache is away", params | {"OPTIONS": {}})

    add = _or_own("add")
    get = _or_own("get")
    set = _or_own("set")
    touch = _or_own("touch")
    delete = _or_own("delete")
    has_key = _or_own("has_key")
    incr = _or_own("incr")
    get_many = _or_own("get_many")
    set_many = _or_own("set_many")
    delete_many = _or_own("delete_many")
    clear = _or_own("clear")
