"""The rule of K1: what of the length to be built is built."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from apps.geo.measures import EMPTY, MeasureSet, Share, union

Sets = Mapping[str, MeasureSet]


@dataclass(frozen=True)
class BuiltEvidence:
    """What the register says of one route on one day, per element; excluded metres per reason."""

    required: Sets
    built: Sets = field(default_factory=dict)
    accepted: Sets = field(default_factory=dict)
    excluded: Sets = field(default_factory=dict)


def built_share(evidence: BuiltEvidence, elements: list[str]) -> Share:
    """Return where every required element is built, of where one is required and no exclusion holds."""
    required = {name: evidence.required[name] for name in elements if name in evidence.required}
    whole = union(*required.values()) - union(*evidence.excluded.values())
    missing = union(*(metres - evidence.built.get(name, EMPTY) for name, metres in required.items()))
    return Share(part=whole - missing, whole=whole)


def left_out(evidence: BuiltEvidence, elements: list[str]) -> dict[str, MeasureSet]:
    """Return the required metres that stand outside the denominator, by reason."""
    required = union(*(evidence.required.get(name, EMPTY) for name in elements))
    return {reason: kept for reason, metres in evidence.excluded.items() if (kept := metres & required)}


@dataclass(frozen=True)
class ElementProgress:
    """One element: where it is required, and where it is required and built, or accepted."""

    required: MeasureSet
    built: MeasureSet
    accepted: MeasureSet


def progress(evidence: BuiltEvidence) -> dict[str, ElementProgress]:
    """Return each element that is required or has been built somewhere; exclusions of a figure do not count here."""
    names = dict.fromkeys([*evidence.required, *evidence.built])
    return {
        name: ElementProgress(
            required=evidence.required.get(name, EMPTY),
            built=evidence.built.get(name, EMPTY),
            accepted=evidence.accepted.get(name, EMPTY),
        )
        for name in names
    }
