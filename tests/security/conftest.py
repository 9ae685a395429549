from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    """Begin each test with no wrong try counted: they all come from one address."""
    cache.clear()
    yield
    cache.clear()
