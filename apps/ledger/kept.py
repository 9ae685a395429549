"""What is read of the register again and again, kept by each process until the ledger moves on."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

from django.utils.translation import get_language

from apps.ledger.models import ChangeSet

MOST_KEPT = 8
T = TypeVar("T")


def kept_until_written(read: Callable[..., T]) -> Callable[..., T]:
    """Read once for a head of the ledger and a language; nobody may change what is answered.

    The head names all that was ever applied, so that no other register, or one rolled back, can have the same.
    """

    @lru_cache(maxsize=MOST_KEPT)
    def kept(head: tuple[int, str], language: str | None, *args) -> T:
        return read(*args)

    @wraps(read)
    def answer(*args) -> T:
        head = ChangeSet.objects.head()
        return kept(head, get_language(), *args) if head[0] else read(*args)

    return answer
