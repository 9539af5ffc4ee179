"""What staff may do beside a report's steps: give time, ask for more, allow more, note, correct.

They are not in its table of transitions. All but one change no status, and opening for correction
is only for what has had consequences already (reporting.reaccepting). Each asks on a page of its
own, as a step does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from core.admin_base import admin_url
from core.dates import day_in_words, next_workday
from core.errors import NotAllowed, RuleViolated, StaleState
from core.fields import show_violations
from organisations.admin_base import Button, CaseAdmin, Press, ReasonForm, Step
from organisations.roles import CASE_STAFF
from reporting import actions
from reporting.handling_forms import DayField
from reporting.models import Report
from reporting.reaccepting import reopen_accepted, submissions_left
from reporting.states import ReportStatus

__all__ = ["DEEDS", "WithDeeds"]

TO_ANSWER = timedelta(days=14)
"""What is suggested as time to answer a supplement."""
ACCEPTED = frozenset({ReportStatus.ACCEPTED})
NOT_ACCEPTED = frozenset(ReportStatus) - ACCEPTED


@dataclass(frozen=True)
class Deed:
    """A button beside the steps, `when` the report has one of these statuses.

    `is_sent_in` says that something must have come in first.
    """

    step: Step
    when: frozenset[ReportStatus] = NOT_ACCEPTED
    is_sent_in: bool = False

    def is_for(self, report: Report) -> bool:
        has_come = report.first_submitted_at is not None
        return report.status in self.when and (has_come or not self.is_sent_in)


class WithDeeds(CaseAdmin):
    """The page of a report: its steps, and the deeds beside them."""

    def get_urls(self) -> list[URLPattern]:
        do = path(
            "<path:object_id>/gor/<slug:deed>/",
            self.admin_site.admin_view(self.deed_view),
            name="reporting_report_deed",
        )
        return [do, *super().get_urls()]

    def buttons(self, request: HttpRequest, obj: Report) -> list[Button]:
        """The steps, then the deeds that fit the case."""
        found = super().buttons(request, obj)
        if not CASE_STAFF & self.admin_site.roles(request):
            return found
        name = "admin:reporting_report_deed"
        return found + [
            Button(deed.step.label, reverse(name, args=[obj.pk, key]), asks=True, is_main=False)
            for key, deed in DEEDS.items()
            if deed.is_for(obj)
        ]

    def deed_view(self, request: HttpRequest, object_id: str, deed: str) -> HttpResponse:
        """Ask (GET), or do (POST). A second click says that it is done already."""
        obj = self.row(request, object_id)
        if deed not in DEEDS:
            raise Http404
        if not CASE_STAFF & self.admin_site.roles(request):
            raise NotAllowed("Din roll ger inte rätt att göra detta.")
        step = DEEDS[deed].step
        form = self.form_of(step, obj, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid() and self._is_done(request, obj, step, form):
            return HttpResponseRedirect(admin_url(obj))
        return self.page(
            request,
            self.confirm_template,
            obj,
            title=f"{step.label}: {self.heading(obj)}",
            label=step.label,
            consequences=step.consequence(obj) if step.consequence else [],
            form=form,
            back=admin_url(obj),
        )

    def _is_done(self, request: HttpRequest, obj: Report, step: Step, form: forms.Form) -> bool:
        try:
            step.do(obj, self.press(request, form.cleaned_data))
        except StaleState as stale:
            messages.info(request, f"{stale} Inget ändrades.")
            return True
        except RuleViolated as refused:
            show_violations(form, refused)
            return False
        messages.success(request, step.done)
        return True


# --- Anstånd --------------------------------------------------------------------------------------


class GiveForm(ReasonForm):
    """Another last day for this recipient, unasked."""

    field_order = ["new_last_on", "reason"]
    new_last_on = DayField(label="Ny sista dag")
    seen_last_on = forms.DateField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "Skäl till beslutet"
        self.fields["reason"].help_text = "Skälen står i beslutet som mottagaren får."


def _give(report: Report, press: Press) -> object:
    return actions.give_extension(
        report, **press.typed, by=press.by, roles=press.roles, at=press.at
    )


def _what_giving_means(report: Report) -> list[str]:
    return [
        f"Sista dagen är nu {day_in_words(report.last_on)}. Den nya gäller bara "
        f"{report.recipient.name}.",
        "Mottagaren får beslutet i ett brev. Påminnelserna följer den nya dagen.",
    ]


# --- Komplettering --------------------------------------------------------------------------------


class AskForm(forms.Form):
    """What is asked for, and by when."""

    question = forms.CharField(
        label="Vad behöver vi?",
        help_text="Mottagaren får texten i ett brev och i portalen.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Skriv vad mottagaren ska komplettera med."},
    )
    wants_files = forms.BooleanField(
        label="Mottagaren ska bifoga filer, till exempel ett kontoutdrag", required=False
    )
    answer_by = DayField(label="Sista dag att svara")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wants_files"].asked = True  # type: ignore[attr-defined]


def _ask(report: Report, press: Press) -> object:
    return actions.ask_supplement(
        report, **press.typed, by=press.by, roles=press.roles, at=press.at
    )


def _what_asking_means(report: Report) -> list[str]:
    return [
        f"{report.recipient.name} får ett brev och svarar i portalen. Återrapporteringen kan "
        "godtas först när svaret är läst, eller när du har tagit tillbaka begäran.",
        "En komplettering som redan har kommit in markeras som läst.",
    ]


def _in_a_fortnight(_report: Report, today: date) -> dict[str, Any]:
    return {"answer_by": next_workday(today + TO_ANSWER)}


# --- Fler inskick ---------------------------------------------------------------------------------


class RaiseForm(ReasonForm):
    """More submissions for this recipient."""

    field_order = ["extra", "reason"]
    extra = forms.IntegerField(
        label="Hur många gånger till?",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": "Skriv hur många gånger till.",
            "invalid": "Skriv antalet med siffror, till exempel 1.",
        },
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = "Mottagaren får skälet i ett brev."


def _raise(report: Report, press: Press) -> object:
    return actions.raise_submissions(
        report, **press.typed, by=press.by, roles=press.roles, at=press.at
    )


def _what_raising_means(report: Report) -> list[str]:
    made, most = report.submissions.count(), report.max_submissions
    return [
        f"{report.recipient.name} har skickat in {made} av högst {most} gånger. "
        "Ändringen gäller bara den här mottagaren.",
    ]


# --- Rättelse -------------------------------------------------------------------------------------


class CorrectForm(ReasonForm):
    """Why what has been accepted must be corrected."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "Vad ska mottagaren rätta, och varför?"
        self.fields["reason"].help_text = "Mottagaren får texten i ett brev."


