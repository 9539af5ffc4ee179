"""What staff may do with a report: what each button asks, says beforehand, and calls."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from core.kronor import with_unit
from organisations.admin_base import Press, ReasonForm, Step
from reporting import actions
from reporting.models import Report, Submission

__all__ = ["STEPS", "ReturnForm", "latest_of"]

REMARK = "remark_"


class SeenForm(forms.Form):
    """Which submission the person has before her: the recipient may send in another meanwhile."""

    submission = forms.IntegerField(widget=forms.HiddenInput)


class ReturnForm(ReasonForm):
    """What the recipient is to correct: in general, and page by page."""

    submission = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.label = "Vad ska mottagaren rätta?"
        reason.help_text = (
            "Mottagaren ser texten i ett brev och i sin återrapportering. Det som gäller en viss "
            "sida kan du skriva vid sidan i stället."
        )
        reason.required = False
        reason.asked = True  # type: ignore[attr-defined]

    def ask_about(self, pages: Iterable[tuple[str, str]]) -> None:
        """A field for a remark on each page, by key and title."""
        for key, title in pages:
            field = forms.CharField(
                label=f"Vad ska rättas på sidan ”{title}”?",
                max_length=2000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            field.asked = True  # type: ignore[attr-defined]
            field.page = title  # type: ignore[attr-defined]
            self.fields[f"{REMARK}{key}"] = field

    @property
    def general(self) -> list[forms.BoundField]:
        """What is asked whatever the page."""
        return [field for field in self if not field.name.startswith(REMARK)]

    @property
    def remarks(self) -> list[forms.BoundField]:
        """The pages' fields."""
        return [field for field in self if field.name.startswith(REMARK)]


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
    remarks = {
        name.removeprefix(REMARK): text
        for name, text in press.typed.items()
        if name.startswith(REMARK)
    }
    return actions.return_report(
        report,
        submission=press.typed["submission"],
        reason=press.typed["reason"],
        remarks=remarks,
        by=press.by,
        roles=press.roles,
        at=press.at,
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
    made, most = report.submissions.count(), report.max_submissions
    said = [
        "Återrapporteringen blir ett utkast igen, med alla svar kvar.",
        f"Mottagaren har skickat in {made} av högst {most} gånger.",
    ]
    if made >= most:
        said.append("Tillåt fler inskick också, annars kan mottagaren inte skicka in igen.")
    return said


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
        initial=_seen,
        label="Återlämna för rättelse",
        is_main=False,
        template="admin/reporting/return.html",
    ),
}


def latest_of(report: Report) -> Submission | None:
    """The submission that applies."""
    return report.submissions.select_related("revision").order_by("number").last()
