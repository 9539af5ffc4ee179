"""Page-shaped reads about claims, and what the sweep has left to do with them."""

from collections.abc import Iterable

from django.db.models import QuerySet

from organisations.models import Recipient
from repayments.models import Claim, Ground

__all__ = [
    "claims_of",
    "claims_to_decide",
    "claims_to_invoice",
]


def claims_of(recipients: Iterable[Recipient]) -> dict[tuple[int, int], Claim]:
    """The claims on these recipients with their invoices; one query.

    Keyed on (round id, recipient id). Unused money is claimed once a report, so there is one.
    """
    claims = Claim.objects.select_related("invoice").filter(recipient__in=list(recipients))
    return {(claim.round_id, claim.recipient_id): claim for claim in claims}


def claims_to_decide() -> QuerySet[Claim]:
    """Proposed claims that the portal decides: the recipient's own figure, told for the first time.

    What a corrected report adds is for staff.
    """
    own = Claim.objects.proposed().filter(ground=Ground.UNUSED, corrects__isnull=True)
    return own.order_by("created_at", "id")


def claims_to_invoice() -> QuerySet[Claim]:
    """Decided claims, oldest first, also those that wait for invoice data."""
    return Claim.objects.with_case().to_invoice().order_by("created_at", "id")
