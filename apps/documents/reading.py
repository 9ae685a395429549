"""Documents as the API and the pages show them."""

from typing import Any

from django.urls import reverse

from apps.documents.models import Document, DocumentTie
from apps.geo.measures import CM_PER_KM


def document_json(document: Document) -> dict[str, Any]:
    """Return a document with its ties; give it with kind and ties fetched."""
    return {
        "uid": document.uid,
        "title": document.title,
        "kind": document.kind.code,
        "kind_name": document.kind.name,
        "day": document.day,
        "marking": document.marking,
        "sha256": document.sha256,
        "media_type": document.media_type,
        "size_bytes": document.size_bytes,
        "name": document.name,
        "file": reverse("documents:file", args=[document.uid]),
        "ties": [tie_json(one) for one in document.ties.all()],
    }


def tie_json(tied: DocumentTie) -> dict[str, Any]:
    on_route = tied.route is not None
    return {
        "uid": tied.uid,
        "route": tied.route.code if on_route else None,
        "from_km": tied.from_cm / CM_PER_KM if on_route else None,
        "to_km": tied.to_cm / CM_PER_KM if on_route else None,
        "thing_type": tied.thing_type or None,
        "thing": tied.thing or None,
    }
