"""Telling the recipient what is proposed, and what it answers."""

import pytest
from django.db import DatabaseError

from core import transitions
from core.errors import NotAllowed, RuleViolated, StaleState
from organisations.roles import OrganisationRole, StaffRole
from repayments.actions import (
    communicate_claim,
    decide_claim,
    save_answer,
    seen_of,
    send_answer,
)
from repayments.models import Hearing, Outcome
from tests.builders import acting, at
from tests.repayments.builders import ANSWER_BY, by_staff, make_breach

pytestmark = pytest.mark.django_db
LATER = at(2026, 3, 20)


@pytest.fixture
def hearing() -> Hearing:
    return make_breach(communicated=True).hearing


def answer(hearing: Hearing, text: str = "Kostnaden är vår egen.") -> Hearing:
    return send_answer(hearing, acting(hearing.claim.recipient), text=text, at=LATER)


def test_claim_is_told_once(hearing: Hearing) -> None:
    with pytest.raises(StaleState):
        communicate_claim(hearing.claim, answer_by=ANSWER_BY, **by_staff())


def test_ekonom_does_not_tell() -> None:
    with pytest.raises(NotAllowed):
        communicate_claim(make_breach(), answer_by=ANSWER_BY, **by_staff(StaffRole.EKONOM))


def test_answer_is_kept_with_who_and_when(hearing: Hearing) -> None:
    kept = answer(hearing)
    assert (kept.answer, kept.answered_at, kept.is_late) == ("Kostnaden är vår egen.", LATER, False)
    assert transitions.history(hearing.claim).latest("id").action == "answer"


def test_answer_after_the_day_is_received_and_marked(hearing: Hearing) -> None:
    who = acting(hearing.claim.recipient)
    assert send_answer(hearing, who, text="Sent svar.", at=at(2026, 4, 8)).is_late


def test_second_answer_is_refused(hearing: Hearing) -> None:
    answer(hearing)
    with pytest.raises(StaleState, match="redan inskickat"):
        answer(hearing, "En gång till.")


def test_answer_after_the_decision_is_refused(hearing: Hearing) -> None:
    decide_claim(
        hearing.claim, outcome=Outcome.DROPPED, amount_kr=0, reasons="Rätt använt.", **by_staff()
    )
    with pytest.raises(StaleState, match="redan fattat"):
        answer(hearing)


def test_uppgiftssamordnare_writes_but_does_not_send(hearing: Hearing) -> None:
    who = acting(hearing.claim.recipient, OrganisationRole.UPPGIFTSSAMORDNARE)
    assert save_answer(hearing, who, text="Utkast.", at=LATER).draft == "Utkast."
    with pytest.raises(NotAllowed):
        send_answer(hearing, who, text="Utkast.", at=LATER)


def test_draft_that_somebody_else_has_changed_is_not_overwritten(hearing: Hearing) -> None:
    who, seen = acting(hearing.claim.recipient), seen_of(hearing)
    save_answer(hearing, who, text="Den andras text.", seen=seen, at=LATER)
    with pytest.raises(RuleViolated, match="medan du skrev"):
        save_answer(hearing, who, text="Min text.", seen=seen, at=LATER)


def test_answer_cannot_be_changed_afterwards(hearing: Hearing) -> None:
    answer(hearing)
    with pytest.raises(DatabaseError, match="answer_is_frozen"):
        Hearing.objects.filter(pk=hearing.pk).update(answer="Något annat.")
