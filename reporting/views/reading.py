"""Läsversion on the web: the whole form on one page, every jump in words, own figures filled in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from correspondence.queries import documents_of
from organisations.access import ActingFor
from reporting.case_facts import case_facts
from reporting.models import Report
from reporting.whole_form import whole_form
from requisitions.access import for_case

__all__ = ["reading_copy"]


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
