from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from apps.ledger.commands import Add
from tests.documents.files import PDF
from tests.factories import api_of, named, record, small_register


@pytest.fixture
def media(tmp_path, settings):
    """An empty store of files."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media" / "documents"


@pytest.fixture
def register(db, media) -> None:
    small_register()
    record(Add("document_kind", "act", named("act")), Add("document_kind", "photo", named("photo")))


@pytest.fixture
def send(register) -> Callable:
    """Send a file to the API as a planner, on km 1 to 2 unless told otherwise."""

    def post(content: bytes = PDF, name: str = "act.pdf", client: APIClient | None = None, **fields):
        headers = {"Idempotency-Key": key} if (key := fields.pop("key", None)) else {}
        about = (
            {}
            if "thing" in fields or "change_set" in fields
            else {
                "route": "LV-RU",
                "from_km": "1",
                "to_km": "2",
            }
        )
        told = {"title": "An act", "kind": "act", "day": "2024-05-01", **about, **fields}
        told["file"] = SimpleUploadedFile(name, content)
        return (client or api_of("planner")).post(
            "/api/v1/documents/", told, format="multipart", headers=headers
        )

    return post
