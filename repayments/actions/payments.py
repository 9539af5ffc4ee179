"""Verbs about money that came in: read from the bank, settled by its OCR number or by hand.

What is booked is never changed; what it was for is rows of its own, and taking back is a row too.
Rows are locked in one order by all: payments, then invoices by number.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from core.errors import NotAllowed, RuleViolated, StaleState, Violation
from organisations.models import User
from organisations.roles import MONEY_STAFF
from repayments import rules
from repayments.balance import balance_of, with_rest
from repayments.models import (
    BankReversal,
    IncomingPayment,
    Invoice,
    PaymentHandling,
    RestHandling,
    Settlement,
)

__all__ = [
    "handle_rest",
    "name_reversed",
    "put_back",
    "reverse_payment",
    "settle_payment",
    "take_back_settlement",
]


@transaction.atomic
def settle_payment(
    payment: IncomingPayment,
    invoice: Invoice,
    *,
    amount: Decimal,
    by: User,
    roles: Iterable[str],
    at: datetime,
    seen: Decimal | None = None,
) -> Settlement:
    """So much (kr, öre) of a payment pays so much of an invoice; one payment may pay several.

    `seen` is what was left of the payment when the page was drawn: StaleState when somebody, or
    an earlier click, has settled meanwhile. RuleViolated for more than is left, NotAllowed.
    """
    _refuse_others(roles)
    payment, rest = _locked(payment)
    if seen is not None and seen != rest:
        raise StaleState("Inbetalningen har ändrats sedan du öppnade sidan.")
    invoice = Invoice.objects.select_for_update().get(pk=invoice.pk)
    open_amount = balance_of(invoice).open
    broken = rules.settlement_problems(amount, rest=rest, open_amount=open_amount)
    if broken:
        raise RuleViolated(*broken)
    return Settlement.objects.create(payment=payment, invoice=invoice, amount=amount, at=at, by=by)


@transaction.atomic
def take_back_settlement(
    settlement: Settlement, *, reason: str, by: User, roles: Iterable[str], at: datetime
) -> Settlement:
    """Undo a settlement with a negative row; the money waits in the work list again.

    Raises StaleState when it is taken back already, RuleViolated without a reason, NotAllowed.
    """
    _refuse_others(roles)
    _refuse_without(reason)
    _locked(settlement.payment)
    Invoice.objects.select_for_update().get(pk=settlement.invoice_id)
    if Settlement.objects.filter(takes_back=settlement).exists():
        raise StaleState("Avräkningen är redan tagen tillbaka.")
    if settlement.takes_back_id is not None:
        message = "Det här är redan ett återtagande. Gör en ny avräkning i stället."
        raise RuleViolated(Violation("is_a_taking_back", None, message))
    return _take_back(settlement, reason=reason.strip(), by=by, at=at)


@transaction.atomic
def handle_rest(
    payment: IncomingPayment,
    *,
    what: str,
    text: str,
    by: User,
    roles: Iterable[str],
    at: datetime,
) -> PaymentHandling:
    """Write what becomes of all that pays no invoice: to be returned, returned, not ours.

    Raises StaleState when it stands so already or nothing is left, RuleViolated, NotAllowed.
    """
    _refuse_others(roles)
    payment, rest = _locked(payment)
    newest = payment.handlings.order_by("at", "id").last()
    amount = rest + (newest.amount if newest else 0)
    if amount <= 0 or (newest and newest.what == what and rest == 0):
        raise StaleState("Det finns inget kvar att ta hand om i inbetalningen.")
    _refuse_without(text)
    if what not in (RestHandling.TO_RETURN, RestHandling.RETURNED, RestHandling.NOT_OURS):
        message = "Välj vad som ska hända med pengarna."
        raise RuleViolated(Violation("unknown_handling", "what", message))
    if newest and newest.what == RestHandling.EARLY_RETURN:
        message = "Pengarna är redan ett återlämnat bidrag."
        raise RuleViolated(Violation("is_a_return", None, message))
    return _handle(payment, what, amount=amount, text=text.strip(), by=by, at=at)


@transaction.atomic
def put_back(
    payment: IncomingPayment, *, text: str, by: User, roles: Iterable[str], at: datetime
) -> PaymentHandling:
    """What was marked waits in the work list again.

    Raises StaleState when nothing is marked, RuleViolated for early returns and reversals, whose
    money is counted elsewhere, and NotAllowed.
    """
    _refuse_others(roles)
    _refuse_without(text)
    payment, _ = _locked(payment)
    newest = payment.handlings.order_by("at", "id").last()
    if newest is None or newest.what == RestHandling.REOPENED:
        raise StaleState("Inbetalningen ligger redan i arbetslistan.")
    if newest.what in (RestHandling.EARLY_RETURN, RestHandling.REVERSED):
        message = "Det går inte att ångra: pengarna är räknade på annat håll."
        raise RuleViolated(Violation("counted_elsewhere", None, message))
    nothing = Decimal(0)
    return _handle(payment, RestHandling.REOPENED, amount=nothing, text=text.strip(), by=by, at=at)


@transaction.atomic
def name_reversed(
    reversal: BankReversal,
    payment: IncomingPayment,
    *,
    by: User,
    roles: Iterable[str],
    at: datetime,
) -> BankReversal:
    """Say which payment the bank has taken back; its settlements go.

    Raises StaleState when that is said already, RuleViolated for another amount, NotAllowed.
    """
    _refuse_others(roles)
    payment, _ = _locked(payment)
    reversal = BankReversal.objects.select_for_update().get(pk=reversal.pk)
    if reversal.payment_id or BankReversal.objects.filter(payment=payment).exists():
        raise StaleState("Den återtagna inbetalningen är redan utpekad.")
    if payment.handlings.filter(what=RestHandling.EARLY_RETURN).exists():
        message = "Inbetalningen är ett återlämnat bidrag. Utred den med förvaltningsledaren."
        raise RuleViolated(Violation("is_a_return", "payment", message))
    if reversal.amount != payment.amount:
        message = "Banken tog tillbaka ett annat belopp än inbetalningen."
        raise RuleViolated(Violation("other_amount", "payment", message))
    return reverse_payment(reversal, payment, by=by, at=at)


def reverse_payment(
    reversal: BankReversal, payment: IncomingPayment, *, by: User | None, at: datetime
) -> BankReversal:
    """All that the payment paid is taken back, within the caller's transaction and locks."""
    standing = payment.settlements.filter(takes_back__isnull=True, taken_back_by__isnull=True)
    locked = Invoice.objects.select_for_update().filter(settlements__payment=payment)
    list(locked.order_by("number").values_list("pk", flat=True))
    for settlement in standing:
        _take_back(settlement, reason="Banken tog tillbaka inbetalningen.", by=by, at=at)
    _handle(payment, RestHandling.REVERSED, amount=payment.amount, text="", by=by, at=at)
    reversal.payment = payment
    reversal.save(update_fields=["payment"])
    return reversal


