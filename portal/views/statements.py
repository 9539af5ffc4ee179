"""Kontoutdrag: for the recipient its own, round by round; for staff all of a recipient's."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import clock
from organisations.access import ActingFor, staff
from organisations.models import Recipient
from portal.queries import journey_of
from repayments.statements import Statement, as_csv, as_pdf, statement_of
from requisitions.access import for_case

__all__ = ["staff_statement", "staff_statement_file", "statement", "statement_file"]


@for_case()
@require_safe
def statement(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """What was asked for, credited and paid in the round, and what is left."""
    context = {
        "journey": journey_of(acting, round_key, today=clock.today()),
        "acting": acting,
        "round_key": round_key,
        "statement": statement_of(acting.recipient, round_key=round_key),
    }
    return render(request, "portal/statement.html", context)


@for_case()
@never_cache
@require_safe
def statement_file(
    request: HttpRequest, acting: ActingFor, round_key: str, form: str
) -> HttpResponse:
    """The same as CSV or PDF."""
    shown = statement_of(acting.recipient, round_key=round_key)
    return _file(shown, form, f"kontoutdrag-{round_key}-{acting.recipient.code}")


@staff()
@require_safe
def staff_statement(request: HttpRequest, code: str) -> HttpResponse:
    """A recipient's claims, invoices and payments of every round."""
    recipient = get_object_or_404(Recipient, code=code)
    context = {"recipient": recipient, "statement": statement_of(recipient)}
    return render(request, "portal/staff_statement.html", context)


@staff()
@never_cache
@require_safe
def staff_statement_file(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The same as CSV or PDF."""
    recipient = get_object_or_404(Recipient, code=code)
    return _file(statement_of(recipient), form, f"kontoutdrag-{code}")


def _file(shown: Statement, form: str, name: str) -> HttpResponse:
    kinds = {"csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}
    if form not in kinds:
        raise Http404
    content = as_csv(shown) if form == "csv" else as_pdf(shown, today=clock.today())
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return HttpResponse(content, content_type=kinds[form], headers=headers)
