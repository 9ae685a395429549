"""The register that the load is measured against: 5,000 segments, and 1,000,000 operations of history."""

from datetime import date
from itertools import pairwise

from apps.accounts.tokens import make_token
from apps.ledger import services
from apps.ledger.commands import Put
from apps.ledger.models import ChangeSet, Operation
from tests.bench.border import ELEMENTS, LENGTH_CM, lay_codes
from tests.factories import alignment, person, record

SEGMENTS = 5_000
OPERATIONS = 1_000_000
PLACES_AN_ELEMENT = 5_000
BEGIN = date(2021, 1, 1)
STATUSES = ("cleared", "built", "accepted")


def write() -> None:
    """Write what is not there yet; a second run takes moments."""
    if not ChangeSet.objects.exists():
        lay_codes()
        record(*(alignment(code) for code in LENGTH_CM))
        record(*(put for code, length in LENGTH_CM.items() for put in segments(code, length)))
    by = person()
    while (done := Operation.objects.count()) < OPERATIONS:
        services.record(commands=history(ChangeSet.objects.number()), by=by, reason=f"history {done}")


def segments(route: str, length_cm: int) -> list[Put]:
    count = round(SEGMENTS * length_cm / sum(LENGTH_CM.values()))
    ends = [length_cm * n // count for n in range(count + 1)]
    return [
        Put("segment", {"route": route}, {"code": f"{route}-{n:04}"}, BEGIN, from_cm=a, to_cm=b)
        for n, (a, b) in enumerate(pairwise(ends))
    ]


def history(round_: int) -> list[Put]:
    """Return a set of writes that gives every place another status than the set before it."""
    length = LENGTH_CM["LV-RU"]
    places = [length * n // PLACES_AN_ELEMENT for n in range(PLACES_AN_ELEMENT + 1)]
    stretches = list(pairwise(places))
    chosen = [(element, stretch) for element in ELEMENTS for stretch in stretches]
    return [
        Put(
            "work",
            {"route": "LV-RU", "element": element},
            {"status": STATUSES[(n + round_) % len(STATUSES)]},
            BEGIN,
            from_cm=a,
            to_cm=b,
        )
        for n, (element, (a, b)) in enumerate(chosen)
    ]


def tokens(count: int) -> list[str]:
    """Return keys for as many planners."""
    people = [person("planner", f"planner {n}") for n in range(count)]
    return [make_token(user=one, name="load", scope="write", days=1)[1] for one in people]
