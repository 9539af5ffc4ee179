"""Reports for staff: the list, and the dossier with all answers folded out."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest

from core.admin_base import Facts, kronor_cell
from core.dates import day_and_year, day_of
from core.kronor import percent, with_unit
from core.templatetags.portal import decimal_comma
from core.transitions import label_of
from correspondence.models import Document
from grants.admin_base import RecipientCaseAdmin
from organisations.admin_base import Press, ReasonForm, Step
from reporting import actions
from reporting.admin_filters import LateFilter, TodoFilter
from reporting.drawn_answers import drawn_pages
from reporting.form_editor.admin import FormAdmin
from reporting.models import Report, Submission
from reporting.states import REPORT, ReportStatus

__all__ = ["FormAdmin", "ReportAdmin"]


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
    reason = press.typed["reason"]
    return actions.return_report(report, by=press.by, roles=press.roles, at=press.at, reason=reason)


def _what_accepting_means(report: Report) -> list[str]:
    latest = _latest(report)
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


@admin.register(Report)
class ReportAdmin(RecipientCaseAdmin):
    page_template = "admin/reporting/report.html"
    table = REPORT
    noun = "Återrapportering"
    the_case = "Återrapporteringen"
    tones = {
        ReportStatus.LOCKED: "info",
        ReportStatus.SUBMITTED: "warning",
        ReportStatus.ACCEPTED: "success",
    }
    steps = {
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
    happened = {
        "lock": "Skickades till behörig företrädare",
        "unlock": "Togs tillbaka från behörig företrädare",
        "submit": "Godkändes av behörig företrädare och kom in",
        "reopen": "Öppnades för ändring",
        "accept": "Godtogs",
    }
    list_display = [
        "recipient", "huvudman", "round_name", "state", "came_in", "late", "kr_unused", "dnr",
    ]  # fmt: skip
    list_filter = [TodoFilter, LateFilter, *RecipientCaseAdmin.list_filter]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        latest = Submission.objects.filter(report=OuterRef("pk")).order_by("-number")
        rows: QuerySet[Report] = super().get_queryset(request)
        return rows.defer("answers").annotate(unused_kr=Subquery(latest.values("unused_kr")[:1]))

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        cases = Report.objects.with_case()
        return cases.filter(pk=object_id).first() if object_id.isdigit() else None

    @admin.display(description="kom först in", ordering="first_submitted_at")
    def came_in(self, row: Report) -> str:
        return day_and_year(day_of(row.first_submitted_at)) if row.first_submitted_at else "–"

    @admin.display(description="sen", ordering="is_late")
    def late(self, row: Report) -> str:
        return "Ja" if row.is_late else "–"

    @admin.display(description="oanvänt, kr", ordering="unused_kr")
    def kr_unused(self, row: Any) -> str:
        return kronor_cell(row.unused_kr)

    def state_label(self, row: Report) -> str:
        """A draft that has been sent in before is not the same thing as one that has not."""
        if row.status != ReportStatus.DRAFT:
            return row.get_status_display()
        return (
            "Ändras efter att ha skickats in"
            if row.first_submitted_at
            else "Utkast, inte inskickat"
        )

    def facts(self, obj: Report) -> Facts:
        first = obj.first_submitted_at
        late = ", efter sista dagen" if obj.is_late else ""
        return [
            *self.case_facts(obj),
            ("Rekvisition", obj.requisition.diarienummer),
            ("Sista dag", day_and_year(obj.last_on)),
            ("Kom först in", f"{day_and_year(day_of(first))}{late}" if first else ""),
            *_figures(_latest(obj)),
        ]

    def page_context(self, request: HttpRequest, obj: Report) -> dict[str, Any]:
        submissions = list(obj.submissions.select_related("approval", "revision").all())
        latest = submissions[-1] if submissions else None
        return {
            **super().page_context(request, obj),
            "latest": latest,
            "pages": _answers(latest),
            "submissions": _with_documents(submissions),
            "approvals": obj.approvals.order_by("-requested_at"),
        }


def _latest(report: Report) -> Submission | None:
    return report.submissions.order_by("number").last()


def _figures(latest: Submission | None) -> Facts:
    if latest is None:
        return []
    share = decimal_comma(percent(latest.unused_kr, latest.received_kr))
    return [
        ("Mottaget", with_unit(latest.received_kr)),
        ("Använt", with_unit(latest.used_kr)),
        ("Oanvänt", f"{with_unit(latest.unused_kr)}, {share} %"),
    ]


def _answers(latest: Submission | None) -> list[Any]:
    if latest is None:
        return []
    return drawn_pages(latest.revision.content, latest.answers, latest.facts)


def _with_documents(submissions: list[Submission]) -> list[tuple[Submission, Document | None]]:
    """Each submission beside its stored PDF, newest first (one query)."""
    labels = [label_of(one) for one in submissions]
    stored = {one.about: one for one in Document.objects.filter(about__in=labels)}
    return [(one, stored.get(label_of(one))) for one in reversed(submissions)]
