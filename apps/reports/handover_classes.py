"""The layers of a map to hand over and their classes, each drawn so that it is told from every other."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from apps.geo.measures import CM_PER_KM, MeasureSet
from apps.reports.handover_colours import APART, DASHES, distance, drawn_in_turn

NARROWEST, STEP = 3, 4
Sets = Mapping[str, MeasureSet]


@dataclass(frozen=True)
class Value:
    """One value of a layer: its words, how it is drawn, and where it lies, in centimetres by route."""

    label: str
    colour: str
    dash: str
    km: float
    stretches: dict[str, list[int]]


@dataclass(frozen=True)
class Layer:
    """A layer of stretches or of points on the map."""

    name: str
    title: str
    classes: list[Value] = field(default_factory=list)
    points: list[list[Any]] = field(default_factory=list)
    weight: int = 4
    named: dict[str, "Named"] = field(default_factory=dict)
    """Stretches that a click tells by name, by route."""


@dataclass(frozen=True)
class Named:
    """Stretches of one route by name, which may overlap; flat lists: thousands of objects keep a browser busy."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def class_of(label: str, colour: str, dash: str, sets: Sets) -> Value:
    stretches = {
        route: np.column_stack((metres.starts, metres.ends)).ravel().tolist()
        for route, metres in sets.items()
    }
    length_cm = sum(metres.length_cm for metres in sets.values())
    return Value(label, colour, dash, length_cm / CM_PER_KM, stretches)


def told_apart(layers: list[Layer]) -> list[Layer]:
    """Give a colour and a dash to each class that has none of its own: no colour stands for two things on the map."""
    layers = _without_others_colours(layers)
    ours = [sum(not one.colour for one in layer.classes) for layer in layers]
    taken = [one.colour for layer in layers for one in layer.classes if one.colour]
    colours = iter(drawn_in_turn([count for count in ours if count], taken))
    return [
        replace(layer, classes=_coloured(layer.classes, next(colours))) if count else layer
        for layer, count in zip(layers, ours, strict=True)
    ]


def _without_others_colours(layers: list[Layer]) -> list[Layer]:
    """Take away each colour of a code list that stands for something else in a layer before: the first keeps it."""
    taken: list[str] = []
    found = []
    for layer in layers:
        found.append(replace(layer, classes=[_unless_near(one, taken) for one in layer.classes]))
        taken += [one.colour for one in found[-1].classes if one.colour]
    return found


def _unless_near(one: Value, taken: list[str]) -> Value:
    is_taken = one.colour and any(distance(one.colour, other) < APART for other in taken)
    return replace(one, colour="", dash="") if is_taken else one


def _coloured(classes: list[Value], colours: list[str]) -> list[Value]:
    left, dashes, seen = iter(colours), list(DASHES.values()), Counter[str]()
    found = []
    for one in classes:
        colour = one.colour or next(left)
        found.append(
            one if one.colour else replace(one, colour=colour, dash=dashes[seen[colour] % len(dashes)])
        )
        seen[colour] += 1
    return found


def nested(layers: list[Layer]) -> list[Layer]:
    """Draw the first layer widest and each next within it, so that all are seen on one line."""
    lines = [layer.name for layer in layers if layer.classes]
    weights = {name: NARROWEST + STEP * n for n, name in enumerate(reversed(lines))}
    return [replace(layer, weight=weights.get(layer.name, NARROWEST)) for layer in layers]
