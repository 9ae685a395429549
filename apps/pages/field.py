"""The page for a phone in the field, and the worker that lets it open without a connection.

The worker keeps the page's shell: its files, words and code lists. Nothing of a person, no line, no fact.
"""

import hashlib
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from apps.accounts.permissions import may_write
from apps.border.models import Route
from apps.pages.field_words import field_words
from apps.pages.layers import lists
from apps.pages.views import route_config
from apps.pages.words import words

IMPORT = re.compile(r'^import [^"]*"\./([\w.]+)";$', re.MULTILINE)
MODULES = ("field.js",)
FILES = ("css/site.css", "css/pieces.css", "css/pages.css", "css/field.css", "css/mark.svg")
LISTS = ("element", "work_status")
ACCURACIES_M = (5, 10, 25, 50, 100)
AROUND_M = (25, 50, 100, 250, 500)


@require_GET
def field(request: HttpRequest) -> HttpResponse:
    person = {"user": request.user.username, "is_shell": False, **rights(request)}
    return render(
        request, "field/field.html", choices() | {"config": field_config() | person} | rights(request)
    )


@require_GET
def shell(request: HttpRequest) -> HttpResponse:
    """Return the page as the worker keeps it: the same for everybody."""
    config = field_config() | {"user": None, "is_shell": True, "may_record": True}
    return render(
        request, "field/shell.html", choices() | {"config": config, "may_record": True, "is_shell": True}
    )


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """Return the service worker; its text changes with any of the files that it keeps."""
    shown = {
        "version": version(kept_names()),
        "page": reverse("field:page"),
        "shell": reverse("field:shell"),
        "files": kept_files(),
    }
    response = render(request, "field/worker.js", shown, content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


def field_config() -> dict[str, Any]:
    """Return what the page's modules need; nothing in it says who reads it."""
    every_list = lists()
    return {
        "language": get_language(),
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "urls": {
            "api": "/api/v1/",
            "sign_in": reverse("login"),
            "field": reverse("field:page"),
            "shell": reverse("field:shell"),
            "worker": reverse("field:worker"),
            "health": reverse("healthz"),
            "signs": reverse("pages:signs"),
        },
        "routes": [route_config(route) for route in Route.objects.all()],
        "lists": {name: every_list[name] for name in LISTS},
        "words": words() | field_words(),
    }


def choices() -> dict[str, Any]:
    return {"accuracies_m": ACCURACIES_M, "around_m": AROUND_M}


def rights(request: HttpRequest) -> dict[str, bool]:
    return {"may_record": may_write(request.user, "work")}


def kept_names() -> list[str]:
    return [*(f"map/{name}" for name in modules()), *FILES]


def kept_files() -> list[str]:
    """Return the addresses of the files that the worker keeps, as the page asks for them."""
    return [static(name) for name in kept_names()]


def modules() -> list[str]:
    """Return the page's modules and all that they import, as the browser would come upon them."""
    found: list[str] = []
    waiting = list(MODULES)
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found.append(name)
            waiting += IMPORT.findall(_source(f"map/{name}").read_text(encoding="utf-8"))
    return found


def version(names: list[str]) -> str:
    """Return a text that changes with the content of any of the files."""
    digest = hashlib.sha256()
    for name in names:
        digest.update(_source(name).read_bytes())
    return digest.hexdigest()[:16]


def _source(name: str) -> Path:
    return Path(finders.find(name))
