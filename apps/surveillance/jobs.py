"""Jobs of surveillance: coverage, chunk by chunk; each is stored when it is done, so nothing is computed twice."""

from typing import Any

from apps.jobs.kinds import Outcome, Report
from apps.surveillance.services import compute_coverage


def compute(arguments: dict[str, Any], report: Report) -> Outcome:
    """Compute what sensors see; `sensor` names one of them."""
    return Outcome({"computed": compute_coverage(sensor=arguments.get("sensor"), progress=report)})
