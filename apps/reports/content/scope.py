"""What a report speaks of: some border sections, or all, as of a day; and how long things are inside them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from apps.border.models import Route, Section, SectionStretch
from apps.geo.errors import NotFound
from apps.geo.measures import CM_PER_KM, CM_PER_M, EMPTY, MeasureSet, union
from apps.pages.lengths import Lengths, Sets, Stretches

Sums = dict[str, Lengths]
"""Centimetres by section and name."""


@dataclass(frozen=True)
class SectionPiece:
    """One stretch of a section."""

    section: str
    route: str
    from_cm: int
    to_cm: int


class Scope:
    """The sections of a day that were asked for; all of them if none was named.

    Raises
    ------
    NotFound
        A section is unknown, or lies nowhere on that day.
    """

    def __init__(self, day: date, sections: Sequence[str] = ()):
        self.day = day
        self.names = tuple(sections)
        self.routes = {route.code: route for route in Route.objects.all()}
        self.pieces = self._pieces()
        self.sections = self._sections()

    @cached_property
    def metres(self) -> dict[str, MeasureSet]:
        """All that the report speaks of, by route: with no section named, the whole routes."""
        if not self.names:
            return {code: MeasureSet.of((0, route.official_length_cm)) for code, route in self.routes.items()}
        pairs = defaultdict(list)
        for piece in self.pieces:
            pairs[piece.route].append((piece.from_cm, piece.to_cm))
        return {route: MeasureSet.from_pairs(found) for route, found in pairs.items()}

    @property
    def asked_metres(self) -> dict[str, MeasureSet] | None:
        """The metres of the sections that were named; None: no section was, and all counts."""
        return self.metres if self.names else None

    @property
    def length_cm(self) -> int:
        return sum(metres.length_cm for metres in self.metres.values())

    def inside(self, sets: Sets) -> dict[tuple, MeasureSet]:
        """Return the sets clipped to what the report speaks of."""
        return {name: metres & self.metres.get(name[0], EMPTY) for name, metres in sets.items()}

    def total_cm(self, sets: Mapping[str, MeasureSet]) -> int:
        """Return how long one set per route is inside."""
        return sum((metres & self.metres.get(route, EMPTY)).length_cm for route, metres in sets.items())

    def by_section(self, sets: Sets) -> Sums:
        """Return how much of each named set lies in each section, without the noughts."""
        found: Sums = {code: defaultdict(int) for code in self.sections}
        for piece, lengths in zip(self.pieces, Stretches(self.pieces).each(sets), strict=True):
            for name, length in lengths.items():
                found[piece.section][name] += length
        return found

    def of_section(self, code: str) -> dict[str, MeasureSet]:
        """Return the metres of one section, by route."""
        found: dict[str, MeasureSet] = defaultdict(MeasureSet)
        for piece in self.pieces:
            if piece.section == code:
                found[piece.route] = union(found[piece.route], MeasureSet.of((piece.from_cm, piece.to_cm)))
        return found

    def _pieces(self) -> list[SectionPiece]:
        rows = SectionStretch.objects.as_of(self.day).order_by("route", "from_cm")
        rows = rows.filter(section__code__in=self.names) if self.names else rows
        return [
            SectionPiece(*row) for row in rows.values_list("section__code", "route__code", "from_cm", "to_cm")
        ]

    def _sections(self) -> dict[str, Section]:
        codes = list(dict.fromkeys(piece.section for piece in self.pieces))
        for n, name in enumerate(self.names):
            if name not in codes:
                message = _("There is no border section %(code)s on %(day)s.")
                raise NotFound(message, f"sections[{n}]", code=name, day=self.day)
        known = Section.objects.in_bulk(codes, field_name="code")
        return {code: known[code] for code in codes}


def km(length_cm: int) -> float:
    return length_cm / CM_PER_KM


def nearest_m(length_cm: int) -> int:
    """Return whole metres; a half goes up, as in kilometres."""
    return (length_cm + CM_PER_M // 2) // CM_PER_M
