"""The page of surveillance: what is covered, where the gaps are and why, what each failure loses, the next sites."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.permissions import may_write, require_write
from apps.border.models import ImpactLevel
from apps.geo.coverage import CAUSES
from apps.geo.errors import BorderGisError, NetworkError
from apps.geo.measures import CM_PER_KM, CM_PER_M
from apps.geo.outage import Loss
from apps.indicators.surveillance import GapFound, Surveillance, codes_of, pairs_km, parted
from apps.indicators.surveillance_words import CAUSE_NAMES, CLOSING, KIND_NAMES, closing
from apps.jobs import services as jobs
from apps.ledger.register import BY_NAME
from apps.pages.cover_strips import bars
from apps.pages.reference_rows import facts_address
from apps.pages.scoreboard import as_of_a_day

GAPS_SHOWN, LOSSES_SHOWN = 200, 50


@require_GET
@as_of_a_day
def board(request: HttpRequest, day: date) -> HttpResponse:
    surveillance = Surveillance(day)
    gaps = sorted(surveillance.gaps(), key=lambda one: -one.gap.length_cm)
    impacts = {one.code: one.name for one in ImpactLevel.objects.all()}
    found = surveillance.coverage_json()
    shown = {
        "day": day,
        "total": found["total"],
        "known": surveillance.situation.is_known,
        "kinds": [(name, found["total"][f"{kind}_km"]) for kind, name in KIND_NAMES.items()],
        "terrain": found["terrain"],
        "without_place": [(code, _standing_address(code)) for code in found["without_place"]],
        "without_stretch": found["without_stretch"],
        "without_heights": found["without_heights"],
        "strips": [_strip(surveillance, route, gaps) for route in surveillance.lengths_cm],
        **_listed(gaps, impacts),
        "by_cause": _by_cause(gaps),
        "may_compute": may_write(request.user, "sensor_standing"),
        **_outages(request, surveillance),
    }
    return render(request, "surveillance/board.html", shown)


def _standing_address(sensor: str) -> str:
    """Return the page on which a sensor is given a place."""
    return facts_address(BY_NAME["sensor_standing"], {"sensor": sensor})


@require_POST
def compute(request: HttpRequest) -> HttpResponse:
    try:
        require_write(request.user, "sensor_standing")
        job = jobs.ask_in_turn(kind="coverage", arguments={}, by=request.user)
    except BorderGisError as error:
        messages.error(request, error.translated(_))
        return redirect("surveillance:board")
    return redirect("surveillance:job", uid=job.uid)


def _outages(request: HttpRequest, surveillance: Surveillance) -> dict[str, Any]:
    shown: dict[str, Any] = {"failed": [], "losses": [], "lost": None}
    try:
        shown["losses"] = [_loss_row(loss) for loss in surveillance.failures()[:LOSSES_SHOWN]]
        shown["failed"] = codes_of(request.GET.get("fail"))
        gone = surveillance.lost(shown["failed"]) if shown["failed"] else {}
    except NetworkError as error:
        messages.error(request, error.translated(_))
        return shown
    lost = [{"route": route, "pairs": pairs_km(metres)} for route, metres in gone.items()]
    return {**shown, "lost": lost, "lost_km": sum(one.length_cm for one in gone.values()) / CM_PER_KM}


def _strip(surveillance: Surveillance, route: str, gaps: list[GapFound]) -> dict[str, Any]:
    covered, length_cm = surveillance.coverage[route], surveillance.lengths_cm[route]
    stretches = [(*pair, "covered") for pair in covered.counted.pairs()]
    stretches += [(*pair, "twice") for pair in covered.twice.pairs()]
    stretches += [(one.gap.from_cm, one.gap.to_cm, one.gap.cause) for one in gaps if one.gap.route == route]
    drawn = bars(stretches, length_cm)
    return {"route": route, "length_km": length_cm / CM_PER_KM, "bars": drawn}


def _listed(gaps: list[GapFound], impacts: dict[str, str]) -> dict[str, Any]:
    """Return the gaps as rows, the longest first, slivers apart."""
    wide, slivers = parted(gaps)
    return {
        "gaps": [_gap_row(one, impacts) for one in wide[:GAPS_SHOWN]],
        "more_gaps": max(0, len(wide) - GAPS_SHOWN),
        "slivers": [_gap_row(one, impacts) for one in slivers[:GAPS_SHOWN]],
        "sliver_count": len(slivers),
        "slivers_m": sum(one.gap.length_cm for one in slivers) / CM_PER_M,
        "sliver_m": settings.GAP_SLIVER_M,
    }


def _gap_row(one: GapFound, impacts: dict[str, str]) -> dict[str, Any]:
    gap = one.gap
    exact = {"from_cm": gap.from_cm, "to_cm": gap.to_cm, "length_m": gap.length_cm / CM_PER_M}
    closers = [
        (CLOSING[cause], [one.named(code) for code in codes]) for cause, codes in one.by_need().items()
    ]
    names = {"cause_name": CAUSE_NAMES[gap.cause], "impact_name": impacts.get(one.impact)}
    return {**one.as_json(), **exact, **names, "closers": closers, "closes": closing(gap.cause)}


def _loss_row(loss: Loss) -> dict[str, Any]:
    return {
        "uid": loss.uid,
        "is_link": loss.is_link,
        "lost_km": loss.lost_cm / CM_PER_KM,
        "data_km": loss.data_cm / CM_PER_KM,
        "power_km": loss.power_cm / CM_PER_KM,
        "sensors": loss.sensors,
    }


def _by_cause(gaps: list[GapFound]) -> list[dict[str, Any]]:
    lengths = {cause: sum(one.gap.length_cm for one in gaps if one.gap.cause == cause) for cause in CAUSES}
    return [
        {"cause": cause, "name": CAUSE_NAMES[cause], "km": cm / CM_PER_KM}
        for cause, cm in lengths.items()
        if cm
    ]
