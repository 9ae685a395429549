"""What a definition of a figure may say: the rules there are, and which parameters each of them reads."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from apps.deployments.rules import CATEGORIES, STAGES
from apps.geo.coverage import FAMILIES, INSTALLED
from apps.geo.errors import FactError, gettext_noop
from apps.geo.network import LEVELS
from apps.ledger.register import entry
from apps.surveillance.models import State

MOST_DEPTH, MOST_TARGET_M, MOST_RADIO_M, MONTHS_A_YEAR = 20, 100, 200_000, 12
LONGEST_GIVEN = 60
WORKING_STATES = tuple(str(state) for state in State if state in INSTALLED)


@dataclass(frozen=True)
class Wanted:
    """What a parameter may be, told by `words` in the reader's language."""

    words: Callable[[], str]
    holds: Callable[[Any], bool]
    needed: bool = False


def flag() -> Wanted:
    return Wanted(lambda: _("true or false"), lambda value: isinstance(value, bool))


def whole(least: int, most: int) -> Wanted:
    return Wanted(
        lambda: _("a whole number from %(least)s to %(most)s") % {"least": least, "most": most},
        lambda value: _is_number(value) and isinstance(value, int) and least <= value <= most,
    )


def number(least: float, most: float) -> Wanted:
    return Wanted(
        lambda: _("a number from %(least)s to %(most)s") % {"least": least, "most": most},
        lambda value: _is_number(value) and least <= value <= most,
    )


def number_below(most: float) -> Wanted:
    return Wanted(
        lambda: _("a number from 0 to below %(most)s") % {"most": most},
        lambda value: _is_number(value) and 0 <= value < most,
    )


def one_of(known: Iterable[str]) -> Wanted:
    known = tuple(known)
    return Wanted(
        lambda: _("one of: %(known)s") % {"known": _listed(known)},
        lambda value: isinstance(value, str) and value in known,
    )


def some_of(known: Iterable[str | int]) -> Wanted:
    known = tuple(known)
    return Wanted(
        lambda: _("a list of one or more of: %(known)s") % {"known": _listed(known)},
        lambda value: _is_list(value, type(known[0])) and set(value) <= set(known),
    )


def codes_of_elements() -> Wanted:
    return Wanted(
        lambda: _("a list of one or more codes of elements"), lambda value: _is_list(value, str), needed=True
    )


RULES: Mapping[str, Mapping[str, Wanted]] = {
    "built_share": {"elements": codes_of_elements()},
    "covered_share": {
        "level": one_of(LEVELS),
        "depth": whole(1, MOST_DEPTH),
        "families": some_of(FAMILIES),
        "each_family": flag(),
        "states": some_of(WORKING_STATES),
        "target_m": number(0, MOST_TARGET_M),
        "refraction": number_below(1),
        "radio_m": number(1, MOST_RADIO_M),
    },
    "person_days": {
        "categories": some_of(CATEGORIES),
        "stages": some_of(STAGES),
        "travel_days": flag(),
        "limit_months": whole(1, MONTHS_A_YEAR),
    },
    "equipment_days": {"stages": some_of(STAGES), "downtime_counts": flag()},
    "told": {},
}
"""By rule: the keys of its parameters. What is left out has its default, unless it is needed."""


def require_countable(definition: Mapping[str, Any]) -> None:
    """Refuse what no figure can be counted by, naming the key at fault; `parameters` as JSON or its text."""
    rule, parameters = definition["rule"], definition["parameters"]
    if rule not in RULES:
        message = _("There is no rule “%(rule)s”; there are: %(known)s.")
        raise FactError(message % {"rule": rule, "known": ", ".join(RULES)}, "values.rule")
    if isinstance(parameters, str):
        parameters = json.loads(parameters)
    if not isinstance(parameters, dict):
        raise FactError(_("Parameters are a JSON object of keys and values: {…}."), "values.parameters")
    _require_known_keys(rule, parameters)
    for key, wanted in RULES[rule].items():
        if key not in parameters and wanted.needed:
            message = _("The rule %(rule)s needs “%(key)s”: %(wanted)s.")
            told = {"rule": rule, "key": key, "wanted": wanted.words()}
            raise FactError(message % told, f"values.parameters.{key}")
        if key in parameters and not wanted.holds(parameters[key]):
            message = _("“%(key)s” takes %(wanted)s; given: %(given)s.")
            told = {"key": key, "wanted": wanted.words(), "given": _given(parameters[key])}
            raise FactError(message % told, f"values.parameters.{key}")


def require_source(observation: Mapping[str, Any]) -> None:
    """Refuse a told value of which nobody can see where it comes from."""
    if not (observation["source"] or observation["evidence"]):
        raise FactError(
            gettext_noop("Say where the value comes from: a source or evidence."), "values.source"
        )


def require_evidence(state: Mapping[str, Any]) -> None:
    """Refuse to call a task done without what shows it."""
    if state["status"] == "done" and not state["evidence"]:
        raise FactError(
            gettext_noop("A task that is done has evidence: say what shows it."), "values.evidence"
        )


def require_told(key: Mapping[str, Any], _thing: Callable[[str, str], Mapping[str, Any] | None]) -> None:
    """Refuse a told value of a figure that is counted: it would count nowhere."""
    definitions = entry("definition").model.objects.filter(indicator__code=key["indicator"])
    rules = set(definitions.values_list("rule", flat=True))
    if rules and "told" not in rules:
        message = gettext_noop("%(code)s is counted from the register: no value is told of it.")
        raise FactError(message, "key.indicator", code=key["indicator"])


def fault_of(definition: Mapping[str, Any]) -> str:
    """Return why nothing can be counted by a definition, in the reader's language; nothing if it can."""
    try:
        require_countable(definition)
    except FactError as error:
        return error.translated(_)
    return ""


def elements_named(definition: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the elements that a definition's parameters name, as things of the register, whatever else they are."""
    try:
        parameters = json.loads(definition.get("parameters") or "{}")
    except ValueError:
        return
    named = parameters.get("elements") if isinstance(parameters, dict) else None
    for code in named if isinstance(named, list) else ():
        if isinstance(code, str):
            yield "element", code


def keys_told() -> list[dict[str, Any]]:
    """Return each rule with its keys and what they take, in the reader's language: the help of a form."""
    return [
        {"rule": rule, "keys": [(key, wanted.words(), wanted.needed) for key, wanted in keys.items()]}
        for rule, keys in RULES.items()
    ]


def _require_known_keys(rule: str, parameters: Mapping[str, Any]) -> None:
    unknown = [key for key in parameters if key not in RULES[rule]]
    if unknown:
        message = _("The rule %(rule)s reads no “%(key)s”; it reads: %(known)s.")
        told = {"rule": rule, "key": unknown[0], "known": ", ".join(RULES[rule]) or "–"}
        raise FactError(message % told, f"values.parameters.{unknown[0]}")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_list(value: Any, kind: type) -> bool:
    """Tell whether it is a list of different things of a kind, at least one."""
    if not isinstance(value, list) or not value:
        return False
    return all(type(one) is kind for one in value) and len(set(value)) == len(value)


def _listed(known: Iterable[str | int]) -> str:
    return ", ".join(json.dumps(one) for one in known)


def _given(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_GIVEN else text[: LONGEST_GIVEN - 1] + "…"
