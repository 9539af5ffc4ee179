"""Deciding claims: the portal's own, and staff's after the hearing."""

from typing import Any

import pytest

from core.errors import NotAllowed, RuleViolated, StaleState
from grants.models import Round
from organisations.roles import StaffRole
from repayments.actions import decide_claim, decide_own_figure, issue_invoice, send_answer
from repayments.models import Claim, ClaimDecision, Outcome
from tests.builders import acting, at, make_report
from tests.repayments.builders import NIGHT, by_staff, make_breach, make_claim

pytestmark = pytest.mark.django_db
AFTER = at(2026, 4, 8)


def decide(claim: Claim, outcome: Outcome = Outcome.FULL, **changes: Any) -> ClaimDecision:
    values = {
        "outcome": outcome,
        "amount_kr": {"full": claim.amount_kr, "reduced": 60_000, "dropped": 0}[outcome],
        "reasons": "Insatsen hade annat stöd.",
        **by_staff(when=AFTER),
    }
    return decide_claim(claim, **{**values, **changes})


def test_own_figure_is_decided_in_full_by_the_portal() -> None:
    claim = decide_own_figure(make_claim(), at=NIGHT)
    decision = claim.decision
    assert (decision.outcome, decision.amount_kr, decision.decided_by) == ("full", 211_111, None)


def test_own_figure_under_the_round_s_limit_is_dropped_with_the_reason() -> None:
    report = make_report(accepted=True)
    Round.objects.update(claim_from_kr=211_112)
    claim = decide_own_figure(make_claim(report), at=NIGHT)
    assert (claim.status, claim.decision.amount_kr) == ("dropped", 0)
    assert "211\xa0112\xa0kr" in claim.decision.reasons


def test_claim_is_not_decided_while_the_recipient_may_answer() -> None:
    with pytest.raises(RuleViolated, match="7 april 2026 på sig"):
        decide(make_breach(communicated=True), **by_staff(when=at(2026, 4, 7)))


def test_answer_lets_the_decision_be_taken_sooner() -> None:
    claim = make_breach(communicated=True)
    send_answer(claim.hearing, acting(claim.recipient), text="Vi håller med.", at=NIGHT)
    assert decide(claim, **by_staff(when=NIGHT)).outcome == "full"


def test_unanswered_claim_is_decided_when_the_day_has_gone() -> None:
    assert decide(make_breach(communicated=True)).amount_kr == 100_000


def test_reduced_claim_is_invoiced_with_what_was_decided() -> None:
    claim = make_breach(communicated=True)
    decide(claim, Outcome.REDUCED)
    assert issue_invoice(claim, at=AFTER).amount_kr == 60_000


def test_claim_may_be_dropped_before_anybody_is_heard() -> None:
    claim = make_breach()
    decide(claim, Outcome.DROPPED)
    claim.refresh_from_db()
    assert claim.status == "dropped"


def test_decision_without_reasons_is_refused() -> None:
    with pytest.raises(RuleViolated, match="Skriv skälen"):
        decide(make_breach(communicated=True), reasons=" ")


def test_second_decision_is_refused() -> None:
    claim = make_breach(communicated=True)
    decide(claim)
    with pytest.raises(StaleState):
        decide(claim, Outcome.DROPPED)


def test_ekonom_does_not_decide() -> None:
    with pytest.raises(NotAllowed):
        decide(make_breach(communicated=True), **by_staff(StaffRole.EKONOM, when=AFTER))
