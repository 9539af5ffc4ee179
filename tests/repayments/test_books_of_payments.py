"""Whatever is done in whatever order: decided − credited − paid = open, and no krona is lost."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banking import replies
from banking.camt054 import Notification
from banking.demo_bank import Deposit
from core.errors import DomainError
from organisations.roles import StaffRole
from repayments import actions
from repayments.balance import with_balance, with_rest
from repayments.bank_files import read_bank_file
from repayments.models import (
    ClaimDecision,
    CreditNote,
    IncomingPayment,
    Invoice,
    Settlement,
)
from tests.repayments.builders import by_staff, make_owing_reports
from tests.repayments.paying import NOON, camt, make_invoice, money

pytestmark = pytest.mark.django_db
ORE = st.integers(min_value=1, max_value=25_000_000).map(lambda ore: Decimal(ore) / 100)


class Office:
    """Two invoices of 211 111 kr, an ekonom, and every file that the bank has sent."""

    def __init__(self) -> None:
        self.invoices = [make_invoice(report) for report in make_owing_reports(2)]
        self.who = by_staff(StaffRole.EKONOM, when=NOON)
        self.files: list[bytes] = []

    def pay(self, which: int, amount: Decimal) -> None:
        self._read(money(amount, self.invoices[which].ocr))

    def pay_without_number(self, which: int, amount: Decimal) -> None:
        self._read(money(amount, message=f"Faktura {self.invoices[which].number}"))

    def read_again(self, which: int, _amount: Decimal) -> None:
        for content in self.files[-1 - which :]:
            read_bank_file(content, filename="igen.xml", **self.who)

    def settle(self, which: int, amount: Decimal) -> None:
        payment = with_rest(IncomingPayment.objects.all()).filter(rest__gt=0).earliest("pk")
        part = min(amount, payment.rest)
        actions.settle_payment(payment, self.invoices[which], amount=part, **self.who)

    def take_back(self, which: int, _amount: Decimal) -> None:
        row = Settlement.objects.filter(invoice=self.invoices[which]).latest("pk")
        actions.take_back_settlement(row, reason="Fel faktura.", **self.who)

    def credit(self, which: int, amount: Decimal) -> None:
        kr = int(amount) + 1
        invoice = self.invoices[which]
        actions.issue_credit_note(invoice, amount_kr=kr, reason="Rättelse.", **self.who)

    def mark(self, _which: int, _amount: Decimal) -> None:
        payment = IncomingPayment.objects.latest("pk")
        actions.handle_rest(payment, what="to_return", text="För mycket.", **self.who)

    def _read(self, deposit: Deposit) -> None:
        self.files.append(camt(deposit, money("0.01", message=str(len(self.files)))))
        read_bank_file(self.files[-1], filename="camt.xml", **self.who)


VERBS: list[Callable[[Office, int, Decimal], None]] = [
    Office.pay, Office.pay_without_number, Office.read_again, Office.settle, Office.take_back,
    Office.credit, Office.mark,
]  # fmt: skip
EVENTS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 1), ORE), min_size=3, max_size=9)
ONE_OFFICE = [HealthCheck.function_scoped_fixture]  # each example is rolled back


@pytest.fixture
def office(db: None) -> Office:
    return Office()


def play(office: Office, events: Any) -> None:
    office.files = []
    for verb, which, amount in events:
        try:
            with transaction.atomic():
                verb(office, which, amount)
        except (DomainError, Settlement.DoesNotExist, IncomingPayment.DoesNotExist):
            continue  # refused, or nothing to do it with: then nothing has changed
    decided, credited = total(ClaimDecision, "amount_kr"), total(CreditNote, "amount_kr")
    settled, booked = total(Settlement, "amount"), total(IncomingPayment, "amount")
    invoices = with_balance(Invoice.objects.all())
    assert decided - credited - settled == sum(one.open_amount for one in invoices)
    assert all(0 <= one.settled <= one.amount_kr for one in invoices)
    payments = list(with_rest(IncomingPayment.objects.all()))
    assert booked == sum(one.settled + one.handled + one.rest for one in payments)
    assert all(one.rest >= 0 for one in payments)
    assert booked == sum(sent(content) for content in dict.fromkeys(office.files))


def sent(content: bytes) -> Decimal:
    """What the bank's file says has come in."""

    found = replies.read(content)
    assert isinstance(found, Notification)
    return sum((one.amount for one in found.transactions), Decimal(0))


def total(model: Any, field: str) -> Decimal:
    found: Decimal = model.objects.aggregate(total=Sum(field, default=0))["total"]
    return found


@settings(max_examples=8, deadline=None, suppress_health_check=ONE_OFFICE)
@given(events=EVENTS)
def test_claims_less_credits_and_payments_is_what_is_open(office: Office, events: Any) -> None:
    with transaction.atomic():
        play(office, events)
        transaction.set_rollback(True)


@pytest.mark.proof
@settings(max_examples=300, deadline=None, suppress_health_check=ONE_OFFICE)
@given(events=EVENTS)
def test_claims_less_credits_and_payments_is_what_is_open_proved(
    office: Office, events: Any
) -> None:
    with transaction.atomic():
        play(office, events)
        transaction.set_rollback(True)
