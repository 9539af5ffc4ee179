"""The bank's file of booked payments (camt.054): each booking is kept once, and settled if it can.

What a booking pays is found by its OCR number alone; a person looks at everything else.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from banking.camt054 import BankTransaction, Direction, Notification
from core.dates import day_and_year, day_of
from core.errors import DomainError, NotAllowed, RuleViolated, Violation
from correspondence.actions import Filing, next_diarienummer, store_file
from correspondence.models import Direction as Way
from correspondence.models import Document
from organisations.models import User
from organisations.roles import MONEY_STAFF
from repayments import rules
from repayments.actions.payments import reverse_payment
from repayments.balance import with_balance
from repayments.models import (
    BankReversal,
    IncomingFile,
    IncomingPayment,
    Invoice,
    PaymentHandling,
    RestHandling,
    Settlement,
)
from requisitions.actions import register_return
from requisitions.models import Return

__all__ = ["IncomingReading", "concerns_incoming", "read_incoming"]


@dataclass
class IncomingReading:
    """What a file meant for money in. `known` bookings were told of by an earlier file."""

    file: IncomingFile
    booked: int = 0
    known: int = 0
    settled: int = 0
    settled_amount: Decimal = field(default_factory=Decimal)
    returns: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class _Who:
    by: User | None
    at: datetime


def concerns_incoming(found: Notification) -> bool:
    """Whether the file tells of money in, or of money in that was taken back."""
    return any(_came_in(one) or _went_back(one) for one in found.transactions)


@transaction.atomic
def read_incoming(
    found: Notification,
    content: bytes,
    *,
    filename: str,
    by: User | None,
    roles: Iterable[str],
    at: datetime,
) -> IncomingReading:
    """Keep a file's incoming bookings, and settle what the OCR number says by itself.

    1. The file's row comes first: whoever reads the same file at once waits, and is told that it
       has been read (RuleViolated).
    2. Bookings are inserted in one order, and those known from another file are passed over.
    3. Right OCR: as much as is open is settled, whole or part; the rest waits in the work list.
       The OCR of an announced return marks that as arrived.

    `by` is nobody for a file out of the inbox. Raises NotAllowed for others than ekonomer.
    """
    if not MONEY_STAFF & set(roles):
        raise NotAllowed("Bara en ekonom läser in bankens filer.")
    who = _Who(by, at)
    file = _kept(found, content, filename=filename, who=who)
    came_in = [one for one in found.transactions if _came_in(one)]
    payments = _booked(file, came_in)
    reading = IncomingReading(file, booked=len(payments), known=len(came_in) - len(payments))
    reversals = _reversals(file, [one for one in found.transactions if _went_back(one)])
    for reversal, undone in [(one, _undone_by(one, found)) for one in reversals]:
        if undone is not None:
            reverse_payment(reversal, undone, by=by, at=at)
    invoices = _named_invoices(payments)
    for payment in payments:
        _match(payment, invoices, reading, who)
    return reading


def _came_in(booking: BankTransaction) -> bool:
    return booking.direction is Direction.INCOMING and not booking.reversal


def _went_back(booking: BankTransaction) -> bool:
    return booking.direction is Direction.OUTGOING and booking.reversal


def _kept(found: Notification, content: bytes, *, filename: str, who: _Who) -> IncomingFile:
    sha256 = hashlib.sha256(content).hexdigest()
    _refuse_what_was_read(sha256)
    document = _stored(content, sha256, filename=filename, at=who.at)
    try:
        with transaction.atomic():
            return IncomingFile.objects.create(
                sha256=sha256,
                filename=filename[:120],
                message_id=found.message_id[:80],
                document=document,
                read_at=who.at,
                read_by=who.by,
                unread=list(found.unread),
            )
    except IntegrityError:
        _refuse_what_was_read(sha256)
        raise


def _refuse_what_was_read(sha256: str) -> None:
    earlier = IncomingFile.objects.select_related("read_by").filter(sha256=sha256).first()
    if earlier is not None:
        who = f" av {earlier.read_by}" if earlier.read_by else " av portalen"
        day = day_and_year(day_of(earlier.read_at))
        message = f"Filen är redan inläst, {day}{who}. Inget ändrades."
        raise RuleViolated(Violation("read_already", "file", message))


def _stored(content: bytes, sha256: str, *, filename: str, at: datetime) -> Document:
    return store_file(
        Filing(
            kind="incoming_payments",
            about=f"bankfil:{sha256[:40]}",
            case=f"inbetalningar/{day_of(at).year}",
            diarienummer=next_diarienummer(at=at),
            decision_diarienummer="",
            direction=Way.IN,
            title="Bokförda inbetalningar (camt.054)",
            counterpart="Banken",
            filename=filename[:120],
        ),
        content=content,
        media_type="application/xml",
        at=at,
    )


def _booked(file: IncomingFile, bookings: Sequence[BankTransaction]) -> list[IncomingPayment]:
    """The rows that are new, in the order of the file."""
    rows = [
        IncomingPayment(
            file=file,
            unique_id=one.unique_id,
            booked_on=one.booked_on,
            amount=one.amount,
            references=list(one.references),
            message=one.message,
            payer_name=one.counterparty_name[:200],
            payer_account=(one.counterparty_bankgiro or one.counterparty_account or "")[:40],
            account=one.account[:40],
            bank_reference=(one.bank_reference or "")[:80],
        )
        for one in sorted(bookings, key=lambda one: one.unique_id)
    ]
    IncomingPayment.objects.bulk_create(rows, ignore_conflicts=True)
    return list(file.payments.order_by("id"))


def _reversals(file: IncomingFile, bookings: Sequence[BankTransaction]) -> list[BankReversal]:
    rows = [
        BankReversal(
            file=file,
            unique_id=one.unique_id,
            booked_on=one.booked_on,
            amount=one.amount,
            message=" ".join([*one.references, one.message]).strip(),
            payer_name=one.counterparty_name[:200],
            bank_reference=(one.bank_reference or "")[:80],
        )
        for one in sorted(bookings, key=lambda one: one.unique_id)
    ]
    BankReversal.objects.bulk_create(rows, ignore_conflicts=True)
    return list(file.reversals.order_by("id"))


def _undone_by(reversal: BankReversal, found: Notification) -> IncomingPayment | None:
    """The one payment that it can be about: same sum, same references or same payer."""
    booking = next(one for one in found.transactions if one.unique_id == reversal.unique_id)
    same_sum = (
        IncomingPayment.objects.select_for_update(of=("self",))
        .filter(amount=reversal.amount, booked_on__lte=reversal.booked_on, reversal__isnull=True)
        .exclude(handlings__what=RestHandling.EARLY_RETURN)
        .order_by("pk")
    )
    if booking.references:
        candidates = [one for one in same_sum if set(one.references) & set(booking.references)]
    else:
        account = booking.counterparty_bankgiro or booking.counterparty_account
        candidates = [one for one in same_sum if account and one.payer_account == account]
    return candidates[0] if len(candidates) == 1 else None


def _named_invoices(payments: Iterable[IncomingPayment]) -> dict[str, Invoice]:
    """The invoices whose OCR numbers are given, under lock, with their balances, by OCR."""
    named = {reference for one in payments for reference in one.references}
    locked = Invoice.objects.select_for_update().filter(ocr__in=named).order_by("number")
    keys = list(locked.values_list("pk", flat=True))
    return {one.ocr: one for one in with_balance(Invoice.objects.filter(pk__in=keys))}


def _match(
    payment: IncomingPayment, invoices: dict[str, Invoice], reading: IncomingReading, who: _Who
) -> None:
    """Settle what one OCR number says; a payment that names several is for a person to split."""
    reference = payment.references[0] if len(payment.references) == 1 else ""
    invoice = invoices.get(reference)
    if invoice is None:
        arrived = _arrive(payment, reference, who)
        reading.returns += arrived
        reading.waiting += not arrived
        return
    part = rules.part_of(payment.amount, _open(invoice))
    if part:
        Settlement.objects.create(payment=payment, invoice=invoice, amount=part, at=who.at)
        _lower(invoice, part)
        reading.settled += 1
        reading.settled_amount += part
    reading.waiting += part != payment.amount


def _open(invoice: Invoice) -> Decimal:
    left: Decimal = vars(invoice)["open_amount"]
    return left


def _lower(invoice: Invoice, part: Decimal) -> None:
    """The next payment of the same file meets what this one left."""
    vars(invoice)["open_amount"] -= part


def _arrive(payment: IncomingPayment, reference: str, who: _Who) -> bool:
    """Whether the money is an early return that could be marked as arrived."""
    announced = Return.objects.filter(ocr=reference).first() if reference else None
    if announced is None or payment.amount != int(payment.amount):
        return False
    try:
        with transaction.atomic():
            register_return(
                announced,
                arrived_on=payment.booked_on,
                arrived_kr=int(payment.amount),
                by=who.by,
                roles=MONEY_STAFF,
                at=who.at,
            )
    except DomainError:
        return False  # withdrawn, come already, or more than was paid: it waits for a person
    PaymentHandling.objects.create(
        payment=payment,
        what=RestHandling.EARLY_RETURN,
        amount=payment.amount,
        about=f"requisitions.return:{announced.pk}",
        at=who.at,
        by=who.by,
    )
    return True
