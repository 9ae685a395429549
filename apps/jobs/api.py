from collections.abc import Iterable

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.reading import note_read
from apps.border.finding import the_one
from apps.border.serializers import PAGE, Nothing, page_of
from apps.geo.errors import FactError
from apps.jobs import services
from apps.jobs.kinds import TELLS
from apps.jobs.models import Job
from apps.jobs.serializers import JobOut
from apps.ledger.api import validated


class JobList(APIView):
    """One's own jobs, newest first; an administrator's list has everybody's."""

    @extend_schema(
        operation_id="jobs_list",
        parameters=[
            OpenApiParameter("state", str, description="queued, running, done, failed or cancelled."),
            *PAGE,
        ],
        responses=page_of(JobOut),
    )
    def get(self, request):
        jobs = Job.objects.visible_to(request.user).select_related("asked_by")
        if state := request.query_params.get("state"):
            if state not in Job.State.values:
                message = _("There is no state %(state)s; there are: %(known)s.")
                values = {"state": state, "known": ", ".join(Job.State.values)}
                raise FactError(message % values, "state")
            jobs = jobs.filter(state=state)
        paginator = LimitOffsetPagination()
        paginator.default_limit, paginator.max_limit = 50, 500
        page = paginator.paginate_queryset(jobs, request)
        _note(request, page)
        return paginator.get_paginated_response(JobOut(page, many=True).data)


class JobDetail(APIView):
    """One job: ask again until it has ended."""

    @extend_schema(responses=JobOut)
    def get(self, request, uid):
        job = visible(request, uid)
        _note(request, [job])
        return Response(JobOut(job).data)


class JobCancel(APIView):
    """Stop a job that waits or runs; 409 if it has ended."""

    @extend_schema(request=None, responses=JobOut)
    def post(self, request, uid):
        validated(Nothing, request.data)
        return Response(JobOut(services.cancel(job=visible(request, uid))).data)


def _note(request, jobs: Iterable[Job]) -> None:
    """Keep in the read log that a result with positions or gaps was read."""
    for job in jobs:
        if job.result is not None and job.kind in TELLS:
            note_read(request, TELLS[job.kind])


def visible(request, uid) -> Job:
    """Return the job if this person may see it, else raise NotFound."""
    return the_one(Job.objects.visible_to(request.user), _("There is no job %(uid)s."), uid=uid)
