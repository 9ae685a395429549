"""The page of jobs: what one asked for, how far it is, what came of it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.geo.errors import BorderGisError
from apps.jobs import services
from apps.jobs.models import Job

JOBS_PER_PAGE = 30


@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    mine = Job.objects.visible_to(request.user).select_related("asked_by")
    page = Paginator(mine, JOBS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "jobs/jobs.html", {"page": page, "waits": any(job.is_moving for job in page)})


@require_GET
def job(request: HttpRequest, uid) -> HttpResponse:
    found = get_object_or_404(Job.objects.visible_to(request.user).select_related("asked_by"), uid=uid)
    if found.kind == "placement":
        return redirect("surveillance:placement-answer", uid=uid)
    return render(request, "jobs/job.html", {"job": found, "waits": found.is_moving})


@require_POST
def cancel(request: HttpRequest, uid) -> HttpResponse:
    found = get_object_or_404(Job.objects.visible_to(request.user), uid=uid)
    try:
        services.cancel(job=found)
        messages.success(request, _("The job is being stopped."))
    except BorderGisError as error:
        messages.error(request, error.translated(_))
    return redirect("surveillance:job", uid=uid)
