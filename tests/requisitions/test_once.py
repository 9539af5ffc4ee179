"""One requisition per recipient and round, however one tries."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from core.errors import DomainError, StaleState
from correspondence.models import DiarySeries
from requisitions.actions import save_draft, submit_requisition
from requisitions.models import Payment, Requisition
from tests.builders import (
    APRIL,
    acting,
    make_recipient,
    make_requisition,
    make_round,
    requisition_values,
    typed_requisition,
)


@pytest.mark.django_db
def test_the_database_refuses_a_second_requisition() -> None:
    first = make_requisition()
    with pytest.raises(IntegrityError), transaction.atomic():
        Requisition.objects.create(
            round=first.round,
            recipient=first.recipient,
            organisation=first.organisation,
            frame_kr=first.frame_kr,
        )


@pytest.mark.django_db
def test_what_is_sent_in_can_not_be_sent_in_again() -> None:
    requisition = make_requisition()
    who = acting(requisition.recipient)
    with pytest.raises(StaleState):
        submit_requisition(requisition, who, values=requisition_values(), at=APRIL)


@pytest.mark.django_db
def test_what_is_sent_in_can_not_be_changed() -> None:
    requisition = make_requisition()
    with pytest.raises(StaleState):
        save_draft(requisition.round, acting(requisition.recipient), typed=typed_requisition())


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_eight_at_once_leave_one_requisition_and_one_diary_number() -> None:
    round_ = make_round()
    who = acting(make_recipient())

    def send(_: int) -> bool:
        try:
            draft = save_draft(round_, who, typed=typed_requisition())
            submit_requisition(draft, who, values=requisition_values(), at=APRIL)
        except DomainError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(send, range(8)))
    assert outcomes.count(True) == 1
    assert Requisition.objects.count() == 1
    assert DiarySeries.objects.get(year=2025).last == 1


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"amount_kr": 5}, {"bankgiro": "9912346"}, {"huvudman": {}}])
def test_what_was_sent_in_is_frozen_in_the_database(change: dict[str, object]) -> None:
    requisition = make_requisition(approved=True)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Requisition.objects.filter(pk=requisition.pk).update(**change)


@pytest.mark.django_db
def test_a_planned_payment_can_not_be_turned_elsewhere() -> None:
    make_requisition(approved=True)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Payment.objects.update(bankgiro="9912346")
