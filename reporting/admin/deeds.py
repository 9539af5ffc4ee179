"""What staff may do beside a report's own steps: give time, ask or allow more, note, correct.

They are not in its table of transitions. All but one change no status, and opening for correction
is only for what has had consequences already (reporting.reaccepting). What each asks and says
stands here, its page in deed_pages.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms

from core.dates import day_in_words, next_workday
from organisations.admin_base import Press, ReasonForm, Step
from reporting import actions
from reporting.handling_forms import DayField
from reporting.models import Report
from reporting.reaccepting import reopen_accepted, submissions_left
from reporting.states import ReportStatus

__all__ = ["DEEDS", "Deed"]

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


# --- Anstånd --------------------------------------------------------------------------------------


class GiveForm(ReasonForm):
    """Another last day for this recipient, unasked."""

    field_order = ["new_last_on", "reason"]
    new_last_on = DayField(
        label="Ny sista dag", error_messages={"required": "Skriv den nya sista dagen."}
    )
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
    answer_by = DayField(
        label="Sista dag att svara",
        error_messages={"required": "Skriv vilken dag mottagaren senast ska svara."},
    )

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
