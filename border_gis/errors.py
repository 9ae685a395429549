"""What a mistake or a failure looks like from outside: one JSON shape, one page, one console line."""

import errno
import sys
from collections.abc import Iterator
from http import HTTPStatus
from math import ceil

import structlog
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.exceptions import ValidationError as ModelError
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from rest_framework import exceptions as api
from rest_framework.response import Response
from rest_framework.views import exception_handler as rest_handler
from rest_framework.views import set_rollback

from apps.geo import errors as geo
from border_gis.request_id import request_id

log = structlog.get_logger(__name__)

# The nearest class in an error's ancestry answers; whatever else is wrong with a request is a 400.
STATUS = {
    geo.BorderGisError: 400,
    geo.NotPermitted: 403,
    geo.NotFound: 404,
    geo.Conflict: 409,
    geo.StaleWrite: 412,
    geo.FileDamaged: 409,
    geo.TooLarge: 413,
    geo.KeyReused: 422,
    geo.MissingVersion: 428,
    geo.LedgerBusy: 503,
    geo.StorageFull: 507,
    IntegrityError: 409,
    OperationalError: 503,
    InterfaceError: 503,
}
RETRY_AFTER_S = "5"
BAD_REQUEST = (ModelError, DataError, SuspiciousOperation, UnicodeError, RecursionError)


def exception_handler(error: Exception, context: dict) -> Response | None:
    """Return the answer to `error`, or None for a fault of ours."""
    response = answer(error)
    if response is not None:
        set_rollback()
    return response


def answer(error: Exception) -> Response | None:
    if isinstance(error, geo.BorderGisError):
        body, status = shape(code(error), error.translated(_), error.where, error.detail), status_of(error)
        return Response(body, status=status, headers=when_to_retry(status))
    if isinstance(error, OperationalError | InterfaceError):
        return unavailable(error)
    if is_disk_full(error):
        return Response(shape("storage_full", disk_full()), status=507)
    if isinstance(error, IntegrityError):
        return Response(
            shape("conflict", _("The register holds something that contradicts this.")), status=409
        )
    if isinstance(error, ModelError):
        error = api.ValidationError(model_detail(error))
    elif isinstance(error, BAD_REQUEST):
        return Response(shape("bad_request", _("The request cannot be read.")), status=400)
    return rest_answer(error)


def rest_answer(error: Exception) -> Response | None:
    """Return Django REST framework's own answer in our shape."""
    response = rest_handler(error, {})
    if response is None:
        return None
    where, message = next(leaves(response.data), ("", ""))
    if isinstance(error, Http404):
        message = _("There is no such thing here.")
    if isinstance(error, api.Throttled):
        message = _("Too many requests. Try again in %(seconds)s seconds.") % {
            "seconds": ceil(error.wait or 0)
        }
    where = "" if where in ("detail", "non_field_errors") else where.removesuffix(".non_field_errors")
    response.data = shape(rest_code(error), message, where or None, problems(response.data))
    return response


def rest_code(error: Exception) -> str:
    if isinstance(error, api.ValidationError):
        return "invalid"
    names = {Http404: "not_found", PermissionDenied: "permission_denied"}
    return names.get(type(error)) or getattr(error, "default_code", "error")


def problems(data: object) -> dict:
    """Return every problem by its field's path, when there is more than the one that the message names."""
    found = list(leaves(data))
    return (
        {"problems": [{"where": where, "message": message} for where, message in found]}
        if len(found) > 1
        else {}
    )


def leaves(data: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield (path, message) of nested error details: ``operations[0].to_km``."""
    if isinstance(data, dict):
        for key, value in data.items():
            step = f"[{key}]" if isinstance(key, int) else f".{key}" if path else str(key)
            yield from leaves(value, f"{path}{step}")
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from leaves(value, path if isinstance(value, str) else f"{path}[{number}]")
    else:
        yield path, str(data)


def model_detail(error: ModelError) -> dict | list:
    return error.message_dict if hasattr(error, "error_dict") else error.messages


def shape(code: str, message: str, where: str | None = None, detail: dict | None = None) -> dict:
    """Return the body of a refusal; its `request_id` stands in the header and in the log too."""
    body = {"code": code, "message": message, "where": where, "detail": detail or {}}
    return {"error": {**body, "request_id": request_id()}}


def code(error: Exception) -> str:
    """Return the error's class as a word: StaleWrite is ``stale_write``."""
    name = type(error).__name__.removesuffix("Error")
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def status_of(error: Exception) -> int:
    return next(STATUS[parent] for parent in type(error).__mro__ if parent in STATUS)


def unavailable(error: Exception) -> Response:
    log.error("database unavailable", reason=database_line(error))
    body = shape("unavailable", database_reason(error))
    return Response(body, status=503, headers=when_to_retry(503))


def when_to_retry(status: int) -> dict[str, str]:
    """Return the header that tells when to ask again, where asking again may help."""
    return {"Retry-After": RETRY_AFTER_S} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}


def is_disk_full(error: BaseException | None) -> bool:
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def disk_full() -> str:
    return _("The disk for documents is full. Nothing was kept; tell the administrator.")


def sqlstate(error: Exception) -> str:
    return getattr(error.__cause__, "sqlstate", None) or ""


def database_reason(error: Exception) -> str:
    """Say for a person what the database could not do; nothing was written in any of these."""
    reasons = {
        "53100": _("The database's disk is full. Nothing was changed."),
        "40001": _("Two writes met each other. Nothing of yours was changed; try again."),
        "40P01": _("Two writes met each other. Nothing of yours was changed; try again."),
        "55P03": _("Somebody else is writing. Nothing was changed; try again."),
        "57014": _("The database took too long. Nothing was changed."),
    }
    return reasons.get(
        sqlstate(error), _("The database cannot be reached. Nothing was changed; try again soon.")
    )


def console_line(error: Exception) -> str:
    """Return the one line that a command ends with: where and what was wrong."""
    if isinstance(error, geo.BorderGisError):
        return ": ".join(filter(None, [error.where, error.translated(_)]))
    return database_line(error)


def database_line(error: Exception) -> str:
    """Return one console line: what is wrong, what the database said, and what to type."""
    said = " ".join(str(error).split())
    hint = "" if sqlstate(error) else " `make up` starts the private one."
    return f"{database_reason(error)} ({said}){hint}"


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    message = _("There is no such page.")
    if is_api(request):
        return JsonResponse(shape("not_found", message), status=404)
    return page(request, message, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 when the database is away, else 500; neither page needs the database."""
    error = sys.exception()
    if is_disk_full(error):
        return page(request, disk_full(), 507)
    away = isinstance(error, OperationalError | InterfaceError)
    message = database_reason(error) if away else _("Something went wrong here. It has been logged.")
    status, word = (503, "unavailable") if away else (500, "server_error")
    if is_api(request):
        return JsonResponse(shape(word, message), status=status, headers=when_to_retry(status))
    return page(request, message, status)


def too_many(request: HttpRequest) -> HttpResponse:
    """Answer whoever tried a password or a code too often, while signed in."""
    return page(request, _("Too many tries. Wait a few minutes."), 429)


def page(request: HttpRequest, message: str, status: int) -> HttpResponse:
    """Render an error page without context processors, which would read the user from the database."""
    shown = {"message": message, "status": status, "request": request}
    return HttpResponse(render_to_string("error.html", shown), status=status, headers=when_to_retry(status))
