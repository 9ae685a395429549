"""The versioned rules of counting: those of the figures' definitions in force, else the usual ones."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.border.days import today
from apps.ledger.register import entry

CATEGORIES = (1, 2, 3, 4)
STAGES = ("deployed", "agreed")
PERSON_DAYS, EQUIPMENT_DAYS = "person_days", "equipment_days"


@dataclass(frozen=True)
class PeopleRule:
    """How person-days are counted; by default both stages, no travel, four months a contribution."""

    categories: tuple[int, ...] = CATEGORIES
    stages: tuple[str, ...] = STAGES
    travel: bool = False
    months: int = 4

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> "PeopleRule":
        return cls(
            tuple(parameters.get("categories", CATEGORIES)),
            _stages(parameters),
            parameters.get("travel_days", False),
            parameters.get("limit_months", 4),
        )

    def words(self) -> list[str]:
        """Return the rule in plain sentences, in the reader's language."""
        return [
            _("Whole calendar days, both ends included, clipped to the year; a leap day counts."),
            _("Person-days are heads times days."),
            _("Days of travel count.")
            if self.travel
            else _("Days of travel do not count; they are shown beside."),
            _words_of_stages(self.stages),
            _("More than %(months)s months of a slot in one year count as a separate contribution.")
            % {"months": self.months},
        ]


@dataclass(frozen=True)
class EquipmentRule:
    """How days of equipment are counted; by default both stages, and days on which an item did not work count."""

    stages: tuple[str, ...] = STAGES
    downtime: bool = True

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> "EquipmentRule":
        return cls(_stages(parameters), parameters.get("downtime_counts", True))

    def words(self) -> list[str]:
        return [
            _words_of_stages(self.stages),
            _("Days of technical downtime count.")
            if self.downtime
            else _("Days of technical downtime do not count."),
        ]


def _stages(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the stages that count, the firmest first, in whatever order they were given."""
    return tuple(stage for stage in STAGES if stage in parameters.get("stages", STAGES))


def _words_of_stages(stages: tuple[str, ...]) -> str:
    if stages == STAGES:
        return _("What is deployed counts; while it is only agreed, as planned.")
    return _("Only what was deployed counts.") if "deployed" in stages else _("Only what was agreed counts.")


@dataclass(frozen=True)
class Rules:
    """The rules of a day: one for each category of people, and that of equipment."""

    people: Mapping[int, PeopleRule] = field(default_factory=lambda: dict.fromkeys(CATEGORIES, PeopleRule()))
    equipment: EquipmentRule = EquipmentRule()
    definitions: tuple[Any, ...] = ()

    @classmethod
    def of(cls, definitions: Iterable[Any]) -> "Rules":
        """Return the rules that definitions say; what several count is counted by the first of them."""
        by_rule = defaultdict(list)
        counting = [one for one in definitions if one.rule in (PERSON_DAYS, EQUIPMENT_DAYS) and not one.fault]
        for one in counting:
            by_rule[one.rule].append(one.parameters)
        people = dict.fromkeys(CATEGORIES, PeopleRule())
        for rule in map(PeopleRule.of, reversed(by_rule[PERSON_DAYS])):
            people |= dict.fromkeys(rule.categories, rule)
        equipment = next(map(EquipmentRule.of, by_rule[EQUIPMENT_DAYS]), EquipmentRule())
        return cls(people, equipment, tuple(counting))

    def apart(self) -> list[PeopleRule]:
        """Return the rules of people, each with just the categories that it counts here."""
        categories = defaultdict(list)
        for category, rule in self.people.items():
            categories[replace(rule, categories=())].append(category)
        return [replace(rule, categories=tuple(own)) for rule, own in categories.items()]

    def words(self) -> list[str]:
        """Return the rules in plain sentences; where categories are counted differently, each by itself."""
        equipment = _("Equipment: %(rule)s") % {"rule": " ".join(self.equipment.words())}
        return [*self._words_of_people(), equipment, self._words_of_definitions()]

    def _words_of_definitions(self) -> str:
        if not self.definitions:
            return _("No figure counts these days: this is the usual way.")
        versions = (
            _("%(code)s, version %(version)s") % {"code": one.indicator.code, "version": one.version}
            for one in self.definitions
        )
        return _("By the definitions in force: %(versions)s.") % {"versions": "; ".join(versions)}

    def _words_of_people(self) -> Iterator[str]:
        by_rule = defaultdict(list)
        for category in CATEGORIES[1:]:
            by_rule[tuple(self.people[category].words())].append(str(category))
        for words, categories in by_rule.items():
            if len(by_rule) == 1:
                yield from words
            else:
                said = ngettext(
                    "Category %(categories)s: %(rule)s",
                    "Categories %(categories)s: %(rule)s",
                    len(categories),
                )
                yield said % {"categories": ", ".join(categories), "rule": " ".join(words)}


def in_force(versions: Iterable[Any], day: date) -> Any | None:
    """Return the version in force on a day; a day before the first one is counted by the first."""
    versions = sorted(versions, key=lambda one: one.valid.lower)
    began = [
        one for one in versions if one.valid.lower <= day and (not one.valid.upper or day < one.valid.upper)
    ]
    return next(iter(began or [one for one in versions[:1] if day < one.valid.lower]), None)


class Rulings:
    """The definitions of the figures, read once; asked for the rules of any number of days."""

    def __init__(self):
        self._versions = defaultdict(list)
        definitions = entry("definition").model.objects.select_related("indicator")
        for one in definitions.order_by("indicator__order", "indicator__code"):
            self._versions[one.indicator_id].append(one)

    def on(self, day: date) -> Rules:
        found = (in_force(versions, day) for versions in self._versions.values())
        return Rules.of(one for one in found if one)

    def of_year(self, year: int) -> Rules:
        """Return the rules by which the scoreboard reads a year: those of its last day, of this year those of today."""
        return self.on(today() if year == today().year else date(year, 12, 31))
