"""Staff's proposals: used against the conditions, and not reported in time."""

from datetime import datetime

import pytest

from core.errors import NotAllowed, RuleViolated
from organisations.roles import StaffRole
from repayments.actions import decide_claim, propose_claim, propose_missing
from repayments.models import Claim, Outcome
from repayments.queries import reports_to_claim
from reporting.models import Report
from tests.builders import make_report
from tests.repayments.builders import NIGHT, by_staff, make_breach, make_claim

pytestmark = pytest.mark.django_db
WHY = "Återrapporteringen har inte kommit in trots påminnelser."


def missing(report: Report, *, when: datetime = NIGHT) -> Claim:
    return propose_missing(report, reasons=WHY, **by_staff(when=when))


def test_all_that_was_received_is_claimed_for_a_missing_report() -> None:
    assert missing(make_report()).amount_kr == 1_611_111


def test_missing_report_is_claimed_once() -> None:
    report = make_report()
    assert missing(report) == missing(report)


def test_dropped_claim_may_be_made_anew() -> None:
    report = make_report()
    first = missing(report)
    decide_claim(first, outcome=Outcome.DROPPED, amount_kr=0, reasons="Anstånd.", **by_staff())
    assert missing(report) != first


def test_report_that_comes_later_waits_for_staff_s_decision() -> None:
    report = make_report()
    claim = missing(report)
    make_report(report.requisition, accepted=True)
    assert not reports_to_claim().exists()
    decide_claim(claim, outcome=Outcome.DROPPED, amount_kr=0, reasons="Har kommit.", **by_staff())
    assert propose_claim(reports_to_claim().get(), at=NIGHT).amount_kr == 211_111


def test_breach_is_at_most_what_was_received_and_is_not_claimed() -> None:
    report = make_report(accepted=True)
    make_claim(report)
    with pytest.raises(RuleViolated, match="1\xa0400\xa0000"):
        make_breach(report, amount_kr=1_400_001)
    assert make_breach(report, amount_kr=1_400_000).amount_kr == 1_400_000


def test_breach_pressed_twice_is_one_claim() -> None:
    report = make_report(accepted=True)
    assert make_breach(report) == make_breach(report)


def test_ekonom_does_not_propose() -> None:
    with pytest.raises(NotAllowed):
        propose_missing(make_report(), reasons=WHY, **by_staff(StaffRole.EKONOM))