def _correct(report: Report, press: Press) -> object:
    return reopen_accepted(report, **press.typed, by=press.by, roles=press.roles, at=press.at)


def _what_correcting_means(report: Report) -> list[str]:
    said = [
        "Återrapporteringen blir ett utkast igen, med alla svar kvar. Det som är godtaget gäller "
        "tills rättelsen är godtagen.",
        "Återkrav och fakturor ändras inte nu. När rättelsen är godtagen föreslår portalen en "
        "kreditfaktura eller ett ytterligare återkrav.",
    ]
    if not submissions_left(report):
        said.append(
            f"Mottagaren har redan skickat in {report.max_submissions} gånger, som är det högsta "
            "antalet. Tillåt fler inskick när återrapporteringen är öppnad, annars kan rättelsen "
            "inte skickas in."
        )
    return said


# --- Anteckning -----------------------------------------------------------------------------------


class NoteForm(forms.Form):
    text = forms.CharField(
        label="Anteckning",
        help_text="Mottagaren ser den inte, men den är allmän handling när ärendet är avslutat.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Skriv en anteckning."},
    )


def _note(report: Report, press: Press) -> object:
    return actions.write_note(report, **press.typed, by=press.by, roles=press.roles, at=press.at)


DEEDS: Mapping[str, Deed] = {
    "komplettering": Deed(
        Step(
            _ask,
            "Begäran om komplettering är gjord. Brevet går ut strax.",
            consequence=_what_asking_means,
            form=AskForm,
            initial=_in_a_fortnight,
            label="Begär komplettering",
        ),
        is_sent_in=True,
    ),
    "anstand": Deed(
        Step(
            _give,
            "Anståndet är beslutat. Brevet går ut strax.",
            consequence=_what_giving_means,
            form=GiveForm,
            initial=lambda report, _today: {"seen_last_on": report.last_on},
            label="Ge anstånd",
        )
    ),
    "fler-inskick": Deed(
        Step(
            _raise,
            "Mottagaren kan skicka in fler gånger. Brevet går ut strax.",
            consequence=_what_raising_means,
            form=RaiseForm,
            initial=lambda report, _today: {"seen": report.extra_submissions},
            label="Tillåt fler inskick",
        ),
        is_sent_in=True,
    ),
    "rattelse": Deed(
        Step(
            _correct,
            "Återrapporteringen är öppen för rättelse hos mottagaren. Brevet går ut strax.",
            consequence=_what_correcting_means,
            form=CorrectForm,
            label="Öppna för rättelse",
        ),
        when=ACCEPTED,
    ),
    "anteckning": Deed(
        Step(_note, "Anteckningen är sparad.", form=NoteForm, label="Skriv en anteckning"),
        when=frozenset(ReportStatus),
    ),
}
