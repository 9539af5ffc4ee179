"""Reads about reminders: what may be reminded of, what waits for a decision on enforcement."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, Subquery

from repayments.balance import unpaid
from repayments.models import Demand, DunningStep, Hold, Invoice

__all__ = ["invoices_past_due", "still_demanded", "to_enforce"]


def invoices_past_due(today: date) -> Any:
    """Invoices with something left to pay, past their day, that nothing holds back; by number."""
    return _owed(today).filter(due_on__lt=today).order_by("number")


def to_enforce(today: date) -> Any:
    """Unpaid after the last step of the round's schedule, each with `last_demanded_on`."""
    last_step = (
        DunningStep.objects.filter(round=OuterRef("claim__round"))
        .order_by()
        .values("round")
        .annotate(last=Max("number"))
        .values("last")
    )
    newest = Demand.objects.filter(invoice=OuterRef("pk")).order_by("-number")
    return (
        invoices_past_due(today)
        .annotate(
            last_step=Subquery(last_step),
            demanded=Subquery(newest.values("number")[:1]),
            demand_pay_by=Subquery(newest.values("pay_by")[:1]),
        )
        .filter(demanded__gte=F("last_step"), demand_pay_by__lt=today)
    )


def still_demanded(invoice_id: int, today: date) -> bool:
    """Whether a reminder is still right at the moment of sending."""
    found: bool = _owed(today).filter(pk=invoice_id).exists()
    return found


def _owed(today: date) -> Any:
    """Something is left to pay, and nothing holds reminders back."""
    return unpaid(Invoice.objects.with_case()).filter(~_held(today))


def _held(today: date) -> Exists:
    standing = Hold.objects.filter(invoice=OuterRef("pk"), lifted_at__isnull=True)
    return Exists(standing.filter(Q(until__isnull=True) | Q(until__gte=today)))
