"""The bank takes back what it had booked; and the inbox that is read by itself."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import LazySettings

from core.errors import RuleViolated, StaleState
from organisations.roles import StaffRole
from repayments.actions import name_reversed
from repayments.balance import balance_of, rest_of
from repayments.bank_files import read_bank_file
from repayments.bank_inbox import sweep_bank_files
from repayments.models import BankReversal, IncomingPayment, Invoice
from tests.builders import make_batch, make_requisition
from tests.repayments.builders import by_staff
from tests.repayments.paying import NOON, camt, make_invoice, money, pay, unknown_payment
from tests.requisitions.builders import booked

pytestmark = pytest.mark.django_db
EKONOM = StaffRole.EKONOM


def taken_back(amount: int, reference: str = "") -> bytes:
    """The bank's file about a payment that it has taken back."""
    content = camt(money(amount, reference)).decode()
    undone = "<CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd>"
    entry = content.replace("<CdtDbtInd>CRDT</CdtDbtInd>", undone, 1)
    detail = entry.replace("<CdtDbtInd>CRDT</CdtDbtInd>", "<CdtDbtInd>DBIT</CdtDbtInd>")
    return detail.replace("<AcctSvcrRef>", "<AcctSvcrRef>R").encode()


def read(content: bytes) -> None:
    read_bank_file(content, filename="camt.xml", **by_staff(EKONOM, when=NOON))


@pytest.fixture
def paid() -> Invoice:
    invoice = make_invoice()
    pay(money(211_111, invoice.ocr))
    return invoice


def test_what_it_paid_is_unpaid_again(paid: Invoice) -> None:
    read(taken_back(211_111, paid.ocr))
    assert balance_of(paid).open == 211_111
    assert rest_of(IncomingPayment.objects.get()) == 0


def test_the_same_reversal_twice_counts_once(paid: Invoice) -> None:
    content = taken_back(211_111, paid.ocr)
    read(content)
    read(content + b"<!-- sent again -->")
    assert BankReversal.objects.count() == 1


def test_one_that_fits_nothing_waits_until_somebody_says_which_it_was() -> None:
    payment = unknown_payment(Decimal(500))
    read(taken_back(500))
    reversal = BankReversal.objects.get()
    assert reversal.payment is None
    name_reversed(reversal, payment, **by_staff(EKONOM))
    assert rest_of(payment) == 0
    with pytest.raises(StaleState):
        name_reversed(reversal, payment, **by_staff(EKONOM))


def test_a_payment_of_another_sum_is_refused() -> None:
    payment = unknown_payment(Decimal(500))
    read(taken_back(499))
    with pytest.raises(RuleViolated, match="annat belopp"):
        name_reversed(BankReversal.objects.get(), payment, **by_staff(EKONOM))


# --- The inbox ------------------------------------------------------------------------------------


@pytest.fixture
def inbox(settings: LazySettings, tmp_path: Path) -> Path:
    """An inbox of the test's own."""
    own = {"BACKEND": "core.whole_files.WholeFileStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "bank_in": own}
    return tmp_path


def test_a_file_of_money_in_is_read_and_moved_aside(inbox: Path) -> None:
    invoice = make_invoice()
    (inbox / "camt.xml").write_bytes(camt(money(211_111, invoice.ocr)))
    sweep_bank_files(at=NOON)
    assert balance_of(invoice).open == 0
    assert (inbox / "read" / "camt.xml").exists()
    assert not (inbox / "camt.xml").exists()


def test_a_file_of_payments_out_is_left_to_an_ekonom(inbox: Path) -> None:
    (inbox / "ut.xml").write_bytes(booked(make_batch(make_requisition(approved=True), sent=True)))
    sweep_bank_files(at=NOON)
    assert (inbox / "for_staff" / "ut.xml").exists()


def test_what_cannot_be_read_is_refused(inbox: Path) -> None:
    (inbox / "x.xml").write_text("nej")
    sweep_bank_files(at=NOON)
    assert (inbox / "refused" / "x.xml").exists()
