"""Page-shaped reads about claims, and what the sweep has left to do with them."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from organisations.models import Recipient
from repayments.balance import with_balance
from repayments.models import Claim, Ground, Invoice
from repayments.rules import LAST_REMINDER
from repayments.states import ClaimStatus
from reporting.models import Report
from requisitions.queries import received_column

__all__ = [
    "claims_of",
    "claims_to_decide",
    "claims_to_invoice",
    "missing_reports",
    "work_lists",
]


def claims_of(recipients: Iterable[Recipient]) -> dict[tuple[int, int], list[Claim]]:
    """All claims on these recipients, oldest first, with hearing, decision and invoice.

    Invoices carry their balance (repayments.balance). Keyed on (round id, recipient id): a
    corrected report may have added one, and staff others. Two queries; two more when some are
    decided and not invoiced yet, which then have all that `asked_details` looks at.
    """
    claims = Claim.objects.select_related("round", "recipient", "hearing", "decision")
    invoices = Prefetch("invoice", queryset=with_balance(Invoice.objects.all()))
    claims = claims.prefetch_related(invoices).order_by("id")
    found: dict[tuple[int, int], list[Claim]] = {}
    rows = list(claims.filter(recipient__in=list(recipients)))
    waiting = [claim.pk for claim in rows if claim.status == ClaimStatus.DECIDED]
    whole = Claim.objects.with_case().in_bulk(waiting) if waiting else {}
    for claim in rows:
        key = (claim.round_id, claim.recipient_id)
        found.setdefault(key, []).append(whole.get(claim.pk, claim))
    return found


def claims_to_decide() -> QuerySet[Claim]:
    """Proposed claims that the portal decides: the recipient's own figure, told for the first time.

    What a corrected report adds is for staff.
    """
    own = Claim.objects.proposed().filter(ground=Ground.UNUSED, corrects__isnull=True)
    return own.order_by("created_at", "id")


def claims_to_invoice() -> QuerySet[Claim]:
    """Decided claims, oldest first, also those that wait for invoice data."""
    return Claim.objects.with_case().to_invoice().order_by("created_at", "id")


def work_lists(today: date) -> dict[str, tuple[str, Q]]:
    """What waits for whom on a day: key in the address → heading and question about a claim."""
    told = Q(status=ClaimStatus.COMMUNICATED)
    over = Q(hearing__answered_at__isnull=False) | Q(hearing__answer_by__lt=today)
    proposed = Q(status=ClaimStatus.PROPOSED)
    return {
        "kommunicera": ("Att kommunicera", proposed & ~Q(ground=Ground.UNUSED)),
        "svar": ("Väntar på yttrande", told & ~over),
        "besluta": ("Att besluta", (told & over) | (proposed & Q(corrects__isnull=False))),
        "vantar": ("Att fakturera", Q(status=ClaimStatus.DECIDED)),
        "fakturerade": ("Fakturerade", Q(status=ClaimStatus.INVOICED)),
        "nedlagda": ("Nedlagda", Q(status=ClaimStatus.DROPPED)),
    }


def missing_reports(today: date) -> QuerySet[Report]:
    """Reports that have not come although extension and reminders are over, not claimed yet.

    Each with `received_kr`, what there is to claim. The oldest last day first.
    """
    claimed = Claim.objects.exclude(status=ClaimStatus.DROPPED).filter(
        report=OuterRef("pk"), ground=Ground.NOT_REPORTED
    )
    found: QuerySet[Report] = (
        Report.objects.unreported()
        .filter(~Exists(claimed), last_on__lt=today - LAST_REMINDER)
        .annotate(received_kr=received_column("requisition"))
        .filter(received_kr__gt=0)
        .select_related("round__grant", "recipient", "organisation")
        .order_by("last_on", "recipient__code")
    )
    return found
