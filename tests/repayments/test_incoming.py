"""Money in: each booking once, settled by its OCR number, the rest in the work list."""

from decimal import Decimal
from typing import Any

import pytest

from core.errors import NotAllowed, RuleViolated, StaleState
from organisations.roles import StaffRole
from repayments import actions
from repayments.balance import balance_of, rest_of
from repayments.bank_files import read_bank_file
from repayments.models import IncomingPayment, Invoice, PaymentHandling, Settlement
from tests.repayments.builders import by_staff, make_owing_reports
from tests.repayments.paying import (
    NOON,
    camt,
    make_announced_return,
    make_invoice,
    money,
    pay,
    unknown_payment,
)

pytestmark = pytest.mark.django_db
EKONOM = StaffRole.EKONOM


def test_the_right_number_and_sum_settles_the_invoice_by_itself() -> None:
    invoice = make_invoice()
    reading = pay(money(211_111, invoice.ocr))
    assert balance_of(invoice).open == 0
    assert (reading.settled, reading.waiting) == (1, 0)
    assert Settlement.objects.get().by is None


def test_a_part_payment_settles_a_part() -> None:
    invoice = make_invoice()
    pay(money("100000.50", invoice.ocr))
    assert balance_of(invoice).open == Decimal("111110.50")
    assert rest_of(IncomingPayment.objects.get()) == 0


def test_what_is_paid_too_much_waits_in_the_work_list() -> None:
    invoice = make_invoice()
    reading = pay(money(211_200, invoice.ocr))
    assert balance_of(invoice).open == 0
    assert rest_of(IncomingPayment.objects.get()) == 89
    assert reading.waiting == 1


def test_the_second_of_two_payments_in_one_file_waits() -> None:
    invoice = make_invoice()
    pay(money(211_111, invoice.ocr), money(211_111, invoice.ocr))
    assert sorted(rest_of(one) for one in IncomingPayment.objects.all()) == [0, 211_111]


def test_an_unknown_number_waits() -> None:
    make_invoice()
    reading = pay(money(211_111, "2026999999"))
    assert (reading.settled, reading.waiting) == (0, 1)


def test_the_same_file_twice_changes_nothing_and_says_so() -> None:
    content = camt(money(211_111, make_invoice().ocr))
    read_file(content)
    with pytest.raises(RuleViolated, match="redan inläst"):
        read_file(content)
    assert Settlement.objects.count() == 1


def test_a_booking_that_another_file_told_of_counts_once() -> None:
    deposit = money(211_111, make_invoice().ocr)
    first = camt(deposit)
    read_file(first)
    reading = read_file(first + b"<!-- sent again -->").incoming
    assert reading is not None
    assert (reading.booked, reading.known) == (0, 1)


def test_a_file_that_concerns_nobody_is_refused() -> None:
    with pytest.raises(RuleViolated, match="handlar inte om"):
        read_file(camt())


def test_others_than_ekonomer_read_no_file() -> None:
    with pytest.raises(NotAllowed):
        read_file(camt(money(1, "1")), StaffRole.HANDLAGGARE)


def test_the_number_of_an_early_return_marks_it_as_arrived() -> None:
    returned = make_announced_return()
    reading = pay(money(returned.amount_kr, returned.ocr))
    returned.refresh_from_db()
    assert (reading.returns, returned.arrived_kr) == (1, returned.amount_kr)
    assert rest_of(IncomingPayment.objects.get()) == 0


def test_an_early_return_paid_twice_waits_the_second_time() -> None:
    returned = make_announced_return()
    deposit = money(returned.amount_kr, returned.ocr)
    reading = pay(deposit, deposit)
    assert (reading.returns, reading.waiting) == (1, 1)


def test_staff_split_a_payment_over_two_invoices() -> None:
    payment, (first, second) = unknown_payment(Decimal(300_000)), two_invoices()
    settle(payment, first, 211_111)
    settle(payment, second, "88889")
    assert rest_of(payment) == 0
    assert balance_of(second).open == 211_111 - 88_889


def test_no_more_than_what_is_open_is_settled() -> None:
    payment = unknown_payment(Decimal(300_000))
    with pytest.raises(RuleViolated, match="211111,00"):
        settle(payment, make_invoice(), 300_000)


def test_a_settlement_pressed_twice_is_made_once() -> None:
    payment, invoice = unknown_payment(Decimal(300_000)), make_invoice()
    settle(payment, invoice, 1000, seen=300_000)
    with pytest.raises(StaleState):
        settle(payment, invoice, 1000, seen=300_000)


def test_a_settlement_is_taken_back_once_with_a_reason() -> None:
    invoice = make_invoice()
    pay(money(211_111, invoice.ocr))
    row = Settlement.objects.get()
    actions.take_back_settlement(row, reason="Fel faktura.", **by_staff(EKONOM, when=NOON))
    assert balance_of(invoice).open == 211_111
    with pytest.raises(StaleState):
        actions.take_back_settlement(row, reason="Igen.", **by_staff(EKONOM, when=NOON))


def test_what_is_to_be_returned_leaves_the_work_list_and_may_be_put_back() -> None:
    payment = unknown_payment(Decimal(500))
    handle(payment, "to_return")
    assert rest_of(payment) == 0
    actions.put_back(payment, text="Vi hittade fakturan.", **by_staff(EKONOM, when=NOON))
    assert rest_of(payment) == 500


def test_what_was_to_be_returned_becomes_returned() -> None:
    payment = unknown_payment(Decimal(500))
    handle(payment, "to_return")
    handle(payment, "returned")
    with pytest.raises(StaleState):
        handle(payment, "returned")


@pytest.mark.parametrize("what", ["settle", "handle", "put_back", "take_back"])
def test_a_handlaggare_does_not_touch_payments(what: str) -> None:
    payment, who = unknown_payment(Decimal(500)), by_staff(StaffRole.HANDLAGGARE)
    verbs: dict[str, Any] = {
        "settle": lambda: actions.settle_payment(payment, Invoice(), amount=Decimal(1), **who),
        "handle": lambda: actions.handle_rest(payment, what="not_ours", text="x", **who),
        "put_back": lambda: actions.put_back(payment, text="x", **who),
        "take_back": lambda: actions.take_back_settlement(Settlement(), reason="x", **who),
    }
    with pytest.raises(NotAllowed):
        verbs[what]()


def read_file(content: bytes, role: StaffRole = EKONOM) -> Any:
    return read_bank_file(content, filename="camt.xml", **by_staff(role, when=NOON))


def two_invoices() -> list[Invoice]:
    return [make_invoice(report) for report in make_owing_reports(2)]


def settle(payment: IncomingPayment, invoice: Invoice, amount: Any, seen: Any = None) -> None:
    actions.settle_payment(
        payment, invoice, amount=Decimal(amount), seen=seen, **by_staff(EKONOM, when=NOON)
    )


def handle(payment: IncomingPayment, what: str) -> PaymentHandling:
    return actions.handle_rest(
        payment, what=what, text="Ingen faktura.", **by_staff(EKONOM, when=NOON)
    )
