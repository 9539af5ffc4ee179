"""Page-shaped reads about claims and invoices, and what the sweep has left to do."""

from collections.abc import Iterable

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from core.errors import Violation
from correspondence.models import Document
from organisations.models import Recipient
from repayments.models import Claim, Ground, Invoice
from repayments.rules import buyer_problems
from repayments.snapshot import buyer_of
from repayments.states import ClaimStatus
from reporting.models import Report, Submission
from reporting.states import ReportStatus

__all__ = [
    "INVOICE_DOCUMENT",
    "claims_of",
    "claims_to_decide",
    "claims_to_invoice",
    "invoice_of",
    "invoices_without_document",
    "missing_invoice_data",
    "reports_to_claim",
]

INVOICE_DOCUMENT = "repayment_invoice"
"""The kind of the invoice's stored document."""


def claims_of(recipients: Iterable[Recipient]) -> dict[tuple[int, int], Claim]:
    """The claims on these recipients with their invoices; one query.

    Keyed on (round id, recipient id). Unused money is claimed once a report, so there is one.
    """
    claims = Claim.objects.select_related("invoice").filter(recipient__in=list(recipients))
    return {(claim.round_id, claim.recipient_id): claim for claim in claims}


def invoice_of(claim: Claim) -> Invoice | None:
    """The claim's invoice, None while it is only proposed."""
    return getattr(claim, "invoice", None)


def missing_invoice_data(claim: Claim) -> list[Violation]:
    """What keeps a decided claim in the work list; nothing once it is invoiced."""
    if claim.status != ClaimStatus.DECIDED:
        return []
    return buyer_problems(buyer_of(claim))


def reports_to_claim() -> QuerySet[Report]:
    """Accepted reports whose latest submission leaves money unused and that have no claim yet."""
    latest = Submission.objects.filter(report=OuterRef("pk")).order_by("-number")
    claimed = Claim.objects.filter(ground=Ground.UNUSED, submission__report=OuterRef("pk"))
    return (
        Report.objects.filter(~Exists(claimed), status=ReportStatus.ACCEPTED)
        .annotate(unused_kr=Subquery(latest.values("unused_kr")[:1]))
        .filter(unused_kr__gt=0)
        .order_by("accepted_at", "id")
    )


def claims_to_decide() -> QuerySet[Claim]:
    """Proposed claims that rest on the recipient's own figure, oldest first."""
    proposed = Claim.objects.proposed().filter(ground=Ground.UNUSED)
    return proposed.order_by("created_at", "id")


def claims_to_invoice() -> QuerySet[Claim]:
    """Decided claims, oldest first, also those that wait for invoice data."""
    return Claim.objects.with_case().to_invoice().order_by("created_at", "id")


def invoices_without_document() -> QuerySet[Invoice]:
    """Invoices whose PDF has not been stored yet, oldest first."""
    about = Concat(
        Value(f"{Invoice._meta.label_lower}:"),
        Cast(OuterRef("pk"), CharField()),
        output_field=CharField(),
    )
    stored = Document.objects.filter(kind=INVOICE_DOCUMENT, about=about)
    return Invoice.objects.with_case().filter(~Exists(stored)).order_by(F("number"))
