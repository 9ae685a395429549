"""The pages of reports: ask for one, have its files, make it again to see that it holds, and when they are made."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.permissions import may_write
from apps.border.days import today
from apps.border.models import Section
from apps.construction.models import Element
from apps.geo.errors import BorderGisError
from apps.jobs import services as background
from apps.reports import jobs
from apps.reports.content.asked import FULL, GENERAL, Asked
from apps.reports.handover import DEFAULT, LAYERS, handover_map
from apps.reports.kinds import KINDS
from apps.reports.models import Kind, Pack, Schedule

PACKS_PER_PAGE = 30
AUDIENCES = [
    (FULL, gettext_lazy("readers of positions and gaps")),
    (GENERAL, gettext_lazy("general readers: kilometres and counts by section")),
]
LAYER_NAMES = {
    "sections": gettext_lazy("Border sections"),
    "units": gettext_lazy("Units"),
    "segments": gettext_lazy("Segments"),
    "land": gettext_lazy("Land rights"),
    "coverage": gettext_lazy("Coverage"),
    "gaps": gettext_lazy("Gaps in surveillance"),
    "sensors": gettext_lazy("Sensors"),
    "signs": gettext_lazy("Border signs"),
}
LANGUAGES = [("lv", "latviešu"), ("en", "English")]


def kinds() -> list[tuple[str, Any]]:
    return [(value, label) for value, label in Kind.choices if value in KINDS]


def sections() -> list[tuple[str, str]]:
    return [(one.code, f"{one.code} · {one.name}") for one in Section.objects.all()]


class ReportForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Report"), choices=kinds)
    as_of = forms.DateField(label=gettext_lazy("As of"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    audience = forms.ChoiceField(label=gettext_lazy("Readers"), choices=AUDIENCES)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES)
    sections = forms.MultipleChoiceField(
        label=gettext_lazy("Border sections"),
        choices=sections,
        required=False,
        help_text=gettext_lazy("none chosen: the whole border"),
    )
    detail_maps = forms.BooleanField(
        label=gettext_lazy("Map sheets 1:10 000 too"), required=False, help_text=gettext_lazy("takes longer")
    )


def map_layers() -> list[tuple[str, str]]:
    names = [(name, LAYER_NAMES[name]) for name in LAYERS]
    return names + [(f"work:{one.code}", one.name) for one in Element.objects.all()]


class MapForm(forms.Form):
    as_of = forms.DateField(label=gettext_lazy("As of"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    layers = forms.MultipleChoiceField(
        label=gettext_lazy("Layers"), choices=map_layers, widget=forms.CheckboxSelectMultiple
    )
    marking = forms.ChoiceField(
        label=gettext_lazy("Marking"),
        choices=[("internal", gettext_lazy("for official use")), ("public", gettext_lazy("public"))],
    )


class ScheduleForm(forms.ModelForm):
    kind = forms.ChoiceField(label=gettext_lazy("Report"), choices=kinds)
    audience = forms.ChoiceField(label=gettext_lazy("Readers"), choices=AUDIENCES)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES)
    folder = forms.RegexField(
        r"^[\w-]*\Z",
        label=gettext_lazy("Folder"),
        required=False,
        help_text=gettext_lazy("below the server's folder for reports; letters, digits, dash"),
    )
    mail_to = forms.CharField(label=gettext_lazy("Mail to"), required=False, max_length=500)

    class Meta:
        model = Schedule
        fields = ["kind", "audience", "language", "day", "folder", "mail_to"]

    def clean_mail_to(self) -> str:
        for address in filter(None, (one.strip() for one in self.cleaned_data["mail_to"].split(","))):
            forms.EmailField().clean(address)
        return self.cleaned_data["mail_to"]


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    packs = Pack.objects.visible_to(request.user).select_related("snapshot", "made_by")
    page = Paginator(packs, PACKS_PER_PAGE).get_page(request.GET.get("page"))
    form = ReportForm(initial={"as_of": today(), "language": get_language(), "kind": "coverage"})
    map_form = MapForm(initial={"as_of": today(), "layers": DEFAULT, "marking": "internal"}, auto_id="map_%s")
    return render(request, "reports/list.html", {"page": page, "form": form, "map_form": map_form})


@require_GET
def handed_over(request: HttpRequest) -> HttpResponse:
    """Return the map to hand over as one file; what it shows is logged as read."""
    form = MapForm(request.GET)
    if not form.is_valid():
        for field, errors in form.errors.items():
            messages.error(request, f"{form.fields[field].label}: {' '.join(errors)}")
        return redirect("reports:list")
    asked = form.cleaned_data
    text = handover_map(names=asked["layers"], day=asked["as_of"], by=request.user, marking=asked["marking"])
    name = f'attachment; filename="border-{asked["as_of"]}.html"'
    return HttpResponse(text, content_type="text/html; charset=utf-8", headers={"Content-Disposition": name})


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    form = ReportForm(request.POST)
    if not form.is_valid():
        for field, errors in form.errors.items():
            messages.error(request, f"{form.fields[field].label}: {' '.join(errors)}")
        return redirect("reports:list")
    given = form.cleaned_data
    kind = given.pop("kind")
    try:
        job = jobs.ask(
            kind=kind, asked=Asked(**{**given, "sections": tuple(given["sections"])}), by=request.user
        )
    except BorderGisError as error:
        messages.error(request, error.translated(_))
        return redirect("reports:list")
    return redirect("surveillance:job", uid=job.uid)


@require_GET
def report(request: HttpRequest, uid) -> HttpResponse:
    packs = Pack.objects.visible_to(request.user).select_related("snapshot", "made_by")
    return render(request, "reports/report.html", {"pack": get_object_or_404(packs, uid=uid)})


@require_POST
def verify(request: HttpRequest, uid) -> HttpResponse:
    """Ask that a report be made again and compared; the answer is the job's."""
    pack = get_object_or_404(Pack.objects.visible_to(request.user), uid=uid)
    job = background.ask(kind="report-verify", arguments={"report": str(pack.uid)}, by=request.user)
    return redirect("surveillance:job", uid=job.uid)


def schedules(request: HttpRequest) -> HttpResponse:
    """List the reports that are made each month; planners and administrators add to them."""
    form = ScheduleForm(request.POST or None, initial={"day": 1, "language": get_language()})
    if request.method == "POST":
        _require_planner(request)
        if form.is_valid():
            form.instance.asked_by = request.user
            form.save()
            messages.success(request, _("It is made from now on, each month."))
            return redirect("reports:schedules")
    found = Schedule.objects.select_related("asked_by")
    return render(request, "reports/schedules.html", {"schedules": found, "form": form})


@require_POST
def stop_schedule(request: HttpRequest, pk: int) -> HttpResponse:
    _require_planner(request)
    get_object_or_404(Schedule, pk=pk).delete()
    messages.success(request, _("It is made no more."))
    return redirect("reports:schedules")


def _require_planner(request: HttpRequest) -> None:
    if not may_write(request.user, "target"):
        raise PermissionDenied(_("Planners and administrators say when reports are made."))