def _locked(payment: IncomingPayment) -> tuple[IncomingPayment, Decimal]:
    """The payment under lock, and what is left of it then (a second query sees what is newest)."""
    IncomingPayment.objects.select_for_update().get(pk=payment.pk)
    row = with_rest(IncomingPayment.objects.filter(pk=payment.pk)).get()
    return row, row.rest


def _take_back(settlement: Settlement, *, reason: str, by: User | None, at: datetime) -> Settlement:
    return Settlement.objects.create(
        payment=settlement.payment,
        invoice=settlement.invoice,
        amount=-settlement.amount,
        takes_back=settlement,
        reason=reason,
        at=at,
        by=by,
    )


def _handle(
    payment: IncomingPayment,
    what: str,
    *,
    amount: Decimal,
    text: str,
    by: User | None,
    at: datetime,
) -> PaymentHandling:
    return PaymentHandling.objects.create(
        payment=payment, what=what, amount=amount, text=text, at=at, by=by
    )


def _refuse_others(roles: Iterable[str]) -> None:
    if not MONEY_STAFF & set(roles):
        raise NotAllowed("Bara en ekonom tar hand om inbetalningar.")


def _refuse_without(reason: str) -> None:
    if not reason.strip():
        raise RuleViolated(Violation("no_reason", "reason", "Skriv ett skäl."))
