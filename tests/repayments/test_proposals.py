"""Staff's proposals: used against the conditions, and not reported in time."""

from datetime import date, datetime

import pytest

from core.errors import NotAllowed, RuleViolated
from organisations.roles import StaffRole
from repayments.actions import decide_claim, propose_breach, propose_claim, propose_missing
from repayments.models import Claim, Outcome
from repayments.queries import reports_to_claim
from reporting.models import Report
from tests.builders import at, make_report
from tests.repayments.builders import NIGHT, by_staff, make_breach, make_claim, resubmit

pytestmark = pytest.mark.django_db
WHY = "Återrapporteringen har inte kommit in trots påminnelser."


def missing(report: Report, *, when: datetime = NIGHT) -> Claim:
    return propose_missing(report, reasons=WHY, **by_staff(when=when))


def test_all_that_was_received_is_claimed_for_a_missing_report() -> None:
    assert missing(make_report()).amount_kr == 1_611_111


def test_missing_report_is_claimed_once() -> None:
    report = make_report()
    assert missing(report) == missing(report)


def test_report_is_not_missing_while_reminders_are_left() -> None:
    report = make_report()
    assert report.last_on == date(2026, 3, 2)
    with pytest.raises(RuleViolated, match="från tisdag 10 mars 2026"):
        missing(report, when=at(2026, 3, 9))
    assert missing(report, when=at(2026, 3, 10))


def test_extension_moves_the_day_from_which_a_report_is_missing() -> None:
    report = make_report()
    Report.objects.filter(pk=report.pk).update(last_on=date(2026, 4, 30))
    with pytest.raises(RuleViolated, match="30 april"):
        missing(report)


def test_report_that_has_come_is_not_missing() -> None:
    with pytest.raises(RuleViolated, match="har kommit in"):
        missing(make_report(submitted=True))


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


def test_breach_needs_a_report() -> None:
    with pytest.raises(RuleViolated, match="inte kommit in"):
        make_breach(make_report())


def test_breach_without_reasons_is_refused() -> None:
    with pytest.raises(RuleViolated, match="Skriv skälen"):
        propose_breach(make_report(accepted=True), amount_kr=1, reasons=" ", **by_staff())


def test_ekonom_does_not_propose() -> None:
    with pytest.raises(NotAllowed):
        propose_missing(make_report(), reasons=WHY, **by_staff(StaffRole.EKONOM))


def test_unused_money_is_claimed_beside_a_breach() -> None:
    report = make_report(accepted=True)
    make_breach(report)
    resubmit(report, used_kr=1_500_000)
    assert propose_claim(report, at=NIGHT).amount_kr == 111_111
