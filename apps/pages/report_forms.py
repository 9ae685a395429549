"""The forms of reports: each offers only what the chosen kind of report has."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from apps.border.days import today
from apps.border.models import Section
from apps.construction.models import Element
from apps.geo.errors import BorderGisError
from apps.pages.typed import day_of
from apps.reports.content.labels import audiences, markings
from apps.reports.deliveries import addresses
from apps.reports.handover import LAYERS, TITLES
from apps.reports.kinds import KINDS, ReportKind
from apps.reports.models import Kind, Schedule

LANGUAGES = [("lv", "latviešu"), ("en", "English")]
FIRST = "coverage"
LEFT_OUT = {
    "sections": gettext_lazy(
        "This report is of the whole border: the sections that you chose are left out of it."
    ),
    "detail_maps": gettext_lazy("This report has no map sheets."),
}
FIELDS = "#report-fields"
"""What is asked for again when the kind of report, or its readers, are chosen."""


def readers() -> list[tuple[str, str]]:
    return list(audiences().items())


def kinds() -> list[tuple[str, Any]]:
    return [(value, label) for value, label in Kind.choices if value in KINDS]


def sections() -> list[tuple[str, str]]:
    return [(one.code, f"{one.code} · {one.name}") for one in Section.objects.all()]


def _asks_again(address) -> dict[str, Any]:
    return {
        "hx-get": address,
        "hx-include": FIELDS,
        "hx-select": FIELDS,
        "hx-target": FIELDS,
        "hx-swap": "outerHTML",
    }


def sections_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=gettext_lazy("Border sections"),
        choices=sections,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("none chosen: the whole border"),
    )


class DayInput(forms.TextInput):
    """Drawn by the part that all day fields share."""


class DayField(forms.DateField):
    """A day as people write it."""

    widget = DayInput

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        try:
            return day_of(value, "day")
        except BorderGisError as error:
            raise forms.ValidationError(error.translated(_)) from None


class Refusing(forms.BaseForm):
    """A form that tells what the register refuses."""

    def refuse(self, error: BorderGisError) -> None:
        """Put what the register refuses beside its field."""
        name = (error.where or "").partition("[")[0]
        self.add_error(name if name in self.fields else None, error.translated(_))


class OfKind(forms.BaseForm):
    """A form with a kind of report and its readers, those of the chosen kind only."""

    def offer_readers(self, address) -> ReportKind:
        """Leave the chosen kind's readers in the form and return the kind; `address` gives the form anew."""
        chosen = self.entered("kind")
        kind = KINDS[chosen if chosen in KINDS else FIRST]
        self.fields["audience"].choices = [one for one in readers() if one[0] in kind.audiences]
        for name in ("kind", "audience"):
            self.fields[name].widget.attrs |= _asks_again(address)
        return kind

    def entered(self, name: str) -> Any:
        """Return what is chosen in a field; in one whose choice is not offered any more, the first."""
        return self.data.get(name) if self.is_bound else self.initial.get(name)


class ReportForm(Refusing, OfKind, forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Report"), choices=kinds)
    as_of = DayField(label=gettext_lazy("As of"))
    audience = forms.ChoiceField(label=gettext_lazy("Readers"), choices=readers)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES)
    sections = sections_field()
    detail_maps = forms.BooleanField(
        label=gettext_lazy("Map sheets 1:10 000 too"), required=False, help_text=gettext_lazy("takes longer")
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        kind = self.offer_readers(reverse_lazy("reports:list"))
        readers = self.entered("audience") or kind.audiences[0]
        self.left_out = [] if kind.by_section else ["sections"]
        if readers not in kind.with_sheets:
            self.left_out.append("detail_maps")
        for name in self.left_out:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Say so once if something was chosen that this report does not have; sent again, it is made without it."""
        for name in self.left_out:
            if self.data.get(name):
                self.add_error(None, LEFT_OUT[name])
        return self.cleaned_data


def fresh(given: Mapping[str, Any]) -> ReportForm:
    """Return the form as it was entered so far, the rest as usual."""
    usual = {"as_of": today(), "language": get_language(), "kind": FIRST}
    return ReportForm(initial=usual | _so_far(given, ReportForm))


def _so_far(given, form: type[forms.BaseForm]) -> dict[str, Any]:
    """Return what stands in an address for the fields of a form."""
    return {
        name: given.getlist(name) if isinstance(field, forms.MultipleChoiceField) else given[name]
        for name, field in form.base_fields.items()
        if name in given
    }


def map_layers() -> list[tuple[str, str]]:
    names = [(name, TITLES[name]) for name in LAYERS]
    return names + [(f"work:{one.code}", one.name) for one in Element.objects.all()]


class MapForm(Refusing, forms.Form):
    as_of = DayField(label=gettext_lazy("As of"))
    layers = forms.MultipleChoiceField(
        label=gettext_lazy("Layers"), choices=map_layers, widget=forms.CheckboxSelectMultiple
    )
    marking = forms.ChoiceField(
        label=gettext_lazy("Marking"),
        choices=lambda: list(markings().items()),
    )


class ScheduleForm(OfKind, forms.ModelForm):
    kind = forms.ChoiceField(label=gettext_lazy("Report"), choices=kinds)
    audience = forms.ChoiceField(label=gettext_lazy("Readers"), choices=readers)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES)
    sections = sections_field()
    folder = forms.RegexField(
        r"^[\w-]*\Z",
        label=gettext_lazy("Folder"),
        required=False,
        help_text=gettext_lazy("below the server's folder for reports; letters, digits, dash"),
    )
    mail_to = forms.CharField(label=gettext_lazy("Mail to"), required=False, max_length=500)

    class Meta:
        model = Schedule
        fields = ["kind", "audience", "language", "sections", "day", "folder", "mail_to"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.is_of_all = not self.offer_readers(reverse_lazy("reports:schedules")).by_section
        if self.is_of_all:
            del self.fields["sections"]

    def clean_mail_to(self) -> str:
        found = addresses(self.cleaned_data["mail_to"])
        for address in found:
            forms.EmailField().clean(address)
        return ", ".join(found)

    def clean(self) -> dict[str, Any]:
        if self.is_of_all and self.data.get("sections"):
            self.add_error(None, LEFT_OUT["sections"])
        if (
            not self.errors
            and not addresses(self.cleaned_data["mail_to"])
            and not self.cleaned_data["folder"]
        ):
            self.add_error("folder", _("Say where the report goes: a folder, mail addresses, or both."))
        return self.cleaned_data


def schedule_form(request: HttpRequest) -> ScheduleForm:
    """Return the form as it is sent, or as it was entered so far."""
    usual = {"day": 1, "language": get_language(), "kind": FIRST}
    sent = request.POST if request.method == "POST" else None
    return ScheduleForm(sent, initial=usual | _so_far(request.GET, ScheduleForm))
