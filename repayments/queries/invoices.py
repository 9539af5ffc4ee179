"""Page-shaped reads about invoices, and what the sweep has left to do with them."""

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from core.errors import Violation
from correspondence.models import Document
from repayments.models import Claim, Invoice
from repayments.rules import buyer_problems
from repayments.snapshot import buyer_of
from repayments.states import ClaimStatus

__all__ = [
    "INVOICE_DOCUMENT",
    "invoice_of",
    "invoices_without_document",
    "missing_invoice_data",
]

INVOICE_DOCUMENT = "repayment_invoice"
"""The kind of the invoice's stored document."""


def invoice_of(claim: Claim) -> Invoice | None:
    """The claim's invoice, None while it is only proposed."""
    return getattr(claim, "invoice", None)


def missing_invoice_data(claim: Claim) -> list[Violation]:
    """What keeps a decided claim in the work list; nothing once it is invoiced."""
    if claim.status != ClaimStatus.DECIDED:
        return []
    return buyer_problems(buyer_of(claim))


def invoices_without_document() -> QuerySet[Invoice]:
    """Invoices whose PDF has not been stored yet, oldest first."""
    about = Concat(
        Value(f"{Invoice._meta.label_lower}:"),
        Cast(OuterRef("pk"), CharField()),
        output_field=CharField(),
    )
    stored = Document.objects.filter(kind=INVOICE_DOCUMENT, about=about)
    return Invoice.objects.with_case().filter(~Exists(stored)).order_by(F("number"))
