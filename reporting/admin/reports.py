"""Reports for staff: the list, and the dossier with all answers folded out."""

from typing import Any

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
from reporting.admin.steps import STEPS, latest_of
from reporting.admin_filters import LateFilter, TodoFilter
from reporting.drawn_answers import drawn_pages
from reporting.models import Report, Submission
from reporting.states import REPORT, ReportStatus

__all__ = ["ReportAdmin"]


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
    steps = STEPS
    happened = {
        "lock": "Skickades till behörig företrädare",
        "unlock": "Togs tillbaka från behörig företrädare",
        "remind": "Behörig företrädare påmindes",
        "renew": "Länken till behörig företrädare förnyades",
        "hand_over": "Ersättare ska godkänna",
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
            *_figures(latest_of(obj)),
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
