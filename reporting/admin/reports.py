"""Reports for staff: the list, and the dossier with all answers folded out."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse

from core import clock
from core.admin_base import Facts, admin_url, kronor_cell
from core.dates import day_and_year, day_of
from core.kronor import percent, with_unit
from core.models import Event
from core.templatetags.portal import decimal_comma
from core.transitions import label_of
from correspondence.models import Document
from grants.admin_base import RecipientCaseAdmin
from organisations.admin_base import Step
from reporting.admin.deed_pages import WithDeeds
from reporting.admin.handled import ExtensionAdmin, SupplementAdmin
from reporting.admin.steps import STEPS, ReturnForm, latest_of
from reporting.admin_filters import HandledFilter, LateFilter, TodoFilter
from reporting.models import Report, Submission
from reporting.questionnaire import presentation
from reporting.reading import changed_pages, reading_of
from reporting.states import REPORT, ReportStatus

__all__ = ["ReportAdmin"]


@admin.register(Report)
class ReportAdmin(WithDeeds, RecipientCaseAdmin):
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
        "return": "Återlämnades för rättelse",
        "correct": "Öppnades för rättelse efter att ha godtagits",
        "accept": "Godtogs",
        "raise_submissions": "Fick skicka in fler gånger",
    }
    list_display = [
        "recipient", "huvudman", "round_name", "state", "came_in", "late", "kr_unused", "dnr",
    ]  # fmt: skip
    list_filter = [TodoFilter, LateFilter, HandledFilter, *RecipientCaseAdmin.list_filter]

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
            ("Sista dag", _last_day(obj)),
            ("Kom först in", f"{day_and_year(day_of(first))}{late}" if first else ""),
            *_figures(latest_of(obj)),
        ]

    def page_context(self, request: HttpRequest, obj: Report) -> dict[str, Any]:
        submissions = list(obj.submissions.select_related("approval", "revision").all())
        latest = submissions[-1] if submissions else None
        return {
            **super().page_context(request, obj),
            "latest": latest,
            "reading_url": reverse("admin:reporting_report_read", args=[obj.pk]),
            "submissions": _with_documents(submissions),
            "approvals": obj.approvals.order_by("-requested_at"),
            "extensions": _with_pages(obj.extensions.order_by("-asked_at", "-id")),
            "supplements": _with_pages(obj.supplements.order_by("-asked_at", "-id")),
            "remarks": _remarks(obj, submissions),
            "notes": obj.notes.select_related("by").order_by("-at", "-id"),
            "today": clock.today(),
        }

    def timeline(self, obj: Report) -> list[dict[str, Any]]:
        """What has happened to the report, and to what was asked beside it."""
        handled = [*obj.extensions.all(), *obj.supplements.all()]
        events = Event.objects.filter(about__in=[label_of(one) for one in (obj, *handled)])
        said = {**self.happened, **ExtensionAdmin.happened, **SupplementAdmin.happened}
        return [
            {
                "at": event.at,
                "title": said.get(_what_happened(event), event.action),
                "text": event.reason,
                "actor": event.actor_name or "Portalen",
            }
            for event in events.order_by("-at", "-id")
        ]

    def form_of(self, step: Step, obj: Report, data: Mapping[str, Any] | None = None) -> forms.Form:
        """A return asks about each page that was sent in."""
        form = super().form_of(step, obj, data)
        latest = latest_of(obj)
        if isinstance(form, ReturnForm) and latest is not None:
            shown = presentation(latest.revision.content, latest.answers, latest.facts)
            form.ask_about((page.key, page.title) for page in shown)
        return form

    def get_urls(self) -> list[URLPattern]:
        read = path(
            "<path:object_id>/las/",
            self.admin_site.admin_view(self.reading_view),
            name="reporting_report_read",
        )
        return [read, *super().get_urls()]

    def reading_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A submission with last year and the others beside it; the one that applies unless
        `inskickad` names another, and what differs from the one that `jamfor` names.
        """
        obj = self.row(request, object_id)
        submissions = list(obj.submissions.select_related("approval", "revision"))
        try:
            number = int(request.GET.get("inskickad") or len(submissions))
            compared = int(request.GET.get("jamfor") or 0)
            reading = reading_of(obj, submissions, number=number, compared=compared or None)
        except (KeyError, ValueError):
            raise Http404 from None
        title = f"Läs svaren: {self.heading(obj)}"
        is_latest = number == len(submissions)
        return self.page(
            request, "admin/reporting/reading.html", obj, title=title, reading=reading,
            buttons=self.buttons(request, obj) if is_latest else [], back=admin_url(obj),
        )  # fmt: skip


def _what_happened(event: Event) -> str:
    """A report is opened again by the recipient, or by staff, who give a reason."""
    if event.action != "reopen" or not event.reason:
        return event.action
    return "correct" if event.from_status == ReportStatus.ACCEPTED else "return"


def _last_day(report: Report) -> str:
    day = day_and_year(report.last_on)
    is_extended = report.last_on > report.round.report_last_on
    return (
        f"{day} (anstånd, annars {day_and_year(report.round.report_last_on)})"
        if is_extended
        else day
    )


def _with_pages(rows: Iterable[Any]) -> list[tuple[Any, str]]:
    """Each row beside the address of its page (1 query)."""
    return [(row, admin_url(row)) for row in rows]


def _remarks(report: Report, submissions: list[Submission]) -> list[dict[str, Any]]:
    """What was to be mended, page by page, and whether the page has changed since (1 query)."""
    by_number = {one.number: one for one in submissions}
    remarks = list(report.remarks.select_related("by").order_by("-at", "page"))
    changed = {
        number: changed_pages(by_number[number], submissions[-1])
        for number in {remark.submission_number for remark in remarks}
    }
    return [
        {
            "remark": remark,
            "title": by_number[number].revision.content.page(remark.page).title,
            "answered": number < len(submissions),
            "changed": remark.page in changed[number],
        }
        for remark in remarks
        for number in [remark.submission_number]
    ]


def _figures(latest: Submission | None) -> Facts:
    if latest is None:
        return []
    share = decimal_comma(percent(latest.unused_kr, latest.received_kr))
    return [
        ("Mottaget", with_unit(latest.received_kr)),
        ("Använt", with_unit(latest.used_kr)),
        ("Oanvänt", f"{with_unit(latest.unused_kr)}, {share} %"),
    ]


def _with_documents(submissions: list[Submission]) -> list[tuple[Submission, Document | None]]:
    """Each submission beside its stored PDF, newest first (one query)."""
    labels = [label_of(one) for one in submissions]
    stored = {one.about: one for one in Document.objects.filter(about__in=labels)}
    return [(one, stored.get(label_of(one))) for one in reversed(submissions)]
