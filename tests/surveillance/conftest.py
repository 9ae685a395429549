import pytest
from django.utils import translation

from apps.jobs import services as jobs
from tests.factories import record
from tests.surveillance import register


@pytest.fixture
def surveillance_in_english(monkeypatch, db):
    """A border of ten kilometres with one camera and K2, told in English; a job runs when it is told to."""
    monkeypatch.setattr(jobs, "ring", lambda job_id: None)
    register.small_surveillance()
    register.k2()
    record(*register.camera("C1"))
    with translation.override("en"):
        yield
