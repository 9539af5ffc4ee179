"""Page-shaped reads about requisitions and payments."""

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from grants.models import Round
from organisations.models import Recipient
from requisitions.models import PaymentStatus, Requisition
from requisitions.states import RequisitionStatus

__all__ = ["paid", "received_column", "received_kr", "requisition_of", "requisitions_of"]


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
        .annotate(received_kr=_RECEIVED_KR)
    )


def received_kr(round_: Round, recipient: Recipient) -> int:
    """What the recipient has received for the round in kr: settled payments (question 7)."""
    total = Requisition.objects.filter(round=round_, recipient=recipient).aggregate(kr=_RECEIVED_KR)
    return total["kr"] or 0


def received_column(requisition: str) -> Coalesce:
    """The same as a column of a query about something that has its requisition in this field."""
    rows = Requisition.objects.filter(pk=OuterRef(requisition)).order_by()
    return Coalesce(Subquery(rows.annotate(kr=_RECEIVED_KR).values("kr")), 0)


_RECEIVED_KR = Sum("payment__amount_kr", filter=Q(payment__status=PaymentStatus.PAID))
