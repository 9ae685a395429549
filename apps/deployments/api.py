from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import extend_schema
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.permissions import require_write
from apps.border.days import today
from apps.border.serializers import page_of
from apps.deployments import importing, services
from apps.deployments.commitments import commitments_of
from apps.deployments.counting import days_json
from apps.deployments.models import EquipmentDays, EquipmentItem, EquipmentStage, Operation, Slot
from apps.deployments.periods import A_DAY, period_json
from apps.deployments.serializers import (
    CommitmentQuery,
    CommitmentsOut,
    DaysOut,
    HostedOperationOut,
    ImportIn,
    ItemOut,
    OutcomeOut,
    SlotOut,
    SlotQuery,
    SlotsIn,
    UseIn,
    YearQuery,
)
from apps.deployments.services import SlotEntry
from apps.ledger.api import IF_MATCH, WRITTEN, created, unchanged, validated
from apps.ledger.etag import seen, with_number
from apps.ledger.idempotency import idempotent
from apps.ledger.models import ChangeSet


class OperationList(APIView):
    """Operations that people and equipment are sent to. Write through change-sets/, target `operation`."""

    @extend_schema(responses=HostedOperationOut(many=True))
    def get(self, request):
        operations = Operation.objects.select_related("host")
        return with_number(Response(HostedOperationOut(operations, many=True).data))


class DeploymentList(APIView):
    """The slots that have a day in a year, and their days; new ones are logged as one change set."""

    @extend_schema(operation_id="deployments_list", parameters=[SlotQuery], responses=page_of(SlotOut))
    def get(self, request):
        asked = SlotQuery.of(request)
        slots = Slot.objects.with_names().in_year(asked.get("year") or today().year).prefetch_related("days")
        names = {"direction": "direction", "category": "category", "operation": "operation__code"}
        slots = slots.filter(**{column: asked[name] for name, column in names.items() if name in asked})
        paginator = LimitOffsetPagination()
        paginator.default_limit, paginator.max_limit = 200, 500
        page = paginator.paginate_queryset(slots.order_by("code"), request)
        rows = [SlotOut(slot_json(one)).data for one in page]
        return with_number(paginator.get_paginated_response(rows))

    @extend_schema(parameters=[IF_MATCH], request=SlotsIn, responses=WRITTEN)
    @idempotent
    def post(self, request):
        number, asked = seen(request), validated(SlotsIn, request.data)
        entries = [SlotEntry(**one) for one in asked["slots"]]
        reason = asked["reason"]
        written = services.log_slots(
            entries=entries, by=request.user, reason=reason, replaces=asked["replaces"], seen=number
        )
        return _answer(request, written, reason, number)


@method_decorator(conditional_page, name="dispatch")
class DaysOfYear(APIView):
    """Person-days by category, and units and days of equipment, of one year: what `manage.py days` prints."""

    @extend_schema(parameters=[YearQuery], responses=DaysOut)
    def get(self, request):
        return Response(days_json(YearQuery.of(request).get("year") or today().year))


class DeploymentImport(APIView):
    """Bring in a spreadsheet of slots, of equipment or of both: all of it or, unless `skip_faulty`, nothing."""

    parser_classes = [MultiPartParser]

    @extend_schema(
        parameters=[IF_MATCH],
        request={"multipart/form-data": ImportIn},
        responses=WRITTEN,
    )
    @idempotent
    def post(self, request):
        number, asked = seen(request), validated(ImportIn, request.data)
        reason = asked.get("reason") or ""
        written = importing.bring_in(
            file=asked["file"],
            by=request.user,
            reason=reason,
            skip_faulty=asked["skip_faulty"],
            whole_year=asked.get("whole_year"),
            seen=number,
        )
        return _answer(request, written, reason, number)


