"""Page-shaped reads about invoices, and what the sweep has left to do with them."""

from django.db.models import Exists, Q, QuerySet, Sum

from core.errors import Violation
from core.transitions import label_column
from correspondence.models import Document
from repayments.models import Claim, CreditNote, Invoice
from repayments.rules import LABELS, askable, buyer_problems
from repayments.snapshot import buyer_of
from repayments.states import ClaimStatus

__all__ = [
    "CREDIT_DOCUMENT",
    "INVOICE_DOCUMENT",
    "asked_details",
    "credited_kr",
    "credits_without_document",
    "invoice_of",
    "invoices_without_document",
    "missing_invoice_data",
]

INVOICE_DOCUMENT = "repayment_invoice"
CREDIT_DOCUMENT = "repayment_credit_note"
"""The kinds of the stored PDFs; the Peppol files' end in "_ubl"."""


def invoice_of(claim: Claim) -> Invoice | None:
    """The claim's invoice, None while it is only proposed."""
    return getattr(claim, "invoice", None)


def missing_invoice_data(claim: Claim) -> list[Violation]:
    """What keeps a decided claim in the work list; nothing once it is invoiced."""
    if claim.status != ClaimStatus.DECIDED:
        return []
    return buyer_problems(buyer_of(claim))


def asked_details(claim: Claim) -> list[str]:
    """What of it the huvudman can fill in itself on a page of its own, by rules.LABELS."""
    asked = askable(missing_invoice_data(claim))
    return [LABELS[lacking.field] for lacking in asked if lacking.field]


def invoices_without_document() -> QuerySet[Invoice]:
    """Invoices whose PDF or Peppol file has not been stored yet, oldest first."""
    lacking = Invoice.objects.with_case().filter(~_stored(Invoice, INVOICE_DOCUMENT))
    return lacking.order_by("number")


def credits_without_document() -> QuerySet[CreditNote]:
    """Credit notes whose PDF or Peppol file has not been stored yet, oldest first."""
    lacking = CreditNote.objects.with_case().filter(~_stored(CreditNote, CREDIT_DOCUMENT))
    return lacking.order_by("number")


def credited_kr(invoice: Invoice) -> int:
    """How much of the invoice has been taken back by credit notes; kr."""
    total: int = invoice.credit_notes.aggregate(kr=Sum("amount_kr", default=0))["kr"]
    return total


def _stored(model: type[Invoice] | type[CreditNote], kind: str) -> Q:
    """Both the PDF and the Peppol file are there."""
    stored = Document.objects.filter(about=label_column(model))
    return Q(Exists(stored.filter(kind=kind))) & Q(Exists(stored.filter(kind=f"{kind}_ubl")))
