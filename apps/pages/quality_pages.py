"""The pages of data quality: every check with what it counts, and each one with what it found."""

from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.border.days import today
from apps.geo.errors import BorderGisError, NotFound, PeriodError, gettext_noop
from apps.geo.stationing import format_km
from apps.ledger.models import ChangeSet
from apps.pages.audit import table
from apps.pages.changes import SEPARATORS
from apps.pages.layers import NAMES
from apps.pages.mending import mend
from apps.pages.quality import Finding, checked, checked_one
from apps.pages.typed import day_of
from apps.pages.workspace import first_day

FINDINGS_A_PAGE = 100
COLUMNS = ("layer", "of", "from_km", "to_km", "length_m", "note", "mend")


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show what each check counts: kilometres and numbers, which every reading level may see."""
    day, refusal = asked_day(request)
    shown = {"day": day, "refusal": refusal, "number": ChangeSet.objects.number(), "checks": checked(day)}
    return render(request, "quality/page.html", shown, status=400 if refusal else 200)


@require_GET
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Show what one check found, each with the way to mend it."""
    day, refusal = asked_day(request)
    try:
        found = checked_one(code, day)
    except NotFound:
        raise Http404 from None
    at = None if day == today() else day
    if request.GET.get("format") == "csv" and not refusal:
        return table(f"{code}-{day}", COLUMNS, (_exported(code, one, at) for one in found.findings))
    on_page = Paginator(found.findings, FINDINGS_A_PAGE).get_page(request.GET.get("page"))
    rows = [(one, _place(one), _what(one), mend(code, one, at)) for one in on_page]
    shown = {"day": day, "refusal": refusal, "found": found, "page": on_page, "rows": rows}
    return render(request, "quality/check.html", shown, status=400 if refusal else 200)


def asked_day(request: HttpRequest) -> tuple[date, str]:
    """Return the day that is asked for; today, and why, if it is none or lies before the register."""
    text = request.GET.get("as_of", "").strip()
    try:
        return (_known(day_of(text, "as_of")) if text else today()), ""
    except BorderGisError as error:
        return today(), error.translated(_)


def _known(day: date) -> date:
    first = first_day()
    if day < first:
        message = gettext_noop("The register knows nothing of %(day)s: it begins on %(first)s.")
        raise PeriodError(message, "as_of", day=day, first=first)
    return day


def _place(finding: Finding) -> str:
    if finding.from_cm is None:
        return ", ".join(map(str, finding.key.values()))
    separator = SEPARATORS[get_language() or "lv"]
    ends = (format_km(cm, separator) for cm in (finding.from_cm, finding.to_cm))
    return f"{finding.route} km {'–'.join(ends)}"


def _what(finding: Finding) -> str:
    """Return what is odd; of a thing also which of its facts."""
    if finding.from_cm is not None:
        return finding.note
    return f"{NAMES.get(finding.layer, finding.layer)}: {finding.note}"


def _exported(code: str, finding: Finding, day: date | None) -> list:
    place = [""] * 3
    if finding.from_cm is not None:
        place = [format_km(finding.from_cm), format_km(finding.to_cm), finding.length_cm / 100]
    whose = finding.route or ", ".join(map(str, finding.key.values()))
    return [finding.layer, whose, *place, finding.note, mend(code, finding, day).address]
