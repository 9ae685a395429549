from dataclasses import asdict
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.border.days import parse_day, today
from apps.border.finding import the_one
from apps.border.serializers import AsOfQuery, Nothing
from apps.geo.measures import CM_PER_KM
from apps.indicators import snapshots
from apps.indicators.figures import Figure
from apps.indicators.forecast import rule_of_light
from apps.indicators.models import Definition, Snapshot
from apps.indicators.scoreboard import Aim, Line, TaskLine, YearsAim, scoreboard
from apps.indicators.scoreboard_serializers import (
    DifferenceOut,
    IndicatorOut,
    SnapshotDetailOut,
    SnapshotIn,
    SnapshotOut,
    TargetQuery,
    TaskOut,
    VerifiedOut,
    YearsAimOut,
)
from apps.indicators.snapshot_difference import FigureDifference, MetresChanged, UnitsDifference, difference
from apps.ledger.api import validated
from apps.ledger.etag import with_number
from apps.ledger.idempotency import idempotent


class IndicatorList(APIView):
    """The scoreboard as of a day: every figure with definition, baseline, targets, forecast, light and note.

    Notes, told values, targets and baselines are written through change-sets/: targets `indicator_note`,
    `observation`, `target` and `baseline`.
    """

    @extend_schema(parameters=[AsOfQuery], responses=IndicatorOut(many=True))
    def get(self, request):
        board = scoreboard(as_of=AsOfQuery.of(request)["as_of"])
        return with_number(Response([line_json(line) for line in board.lines]))


class TargetList(APIView):
    """Every target ever set, by figure and year, each with the reason of the change set that set it."""

    @extend_schema(parameters=[TargetQuery], responses=YearsAimOut(many=True))
    def get(self, request):
        code = TargetQuery.of(request).get("code")
        board = scoreboard(as_of=today())
        lines = [board.line(code)] if code else board.lines
        return with_number(Response([years_aim_json(line, one) for line in lines for one in line.aims]))


class TaskList(APIView):
    """The strategy's border tasks as of a day. Write states through change-sets/, target `task_state`."""

    @extend_schema(parameters=[AsOfQuery], responses=TaskOut(many=True))
    def get(self, request):
        board = scoreboard(as_of=AsOfQuery.of(request)["as_of"])
        return with_number(Response([task_json(one) for one in board.tasks]))


class SnapshotList(APIView):
    """Sealed readings of the figures, newest first."""

    @extend_schema(responses=SnapshotOut(many=True))
    def get(self, request):
        return Response(SnapshotOut(Snapshot.objects.defer("content"), many=True).data)

    @extend_schema(request=SnapshotIn, responses={201: SnapshotOut})
    @idempotent
    def post(self, request):
        asked = validated(SnapshotIn, request.data)
        day = parse_day(asked.get("as_of") or today())
        taken = snapshots.take(as_of=day, by=request.user, reason=asked["reason"])
        return Response(SnapshotOut(taken).data, status=status.HTTP_201_CREATED)


class SnapshotDetail(APIView):
    """One snapshot with everything that it sealed."""

    @extend_schema(responses=SnapshotDetailOut)
    def get(self, request, uid):
        snapshot = _snapshot(uid)
        return Response({**SnapshotOut(snapshot).data, "content": snapshots.content_of(snapshot)})


class SnapshotVerify(APIView):
    """Make a snapshot again as known at its ledger number. Slow on a long ledger: all of it is folded."""

    @extend_schema(request=None, responses=VerifiedOut)
    def post(self, request, uid):
        validated(Nothing, request.data)
        doubt = snapshots.verify(_snapshot(uid))
        found = asdict(doubt) if doubt else {"where": None, "sealed": None, "remade": None}
        return Response({"holds": doubt is None, **found})


class SnapshotDifference(APIView):
    """How the later of two snapshots came from the earlier: new, repaired, damaged, remeasured, corrected."""

    @extend_schema(responses=DifferenceOut)
    def get(self, request, uid, other):
        found = difference(*(_snapshot(one) for one in (uid, other)))
        return Response(
            {
                "earlier": SnapshotOut(found.earlier).data,
                "later": SnapshotOut(found.later).data,
                "figures": [figure_difference_json(one) for one in found.figures],
                "slots": [asdict(one) for one in found.slots],
                "items": [asdict(one) for one in found.items],
            }
        )


def line_json(line: Line) -> dict[str, Any]:
    forecast = line.forecast and {**asdict(line.forecast), "units": line.forecast_units}
    return {
        "code": line.indicator.code,
        "name": line.indicator.name,
        "unit": line.indicator.unit,
        "responsible": line.indicator.responsible,
        "definition": line.definition and definition_json(line.definition),
        "actual": actual_json(line.actual.as_of.year, line.actual),
        "baseline": line.baseline
        and {
            "year": line.baseline.year,
            "value": float(line.baseline.value),
            "units": line.baseline.units,
            "source": line.baseline.source,
        },
        "targets": [years_aim_json(line, one) for one in line.aims],
        "forecast": forecast,
        "light": line.light,
        "light_rule": rule_of_light(),
        "note": line.note,
        "series": [actual_json(year, figure) for year, figure in line.by_year.items()],
        "tasks": [task.code for task in line.tasks],
    }


def definition_json(definition: Definition) -> dict[str, Any]:
    return {
        "version": definition.version,
        "rule": definition.rule,
        "parameters": definition.parameters,
        "text": definition.text_en if get_language() == "en" else definition.text_lv,
    }


def actual_json(year: int, figure: Figure) -> dict[str, Any]:
    return {
        "year": year,
        "as_of": figure.as_of,
        "value": figure.as_json()["value"],
        "units": figure.units,
        "planned": figure.planned,
        "state": figure.state,
    }


def aim_json(aim: Aim) -> dict[str, Any]:
    shown = asdict(aim)
    shown.pop("year")
    return {**shown, "value": float(aim.value)}


def years_aim_json(line: Line, one: YearsAim) -> dict[str, Any]:
    history = [aim_json(aim) for aim in one.history]
    return {"code": line.indicator.code, "year": one.year, "now": aim_json(one.now), "history": history}


def task_json(one: TaskLine) -> dict[str, Any]:
    return {
        "code": one.task.code,
        "name": one.task.name,
        "direction": one.task.direction.name,
        "responsible": one.task.responsible,
        "involved": one.task.involved,
        "due": one.task.due,
        "status": one.state and one.state.status,
        "evidence": one.state.evidence if one.state else "",
        "note": one.state.note if one.state else "",
        "is_late": one.is_late,
        "figures": one.figures,
    }


def _snapshot(uid) -> Snapshot:
    return the_one(Snapshot.objects, _("There is no snapshot %(uid)s."), uid=uid)


def figure_difference_json(one: FigureDifference) -> dict[str, Any]:
    names = ("code", "unit", "before", "after", "definition_changed", "corrected", "new", "began_anew")
    return {
        **{name: getattr(one, name) for name in names},
        "metres": [metres_json(change) for change in one.metres],
        "units": one.units and units_json(one.units),
    }


def units_json(units: UnitsDifference) -> dict[str, int]:
    return {name: getattr(units, name) for name in ("before", "after", "corrected", "new")}


def metres_json(change: MetresChanged) -> dict[str, Any]:
    return {
        "route": change.route,
        "why": change.why,
        "counts_now": change.counts_now,
        "km": change.metres.length_cm / CM_PER_KM,
        "stretches_km": [
            [from_cm / CM_PER_KM, to_cm / CM_PER_KM] for from_cm, to_cm in change.metres.pairs()
        ],
    }
