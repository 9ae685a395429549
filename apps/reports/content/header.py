"""What every report says of itself: its number, who answers for it, what day and which ledger it is of."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from apps.reports.content.asked import Asked, Row, Sources
from apps.reports.content.validity import same_facts


def header(
    asked: Asked,
    sources: Sources,
    number: str,
    title: str,
    method: int,
    layers: Collection[str],
    indicators: Collection[str] | None = None,
) -> Row:
    """Return the header of a report made from `layers`; it names the definitions of `indicators`, all if None."""
    return {
        "id": number,
        "title": title,
        "sections": list(asked.sections),
        "version": asked.version,
        "supersedes": asked.supersedes,
        "authority": str(settings.REPORT_AUTHORITY),
        "originator": str(settings.REPORT_ORIGINATOR),
        "contact_role": str(settings.REPORT_CONTACT_ROLE),
        "as_of": asked.as_of.isoformat(),
        "as_of_utc": end_of(asked.as_of),
        "reference_period": {
            "from": (sources.earlier or {}).get("as_of"),
            "to": asked.as_of.isoformat(),
            "counted_from": _counted_from(asked.as_of, indicators),
        },
        "validity": same_facts(asked.as_of, layers),
        "known_at": sources.known_at,
        "since": (sources.earlier or {}).get("as_of"),
        "language": asked.language,
        "audience": asked.audience,
        "marking": asked.marking,
        "tlp": asked.tlp,
        "contains_personal_data": False,
        "method_version": method,
        "crs": f"EPSG:{settings.NATIONAL_SRID}",
        "ledger": sources.sealed["ledger"],
        "definitions": [
            {name: one[name] for name in ("indicator", "version", "rule", "since")}
            for one in sources.sealed["definitions"]
            if indicators is None or one["indicator"] in indicators
        ],
    }


def _counted_from(day: date, indicators: Collection[str] | None) -> str | None:
    """Return from which day the figures that count days are counted; None if the report has none of them."""
    return None if indicators is not None else day.replace(month=1, day=1).isoformat()


def end_of(day: date) -> str:
    """Return the moment at which a day of Europe/Riga ends, in UTC."""
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), timezone.get_default_timezone())
    return midnight.astimezone(UTC).isoformat()
