"""For which days a report speaks: those on which the facts that it was made from are the same as on its day."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Max, Min, Q

from apps.ledger.register import BY_NAME
from apps.reports.content.asked import Row

ON_THE_LINE = (
    "section_stretch",
    "section_impact",
    "unit_stretch",
    "segment",
    "exclusion",
    "requirement",
    "work",
    "land_right",
    "parcel_stretch",
    "land_case",
    "lot_stretch",
    "contract_terms",
    "definition",
)
SEEN = (*ON_THE_LINE, "node_standing", "sensor_standing", "link_standing", "sensor_stretch")
"""The layers that a coverage report is made from."""
BUILT = (*ON_THE_LINE, "acceptance", "structure_standing", "lot_element", "payment", "target")
"""The layers that a report on building is made from, beside the days that are counted."""
ONE_DAY = timedelta(days=1)


def same_facts(day: date, layers: Iterable[str]) -> Row:
    """Return the first and the last day on which these layers hold what they hold on a day; null: no end is known."""
    changes = [change for name in layers for change in _changes(name, day)]
    before = [last for last, _next in changes if last]
    after = [next_one for _last, next_one in changes if next_one]
    return {
        "from": max(before, default=day).isoformat(),
        "to": (min(after) - ONE_DAY).isoformat() if after else None,
    }


def _changes(name: str, day: date) -> Iterator[tuple[date | None, date | None]]:
    """Yield the last change of a layer up to a day and the next one after it, of beginnings and of ends."""
    facts = BY_NAME[name].model.objects.order_by()
    for bound in ("valid__startswith", "valid__endswith"):
        found = facts.aggregate(
            last=Max(bound, filter=Q(**{f"{bound}__lte": day})),
            next=Min(bound, filter=Q(**{f"{bound}__gt": day})),
        )
        yield found["last"], found["next"]
