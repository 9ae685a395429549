"""JSON that is made once and sent often: kept as gzip packs it."""

import gzip
import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers


def packed_json(found: Any) -> bytes:
    return packed(json.dumps(found, ensure_ascii=False, separators=(",", ":")))


def packed(text: str) -> bytes:
    """Return a text as gzip packs it, always the same for the same text."""
    return gzip.compress(text.encode(), compresslevel=6, mtime=0)


def packed_answer(request: HttpRequest, content: bytes) -> HttpResponse:
    """Answer with packed JSON; unpacked to the few who do not take it so."""
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(
            content, content_type="application/json", headers={"Content-Encoding": "gzip"}
        )
    else:
        response = HttpResponse(gzip.decompress(content), content_type="application/json")
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
