from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.models import User
from apps.accounts.permissions import granted
from apps.accounts.reading import OWN_LAYERS
from apps.border.days import day_or_today
from apps.border.finding import the_one
from apps.border.serializers import PAGE, page_of, refuse_unknown
from apps.geo.errors import FactError, NotFound, NotPermitted
from apps.geo.measures import MeasureSet
from apps.ledger import drafts, services
from apps.ledger.etag import seen, with_number
from apps.ledger.idempotency import idempotent
from apps.ledger.models import ChangeSet
from apps.ledger.parsing import commands_from
from apps.ledger.reading import change_set_json, layer_json
from apps.ledger.register import BY_NAME, Layer
from apps.ledger.serializers import (
    ChangeSetDetailOut,
    ChangeSetIn,
    ChangeSetOut,
    LayerOut,
    LedgerOut,
    RevisionIn,
    UndoIn,
)

IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="Ledger number that was read, in quotes.",
)
WRITTEN = {
    200: OpenApiResponse(
        ChangeSetDetailOut, "Nothing had to be changed: `state` is unchanged, and no set was made."
    ),
    201: ChangeSetDetailOut,
}


class Ledger(APIView):
    """Number and hash of the newest applied change set."""

    @extend_schema(responses=LedgerOut)
    def get(self, request):
        number, head = ChangeSet.objects.head()
        return with_number(Response({"number": number, "head": head}))


class LayerFacts(APIView):
    """The facts of one layer as of a day, as intervals: the client cuts the line that it has."""

    @extend_schema(
        parameters=[
            OpenApiParameter("as_of", str, description="Day in the world, ISO 8601; today if absent."),
            OpenApiParameter("route", str, description="Route code; all routes if absent."),
            OpenApiParameter(
                "element", str, description="Element code, for layers that have one in their key."
            ),
        ],
        responses=LayerOut,
    )
    def get(self, request, name: str):
        layer = BY_NAME.get(name)
        if not isinstance(layer, Layer):
            raise NotFound(_("There is no layer %(name)s.") % {"name": name}, "layer")
        refuse_unknown(request.query_params, ("as_of", *layer.key))
        asked = {
            column: request.query_params[column] for column in layer.key if column in request.query_params
        }
        for column in layer.key_columns:
            if column.is_reference and column.name in asked:
                _require_known(column, asked[column.name])
        day = day_or_today(request.query_params.get("as_of"))
        within = None if request.user.reads_fully else _own_stretches(request.user, name)
        found = layer_json(layer, as_of=day, key=asked, within=within)
        return with_number(Response(found), found["ledger"])


class ChangeSetList(APIView):
    """Change sets, newest first; a new one is applied at once or kept as a draft."""

    @extend_schema(
        operation_id="change_sets_list",
        parameters=[
            OpenApiParameter("state", str, description="draft, submitted, rejected, applied; else all."),
            OpenApiParameter(
                "mine", bool, description="true: only one's own; all that one may see if absent."
            ),
            *PAGE,
        ],
        responses=page_of(ChangeSetOut),
    )
    def get(self, request):
        sets = ChangeSet.objects.visible_to(request.user).select_related("author", "approver", "undoes")
        refuse_unknown(request.query_params, ("state", "mine", "limit", "offset"))
        if _flag(request.query_params.get("mine", "false"), "mine"):
            sets = sets.filter(author=request.user)
        if request.query_params.get("state"):
            sets = sets.filter(state=_state(request.query_params["state"]))
        sets = sets.prefetch_related("undone_by").with_operation_count()
        paginator = LimitOffsetPagination()
        paginator.default_limit, paginator.max_limit = 50, 500
        page = paginator.paginate_queryset(sets.order_by("-created_at", "-pk"), request)
        return paginator.get_paginated_response([change_set_json(one) for one in page])

    @extend_schema(parameters=[IF_MATCH], request=ChangeSetIn, responses=WRITTEN)
    @idempotent
    def post(self, request):
        number = seen(request)
        asked = validated(ChangeSetIn, request.data)
        write = services.draft if asked["state"] == "draft" else services.record
        change_set = write(
            commands=commands_from(asked["operations"], asked["later"]),
            by=request.user,
            reason=asked["reason"],
            kind=asked["kind"],
            seen=number,
        )
        if change_set is None:
            return unchanged(request, reason=asked["reason"], kind=asked["kind"], seen=number)
        return created(change_set)


