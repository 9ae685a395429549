"""Jobs of surveillance: a chunk of coverage. What it stores comes with its end, so a chunk counts once."""

from functools import partial
from typing import Any

from apps.jobs.kinds import Outcome, Report
from apps.surveillance.computing import Chunk, sights
from apps.surveillance.poses import keep


def compute_part(arguments: dict[str, Any], report: Report) -> Outcome:
    """Compute what the eyes of one chunk see."""
    chunk = Chunk.of(arguments)
    scenery = chunk.scenery
    found = sights(chunk, scenery, progress=report)
    return Outcome({"computed": len(found)}, partial(keep, found, scenery))
