"""What a corrected report means for what is claimed and invoiced."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import transitions
from core.errors import NotAllowed, RuleViolated
from organisations.roles import StaffRole
from repayments import rules
from repayments.actions import decide_own_figure, issue_invoice, propose_claim
from repayments.models import Claim
from repayments.queries import claims_to_decide, over_claimed, reports_to_claim, standing_of
from reporting.models import Report
from reporting.reaccepting import reopen_accepted
from tests.builders import make_report
from tests.repayments.builders import NIGHT, by_staff, correct, make_claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoiced() -> Report:
    """1 611 111 kr received, 1 400 000 used: 211 111 kr invoiced."""
    report = make_report(accepted=True)
    issue_invoice(make_claim(report, decided=True), at=NIGHT)
    return report


def test_accepted_report_is_opened_with_a_reason_and_stays_sent_in(invoiced: Report) -> None:
    reopened = reopen_accepted(invoiced, reason="Fel belopp.", **by_staff())
    assert (reopened.status, reopened.accepted_at) == ("draft", None)
    assert reopened.submissions.count() == 1
    assert transitions.history(reopened).latest("id").reason == "Fel belopp."


def test_opening_needs_a_reason_and_a_role(invoiced: Report) -> None:
    with pytest.raises(RuleViolated):
        reopen_accepted(invoiced, reason="", **by_staff())
    with pytest.raises(NotAllowed):
        reopen_accepted(invoiced, reason="Fel.", **by_staff(StaffRole.EKONOM))


def test_report_that_leaves_less_unused_is_for_a_credit(invoiced: Report) -> None:
    correct(invoiced, used_kr=1_500_000)
    assert [one.less_kr for one in over_claimed()] == [100_000]  # type: ignore[attr-defined]
    assert not reports_to_claim().exists()


def test_report_that_leaves_more_unused_gives_a_claim_of_its_own(invoiced: Report) -> None:
    first = Claim.objects.get()
    report = correct(invoiced, used_kr=1_300_000)
    further = propose_claim(report, at=NIGHT)
    assert (further.amount_kr, further.corrects) == (100_000, first)
    assert not over_claimed().exists()


def test_what_a_correction_adds_is_for_staff_to_decide(invoiced: Report) -> None:
    propose_claim(correct(invoiced, used_kr=1_300_000), at=NIGHT)
    assert not claims_to_decide().exists()


def test_claim_dropped_as_too_small_counts_when_more_turns_out_to_be_unused() -> None:
    report = make_report(accepted=True)
    report.round.claim_from_kr = 300_000
    report.round.save()
    assert decide_own_figure(make_claim(report), at=NIGHT).status == "dropped"
    further = propose_claim(correct(report, used_kr=1_000_000), at=NIGHT)
    assert further.amount_kr == 611_111


def test_proposing_twice_on_a_corrected_report_is_one_claim(invoiced: Report) -> None:
    report = correct(invoiced, used_kr=1_300_000)
    assert propose_claim(report, at=NIGHT) == propose_claim(report, at=NIGHT)
    assert standing_of(report).proposed_kr == 311_111


def test_nothing_more_is_claimed_on_what_is_claimed_already(invoiced: Report) -> None:
    with pytest.raises(RuleViolated, match="redan krävt"):
        propose_claim(correct(invoiced, used_kr=1_500_000), at=NIGHT)


@given(st.lists(st.integers(min_value=0, max_value=1_000), min_size=1, max_size=8))
def test_claims_less_credits_follow_the_latest_figure(figures: list[int]) -> None:
    claimed_kr = credited_kr = 0
    for unused_kr in figures:
        found = rules.correction(
            unused_kr=unused_kr,
            proposed_kr=claimed_kr,
            decided_kr=claimed_kr,
            credited_kr=credited_kr,
        )
        claimed_kr += found.more_kr
        credited_kr += found.less_kr
        assert claimed_kr - credited_kr == unused_kr
