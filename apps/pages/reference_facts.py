"""Dated facts without a stretch: all periods of one key, and the form that sets, corrects or ends them."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from psycopg import sql

from apps.border.days import today
from apps.geo.errors import BorderGisError
from apps.geo.facts import FOREVER, Row
from apps.ledger.commands import Clear, Command, Put
from apps.ledger.register import Layer
from apps.ledger.store import read_rows
from apps.pages import reference
from apps.pages.changes import Wording, period
from apps.pages.documents import documents_of_key
from apps.pages.reference_form import Form
from apps.pages.reference_history import history_of_key
from apps.pages.reference_rows import facts_address, title_of
from apps.pages.templatetags.pages import day as shown_day
from apps.pages.typed import day_of, typed_value

A_DAY = timedelta(days=1)


def dated_layer(name: str) -> Layer:
    entry = reference.entry_named(name)
    if not isinstance(entry, Layer) or entry.linear:
        raise Http404
    return entry


@require_http_methods(["GET", "POST"])
def new_fact(request: HttpRequest, name: str) -> HttpResponse:
    """Ask for key, values and day of a fact."""
    layer = dated_layer(name)
    reference.require_form(request, layer)
    columns = (*layer.key_columns, *layer.value_columns)
    given = {column.name: request.GET[column.name] for column in columns if column.name in request.GET}
    form = (
        Form(columns, request.POST)
        if request.POST
        else Form(columns, Form.of_values(columns, {}).typed | given)
    )
    when = When(request)
    if request.method == "POST":
        values = form.values()
        key = {column: values.pop(column, None) for column in layer.key}
        when.parse(form)
        answer = reference.written(
            request, form, [when.put(layer, key, values)], lambda: facts_address(layer, key)
        )
        if answer:
            return answer
    shown = {"layer": layer, "title": title_of(layer), "form": form, "when": when}
    return reference.form_page(request, "reference/new_fact.html", form, {**shown, **_rights(request, layer)})


@require_http_methods(["GET", "POST"])
def facts(request: HttpRequest, name: str) -> HttpResponse:
    """Show all periods of one key, a form to set another one, and the history."""
    layer = dated_layer(name)
    reference.require_form(request, layer)
    key = key_from(layer, request.GET.dict())
    rows = periods(layer, key)
    now = next((row for row in reversed(rows) if row.start <= today()), rows[0] if rows else None)
    values = dict(now.values) if now else {}
    columns, given = layer.value_columns, request.POST.dict()
    form = Form(columns, given) if given else Form.of_values(columns, values)
    when = When(request)
    if request.method == "POST":
        answer = _change(request, layer, key, rows, form, when)
        if answer:
            return answer
    wording = Wording(get_language() or "lv")
    shown = {
        "layer": layer,
        "title": title_of(layer),
        "called": ", ".join(wording.key(layer, key)),
        "columns": [field.label for field in form.fields],
        "rows": [_shown_row(row, layer, wording) for row in rows],
        "form": form,
        "when": when,
        "history": history_of_key(layer, key, request.user, wording),
        **documents_of_key(layer, key, request.user, facts_address(layer, key)),
    }
    return reference.form_page(request, "reference/facts.html", form, {**shown, **_rights(request, layer)})


def _rights(request: HttpRequest, layer: Layer) -> dict[str, bool]:
    return {
        "may_write": reference.may_form(request, layer),
        "four_eyes": layer.name in settings.FOUR_EYES_LAYERS,
    }


def _change(
    request: HttpRequest, layer: Layer, key: Mapping[str, Any], rows: list[Row], form: Form, when: "When"
) -> HttpResponse | None:
    """Set the values from a day on or over a period, or end the fact; None if that is refused."""
    if request.POST.get("do") == "clear":
        form.typed = Form.of_values(layer.value_columns, dict(rows[-1].values) if rows else {}).typed
        when.parse(form)
        command = when.clear(layer, key)
    else:
        values = form.values()
        when.parse(form)
        named = values if form.errors else changed(values, rows, when.start)
        command = when.put(layer, key, named)
    return reference.written(request, form, [command], lambda: facts_address(layer, key))


def changed(values: Mapping[str, Any], rows: list[Row], start: date) -> dict[str, Any]:
    """Return the columns that differ from what holds on a day: the others keep what each later day has.

    Where nothing holds on that day, or on a later one, every column is needed.
    """
    from_then = [row for row in rows if row.end > start]
    held = next(iter(from_then), None)
    ends = [start if held is None else held.start, *(row.end for row in from_then)]
    has_gap = any(row.start > end for row, end in zip(from_then, ends, strict=False)) or ends[-1] != FOREVER
    if held is None or held.start > start or has_gap:
        return dict(values)
    before = dict(held.values)
    return {name: value for name, value in values.items() if before[name] != value} or dict(values)


def key_from(layer: Layer, given: Mapping[str, str]) -> dict[str, Any]:
    """Return the key that an address names; 404 if it is none."""
    try:
        key = {column.name: typed_value(column, given) for column in layer.key_columns}
    except BorderGisError:
        raise Http404 from None
    for column in layer.key_columns:
        things = column.referent._default_manager if column.is_reference else None
        if things is not None and not things.filter(**{column.referent_uid: key[column.name]}).exists():
            raise Http404
    return key


def periods(layer: Layer, key: Mapping[str, Any]) -> list[Row]:
    """Return the facts of one key in the order of their days."""
    same = [sql.SQL("{}::text = %s").format(column.selected()) for column in layer.key_columns]
    where = sql.SQL("WHERE {} ORDER BY lower(t.valid)").format(sql.SQL(" AND ").join(same))
    return [row for _pk, _key, row in read_rows(layer, where, [str(key[name]) for name in layer.key])]


def _shown_row(row: Row, layer: Layer, wording: Wording) -> dict[str, Any]:
    values = dict(row.values)
    end = None if row.end == FOREVER else row.end.isoformat()
    return {
        "period": period(row.start.isoformat(), end),
        "is_now": row.start <= today() < row.end,
        "cells": [wording.told(column, values[column.name]) for column in layer.value_columns],
    }


class When:
    """From which day, until which, and what becomes of later facts: as typed, and as parsed."""

    def __init__(self, request: HttpRequest):
        self.kind = request.POST.get("change_kind", "update")
        self.later = request.POST.get("change_later", "until_next")
        self.from_day = request.POST.get("from_day", shown_day(today()))
        self.until_day = request.POST.get("until_day", "")
        self.start, self.end = today(), FOREVER

    def parse(self, form: Form) -> None:
        """Read the days; what is wrong with them stands in the form's errors."""
        for name in ("from_day", "until_day"):
            try:
                self._parse(name)
            except BorderGisError as error:
                form.errors[name] = error.translated(_)

    def _parse(self, name: str) -> None:
        if name == "from_day":
            self.start = day_of(self.from_day, name)
        elif self.kind == "correct" and self.until_day.strip():
            self.end = day_of(self.until_day, name) + A_DAY

    def put(self, layer: Layer, key: Mapping[str, Any], values: Mapping[str, Any]) -> Command:
        return Put(layer.name, key, values, self.start, self.end, later=self._later)

    def clear(self, layer: Layer, key: Mapping[str, Any]) -> Command:
        return Clear(layer.name, key, self.start, self.end, later=self._later)

    @property
    def _later(self) -> str:
        return "replace" if self.later == "replace" or self.kind == "correct" else "until_next"
