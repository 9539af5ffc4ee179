"""From approval to money: days, roles, and what can't be done twice."""

from datetime import date

import pytest

from core.errors import NotAllowed, StaleState
from organisations.roles import StaffRole
from requisitions.actions import approve_requisition
from requisitions.models import Payment, PaymentStatus, Requisition
from requisitions.queries import received_kr
from tests.builders import APRIL, at, make_requisition, make_staff

pytestmark = pytest.mark.django_db


def planned_on(requisition: Requisition) -> date:
    return requisition.payments.get().planned_on


def test_payment_is_planned_two_weeks_after_receipt() -> None:
    requisition = make_requisition(approved=True, when=APRIL)
    assert planned_on(requisition) == date(2025, 4, 29)


def test_payment_is_never_planned_on_a_day_when_banks_are_closed() -> None:
    requisition = make_requisition(approved=True, when=at(2025, 4, 17))
    assert planned_on(requisition) == date(2025, 5, 2)


def test_payment_is_not_planned_in_the_past() -> None:
    requisition = make_requisition(when=APRIL)
    approved = approve_requisition(
        requisition, by=make_staff(), roles=[StaffRole.HANDLAGGARE], at=at(2025, 6, 2)
    )
    assert planned_on(approved) == date(2025, 6, 2)


def test_only_handlaggare_and_administrator_approve() -> None:
    requisition = make_requisition()
    for role in (StaffRole.EKONOM, StaffRole.ATTESTANT, StaffRole.CONTROLLER):
        with pytest.raises(NotAllowed):
            approve_requisition(requisition, by=make_staff(role), roles=[role], at=APRIL)


def test_approving_twice_is_refused_and_plans_one_payment() -> None:
    requisition = make_requisition(approved=True)
    with pytest.raises(StaleState):
        approve_requisition(requisition, by=make_staff(), roles=[StaffRole.HANDLAGGARE], at=APRIL)
    assert Payment.objects.count() == 1


def test_paid_money_counts_as_received() -> None:
    requisition = make_requisition(paid=True, amount_kr=1_500_000)
    assert requisition.payments.get().status == PaymentStatus.PAID
    assert received_kr(requisition.round, requisition.recipient) == 1_500_000


def test_approved_money_does_not_count_as_received() -> None:
    requisition = make_requisition(approved=True)
    assert received_kr(requisition.round, requisition.recipient) == 0
