"""Measures as people type and read them: kilometres, ``12+346.25`` stationing, and border sign plus metres.

Storage knows whole centimetres only. What a person types is taken exactly or refused: a sixth decimal of a
kilometre is never rounded away.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from reprlib import repr as shown

from apps.geo.errors import MeasureError, gettext_noop
from apps.geo.measures import CM_PER_KM, CM_PER_M

MAX_CM = 2**31 - 1
"""The farthest measure that the database's integers hold: 21,474 km."""

Number = int | float | Decimal

_KM = re.compile(r"(?:km\s*)?(\d+(?:[.,]\d+)?)(?:\s*km)?", re.ASCII | re.IGNORECASE)
_STATION = re.compile(r"(?:km\s*)?(\d+)\s*\+\s*(\d{1,3}(?:[.,]\d+)?)(?:\s*m)?", re.ASCII | re.IGNORECASE)
_SIGN = re.compile(
    r"(?:(?:sign|zīme|robežzīme)\s+)?(\w[\w/.-]*)(?:\s*\+\s*([0-9]+(?:[.,][0-9]+)?)(?:\s*m)?)?", re.IGNORECASE
)
_NEGATIVE = re.compile(r"(?:km\s*)?[-−]\s*\d", re.IGNORECASE)


@dataclass(frozen=True)
class SignOffset:
    """A position told from a border sign: so many centimetres along the route beyond it."""

    label: str
    offset_cm: int = 0

    def __str__(self):
        return f"{self.label} + {format_number(as_metres(self.offset_cm))} m"


def parse_measure(value: str | Number) -> int:
    """Return the centimetres of a measure given in kilometres.

    Text may read ``12.346``, ``12,346``, ``km 12.346``, ``12+346`` or ``12+346.25``; a number is kilometres.

    Raises
    ------
    MeasureError
        Empty, not a number, negative, infinite, or finer than a centimetre.
    """
    return _parse_text(value) if isinstance(value, str) else _whole_cm(_decimal(value), CM_PER_KM, value)


def parse_sign_offset(text: str) -> SignOffset:
    """Return the sign and the metres of ``sign 123 + 35 m``, ``zīme 123 + 35 m``, ``123+35`` or ``123``.

    ``123+35`` may as well be stationing: whoever asks knows which of the two was meant.

    Raises
    ------
    MeasureError
        Empty, without a label, an offset that is negative or finer than a centimetre.
    """
    if not (found := _SIGN.fullmatch(text.strip())):
        message = gettext_noop("%(given)s is not a border sign and metres; write: sign 123 + 35 m")
        raise MeasureError(message, given=shown(text))
    label, metres = found.groups(default="0")
    return SignOffset(label, _whole_cm(_decimal(metres), CM_PER_M, text))


def sign_measure(position: SignOffset, signs: Mapping[str, int]) -> int:
    """Return the measure in centimetres of a position told from a sign.

    Parameters
    ----------
    position : SignOffset
        What was typed.
    signs : mapping of str to int
        Official measures in centimetres by label, of the signs valid on the day that is meant.

    Raises
    ------
    MeasureError
        There is no such sign.
    """
    if position.label not in signs:
        message = gettext_noop("There is no border sign %(label)s on this route on this day.")
        raise MeasureError(message, label=shown(position.label))
    return signs[position.label] + position.offset_cm


def sign_offset(cm: int, signs: Sequence[tuple[int, str]]) -> SignOffset | None:
    """Return the measure told from the last sign at or before it; None before the first sign.

    Parameters
    ----------
    cm : int
        Measure in centimetres.
    signs : sequence of (int, str)
        Official measure in centimetres and label, by increasing measure.
    """
    place = bisect_right(signs, cm, key=lambda sign: sign[0]) - 1
    if place < 0:
        return None
    official_cm, label = signs[place]
    return SignOffset(label, cm - official_cm)


def answering_cm(cm: int, length_cm: int) -> int:
    """Return the centimetre that answers for a measure: itself, or at the very end of the route the last one.

    Raises
    ------
    MeasureError
        Before the origin or beyond the official length.
    """
    if not 0 <= cm <= length_cm:
        message = gettext_noop("km %(km)s is not on the route, which is %(length)s km long.")
        raise MeasureError(message, km=as_km(cm), length=as_km(length_cm))
    return min(cm, length_cm - 1)


def as_km(cm: int) -> Decimal:
    """Return the shortest decimal that is exactly so many kilometres."""
    return _shortest(Decimal(cm) / CM_PER_KM)


def as_metres(cm: int) -> Decimal:
    """Return the shortest decimal that is exactly so many metres."""
    return _shortest(Decimal(cm) / CM_PER_M)


def format_km(cm: int, separator: str = ".") -> str:
    """Return the kilometres as text, such as ``12.346``; `separator` is the language's decimal separator."""
    return format_number(as_km(cm), separator)


def format_number(number: Decimal, separator: str = ".") -> str:
    """Return a decimal in plain digits, never with an exponent."""
    return format(number, "f").replace(".", separator)


def format_stationing(cm: int, separator: str = ".") -> str:
    """Return the measure as kilometre and metres, such as ``12+346`` or ``12+346.25``."""
    km, rest_cm = divmod(cm, CM_PER_KM)
    metres, rest_cm = divmod(rest_cm, CM_PER_M)
    return f"{km}+{metres:03d}" + (f"{separator}{rest_cm:02d}" if rest_cm else "")


def _parse_text(text: str) -> int:
    typed = text.strip()
    if not typed:
        raise MeasureError(gettext_noop("A measure is needed, such as 12.346."))
    if station := _STATION.fullmatch(typed):
        km, metres = station.groups()
        return _whole_cm(_decimal(km), CM_PER_KM, text) + _whole_cm(_decimal(metres), CM_PER_M, text)
    if km := _KM.fullmatch(typed):
        return _whole_cm(_decimal(km[1]), CM_PER_KM, text)
    raise _negative(text) if _NEGATIVE.match(typed) else _not_a_measure(text)


def _decimal(value: str | Number) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | Number):
        raise _not_a_measure(value)
    # A float means its shortest decimal. float() first: the repr of numpy's floats is not a number.
    digits = repr(float(value)) if isinstance(value, float) else value
    return Decimal(digits.replace(",", ".") if isinstance(digits, str) else digits)


def _whole_cm(number: Decimal, unit_cm: int, given: str | Number) -> int:
    if not number.is_finite():
        raise _not_a_measure(given)
    if number < 0:
        raise _negative(given)
    if number > MAX_CM // unit_cm:
        raise MeasureError(gettext_noop("%(given)s is farther than any route goes."), given=shown(given))
    rounded = number.quantize(Decimal(1) / unit_cm)
    if rounded != number:
        raise _too_fine(given)
    return int(rounded * unit_cm)


def _not_a_measure(given: object) -> MeasureError:
    return MeasureError(
        gettext_noop("%(given)s is not a measure; write 12.346 or 12+346."), given=shown(given)
    )


def _negative(given: object) -> MeasureError:
    return MeasureError(gettext_noop("A measure is not negative: %(given)s."), given=shown(given))


def _too_fine(given: object) -> MeasureError:
    message = gettext_noop(
        "%(given)s is finer than a centimetre: kilometres take at most 5 decimals, metres at most 2."
    )
    return MeasureError(message, given=shown(given))


def _shortest(number: Decimal) -> Decimal:
    number = number.normalize()
    return number.quantize(Decimal(1)) if number.as_tuple().exponent > 0 else number
