"""What staff may do with a report: what each button asks, says beforehand, and calls."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from core.kronor import with_unit
from organisations.admin_base import Press, ReasonForm, Step
from reporting import actions
from reporting.models import Report, Submission

__all__ = ["STEPS", "latest_of"]


class ReturnForm(ReasonForm):
    """What the recipient is to correct."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.label = "Vad ska mottagaren rätta?"
        reason.help_text = "Mottagaren ser texten i sin återrapportering."
        reason.error_messages["required"] = (
            "Skriv vad som ska rättas, så att mottagaren vet vad den ska göra."
        )


class SeenForm(forms.Form):
    """Which submission the person has before her: the recipient may send in another meanwhile."""

    submission = forms.IntegerField(widget=forms.HiddenInput)


def _seen(report: Report, _today: date) -> dict[str, Any]:
    return {"submission": report.submissions.count()}


def _accept(report: Report, press: Press) -> object:
    return actions.accept_report(
        report,
        submission=press.typed["submission"],
        by=press.by,
        roles=press.roles,
        at=press.at,
    )


def _return(report: Report, press: Press) -> object:
    return actions.return_report(
        report,
        submission=report.submissions.count(),
        by=press.by,
        roles=press.roles,
        at=press.at,
        reason=press.typed["reason"],
    )


def _what_accepting_means(report: Report) -> list[str]:
    latest = latest_of(report)
    if latest is None or not latest.unused_kr:
        return ["Hela bidraget är använt. Återrapporteringen godtas och ärendet är klart."]
    unused = with_unit(latest.unused_kr)
    return [
        f"Återrapporteringen godtas som den är, inskickad {latest.number}.",
        f"{unused} är oanvända. Portalen återkräver dem och skickar en faktura till "
        f"{report.organisation.name}.",
    ]


def _what_returning_means(report: Report) -> list[str]:
    made, most = report.submissions.count(), report.round.max_submissions
    return [
        "Återrapporteringen blir ett utkast igen, med alla svar kvar.",
        f"Mottagaren har skickat in {made} av högst {most} gånger.",
    ]


STEPS: Mapping[str, Step] = {
    "accept": Step(
        _accept,
        "Återrapporteringen är godtagen.",
        consequence=_what_accepting_means,
        form=SeenForm,
        initial=_seen,
    ),
    "reopen": Step(
        _return,
        "Återrapporteringen är återlämnad till mottagaren.",
        consequence=_what_returning_means,
        form=ReturnForm,
        label="Återlämna för rättelse",
        is_main=False,
    ),
}


def latest_of(report: Report) -> Submission | None:
    """The submission that applies."""
    return report.submissions.order_by("number").last()
