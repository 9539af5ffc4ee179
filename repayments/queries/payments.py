"""Reads about money in: what waits in the work list, and what it was probably meant for."""

from typing import Any

from django.db.models import Q

from repayments.balance import rest_of, unpaid, with_balance, with_rest
from repayments.models import BankReversal, IncomingPayment, Invoice, RestHandling, Settlement
from repayments.rules import OpenInvoice, Paid, Suggestion, suggestions

__all__ = [
    "overpaid_invoices",
    "payments_to_return",
    "payments_to_settle",
    "reversals_to_name",
    "standing_settlements",
    "suggested_for",
]

MOST_SUGGESTIONS = 5


def payments_to_settle() -> Any:
    """Payments of which something is neither settled nor handled, with their rests."""
    return with_rest(IncomingPayment.objects.all()).filter(rest__gt=0)


def payments_to_return() -> Any:
    """Payments that are to be paid back to who sent them."""
    return with_rest(IncomingPayment.objects.all()).filter(handled_as=RestHandling.TO_RETURN)


def reversals_to_name() -> Any:
    """What the bank has taken back, when nobody has said which payment it was."""
    return BankReversal.objects.filter(payment__isnull=True)


def overpaid_invoices() -> Any:
    """Invoices with more paid than is owed, since a credit note came after the money."""
    return with_balance(Invoice.objects.all()).filter(open_amount__lt=0)


def standing_settlements(where: Q) -> Any:
    """Settlements that have not been taken back, with payment and invoice (one query)."""
    rows = Settlement.objects.filter(where, takes_back__isnull=True, taken_back_by__isnull=True)
    return rows.select_related("payment", "invoice__claim__recipient", "by")


def suggested_for(payment: IncomingPayment) -> list[Suggestion]:
    """The unpaid invoices that something speaks for, likeliest first (3 queries)."""
    paid = Paid(
        rest=rest_of(payment),
        references=payment.references,
        message=payment.message,
        payer_name=payment.payer_name,
        payer_account=payment.payer_account,
    )
    rows = unpaid(Invoice.objects.select_related("claim__organisation"))
    return suggestions(paid, (_as_open(row) for row in rows))[:MOST_SUGGESTIONS]


def _as_open(row: Any) -> OpenInvoice:
    payer = row.claim.organisation
    return OpenInvoice(
        pk=row.pk,
        number=row.number,
        ocr=row.ocr,
        open=row.open_amount,
        diarienummer=row.claim.diarienummer,
        payer_name=payer.name,
        payer_accounts=[payer.bankgiro] if payer.bankgiro else [],
    )
