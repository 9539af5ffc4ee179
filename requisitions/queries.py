"""Page-shaped reads about requisitions and payments."""

from django.db.models import Q, QuerySet, Sum

from grants.models import Round
from organisations.models import Recipient
from requisitions.models import PaymentStatus, Requisition
from requisitions.states import RequisitionStatus

__all__ = ["paid", "received_kr", "requisition_of", "requisitions_of"]


def requisition_of(round_: Round, recipient: Recipient) -> Requisition | None:
    """The recipient's only requisition of the round, draft or not."""
    return (
        Requisition.objects.with_case()
        .select_related("payment", "submitted_by")
        .filter(round=round_, recipient=recipient)
        .first()
    )


def requisitions_of(recipients: list[Recipient]) -> dict[tuple[int, int], Requisition]:
    """All requisitions of these recipients, keyed on (round id, recipient id); one query."""
    rows = Requisition.objects.select_related("payment").filter(recipient__in=recipients)
    return {(row.round_id, row.recipient_id): row for row in rows}


def paid(round_: Round) -> QuerySet[Requisition]:
    """The round's paid requisitions, annotated with `received_kr`."""
    return (
        Requisition.objects.with_case()
        .filter(round=round_, status=RequisitionStatus.PAID)
        .annotate(received_kr=Sum("payment__amount_kr", filter=_SETTLED))
    )


def received_kr(round_: Round, recipient: Recipient) -> int:
    """What the recipient has received for the round in kr: settled payments (question 7)."""
    total = Requisition.objects.filter(round=round_, recipient=recipient).aggregate(
        kr=Sum("payment__amount_kr", filter=_SETTLED)
    )
    return total["kr"] or 0


_SETTLED = Q(payment__status=PaymentStatus.PAID)
