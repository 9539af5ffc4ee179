"""Withdrawn, returned, declined, refused: what the recipient and staff may do with an answer."""

from datetime import datetime

import pytest
from django.db import ProgrammingError, transaction

from core.errors import NotAllowed, RuleViolated, StaleState
from grants.models import Round
from grants.states import RoundStatus
from organisations.roles import OrganisationRole, StaffRole
from requisitions import actions
from requisitions.models import Requisition, RequisitionVersion
from requisitions.queries import latest_return
from requisitions.states import PaymentStatus, RequisitionStatus
from tests.builders import (
    APRIL,
    acting,
    at,
    make_batch,
    make_recipient,
    make_requisition,
    make_round,
    requisition_values,
    typed_requisition,
)
from tests.requisitions.states import as_staff

pytestmark = pytest.mark.django_db


def send_in(
    requisition: Requisition, *, when: datetime = APRIL, amount_kr: int = 1_611_111
) -> Requisition:
    values = requisition_values(amount_kr=amount_kr)
    who = acting(requisition.recipient)
    return actions.submit_requisition(requisition, who, values=values, at=when)


def withdrawn(requisition: Requisition) -> Requisition:
    return actions.withdraw_requisition(requisition, acting(requisition.recipient), at=APRIL)


# --- Withdraw -------------------------------------------------------------------------------------


def test_what_is_withdrawn_is_a_draft_without_amount_and_keeps_its_diarienummer() -> None:
    sent = make_requisition()
    draft = withdrawn(sent)
    assert (draft.status, draft.amount_kr) == (RequisitionStatus.DRAFT, None)
    assert draft.diarienummer == sent.diarienummer
    assert draft.draft == typed_requisition()


def test_each_time_it_is_sent_in_is_a_version_of_its_own() -> None:
    requisition = send_in(withdrawn(make_requisition()), amount_kr=900_000)
    numbers = requisition.versions.values_list("number", "amount_kr")
    assert list(numbers) == [(1, 1_611_111), (2, 900_000)]


def test_a_version_can_not_be_changed() -> None:
    make_requisition()
    with pytest.raises(ProgrammingError), transaction.atomic():
        RequisitionVersion.objects.update(amount_kr=5)


def test_what_is_approved_can_not_be_withdrawn() -> None:
    with pytest.raises(StaleState):
        withdrawn(make_requisition(approved=True))


def test_uppgiftssamordnare_may_not_withdraw() -> None:
    requisition = make_requisition()
    helper = acting(requisition.recipient, OrganisationRole.UPPGIFTSSAMORDNARE)
    with pytest.raises(NotAllowed):
        actions.withdraw_requisition(requisition, helper, at=APRIL)


def test_nothing_is_withdrawn_from_a_closed_round_where_it_could_not_come_back() -> None:
    requisition = make_requisition()
    Round.objects.update(status=RoundStatus.CLOSED)
    with pytest.raises(RuleViolated):
        withdrawn(requisition)


# --- Draft saved by two ---------------------------------------------------------------------------


def test_a_draft_that_somebody_else_has_saved_is_not_overwritten() -> None:
    draft = make_requisition(submitted=False)
    who, seen = acting(draft.recipient), draft.draft_sha256
    actions.save_draft(draft.round, who, typed=typed_requisition(amount_kr="1"), seen=seen)
    with pytest.raises(RuleViolated, match="Någon annan sparade"):
        actions.save_draft(draft.round, who, typed=typed_requisition(amount_kr="2"), seen=seen)


def test_saving_the_same_again_is_no_conflict() -> None:
    draft = make_requisition(submitted=False)
    who, seen = acting(draft.recipient), draft.draft_sha256
    typed = typed_requisition(amount_kr="1")
    actions.save_draft(draft.round, who, typed=typed, seen=seen)
    assert actions.save_draft(draft.round, who, typed=typed, seen=seen).draft == typed


# --- Return ---------------------------------------------------------------------------------------


def test_what_is_returned_may_be_changed_and_the_comment_is_kept() -> None:
    returned = actions.return_requisition(make_requisition(), **as_staff(), reason="Rätta.")
    assert returned.may_be_changed
    event = latest_return(returned)
    assert event is not None
    assert event.reason == "Rätta."


