"""What a requisition must fulfil, and what is a fact rather than a fault."""

import pytest

from core.errors import NotAllowed, RuleViolated
from core.kronor import with_unit
from grants.states import RoundStatus
from organisations.roles import OrganisationRole
from requisitions.actions import save_draft, submit_requisition
from requisitions.rules import amount_problems, problems
from tests.builders import (
    APRIL,
    acting,
    at,
    make_recipient,
    make_requisition,
    make_round,
    requisition_values,
    typed_requisition,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("amount", [1, 1_611_110, 1_611_111])
def test_any_amount_within_the_frame_is_taken(amount: int) -> None:
    assert amount_problems(amount, frame_kr=1_611_111) == []


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_and_less_is_refused(amount: int) -> None:
    (problem,) = amount_problems(amount, frame_kr=1_611_111)
    assert problem.message == f"Skriv ett belopp mellan {with_unit(1)} och {with_unit(1_611_111)}."


def test_more_than_the_frame_is_refused_with_both_figures() -> None:
    (problem,) = amount_problems(1_700_000, frame_kr=1_611_111)
    assert problem.message == (
        f"Ni kan rekvirera högst {with_unit(1_611_111)}. Ni skrev {with_unit(1_700_000)}."
    )


def test_conditions_must_be_accepted() -> None:
    values = requisition_values(conditions_accepted=False)
    (problem,) = problems(values, round_=make_round(), frame_kr=1_611_111, on=APRIL.date())
    assert problem.code == "conditions_not_accepted"


def test_a_round_that_is_closed_takes_no_requisition() -> None:
    round_ = make_round()
    round_.status = RoundStatus.CLOSED
    (problem,) = problems(requisition_values(), round_=round_, frame_kr=1_611_111, on=APRIL.date())
    assert problem.code == "closed"


def test_a_round_that_has_not_opened_says_when_it_does() -> None:
    round_ = make_round(opened=False)
    (problem,) = problems(
        requisition_values(), round_=round_, frame_kr=1_611_111, on=at(2025, 2, 1).date()
    )
    assert problem.message == "Rekvisitionen öppnar måndag 3 mars 2025. Kom tillbaka då."


def test_a_late_requisition_is_received_and_marked() -> None:
    assert make_requisition(when=at(2025, 5, 16)).is_late


def test_the_last_day_is_in_time_until_midnight() -> None:
    assert not make_requisition(when=at(2025, 5, 15, 23, 59)).is_late


def test_uppgiftssamordnare_may_fill_in_but_not_send_in() -> None:
    requisition = make_requisition(submitted=False)
    helper = acting(requisition.recipient, OrganisationRole.UPPGIFTSSAMORDNARE)
    save_draft(requisition.round, helper, typed=typed_requisition(amount_kr="5"))
    with pytest.raises(NotAllowed):
        submit_requisition(requisition, helper, values=requisition_values(), at=APRIL)


def test_uppgiftssamordnare_may_not_start_one() -> None:
    round_, recipient = make_round(), make_recipient()
    helper = acting(recipient, OrganisationRole.UPPGIFTSSAMORDNARE)
    with pytest.raises(NotAllowed):
        save_draft(round_, helper, typed=typed_requisition())


def test_broken_rules_leave_the_draft_a_draft() -> None:
    requisition = make_requisition(submitted=False)
    values = requisition_values(amount_kr=9_999_999)
    with pytest.raises(RuleViolated):
        submit_requisition(requisition, acting(requisition.recipient), values=values, at=APRIL)
    requisition.refresh_from_db()
    assert requisition.status == "draft"
    assert requisition.diarienummer == ""
