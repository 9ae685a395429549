"""Drafts and their review over HTTP: extend, drop, re-base, submit, withdraw, approve, reject, comment."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.border.serializers import Nothing
from apps.geo.errors import MissingVersion
from apps.ledger import drafts, services
from apps.ledger.api import IF_MATCH, created, shown, validated, visible
from apps.ledger.etag import seen
from apps.ledger.idempotency import idempotent
from apps.ledger.parsing import commands_from
from apps.ledger.reading import change_json
from apps.ledger.serializers import (
    ChangeSetDetailOut,
    CommentIn,
    CommentOut,
    ExtendIn,
    RebasedOut,
    RejectIn,
    RevisionIn,
)


class DraftOperations(APIView):
    """Add operations to the end of one's own draft."""

    @extend_schema(parameters=[IF_MATCH], request=ExtendIn, responses={200: ChangeSetDetailOut})
    @idempotent
    def post(self, request, uid):
        number = seen(request)
        asked = validated(ExtendIn, request.data)
        commands = commands_from(asked["operations"], asked["later"])
        return shown(
            drafts.extend(change_set=visible(request, uid), commands=commands, by=request.user, seen=number)
        )


class DraftOperation(APIView):
    """Take one operation out of one's own draft."""

    @extend_schema(responses={200: ChangeSetDetailOut})
    @idempotent
    def delete(self, request, uid, n: int):
        return shown(drafts.drop(change_set=visible(request, uid), n=n, by=request.user))


class DraftRebase(APIView):
    """Move a draft onto the register as it stands now; what collides is taken out and named."""

    @extend_schema(request=None, responses={200: RebasedOut})
    @idempotent
    def post(self, request, uid):
        validated(Nothing, request.data)
        change_set = visible(request, uid)
        collided = drafts.rebase(change_set=change_set, by=request.user)
        return shown(change_set, collided=[change_json(n, change) for n, change in enumerate(collided)])


class DraftSubmit(APIView):
    """Hand a draft in for review."""

    @extend_schema(request=None, responses={200: ChangeSetDetailOut})
    @idempotent
    def post(self, request, uid):
        validated(Nothing, request.data)
        return shown(drafts.submit(change_set=visible(request, uid), by=request.user))


class DraftWithdraw(APIView):
    """Take one's own submitted or rejected set back to work on it."""

    @extend_schema(request=None, responses={200: ChangeSetDetailOut})
    @idempotent
    def post(self, request, uid):
        validated(Nothing, request.data)
        return shown(drafts.withdraw(change_set=visible(request, uid), by=request.user))


class Approve(APIView):
    """Apply somebody else's submitted set. 428 without `revision`; 412 if the set or its place has moved on since."""

    @extend_schema(request=RevisionIn, responses={201: ChangeSetDetailOut})
    @idempotent
    def post(self, request, uid):
        revision = validated(RevisionIn, request.data).get("revision")
        change_set = visible(request, uid)
        services.require_reviewer(request.user, author=change_set.author)
        if revision is None:
            raise MissingVersion(_("Say which revision of the set you read."), "revision")
        return created(drafts.approve(change_set=change_set, by=request.user, revision=revision))


class Reject(APIView):
    """Send somebody else's submitted set back with a reason."""

    @extend_schema(request=RejectIn, responses={200: ChangeSetDetailOut})
    @idempotent
    def post(self, request, uid):
        asked = validated(RejectIn, request.data)
        return shown(drafts.reject(change_set=visible(request, uid), by=request.user, reason=asked["reason"]))


class CommentList(APIView):
    """What people say of a change set, oldest first."""

    @extend_schema(responses=CommentOut(many=True))
    def get(self, request, uid):
        comments = visible(request, uid).comments.select_related("author")
        return Response(CommentOut(comments, many=True).data)

    @extend_schema(request=CommentIn, responses={201: CommentOut})
    @idempotent
    def post(self, request, uid):
        asked = validated(CommentIn, request.data)
        said = drafts.comment(change_set=visible(request, uid), by=request.user, text=asked["text"])
        return Response(CommentOut(said).data, status=status.HTTP_201_CREATED)