def test_returning_needs_a_comment() -> None:
    with pytest.raises(RuleViolated):
        actions.return_requisition(make_requisition(), **as_staff(), reason=" ")


def test_what_was_returned_in_time_is_not_late_when_it_comes_back() -> None:
    returned = actions.return_requisition(make_requisition(), **as_staff(), reason="Rätta.")
    assert not send_in(returned, when=at(2025, 5, 20)).is_late


def test_what_was_withdrawn_is_late_when_it_comes_back_late() -> None:
    assert send_in(withdrawn(make_requisition()), when=at(2025, 5, 20)).is_late


# --- Decline --------------------------------------------------------------------------------------


def test_declining_is_an_answer_with_a_diarienummer() -> None:
    who = acting(make_recipient())
    declined = actions.decline_requisition(make_round(), who, reason="Inget behov.", at=APRIL)
    assert declined.status == RequisitionStatus.DECLINED
    assert declined.diarienummer
    assert Requisition.objects.answered().count() == 1


def test_declining_needs_a_reason() -> None:
    with pytest.raises(RuleViolated):
        actions.decline_requisition(make_round(), acting(make_recipient()), reason="", at=APRIL)


def test_declining_twice_is_refused() -> None:
    round_, who = make_round(), acting(make_recipient())
    actions.decline_requisition(round_, who, reason="Inget behov.", at=APRIL)
    with pytest.raises(StaleState):
        actions.decline_requisition(round_, who, reason="Inget behov.", at=APRIL)


def test_what_is_sent_in_is_not_declined_behind_somebodys_back() -> None:
    sent = make_requisition()
    with pytest.raises(StaleState):
        actions.decline_requisition(sent.round, acting(sent.recipient), reason="Nej.", at=APRIL)


def test_who_has_declined_may_change_their_mind() -> None:
    round_, who = make_round(), acting(make_recipient())
    declined = actions.decline_requisition(round_, who, reason="Inget behov.", at=APRIL)
    with pytest.raises(StaleState, match="avstått"):
        actions.save_draft(round_, who, typed=typed_requisition())
    reopened = actions.reopen_requisition(declined, who, at=APRIL)
    assert send_in(reopened).diarienummer == declined.diarienummer


# --- Late -----------------------------------------------------------------------------------------


def test_a_late_one_is_approved_only_with_a_reason() -> None:
    late = make_requisition(when=at(2025, 5, 16))
    with pytest.raises(RuleViolated, match="kom in för sent"):
        actions.approve_requisition(late, **as_staff())
    approved = actions.approve_requisition(late, **as_staff(), reason="Felet var vårt.")
    assert approved.status == RequisitionStatus.APPROVED


def test_only_a_late_one_is_refused() -> None:
    with pytest.raises(RuleViolated, match="kom in i tid"):
        actions.refuse_requisition(make_requisition(), **as_staff(), reason="Nej.")


def test_a_refused_one_may_be_taken_up_again() -> None:
    late = make_requisition(when=at(2025, 5, 16))
    refused = actions.refuse_requisition(late, **as_staff(), reason="Kom in för sent.")
    again = actions.reconsider_requisition(refused, **as_staff(), reason="Nya uppgifter.")
    assert again.status == RequisitionStatus.SUBMITTED


# --- Undo -----------------------------------------------------------------------------------------


def test_an_approval_that_is_undone_cancels_the_payment_and_the_next_makes_a_new_one() -> None:
    approved = make_requisition(approved=True)
    undone = actions.undo_approval(approved, **as_staff(), reason="Fel konto.")
    actions.approve_requisition(undone, **as_staff())
    states = approved.payments.order_by("id").values_list("status", flat=True)
    assert list(states) == [PaymentStatus.CANCELLED, PaymentStatus.PLANNED]


def test_an_approval_is_not_undone_while_its_payment_lies_in_a_batch() -> None:
    approved = make_requisition(approved=True)
    make_batch(approved)
    with pytest.raises(RuleViolated, match="på väg"):
        actions.undo_approval(approved, **as_staff(), reason="Fel konto.")


def test_ekonom_does_not_decide_about_requisitions() -> None:
    ekonom = as_staff(StaffRole.EKONOM)
    with pytest.raises(NotAllowed):
        actions.return_requisition(make_requisition(), **ekonom, reason="Rätta.")
