"""Thirty-two at once, on real PostgreSQL with real threads: one requisition, one file."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from core.errors import DomainError
from correspondence.models import DiarySeries, Document
from organisations.roles import StaffRole
from requisitions import actions
from requisitions.models import BankReply, Payment, PaymentBatch, Requisition, RequisitionVersion
from requisitions.states import PaymentStatus
from tests.builders import (
    APRIL,
    acting,
    make_batch,
    make_recipient,
    make_requisition,
    make_round,
    make_staff,
    requisition_values,
    typed_requisition,
)
from tests.requisitions.builders import booked, read
from tests.requisitions.states import as_staff

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

MANY = 32


def at_once(do: Callable[[int], object]) -> int:
    """Do it in 32 threads; returns how many went through, the rest being told why not."""

    def one(number: int) -> bool:
        try:
            do(number)
        except DomainError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(one, range(MANY))).count(True)


def test_thirty_two_submissions_for_the_same_rss_leave_one_requisition() -> None:
    round_ = make_round()
    who = acting(make_recipient())

    def send(_: int) -> None:
        draft = actions.save_draft(round_, who, typed=typed_requisition())
        actions.submit_requisition(draft, who, values=requisition_values(), at=APRIL)

    assert at_once(send) == 1
    assert Requisition.objects.count() == 1
    assert RequisitionVersion.objects.count() == 1
    assert DiarySeries.objects.get(year=2025).last == 1


def test_thirty_two_attests_of_one_batch_leave_one_file() -> None:
    batch = make_batch(make_requisition(approved=True))
    attestants = [make_staff(StaffRole.ATTESTANT) for _ in range(MANY)]

    def attest(number: int) -> None:
        by = attestants[number]
        actions.attest_batch(batch, by=by, roles=[StaffRole.ATTESTANT], at=APRIL)

    assert at_once(attest) == 1
    assert Document.objects.filter(kind="payment_file").count() == 1


def test_thirty_two_who_prepare_the_same_payment_leave_one_batch() -> None:
    payment = make_requisition(approved=True).payments.get()
    ekonom = as_staff(StaffRole.EKONOM)

    def prepare(_: int) -> None:
        round_ = payment.requisition.round
        actions.prepare_batch(round_, [payment], bank_day=APRIL.date(), **ekonom)

    assert at_once(prepare) == 1
    assert PaymentBatch.objects.count() == 1


def test_thirty_two_who_read_the_same_file_settle_once() -> None:
    content = booked(make_batch(make_requisition(approved=True), sent=True))
    assert at_once(lambda _: read(content)) == 1
    assert BankReply.objects.count() == 1
    assert Payment.objects.get().status == PaymentStatus.PAID
