"""What can be wrong with what people send. One exception handler maps each class to an HTTP status."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

PLACE = re.compile(r"%(?:\((?P<name>\w+)\)(?:\.(?P<decimals>\d)f|(?P<form>[srd]))|%)")


def gettext_noop(message: str) -> str:
    """Mark a message for the translators; the kit itself knows no language."""
    return message


class BorderGisError(Exception):
    """A mistake that a person can mend.

    Parameters
    ----------
    message : str
        What was wrong, in English, with ``%(name)s`` for each of the `values`: what the translators see.
    where : str, optional
        Path of the field at fault, such as ``operations[0].to_km``.
    detail : dict, optional
        What a program needs to go on: colliding rows, the number of the ledger.
    **values
        What stands in the message's places: days and decimals as such, for `shown` to put into the reader's form.
    """

    shown: Callable[[Any], Any] = staticmethod(lambda value: value)
    """How a value is told in a translated message: the site puts its own in, for the kit knows no language."""

    def __init__(self, message: str, where: str | None = None, detail: dict | None = None, **values):
        super().__init__(message)
        self.message = message
        self.values = values
        self.where = where
        self.detail = detail or {}

    def __str__(self):
        return self.message % self.values if self.values else str(self.message)

    def translated(self, gettext: Callable[[str], str]) -> str:
        """Return the whole message in the language that `gettext` translates to."""
        message = gettext(str(self.message))
        return PLACE.sub(self._told, message) if self.values else message

    def _told(self, place: re.Match) -> str:
        if place["name"] is None:
            return "%"
        value = self.values[place["name"]]
        if place["decimals"]:
            value = round(Decimal(value), int(place["decimals"]))
        told = repr(value) if place["form"] == "r" else str(self.shown(value))
        ends = told.endswith(".") and place.string[place.end() :] == "."
        return told.removesuffix(".") if ends else told

    def at(self, where: str) -> "BorderGisError":
        """Return this error with `where` put before the path that it already has."""
        self.where = f"{where}.{self.where}" if self.where else where
        return self


class MeasureError(BorderGisError):
    """A position or a stretch that no route can have."""


class PeriodError(BorderGisError):
    """A period that ends before it starts, or has no start."""


class TilesError(BorderGisError):
    """An archive of map pictures that cannot be read."""


class FactError(BorderGisError):
    """Values that the layer does not know, or that it needs and did not get."""


class CalibrationError(BorderGisError):
    """Calibration points that do not strictly increase, or lie too far from the line."""


class TerrainError(BorderGisError):
    """A raster of heights that cannot be used."""


class SightError(BorderGisError):
    """A sensor that cannot look: no place, no range, nothing to stand on."""


class NetworkError(BorderGisError):
    """A network of sensors that cannot be: a link to itself, no command centre."""


class PlacementError(BorderGisError):
    """Sites that cannot be chosen: no candidates, a target out of reach."""


class NotPermitted(BorderGisError):
    """A person may not do this here."""


class NotFound(BorderGisError):
    """There is no such thing."""


class Conflict(BorderGisError):
    """The register holds something that this write would contradict."""


class KeyMalformed(BorderGisError):
    """A key that names no write: empty, too long or with signs that a header cannot carry."""


class KeyReused(BorderGisError):
    """A write sent under a key that another write was sent under before."""


class StaleWrite(BorderGisError):
    """Somebody changed the same place since the writer read it."""


class MissingVersion(BorderGisError):
    """A write that does not say which state of the ledger its author saw."""


class LedgerBusy(BorderGisError):
    """Another write holds the ledger."""


class DocumentError(BorderGisError):
    """A file that the register does not take: empty, of a wrong type, not what its name says."""


class TooLarge(BorderGisError):
    """A file that is larger than the register takes."""


class StorageFull(BorderGisError):
    """The disk that holds the files is full; nothing of the file was kept."""


class FileDamaged(BorderGisError):
    """A kept file that is not there, or no longer what the ledger says."""