class DeploymentImportPreview(APIView):
    """What a spreadsheet would do: the fault of each row, the counts before and after. Nothing is kept."""

    parser_classes = [MultiPartParser]

    @extend_schema(request={"multipart/form-data": ImportIn}, responses=OutcomeOut)
    def post(self, request):
        require_write(request.user, "slot")
        asked = validated(ImportIn, request.data)
        outcome = importing.look(file=asked["file"], by=request.user, whole_year=asked.get("whole_year"))
        return Response(outcome.as_json())


class EquipmentList(APIView):
    """Items of technical equipment, their standing today, and their days in a year."""

    @extend_schema(parameters=[YearQuery], responses=ItemOut(many=True))
    def get(self, request):
        year = YearQuery.of(request).get("year") or today().year
        items = EquipmentItem.objects.select_related("category").prefetch_related(
            "standing__owner", "days__operation"
        )
        return with_number(Response([item_json(one, year) for one in items]))


class EquipmentUses(APIView):
    @extend_schema(parameters=[IF_MATCH], request=UseIn, responses=WRITTEN)
    @idempotent
    def post(self, request):
        """Log where an item is; 409 if it is elsewhere on one of the days."""
        number, asked = seen(request), validated(UseIn, request.data)
        written = services.use_equipment(**asked, by=request.user, seen=number)
        return _answer(request, written, asked["reason"], number)


class CommitmentList(APIView):
    """What a year was promised, and how far it is kept on a day. Write: change-sets/, target `commitment`."""

    @extend_schema(
        parameters=[CommitmentQuery],
        responses=CommitmentsOut,
    )
    def get(self, request):
        asked = CommitmentQuery.of(request)
        found = commitments_of(asked.get("year") or asked["as_of"].year, asked["as_of"])
        shown = CommitmentsOut(found).data
        shown["deadlines"] = [
            {"basis": one.basis, "due": one.due, "kept_on": one.kept_on, "state": one.state(asked["as_of"])}
            for one in found.deadlines
        ]
        return with_number(Response(shown))


def slot_json(slot: Slot) -> dict[str, Any]:
    days = sorted(slot.days.all(), key=lambda one: (one.stage, one.valid.lower))
    return {
        **{name: getattr(slot, name) for name in ("code", *SlotEntry.TIMELESS)},
        "days": [
            {"stage": one.stage, "heads": one.heads, "travel": one.travel, **period_json(one)} for one in days
        ],
    }


def item_json(item: EquipmentItem, year: int) -> dict[str, Any]:
    now = today()
    standing = next((one for one in item.standing.all() if holds(one, now)), None)
    days = sorted((one for one in item.days.all() if in_year(one, year)), key=lambda one: one.valid.lower)
    return {
        "item": item.code,
        "category": item.category.code,
        "registration": item.registration,
        "crew": item.crew_size,
        "in_pool": bool(standing and standing.in_pool),
        "owner": standing.owner.code if standing and standing.owner else None,
        "project": standing.project if standing else "",
        "days": [
            {
                "stage": one.stage,
                "operation": one.operation.code if one.operation else None,
                **period_json(one),
            }
            for one in days
        ],
        "days_in_year": stage_days(days, year),
    }


def stage_days(days: Iterable[EquipmentDays], year: int) -> dict[str, int]:
    """Return how many days of the year an item is in each stage."""
    found = dict.fromkeys(EquipmentStage.values, 0)
    for one in days:
        begin = max(one.valid.lower, date(year, 1, 1))
        end = min(one.valid.upper or date.max, date(year + 1, 1, 1))
        found[one.stage] += (end - begin).days
    return found


def holds(fact, day) -> bool:
    return fact.valid.lower <= day and (fact.valid.upper is None or day < fact.valid.upper)


def in_year(fact, year: int) -> bool:
    return fact.valid.lower.year <= year and (
        fact.valid.upper is None or (fact.valid.upper - A_DAY).year >= year
    )


def _answer(request, change_set: ChangeSet | None, reason: str, number: int) -> Response:
    if change_set is None:
        return unchanged(request, reason=reason, seen=number)
    return created(change_set)
