"""Bidraget: one recipient in one round, from allocation to the end, with its documents."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from core import clock
from correspondence.models import Direction, Document
from correspondence.queries import documents_of, letters_of
from correspondence.views import as_download, document_rows
from organisations.access import ActingFor
from portal.queries import journeys_of
from requisitions.access import for_case, reachable_cases
from requisitions.documents import requisition_document

__all__ = ["document", "grant"]


@for_case()
def grant(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """The life of the grant as a path, what to do next, documents, letters, contact."""
    today = clock.today()
    cases = reachable_cases(acting.user, on=today)
    (journey,) = journeys_of(
        cases.filter(allocation__round__key=round_key, recipient=acting.recipient), today=today
    )
    case = f"{round_key}/{acting.recipient.code}"
    sent = journey.requisition
    if sent is not None and sent.is_sent_in:
        requisition_document(sent)  # made here if the worker has not come to it yet
    context = {
        "journey": journey,
        "round": journey.round,
        "acting": acting,
        "documents": document_rows(documents_of([case])),
        "letters": letters_of(case),
    }
    return render(request, "portal/grant.html", context)


@for_case()
@never_cache
def document(
    request: HttpRequest, acting: ActingFor, round_key: str, document_id: str
) -> HttpResponseBase:
    """A document of this case; one of another case does not exist here."""
    case = f"{round_key}/{acting.recipient.code}"
    shown = get_object_or_404(
        Document.objects.exclude(direction=Direction.DRAWN_UP), pk=document_id, case=case
    )
    return as_download(shown)
