"""Builders of money in: invoices for unused money, and the bank's files about payments."""

from datetime import date, datetime
from decimal import Decimal

from banking import demo_bank
from banking.demo_bank import Deposit
from organisations.roles import StaffRole
from repayments.actions import IncomingReading, issue_invoice
from repayments.bank_files import read_bank_file
from repayments.models import IncomingPayment, Invoice
from reporting.models import Report
from requisitions.actions import announce_return
from requisitions.models import Return
from tests.builders import acting, make_requisition
from tests.builders import at as moment
from tests.repayments.builders import NIGHT, by_staff, make_claim

PAID_ON = date(2026, 4, 1)
NOON = moment(2026, 4, 2, 12)


def make_invoice(report: Report | None = None) -> Invoice:
    """An invoice of 211 111 kr, for unused money."""
    return issue_invoice(make_claim(report, decided=True), at=NIGHT)


def money(amount: Decimal | int | str, reference: str = "", **more: str) -> Deposit:
    """A payment to us, with its OCR number."""
    return Deposit(amount=Decimal(amount), reference=reference, **more)


def camt(*given: Deposit, booked_on: date = PAID_ON, at: datetime = NOON) -> bytes:
    """The bank's file about these payments to us."""
    return demo_bank.deposits(given, account="52020017", booked_on=booked_on, at=at)


def pay(*given: Deposit, booked_on: date = PAID_ON) -> IncomingReading:
    """These payments come in, and the bank's file is read."""
    content = camt(*given, booked_on=booked_on)
    who = by_staff(StaffRole.EKONOM, when=NOON)
    reading = read_bank_file(content, filename="camt.xml", **who).incoming
    assert reading is not None
    return reading


def unknown_payment(amount: Decimal) -> IncomingPayment:
    """Money that nothing says what it is for."""
    pay(money(amount, message="Inbetalning"))
    return IncomingPayment.objects.get()


def make_announced_return() -> Return:
    """10 000 kr that a recipient has said it gives back early."""
    case = make_requisition(paid=True)
    who = acting(case.recipient)
    return announce_return(case, who, amount_kr=10_000, reason="Blir över.", at=NIGHT)
