"""What somebody typed on a page that a newer revision has taken away while she had it open."""

from django.http import QueryDict

from reporting.case_facts import case_facts
from reporting.models import FormRevision, Report
from reporting.questionnaire import FormDocument
from reporting.questionnaire import answers as typed
from reporting.questionnaire.page_form import page_form

__all__ = ["typed_on_lost_page"]


def typed_on_lost_page(report: Report, page: str, data: QueryDict) -> list[tuple[str, str]] | None:
    """The questions and answers of the post, in words; None if no revision ever had the page."""
    document = _newest_with(page, report)
    if document is None:
        return None
    sent = page_form(document, document.page(page), report.answers, case_facts(report), data)
    said = []
    for key, stored in sent.answers().items():
        field = document.by_key[key].field
        if text := typed.text(field, stored):
            said.append((field.label, text))
    return said


def _newest_with(page: str, report: Report) -> FormDocument | None:
    earlier = FormRevision.objects.filter(
        form=report.revision.form_id, number__lt=report.revision.number
    )
    for revision in earlier.order_by("-number"):
        if any(one.key == page for one in revision.content.pages):
            return revision.content
    return None
