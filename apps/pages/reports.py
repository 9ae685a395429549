"""The pages of reports: ask for one, have its files, make it again to see that it holds, and when they are made."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.permissions import may_write
from apps.border.days import today
from apps.geo.errors import BorderGisError, Conflict
from apps.jobs import services as background
from apps.jobs.models import Job
from apps.pages.report_forms import MapForm, ReportForm, fresh, schedule_form
from apps.reports import deliveries, jobs
from apps.reports.content.asked import Asked
from apps.reports.handover import DEFAULT, handover_map
from apps.reports.models import Delivery, Pack, Schedule

PACKS_PER_PAGE = 30


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    return _list(request, fresh(request.GET))


def _list(request: HttpRequest, form: ReportForm, map_form: MapForm | None = None) -> HttpResponse:
    packs = Pack.objects.visible_to(request.user).select_related("snapshot", "made_by")
    page = Paginator(packs, PACKS_PER_PAGE).get_page(request.GET.get("page"))
    usual = {"as_of": today(), "layers": DEFAULT, "marking": "internal"}
    shown = {"page": page, "form": form, "map_form": map_form or MapForm(initial=usual, auto_id="map_%s")}
    shown |= _deliveries(request, Delivery.objects.not_sent().filter(pack__in=page.object_list))
    is_refused = bool(form.errors or shown["map_form"].errors)
    return render(request, "reports/list.html", shown, status=400 if is_refused else 200)


@require_GET
def handed_over(request: HttpRequest) -> HttpResponse:
    """Return the map to hand over as one file; what it shows is logged as read."""
    form = MapForm(request.GET, auto_id="map_%s")
    if not form.is_valid():
        return _list(request, fresh({}), form)
    asked = form.cleaned_data
    try:
        text = handover_map(
            names=asked["layers"], day=asked["as_of"], by=request.user, marking=asked["marking"]
        )
    except BorderGisError as error:
        form.refuse(error)
        return _list(request, fresh({}), form)
    name = f'attachment; filename="border-{asked["as_of"]}.html"'
    return HttpResponse(text, content_type="text/html; charset=utf-8", headers={"Content-Disposition": name})


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _list(request, form)
    given = dict(form.cleaned_data)
    kind, chosen = given.pop("kind"), tuple(given.pop("sections", ()))
    try:
        job = jobs.ask(kind=kind, asked=Asked(**given, sections=chosen), by=request.user)
    except BorderGisError as error:
        form.refuse(error)
        return _list(request, form)
    return redirect("surveillance:job", uid=job.uid)


@require_GET
def report(request: HttpRequest, uid) -> HttpResponse:
    packs = Pack.objects.visible_to(request.user).select_related("snapshot", "made_by")
    pack = get_object_or_404(packs, uid=uid)
    shown = {"pack": pack, **_deliveries(request, pack.deliveries.all())}
    return render(request, "reports/report.html", shown)


def _deliveries(request: HttpRequest, found: QuerySet[Delivery]) -> dict[str, Any]:
    """Return where reports go, for those who see the schedules too."""
    if not request.user.reads_fully:
        return {"deliveries": []}
    may_send = may_write(request.user, "target")
    return {"deliveries": found.select_related("pack", "job"), "may_send": may_send}


@require_POST
def send_again(request: HttpRequest, uid, delivery) -> HttpResponse:
    """Try once more to bring a report to where it goes, or at once if its next try is still to come."""
    _require_planner(request)
    found = get_object_or_404(Delivery, uid=delivery, pack__uid=uid)
    try:
        deliveries.again(delivery=found, by=request.user)
        messages.success(request, _("It is sent now; reload this page to see how it went."))
    except Conflict as refusal:
        messages.error(request, refusal.translated(_))
    return redirect("reports:report", uid=uid)


@require_POST
def stop_sending(request: HttpRequest, uid, delivery) -> HttpResponse:
    """Send a report no more to where it waits to go."""
    _require_planner(request)
    found = get_object_or_404(Delivery.objects.select_related("pack", "job"), uid=delivery, pack__uid=uid)
    try:
        deliveries.stop(delivery=found, by=request.user)
        messages.success(request, _("It is not sent there any more."))
    except Conflict as refusal:
        messages.error(request, refusal.translated(_))
    return redirect("reports:report", uid=uid)


@require_POST
def verify(request: HttpRequest, uid) -> HttpResponse:
    """Ask that a report be made again and compared; the answer is the job's."""
    pack = get_object_or_404(Pack.objects.visible_to(request.user), uid=uid)
    job = background.ask(kind="report-verify", arguments={"report": str(pack.uid)}, by=request.user)
    return redirect("surveillance:job", uid=job.uid)


def schedules(request: HttpRequest) -> HttpResponse:
    """List the reports that are made each month; planners and administrators add to them."""
    form = schedule_form(request)
    if request.method == "POST":
        _require_planner(request)
        if form.is_valid():
            jobs.schedule(schedule=form.save(commit=False), by=request.user)
            messages.success(request, _("It is made from now on, each month."))
            return redirect("reports:schedules")
    found = Schedule.objects.select_related("asked_by", "job")
    shown = {"schedules": found, "form": form, "may_ask": may_write(request.user, "target")}
    return render(request, "reports/schedules.html", shown, status=400 if form.errors else 200)


@require_POST
def stop_schedule(request: HttpRequest, pk: int) -> HttpResponse:
    _require_planner(request)
    jobs.stop(schedule=get_object_or_404(Schedule, pk=pk), by=request.user)
    messages.success(request, _("It is made no more."))
    return redirect("reports:schedules")


@require_POST
def again(request: HttpRequest, uid) -> HttpResponse:
    """Ask once more for a report that was not made: one's own, or as a planner one of a schedule."""
    mine = Job.objects.visible_to(request.user).filter(uid=uid).first()
    if mine is None:
        _require_planner(request)
    found = mine or get_object_or_404(Schedule.objects.select_related("job"), job__uid=uid).job
    try:
        job = jobs.again(job=found)
    except Conflict as refusal:
        messages.error(request, refusal.translated(_))
        return redirect("reports:list")
    messages.success(request, _("The report is asked for once more."))
    return redirect("surveillance:job", uid=job.uid) if mine else redirect("reports:schedules")


def _require_planner(request: HttpRequest) -> None:
    if not may_write(request.user, "target"):
        raise PermissionDenied(_("Planners and administrators say when reports are made."))
