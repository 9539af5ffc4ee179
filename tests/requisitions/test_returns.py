"""Money given back before reporting: announced once, counted when it has come."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from banking import ocr
from core.errors import NotAllowed, RuleViolated, StaleState
from organisations.roles import OrganisationRole, StaffRole
from requisitions import actions
from requisitions.models import Requisition, Return
from requisitions.queries import paid, received_kr
from tests.builders import APRIL, acting, make_requisition
from tests.requisitions.states import as_staff

pytestmark = pytest.mark.django_db

DAY = APRIL.date()


def announce(requisition: Requisition, amount_kr: int = 211_111) -> Return:
    who = acting(requisition.recipient)
    return actions.announce_return(
        requisition, who, amount_kr=amount_kr, reason="Blir över.", at=APRIL
    )


def arrive(announced: Return, *, kr: int = 211_111, on: date = DAY) -> Return:
    return actions.register_return(
        announced, arrived_on=on, arrived_kr=kr, **as_staff(StaffRole.EKONOM)
    )


@pytest.fixture
def requisition() -> Requisition:
    """RSS Skåne's 1 611 111 kr, paid."""
    return make_requisition(paid=True)


def test_what_has_come_back_is_not_received(requisition: Requisition) -> None:
    arrive(announce(requisition))
    assert received_kr(requisition.round, requisition.recipient) == 1_400_000
    row: Any = paid(requisition.round).get()
    assert row.received_kr == 1_400_000


def test_what_is_only_announced_is_still_received(requisition: Requisition) -> None:
    announce(requisition)
    assert received_kr(requisition.round, requisition.recipient) == 1_611_111


def test_a_double_click_is_one_announcement(requisition: Requisition) -> None:
    assert announce(requisition) == announce(requisition)


def test_another_amount_waits_until_the_first_is_settled(requisition: Requisition) -> None:
    announce(requisition)
    with pytest.raises(RuleViolated, match="redan anmält"):
        announce(requisition, 5)


def test_each_return_has_a_reference_of_its_own(requisition: Requisition) -> None:
    first = arrive(announce(requisition))
    second = announce(requisition, 1_000)
    assert first.ocr != second.ocr
    assert ocr.is_valid(first.ocr)
    assert ocr.is_valid(second.ocr)


@pytest.mark.parametrize("amount_kr", [0, -1, 1_611_112])
def test_no_more_than_was_paid_comes_back(requisition: Requisition, amount_kr: int) -> None:
    with pytest.raises(RuleViolated):
        announce(requisition, amount_kr)


def test_the_database_refuses_more_than_was_paid(requisition: Requisition) -> None:
    arrive(announce(requisition, 1_000_000), kr=1_000_000)
    with pytest.raises(IntegrityError), transaction.atomic():
        Return.objects.create(
            requisition=requisition,
            amount_kr=700_000,
            reason="Blir över.",
            ocr="1",
            announced_at=APRIL,
            announced_by=acting(requisition.recipient).user,
        )


def test_it_is_registered_once(requisition: Requisition) -> None:
    announced = announce(requisition)
    arrive(announced)
    with pytest.raises(StaleState):
        arrive(announced)
    assert received_kr(requisition.round, requisition.recipient) == 1_400_000


def test_what_came_is_what_counts(requisition: Requisition) -> None:
    arrive(announce(requisition), kr=200_000)
    assert received_kr(requisition.round, requisition.recipient) == 1_411_111


@pytest.mark.parametrize("day", [date(2025, 4, 14), date(2025, 4, 16)])
def test_a_day_before_the_payment_or_to_come_is_refused(
    requisition: Requisition, day: date
) -> None:
    with pytest.raises(RuleViolated, match="Skriv en dag"):
        arrive(announce(requisition), on=day)


def test_an_announcement_may_be_taken_back(requisition: Requisition) -> None:
    who = acting(requisition.recipient)
    actions.withdraw_return(announce(requisition), who, at=APRIL)
    assert announce(requisition, 5).amount_kr == 5


def test_nothing_comes_back_of_what_is_not_paid() -> None:
    with pytest.raises(StaleState):
        announce(make_requisition(approved=True))


def test_uppgiftssamordnare_does_not_announce(requisition: Requisition) -> None:
    helper = acting(requisition.recipient, OrganisationRole.UPPGIFTSSAMORDNARE)
    with pytest.raises(NotAllowed):
        actions.announce_return(requisition, helper, amount_kr=5, reason="Ja.", at=APRIL)


def test_only_an_ekonom_registers(requisition: Requisition) -> None:
    with pytest.raises(NotAllowed):
        actions.register_return(announce(requisition), arrived_on=DAY, arrived_kr=1, **as_staff())
