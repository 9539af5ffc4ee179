"""Two at once, on real PostgreSQL with real threads: one file, one krona, one credit note."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection

from core.errors import DomainError
from organisations.roles import StaffRole
from repayments import actions
from repayments.balance import balance_of, rest_of
from repayments.bank_files import read_bank_file
from repayments.models import CreditNoteSeries, IncomingPayment, Settlement
from tests.repayments.builders import by_staff
from tests.repayments.paying import NOON, camt, make_invoice, money, unknown_payment

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def at_once(do: Callable[[], object], times: int = 4) -> int:
    """Do it in so many threads; returns how many went through, the rest being told why not."""

    def one(_: int) -> bool:
        try:
            do()
        except DomainError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times))).count(True)


def test_several_readers_of_one_file_settle_it_once() -> None:
    invoice = make_invoice()
    content = camt(money(211_111, invoice.ocr))
    who = by_staff(StaffRole.EKONOM, when=NOON)
    assert at_once(lambda: read_bank_file(content, filename="camt.xml", **who)) == 1
    assert (IncomingPayment.objects.count(), Settlement.objects.count()) == (1, 1)
    assert balance_of(invoice).open == 0


def test_two_files_that_tell_of_the_same_booking_settle_it_once() -> None:
    first = camt(money(211_111, make_invoice().ocr))
    files = [first, first + b"<!-- sent again -->"]
    who = by_staff(StaffRole.EKONOM, when=NOON)
    at_once(lambda: read_bank_file(files.pop(), filename="camt.xml", **who), times=2)
    assert (IncomingPayment.objects.count(), Settlement.objects.count()) == (1, 1)


def test_several_hands_settle_no_more_than_there_is() -> None:
    payment, invoice = unknown_payment(Decimal(1000)), make_invoice()
    who = by_staff(StaffRole.EKONOM, when=NOON)
    settle = actions.settle_payment
    assert at_once(lambda: settle(payment, invoice, amount=Decimal(600), **who)) == 1
    assert rest_of(payment) == 400


def test_several_credits_of_one_invoice_are_together_at_most_the_invoice() -> None:
    invoice = make_invoice()
    who = by_staff(StaffRole.EKONOM, when=NOON)
    credit = partial(actions.issue_credit_note, invoice, amount_kr=150_000, reason="Fel.", **who)
    assert at_once(credit) == 1
    assert balance_of(invoice).open == 61_111
    assert CreditNoteSeries.objects.get().last == 1