class ChangeSetDetail(APIView):
    """One change set with its operations; a draft may be discarded by its author."""

    @extend_schema(responses=ChangeSetDetailOut)
    def get(self, request, uid):
        return with_number(Response(change_set_json(visible(request, uid), operations=True)))

    @extend_schema(responses={204: None})
    @idempotent
    def delete(self, request, uid):
        services.discard(change_set=visible(request, uid), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ChangeSetApply(APIView):
    """Apply a draft; 412 if its place has moved on since it was drafted, or it since `revision` was read."""

    @extend_schema(request=RevisionIn, responses={201: ChangeSetDetailOut})
    @idempotent
    def post(self, request, uid):
        revision = validated(RevisionIn, request.data).get("revision")
        change_set = visible(request, uid)
        return created(services.apply(change_set=change_set, by=request.user, revision=revision))


class ChangeSetUndo(APIView):
    """Apply the inverse of an applied set; 409 names the later sets that stand on it."""

    @extend_schema(request=UndoIn, responses={201: ChangeSetDetailOut})
    @idempotent
    def post(self, request, uid):
        asked = validated(UndoIn, request.data)
        write = drafts.draft_undo if asked["state"] == "draft" else services.undo
        return created(write(change_set=visible(request, uid), by=request.user, reason=asked["reason"]))


def visible(request, uid) -> ChangeSet:
    """Return the change set if this person may see it, else raise NotFound."""
    sets = ChangeSet.objects.visible_to(request.user).select_related("author", "approver", "undoes")
    return the_one(sets.with_operation_count(), _("There is no change set %(uid)s."), uid=uid)


def own_draft(request, uid: UUID) -> ChangeSet:
    """Return a draft that this person may add to."""
    draft = visible(request, uid)
    drafts.require_open(draft, by=request.user)
    return draft


@contextmanager
def as_drafted(request, uid: UUID | None) -> Iterator[None]:
    """Stand inside the register as one's own draft would leave it; without one in the register as it is."""
    if uid is None:
        yield
        return
    with services.trial(change_set=own_draft(request, uid), by=request.user):
        yield


def validated(serializer_class, data) -> dict:
    serializer = serializer_class(data=data)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


def unchanged(request, *, reason: str, seen: int, kind: str | None = None) -> Response:
    """Answer a write that came to nothing: every key of a set, though none was made."""
    told = {
        "state": "unchanged",
        "kind": kind,
        "reason": reason,
        "author": request.user.display_name,
        "base_number": seen,
        "operation_count": 0,
        "operations": [],
    }
    return with_number(Response(dict.fromkeys(ChangeSetDetailOut().fields) | told))


def created(change_set: ChangeSet) -> Response:
    return shown(change_set, status=status.HTTP_201_CREATED)


def shown(change_set: ChangeSet, *, status: int = status.HTTP_200_OK, **more) -> Response:
    """Answer with a set as it stands in the database now."""
    sets = ChangeSet.objects.select_related("author", "approver", "undoes").with_operation_count()
    answer = change_set_json(sets.get(pk=change_set.pk), operations=True)
    return with_number(Response(answer | more, status=status))


def _own_stretches(user: User, layer: str) -> dict[str, MeasureSet]:
    """Return the metres on which a layer is granted; NotPermitted if nowhere, or if it is not theirs to read."""
    metres = granted(user, layer) if layer in OWN_LAYERS else {}
    if not metres:
        raise NotPermitted(_("Your reading level is general: kilometres and counts, no positions."))
    return metres


def _flag(asked: str, where: str) -> bool:
    if asked not in ("true", "false"):
        raise FactError(_("This is true or false."), where)
    return asked == "true"


def _state(asked: str) -> str:
    if asked not in ChangeSet.State.values:
        known = ", ".join(ChangeSet.State.values)
        raise FactError(_("There is no such state; there are: %(names)s.") % {"names": known}, "state")
    return asked


def _require_known(column, uid: str) -> None:
    if not column.referent._default_manager.filter(**{column.referent_uid: uid}).exists():
        raise FactError(
            _("There is no %(type)s %(uid)s.") % {"type": column.referent._meta.verbose_name, "uid": uid},
            column.name,
        )
