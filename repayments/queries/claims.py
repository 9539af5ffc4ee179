"""Page-shaped reads about claims, and what the sweep has left to do with them."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from organisations.models import Recipient
from repayments.models import Claim, Ground
from reporting.models import Report, Submission
from reporting.states import ReportStatus

__all__ = [
    "claims_of",
    "claims_to_decide",
    "claims_to_invoice",
    "reports_to_claim",
]


def claims_of(recipients: Iterable[Recipient]) -> dict[tuple[int, int], Claim]:
    """The claims on these recipients with their invoices; one query.

    Keyed on (round id, recipient id). Unused money is claimed once a report, so there is one.
    """
    claims = Claim.objects.select_related("invoice").filter(recipient__in=list(recipients))
    return {(claim.round_id, claim.recipient_id): claim for claim in claims}


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
