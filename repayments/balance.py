"""What is left to pay of an invoice, and what is left over of a payment: the one place for it.

Open = invoiced − credited − settled. Öre come from payments alone. Below 0, more has been paid
than is owed any longer: a credit note came after the money.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django.db.models import DecimalField, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from core.kronor import kronor_and_ore, with_unit
from repayments.models import CreditNote, IncomingPayment, Invoice, PaymentHandling, Settlement

__all__ = [
    "Balance",
    "balance_of",
    "kronor_and_ore",
    "open_amount",
    "rest_of",
    "unpaid",
    "with_balance",
    "with_rest",
]

AMOUNT: "DecimalField[Any, Any]" = DecimalField(max_digits=14, decimal_places=2)
NOTHING = Value(Decimal(0), output_field=AMOUNT)


@dataclass(frozen=True, kw_only=True)
class Balance:
    """An invoice's figures, kr; what was paid may have öre."""

    invoiced_kr: int
    credited_kr: int
    settled: Decimal
    due_on: date

    @property
    def open(self) -> Decimal:
        return open_amount(self.invoiced_kr, self.credited_kr, self.settled)

    def words(self, today: date) -> str:
        """How it stands, as lists and pages say it."""
        if self.open < 0:
            return f"Betald, {kronor_and_ore(-self.open)} för mycket"
        if self.open == 0:
            return "Betald" if self.settled else "Krediterad"
        late = ", förfallen" if today > self.due_on else ""
        if self.settled:
            owed = with_unit(self.invoiced_kr - self.credited_kr)
            return f"Delvis betald, {kronor_and_ore(self.settled)} av {owed}{late}"
        return f"Obetald{late}"

    def tone(self, today: date) -> str:
        """The colour of its mark (components/status_tag.html)."""
        if self.open <= 0:
            return "success"
        return "error" if today > self.due_on else "warning"


def open_amount(invoiced_kr: int, credited_kr: int, settled: Decimal) -> Decimal:
    """What is left to pay, kr with öre."""
    return Decimal(invoiced_kr - credited_kr) - settled


def balance_of(invoice: Invoice) -> Balance:
    """From what `with_balance` has read along, else with one query of its own."""
    row = cast(Any, invoice)
    if not hasattr(row, "settled"):
        row = with_balance(Invoice.objects.filter(pk=invoice.pk)).get()
    return Balance(
        invoiced_kr=invoice.amount_kr,
        credited_kr=int(row.credited),
        settled=row.settled,
        due_on=invoice.due_on,
    )


def with_balance(invoices: Any) -> Any:
    """Each invoice with `credited`, `settled` and `open_amount`, within its one query."""
    rows = invoices.annotate(
        credited=_total(CreditNote.objects.filter(invoice=OuterRef("pk")), "invoice", "amount_kr"),
        settled=_total(Settlement.objects.filter(invoice=OuterRef("pk")), "invoice", "amount"),
    )
    left = F("amount_kr") - F("credited") - F("settled")
    return rows.annotate(open_amount=Coalesce(left, NOTHING, output_field=AMOUNT))


def unpaid(invoices: Any) -> Any:
    """Those with something left to pay, each with its balance."""
    return with_balance(invoices).filter(open_amount__gt=0)


def with_rest(payments: Any) -> Any:
    """Each payment with `settled`, `handled` and `rest`, within its one query.

    A payment's newest handling holds: its amount is what pays no invoice.
    """
    newest = PaymentHandling.objects.filter(payment=OuterRef("pk")).order_by("-at", "-id")
    rows = payments.annotate(
        settled=_total(Settlement.objects.filter(payment=OuterRef("pk")), "payment", "amount"),
        handled=Coalesce(Subquery(newest.values("amount")[:1]), NOTHING, output_field=AMOUNT),
        handled_as=Subquery(newest.values("what")[:1]),
    )
    return rows.annotate(rest=F("amount") - F("settled") - F("handled"))


def rest_of(payment: IncomingPayment) -> Decimal:
    """What neither settlements nor a handling cover, kr with öre (one query)."""
    rest: Decimal = with_rest(IncomingPayment.objects.filter(pk=payment.pk)).get().rest
    return rest


def _total(rows: QuerySet[Any], by: str, field: str) -> Coalesce:
    summed = rows.order_by().values(by).annotate(total=Sum(field, output_field=AMOUNT))
    return Coalesce(Subquery(summed.values("total")), NOTHING, output_field=AMOUNT)
