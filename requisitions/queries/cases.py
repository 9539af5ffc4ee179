"""Single cases: a recipient's requisition of a round, and what staff have said about it."""

from django.db.models import Sum

from core.models import Event
from core.transitions import history
from grants.models import Round
from organisations.models import Recipient
from requisitions.models import Payment, Requisition
from requisitions.queries.deviating import frames_now, known_accounts
from requisitions.rules import Approvable, is_new_account

__all__ = ["approvable", "latest_decline", "latest_return", "requisition_of", "requisitions_of"]


def requisition_of(round_: Round, recipient: Recipient) -> Requisition | None:
    """The recipient's only requisition of the round, whatever its state (2 queries)."""
    return (
        Requisition.objects.with_case()
        .select_related("submitted_by")
        .prefetch_related("payments")
        .filter(round=round_, recipient=recipient)
        .first()
    )


def requisitions_of(recipients: list[Recipient]) -> dict[tuple[int, int], Requisition]:
    """All requisitions of these recipients, keyed on (round id, recipient id); two queries."""
    rows = Requisition.objects.prefetch_related("payments").filter(recipient__in=recipients)
    return {(row.round_id, row.recipient_id): row for row in rows}


def approvable(requisition: Requisition) -> Approvable:
    """A sent-in requisition beside what it takes to approve it (5 queries)."""
    assert requisition.amount_kr is not None  # noqa: S101 - by database constraint
    live = Payment.objects.live().filter(requisition__round=requisition.round_id)
    bound = live.aggregate(kr=Sum("amount_kr", default=0))["kr"]
    known = known_accounts([requisition.pk])[requisition.pk]
    return Approvable(
        amount_kr=requisition.amount_kr,
        frame_kr=frames_now([requisition.pk])[requisition.pk],
        left_kr=requisition.round.amount_kr - bound,
        is_late=requisition.is_late,
        has_new_account=is_new_account(requisition.bankgiro, known),
    )


def latest_return(requisition: Requisition) -> Event | None:
    """When staff last gave the requisition back, with the comment that the recipient got."""
    return history(requisition).filter(action="return").last()


def latest_decline(requisition: Requisition) -> Event | None:
    """When the recipient last declined, and why."""
    return history(requisition).filter(action="decline").last()
