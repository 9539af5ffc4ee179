"""What somebody typed on a page, or in a question, that a newer revision has taken away while she
had it open."""

from collections.abc import Callable, Sequence

from django.http import QueryDict

from reporting.case_facts import case_facts
from reporting.models import FormRevision, Report
from reporting.questionnaire import FormDocument
from reporting.questionnaire import answers as typed
from reporting.questionnaire.page_form import page_form

__all__ = ["typed_on_lost_page", "typed_on_lost_questions"]


def typed_on_lost_page(report: Report, page: str, data: QueryDict) -> list[tuple[str, str]] | None:
    """The questions and answers of the post, in words; None if no revision ever had the page."""
    document = _newest_where(lambda one: any(page == p.key for p in one.pages), report)
    return None if document is None else _in_words(report, document, page, data)


def typed_on_lost_questions(
    report: Report, keys: Sequence[str], data: QueryDict
) -> list[tuple[str, str]]:
    """Of these questions those that the form no longer has, with what was typed in them.

    Asks the database only where there are any.
    """
    lost = [key for key in keys if key not in report.revision.content.by_key]
    if not lost:
        return []
    document = _newest_where(lambda one: lost[0] in one.by_key, report)
    if document is None:
        return []
    page = document.by_key[lost[0]].page.key
    return _in_words(report, document, page, data, only=lost)


def _in_words(
    report: Report,
    document: FormDocument,
    page: str,
    data: QueryDict,
    *,
    only: Sequence[str] | None = None,
) -> list[tuple[str, str]]:
    sent = page_form(document, document.page(page), report.answers, case_facts(report), data)
    said = []
    for key, stored in sent.answers().items():
        field = document.by_key[key].field
        text = typed.text(field, stored) if only is None or key in only else ""
        if text:
            said.append((field.label, text))
    return said


def _newest_where(has: Callable[[FormDocument], bool], report: Report) -> FormDocument | None:
    earlier = FormRevision.objects.filter(
        form=report.revision.form_id, number__lt=report.revision.number
    )
    for revision in earlier.order_by("-number"):
        if has(revision.content):
            return revision.content
    return None
