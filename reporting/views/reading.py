"""The whole form to read: läsversion on the web, and arbetskopia with the answers so far."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from core import clock
from correspondence.queries import documents_of
from organisations.access import ActingFor
from reporting.case_facts import case_facts
from reporting.desk import at_desk
from reporting.models import Report
from reporting.views.common import desk_of
from reporting.whole_form import whole_form
from reporting.work_copy import work_copy as make_work_copy
from requisitions.access import for_case

__all__ = ["reading_copy", "work_copy"]


@for_case()
def reading_copy(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """The form as it stands now; the PDF is the one that the letter carried."""
    report = get_object_or_404(
        Report.objects.with_case(), round__key=round_key, recipient=acting.recipient
    )
    context = {
        "report": report,
        "round": report.round,
        "acting": acting,
        "copy": whole_form(report.revision.content, case_facts(report)),
        "document": documents_of([report.case]).filter(kind="reading_copy").last(),
    }
    return render(request, "reporting/reading_copy.html", context)


@for_case(look_up=at_desk)
def work_copy(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """Every question with the answers so far as PDF, made now and kept nowhere."""
    desk = desk_of(acting)
    name = f"arbetskopia-{desk.report.round.key}-{desk.report.recipient.code}.pdf"
    response = HttpResponse(make_work_copy(desk, at=clock.now()), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
