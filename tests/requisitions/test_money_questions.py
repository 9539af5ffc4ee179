"""Where the money is, what a corrected allocation would touch, and who has not asked."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core.errors import NotAllowed, RuleViolated
from correspondence.outbox import queue_due_letters, send_waiting_letters
from grants.models import Round
from organisations.roles import StaffRole
from requisitions import actions
from requisitions.models import CallNote, Payment
from requisitions.queries import (
    appropriation,
    appropriations,
    non_takers,
    prefill_for,
)
from tests.builders import (
    APRIL,
    acting,
    make_batch,
    make_member,
    make_recipient,
    make_requisition,
    make_round,
)
from tests.requisitions.builders import next_year
from tests.requisitions.states import as_staff

pytestmark = pytest.mark.django_db

TODAY = APRIL.date()


@pytest.fixture
def round_() -> Round:
    return make_round(frames={"RSS-12": 1_611_111, "RSS-09": 1_000_000, "RSS-01": 1_481_482})


# --- Appropriation --------------------------------------------------------------------------------


def test_every_krona_is_somewhere(round_: Round) -> None:
    make_requisition(round_, paid=True)
    make_batch(make_requisition(round_, make_recipient("RSS-09"), approved=True), attested=True)
    make_requisition(round_, make_recipient("RSS-01"))
    books = appropriation(round_)
    assert (books.decided_kr, books.frames_kr) == (4_092_593, 4_092_593)
    assert (books.requisitioned_kr, books.bound_kr, books.paid_kr) == (
        4_092_593,
        2_611_111,
        1_611_111,
    )
    assert (books.attested_kr, books.left_kr, books.waiting_kr) == (
        2_611_111,
        1_481_482,
        1_481_482,
    )


def test_a_decision_shows_each_of_its_rounds(round_: Round, django_assert_num_queries: Any) -> None:
    next_year(round_)
    decision = round_.decision
    with django_assert_num_queries(5):
        books = appropriations(decision)
    assert [one.round.year for one in books] == [2025, 2026]


def test_no_more_is_approved_than_the_round_has(round_: Round) -> None:
    Round.objects.update(amount_kr=2_000_000)
    make_requisition(round_, approved=True)
    with pytest.raises(RuleViolated, match="återstår"):
        make_requisition(round_, make_recipient("RSS-09"), approved=True)


def test_the_database_binds_no_more_than_the_round_has(round_: Round) -> None:
    requisition = make_requisition(round_)
    Round.objects.update(amount_kr=1_000_000)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.create(
            requisition=requisition, amount_kr=1_611_111, bankgiro="50501055", planned_on=TODAY
        )


def test_the_database_pays_no_more_than_was_asked_for(round_: Round) -> None:
    requisition = make_requisition(round_, amount_kr=1_000)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.create(
            requisition=requisition, amount_kr=1_001, bankgiro="50501055", planned_on=TODAY
        )


# --- Who has not asked ----------------------------------------------------------------------------


def test_who_has_asked_or_declined_is_no_non_taker(round_: Round) -> None:
    make_requisition(round_)
    who = acting(make_recipient("RSS-09"))
    actions.decline_requisition(round_, who, reason="Inget behov.", at=APRIL)
    (left,) = non_takers(round_, on=TODAY)
    assert (left.row.recipient.code, left.status, left.is_reached) == ("RSS-01", "", False)


def test_a_non_taker_shows_letters_calls_people_and_the_draft(round_: Round) -> None:
    skane = make_recipient()
    ombud = make_member(skane, phone="070-1")
    make_requisition(round_, submitted=False)
    queue_due_letters(at=APRIL, only=["requisition_opening"])
    send_waiting_letters(at=APRIL)
    call(round_)
    row = next(one for one in non_takers(round_, on=TODAY) if one.row.recipient == skane)
    assert row.has_draft
    assert row.mail.last_sent_on == TODAY
    assert ("070-1", "Ombud") in [(one.phone, one.role) for one in row.people]
    assert ombud.email in [one.email for one in row.people]
    assert row.calls[0].spoke_with == "Registrator"


def test_non_takers_cost_the_same_however_many(
    round_: Round, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(7):
        assert len(non_takers(round_, on=TODAY)) == 3
    make_requisition(round_)
    with django_assert_num_queries(7):
        assert len(non_takers(round_, on=TODAY)) == 2


def call(round_: Round, **changes: Any) -> CallNote:
    said = {"spoke_with": "Registrator", "outcome": "Rekvirerar i veckan.", **changes}
    return actions.note_call(round_, make_recipient(), **said, **as_staff())


def test_the_same_note_twice_is_one_note(round_: Round) -> None:
    who = as_staff()
    who |= {"spoke_with": "Registrator", "outcome": "Rekvirerar."}
    for _ in range(2):
        actions.note_call(round_, make_recipient(), **who)
    assert CallNote.objects.count() == 1


def test_a_note_says_whom_and_what(round_: Round) -> None:
    with pytest.raises(RuleViolated) as refused:
        call(round_, spoke_with="", outcome=" ")
    assert [one.field for one in refused.value.violations] == ["spoke_with", "outcome"]


def test_an_ekonom_calls_nobody(round_: Round) -> None:
    with pytest.raises(NotAllowed):
        actions.note_call(
            round_,
            make_recipient(),
            spoke_with="Registrator",
            outcome="Nej.",
            **as_staff(StaffRole.EKONOM),
        )


# --- Prefill --------------------------------------------------------------------------------------


def test_the_form_begins_with_last_years_contact_and_approver_and_the_registers_account() -> None:
    last = make_requisition(paid=True)
    filled = prefill_for(next_year(last.round), acting(last.recipient))
    assert filled["contact_name"] == "Anna Lind"
    assert filled["approved_by_name"] == "Karin Ek"
    assert filled["invoice_reference"] == "ZZ1234"
    assert filled["bankgiro"] == "5050-1055"
    assert "amount_kr" not in filled


def test_without_last_year_it_begins_with_who_fills_it_in() -> None:
    who = acting(make_recipient())
    assert prefill_for(make_round(), who)["contact_email"] == who.user.email
