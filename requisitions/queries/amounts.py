"""What has been paid, and what has come back; amounts in kr."""

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from grants.models import Round
from organisations.models import Recipient
from requisitions.models import Payment, Requisition, Return
from requisitions.states import PaymentStatus, RequisitionStatus, ReturnStatus

__all__ = ["kept_kr", "paid", "received_column", "received_kr"]


def paid(round_: Round) -> QuerySet[Requisition]:
    """The round's paid requisitions, annotated with `received_kr`."""
    return (
        Requisition.objects.with_case()
        .filter(round=round_, status=RequisitionStatus.PAID)
        .annotate(received_kr=_RECEIVED_KR)
    )


def received_kr(round_: Round, recipient: Recipient) -> int:
    """What the recipient has received for the round in kr (question 7).

    Settled payments less what has come back before reporting; announced money has not come.
    """
    found = Requisition.objects.filter(round=round_, recipient=recipient)
    return found.annotate(kr=_RECEIVED_KR).values_list("kr", flat=True).first() or 0


def received_column(requisition: str) -> Subquery:
    """The same as a column of a query about something that has its requisition in this field."""
    rows = Requisition.objects.filter(pk=OuterRef(requisition)).order_by()
    return Subquery(rows.annotate(kr=_RECEIVED_KR).values("kr"), output_field=IntegerField())


def kept_kr(requisition: Requisition, *, without: Return | None = None) -> int:
    """What was paid less what has come back or is announced, `without` not counted."""
    back = requisition.returns.exclude(status=ReturnStatus.WITHDRAWN)
    if without is not None:
        back = back.exclude(pk=without.pk)
    given = back.aggregate(kr=Sum(Coalesce("arrived_kr", "amount_kr"), default=0))["kr"]
    settled = requisition.payments.filter(status=PaymentStatus.PAID)
    paid_kr: int = settled.aggregate(kr=Sum("amount_kr", default=0))["kr"]
    return paid_kr - int(given)


def _sum_of(rows: QuerySet[Payment] | QuerySet[Return], amount: str) -> Coalesce:
    of_the_case = rows.filter(requisition=OuterRef("pk")).order_by().values("requisition")
    summed = of_the_case.annotate(kr=Sum(amount)).values("kr")
    return Coalesce(Subquery(summed, output_field=IntegerField()), Value(0))


_RECEIVED_KR = _sum_of(Payment.objects.filter(status=PaymentStatus.PAID), "amount_kr") - _sum_of(
    Return.objects.filter(status=ReturnStatus.ARRIVED), "arrived_kr"
)
