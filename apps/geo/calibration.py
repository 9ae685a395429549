"""Tie the official measure to a surveyed line: every vertex gets an M in centimetres.

*Raw* is the geodesic distance in metres from the line's first vertex; *official* is the route's own measure
in centimetres. Between two border signs the one runs linearly in the other, so moving a sign changes only the
two pieces that meet at it. The first vertex always answers 0, the last one the official length.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod, Transformer

from apps.geo.errors import CalibrationError, gettext_noop
from apps.geo.measures import CM_PER_M

GEOD = Geod(ellps="WGS84")
GEOGRAPHIC_SRID = 4326
SAME_PLACE_M = 1e-6
"""A calibration point this near a vertex is that vertex: a second one would only make a sliver."""
FAR_FACTOR = 10
"""A sign farther from the line than its accuracy is a warning, this many times farther an error."""


@dataclass(frozen=True)
class SurveyedSign:
    """A border sign as surveyed: coordinates in metres in the CRS of the line, and its official measure."""

    label: str
    official_cm: int
    x: float | None = None
    y: float | None = None

    @property
    def is_located(self) -> bool:
        return self.x is not None and self.y is not None and bool(np.isfinite([self.x, self.y]).all())


@dataclass(frozen=True)
class LocatedSign:
    """Where on the line a sign came to lie: raw metres, and its distance from the line in metres."""

    label: str
    official_cm: int
    raw_m: float
    residual_m: float


@dataclass(frozen=True)
class Finding:
    """Something wrong with the sign of that label; an error forbids to publish the line.

    ``message`` goes on from the sign's name, in English, with ``%(name)s`` for each of the ``values``.
    """

    code: str
    label: str
    message: str
    values: dict = field(default_factory=dict)
    is_error: bool = True


@dataclass(frozen=True)
class Piece:
    """The line between two neighbouring signs, and how much the official length differs there."""

    from_label: str
    to_label: str
    raw_m: float
    official_cm: int
    residual_m: float

    @property
    def difference_pct(self) -> float:
        """Raw over official length, in percent above zero where the line is longer."""
        return 100 * (self.raw_m * CM_PER_M / self.official_cm - 1)


class Calibration:
    """Piecewise linear tie between raw metres and official centimetres; exact at its points.

    Parameters
    ----------
    raw_m : (k,) array of float, k >= 2
        Geodesic metres from the line's first vertex.
    official_cm : (k,) array of int
        Official measures in centimetres.

    Raises
    ------
    CalibrationError
        Fewer than two points, arrays of different length, a NaN, or one that does not strictly increase.
    """

    def __init__(self, raw_m: ArrayLike, official_cm: ArrayLike):
        self.raw_m = np.asarray(raw_m, dtype=np.float64)
        self.official_cm = np.asarray(official_cm, dtype=np.float64)
        if self.raw_m.ndim != 1 or self.raw_m.shape != self.official_cm.shape or self.raw_m.size < 2:
            message = gettext_noop(
                "A calibration needs two points or more, each with raw and official measure."
            )
            raise CalibrationError(message)
        _check_increasing(self.raw_m, gettext_noop("The raw measure does not increase at point %(n)s."))
        _check_increasing(
            self.official_cm, gettext_noop("The official measure does not increase at point %(n)s.")
        )

    def official(self, raw_m: ArrayLike) -> NDArray[np.float64]:
        """Return official centimetres of raw metres; CalibrationError outside the calibrated line."""
        return _interpolated(raw_m, self.raw_m, self.official_cm, "m")

    def raw(self, official_cm: ArrayLike) -> NDArray[np.float64]:
        """Return raw metres of official centimetres; CalibrationError outside the calibrated line."""
        return _interpolated(official_cm, self.official_cm, self.raw_m, "cm")


def cumulative_geodesic_m(lonlat: ArrayLike) -> NDArray[np.float64]:
    """Return for each vertex its distance along the line from the first, in metres on the WGS 84 ellipsoid.

    Parameters
    ----------
    lonlat : (n, 2) array of float, n >= 2
        Longitude and latitude in degrees, EPSG:4326.

    Returns
    -------
    (n,) array of float
        Strictly increasing, 0 first.

    Raises
    ------
    CalibrationError
        Fewer than two vertices, a NaN, or the same vertex twice in a row.
    """
    lonlat = checked_line(lonlat)
    return np.concatenate(([0.0], np.cumsum(GEOD.line_lengths(*lonlat.T))))


def raw_measures_m(line: ArrayLike, srid: int) -> NDArray[np.float64]:
    """Return `cumulative_geodesic_m` of a line in the CRS of `srid`, given as an (n, 2) array of x and y."""
    transformer = Transformer.from_crs(srid, GEOGRAPHIC_SRID, always_xy=True)
    return cumulative_geodesic_m(np.column_stack(transformer.transform(*checked_line(line).T)))


def checked_line(line: ArrayLike) -> NDArray[np.float64]:
    """Return the line as an (n, 2) array; CalibrationError if it is none, see `cumulative_geodesic_m`."""
    line = np.asarray(line, dtype=np.float64)
    if line.ndim != 2 or line.shape[1] != 2 or len(line) < 2:
        raise CalibrationError(gettext_noop("A line needs two vertices or more, each with two coordinates."))
    if not np.isfinite(line).all():
        number = _first(~np.isfinite(line).all(axis=1)) + 1
        raise CalibrationError(gettext_noop("Vertex %(n)s has no coordinates."), n=number)
    if (repeated := (np.diff(line, axis=0) == 0).all(axis=1)).any():
        raise CalibrationError(
            gettext_noop("Vertex %(n)s repeats the one before it."), n=_first(repeated) + 2
        )
    return line


def locate_sign(sign: SurveyedSign, line: NDArray[np.float64], raw_m: NDArray[np.float64]) -> LocatedSign:
    """Return the place of a sign on the line: its nearest point.

    Parameters
    ----------
    sign : SurveyedSign
        With coordinates, in the CRS of the line.
    line : (n, 2) array of float
        x and y in metres of a national grid.
    raw_m : (n,) array of float
        Raw measure of each vertex.
    """
    point = np.array([sign.x, sign.y])
    steps = np.diff(line, axis=0)
    along = np.clip(((point - line[:-1]) * steps).sum(axis=1) / (steps**2).sum(axis=1), 0, 1)
    distances_m = np.hypot(*(point - line[:-1] - along[:, None] * steps).T)
    at = int(np.argmin(distances_m))
    raw = raw_m[at] + along[at] * (raw_m[at + 1] - raw_m[at])
    return LocatedSign(sign.label, sign.official_cm, float(raw), float(distances_m[at]))


def locate_signs(
    signs: Iterable[SurveyedSign], line: ArrayLike, raw_m: ArrayLike
) -> tuple[list[LocatedSign], list[Finding]]:
    """Return the signs by official measure with their place on the line; a finding for each without one."""
    line, raw_m = checked_line(line), np.asarray(raw_m, dtype=np.float64)
    ordered = sorted(signs, key=lambda sign: sign.official_cm)
    located = [locate_sign(sign, line, raw_m) for sign in ordered if sign.is_located]
    missing = [
        Finding("no_location", sign.label, gettext_noop("has no coordinates"), is_error=False)
        for sign in ordered
        if not sign.is_located
    ]
    return located, missing


def findings(signs: Sequence[LocatedSign], length_cm: int, accuracy_m: float) -> list[Finding]:
    """Return what stands against calibrating on these signs.

    Parameters
    ----------
    signs : sequence of LocatedSign
        By official measure, as `locate_signs` gives them.
    length_cm : int
        Official length of the route in centimetres.
    accuracy_m : float
        How near the line a sign has to lie, in metres.
    """
    found = _repeated_labels(signs)
    found += [finding for sign in signs for finding in _alone(sign, length_cm, accuracy_m)]
    found += [finding for before, sign in pairwise(signs) for finding in _in_pair(before, sign)]
    return found


def calibration(signs: Sequence[LocatedSign], raw_length_m: float, length_cm: int) -> Calibration:
    """Return the tie through the ends of the line and the signs between; without signs, through the ends.

    Parameters
    ----------
    signs : sequence of LocatedSign
        By official measure. A sign whose official measure is that of an end stands for the end.
    raw_length_m : float
        Geodesic length of the line in metres.
    length_cm : int
        Official length of the route in centimetres.

    Raises
    ------
    CalibrationError
        Raw and official do not both strictly increase.
    """
    inner = [(sign.raw_m, sign.official_cm) for sign in signs if sign.official_cm not in (0, length_cm)]
    return Calibration(*zip((0.0, 0), *inner, (raw_length_m, length_cm), strict=True))


def calibrated_line(line: ArrayLike, raw_m: ArrayLike, tie: Calibration) -> NDArray[np.float64]:
    """Return the line with M in centimetres of official measure, a vertex added at each calibration point.

    Parameters
    ----------
    line : (n, 2) array of float
        x and y in metres of a national grid.
    raw_m : (n,) array of float
        Raw measure of each vertex, see `raw_measures_m`.
    tie : Calibration
        Reaching from the first vertex to the last.

    Returns
    -------
    (n + k, 3) array of float
        x, y and a strictly increasing M.

    Raises
    ------
    CalibrationError
        The calibration ends before the line does, or the line is none.
    """
    line, raw_m = checked_line(line), np.asarray(raw_m, dtype=np.float64)
    points_m, official_cm = _at_vertices(tie.raw_m, raw_m), tie.official_cm
    if raw_m[0] < points_m[0] or raw_m[-1] > points_m[-1]:
        raise CalibrationError(gettext_noop("The calibration does not reach both ends of the line."))
    places_m = np.union1d(raw_m, points_m)
    x, y = (np.interp(places_m, raw_m, axis) for axis in line.T)
    return np.column_stack((x, y, np.interp(places_m, points_m, official_cm)))


def pieces(signs: Sequence[LocatedSign]) -> list[Piece]:
    """Return the residual report: each piece between two signs, with the farther sign's distance."""
    return [
        Piece(
            from_label=before.label,
            to_label=sign.label,
            raw_m=sign.raw_m - before.raw_m,
            official_cm=sign.official_cm - before.official_cm,
            residual_m=max(before.residual_m, sign.residual_m),
        )
        for before, sign in pairwise(signs)
    ]


