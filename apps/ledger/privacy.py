"""The register knows things and works, never persons: a text that carries a personal code is refused.

Every write passes here, whatever its door: `compose` asks of the values, `check_request` of the reason.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.geo.errors import FactError
from apps.ledger.columns import Column
from apps.ledger.commands import Add, Amend, Command
from apps.ledger.register import Layer, entry, object_types

WITH_DASH = re.compile(r"(?<!\d)\d{6}-\d{5}(?!\d)")
NEW_STYLE = re.compile(r"(?<!\d)3[2-9]\d{9}(?!\d)")
MACHINE_MADE = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b|\b[0-9a-f]{32,}\b", re.IGNORECASE)
REFUSAL = gettext_noop("This looks like a personal code. The register knows things and works, never persons.")


def personal_codes(text: str, known: Iterable[str] = ()) -> list[str]:
    """Return what in a text can be a personal code: `ddmmyy-nnnnn`, or 11 digits that begin with 32 to 39.

    A cadastral number has 11 digits too: one that the register knows as a parcel, or is among `known`, is no person.
    Ids and hashes that a machine made are passed over.
    """
    text = MACHINE_MADE.sub(" ", text)
    bare = set(NEW_STYLE.findall(text)) - set(known)
    return WITH_DASH.findall(text) + sorted(bare - known_parcels(bare))


def known_parcels(numbers: Iterable[str]) -> set[str]:
    """Return which of the numbers the register holds in a column of cadastral numbers."""
    numbers, found = set(numbers), set()
    for kind in object_types() if numbers else ():
        for column in kind.cadastral:
            rows = kind.model._default_manager.filter(**{f"{column}__in": numbers})
            found |= {str(number) for number in rows.values_list(column, flat=True)}
    return found


def no_personal_code(text: str) -> None:
    """Raise ValidationError if a text carries a personal code; the message does not repeat it."""
    if personal_codes(text):
        raise ValidationError(_(REFUSAL))


def require_no_personal_code(text: str, where: str) -> None:
    """Refuse a text that carries a personal code: a reason, a comment."""
    if personal_codes(text):
        raise FactError(_(REFUSAL), where)


def require_no_persons(commands: list[Command]) -> None:
    """Refuse commands of which a text carries a personal code; one query a column, whatever their number.

    A parcel that the same set brings in is known already.

    Raises
    ------
    FactError
        `where` is the first such field, ``operations[n].values.note``.
    """
    suspects = [
        (f"operations[{n}].{where}", text)
        for n, command in enumerate(commands)
        for where, text in texts_of(command)
        if NEW_STYLE.search(text) or WITH_DASH.search(text)
    ]
    if not suspects:
        return
    numbers = {number for _where, text in suspects for number in NEW_STYLE.findall(text)}
    known = known_parcels(numbers) | set(_brought_in(commands))
    for where, text in suspects:
        if personal_codes(text, known):
            raise FactError(_(REFUSAL), where)


def texts_of(command: Command) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of everything that a person wrote into a command."""
    yield from (("uid", uid) for uid in [getattr(command, "uid", None)] if uid)
    written = _written_columns(command.target)
    for side in ("key", "values"):
        for name, value in getattr(command, side, {}).items():
            if name in written and isinstance(value, str):
                yield f"{side}.{name}", value


@cache
def _written_columns(target: str) -> frozenset[str]:
    """Return the columns of a layer or type that hold text, other than cadastral numbers themselves."""
    kind = entry(target)
    is_layer = isinstance(kind, Layer)
    columns = (*kind.key_columns, *kind.value_columns) if is_layer else kind.columns
    return frozenset(
        one.name for one in columns if _is_written(one) and (is_layer or one.name not in kind.cadastral)
    )


def _is_written(column: Column) -> bool:
    return isinstance(column.field, models.CharField | models.TextField | models.JSONField)


def _brought_in(commands: list[Command]) -> Iterator[str]:
    """Yield the cadastral numbers that the commands themselves bring in."""
    for command in commands:
        kind = entry(command.target)
        if isinstance(kind, Layer) or not isinstance(command, Add | Amend):
            continue
        told = {**command.values, kind.uid: command.uid}
        yield from (told[name] for name in kind.cadastral if told.get(name))
