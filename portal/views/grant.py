"""Bidraget: one recipient in one round, from allocation to the end, with its documents."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from core import clock
from correspondence.models import Direction, Document, Letter
from correspondence.queries import documents_of, letters_of
from correspondence.views import as_download, document_rows
from organisations.access import ActingFor
from organisations.roles import MAY_SUBMIT
from portal.queries import journey_of
from requisitions.access import for_case
from requisitions.documents import requisition_document
from requisitions.queries import latest_return
from requisitions.states import PaymentStatus, RequisitionStatus

__all__ = ["document", "grant", "letter"]

READABLE = (
    "requisition_receipt",
    "requisition_declined",
    "requisition_returned",
    "requisition_refused",
    "payment_advice",
    "return_announced",
    "extension_decided",
    "supplement_asked",
    "supplement_received",
    "supplement_withdrawn",
    "submissions_raised",
    "claim_hearing",
    "claim_answer",
    "claim_decision",
    "claim_details",
    "repayment_invoice",
    "repayment_credit",
    "payment_demand",
)
"""Letters that everybody of the case may read here; others may carry somebody's personal link."""


@for_case()
def grant(request: HttpRequest, acting: ActingFor, round_key: str) -> HttpResponse:
    """The life of the grant as a path, what to do next, documents, letters, contact."""
    journey = journey_of(acting, round_key, today=clock.today())
    requisition = journey.requisition
    if requisition is not None and requisition.is_sent_in:
        requisition_document(requisition)  # made here if the worker has not come to it yet
    payment = requisition.payment if requisition else None
    is_returned = requisition is not None and requisition.status == RequisitionStatus.RETURNED
    context = {
        "journey": journey,
        "round": journey.round,
        "acting": acting,
        "failed": payment if payment and payment.status == PaymentStatus.FAILED else None,
        "returned": latest_return(requisition) if requisition and is_returned else None,
        "announced": journey.announced,
        "may_give_back": journey.may_give_back and bool(acting.roles & MAY_SUBMIT),
        "documents": document_rows(documents_of([journey.case])),
        "letters": letters_of(journey.case),
        "readable": READABLE,
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


@for_case()
@never_cache
def letter(request: HttpRequest, acting: ActingFor, round_key: str, letter_id: int) -> HttpResponse:
    """A letter of this case as it was sent, such as the payment advice."""
    case = f"{round_key}/{acting.recipient.code}"
    shown = get_object_or_404(Letter, pk=letter_id, case=case, kind__in=READABLE)
    context = {"letter": shown, "round_key": round_key, "acting": acting}
    return render(request, "portal/letter.html", context)