def difference_pct(raw_length_m: float, length_cm: int) -> float:
    """Return how much longer the surveyed line is than the official length, in percent."""
    return 100 * (raw_length_m * CM_PER_M / length_cm - 1)


def _check_increasing(values: NDArray, message: str) -> None:
    # NaN is not above anything: it counts as not increasing.
    stuck = ~(np.diff(values) > 0)
    if stuck.any():
        raise CalibrationError(message, n=_first(stuck) + 2)


def _interpolated(values: ArrayLike, known: NDArray, wanted: NDArray, unit: str) -> NDArray[np.float64]:
    values = np.asarray(values, dtype=np.float64)
    outside = ~((known[0] <= values) & (values <= known[-1]))
    if outside.any():
        message = gettext_noop("%(given)s %(unit)s is not on the line, which runs to %(last)s %(unit)s.")
        raise CalibrationError(message, given=values[outside].flat[0], unit=unit, last=known[-1])
    return np.interp(values, known, wanted)


def _first(flags: NDArray) -> int:
    return int(np.argmax(flags))


def _repeated_labels(signs: Sequence[LocatedSign]) -> list[Finding]:
    counts = Counter(sign.label for sign in signs)
    message = gettext_noop("is given %(count)s times")
    return [Finding("duplicate", label, message, {"count": n}) for label, n in counts.items() if n > 1]


