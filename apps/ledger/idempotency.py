"""`Idempotency-Key`: a write that is sent again within a day answers as it did, and writes nothing.

Key, write and answer are one transaction. If the server dies before the commit there is no write and no key,
and the retry writes; if it dies after, the retry gets the kept answer. Two at once: the second waits.
"""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from apps.geo.errors import KeyMalformed, KeyReused
from apps.ledger.chain import canonical_json
from apps.ledger.models import IdempotencyKey

KEPT_FOR = timedelta(hours=24)
KEY = re.compile(r"\A[\x21-\x7e]{1,255}\Z")
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="1 to 255 visible ASCII characters; sent again within 24 hours, it writes nothing more.",
)

Handler = Callable[..., Response]


def idempotent(handler: Handler) -> Handler:
    """Let a view's method honour `Idempotency-Key`, and say so in the API's description.

    Without the header it is as it was.
    """

    @extend_schema(parameters=[IDEMPOTENCY_KEY])
    @wraps(handler)
    def kept(view, request: Request, *args, **kwargs) -> Response:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return handler(view, request, *args, **kwargs)
        if not KEY.match(key):
            message = _("An Idempotency-Key is 1 to 255 visible ASCII characters.")
            raise KeyMalformed(message, "Idempotency-Key")
        return _once(key, request, lambda: handler(view, request, *args, **kwargs))

    return kept


@transaction.atomic
def _once(key: str, request: Request, write: Callable[[], Response]) -> Response:
    IdempotencyKey.objects.filter(made_at__lt=timezone.now() - KEPT_FOR).delete()
    request_hash = _hash(request)
    try:
        with transaction.atomic():
            kept = IdempotencyKey.objects.create(user=request.user, key=key, request_hash=request_hash)
    except IntegrityError:
        return _again(IdempotencyKey.objects.get(user=request.user, key=key), request_hash)
    response = write()
    kept.status = response.status_code
    kept.answer = json.loads(json.dumps(response.data, cls=JSONEncoder))
    kept.etag = response.headers.get("ETag", "")
    kept.save()
    return response


def _again(kept: IdempotencyKey, request_hash: str) -> Response:
    if kept.request_hash != request_hash:
        message = _("This Idempotency-Key was used for another request. Take a new one.")
        raise KeyReused(message, "Idempotency-Key")
    headers = {"Idempotency-Replayed": "true"} | ({"ETag": kept.etag} if kept.etag else {})
    return Response(kept.answer, status=kept.status, headers=headers)


def _hashable(data):
    """Return what was sent as JSON can hold it: of a file its own hash."""
    if not isinstance(data, QueryDict):
        return data
    return {name: [_text_of(value) for value in data.getlist(name)] for name in data}


def _text_of(value: str | UploadedFile) -> str:
    if isinstance(value, str):
        return value
    value.seek(0)
    return hashlib.file_digest(value, "sha256").hexdigest()


def _hash(request: Request) -> str:
    content = [request.method, request.path, _hashable(request.data)]
    return hashlib.sha256(canonical_json(content)).hexdigest()