def _alone(sign: LocatedSign, length_cm: int, accuracy_m: float) -> list[Finding]:
    found = []
    if not 0 <= sign.official_cm <= length_cm:
        found.append(Finding("outside_route", sign.label, gettext_noop("lies beyond the official length")))
    if sign.residual_m > accuracy_m:
        message = gettext_noop("lies %(distance).1f m from the line")
        is_error = sign.residual_m > FAR_FACTOR * accuracy_m
        found.append(Finding("too_far", sign.label, message, {"distance": sign.residual_m}, is_error))
    return found


def _in_pair(before: LocatedSign, sign: LocatedSign) -> list[Finding]:
    values = {"before": before.label}
    found = []
    if sign.official_cm == before.official_cm:
        message = gettext_noop("has the same official measure as %(before)s")
        found.append(Finding("duplicate", sign.label, message, values))
    if sign.raw_m == before.raw_m:
        message = gettext_noop("lies at the same place on the line as %(before)s")
        found.append(Finding("duplicate", sign.label, message, values))
    if sign.raw_m < before.raw_m:
        message = gettext_noop("lies before %(before)s on the line, but has the higher official measure")
        found.append(Finding("wrong_order", sign.label, message, values))
    return found


def _at_vertices(points_m: NDArray, raw_m: NDArray) -> NDArray[np.float64]:
    """Return the calibration points, moved onto a vertex where one is `SAME_PLACE_M` away or nearer."""
    above = np.clip(np.searchsorted(raw_m, points_m), 1, raw_m.size - 1)
    nearest = np.where(points_m - raw_m[above - 1] < raw_m[above] - points_m, raw_m[above - 1], raw_m[above])
    return np.where(np.abs(nearest - points_m) <= SAME_PLACE_M, nearest, points_m)
