"""The chain from requisition to accepted report, through the actions alone."""

import pytest

from core.transitions import history
from reporting.states import ReportStatus
from tests.builders import make_report, make_requisition

pytestmark = pytest.mark.django_db


def test_paid_requisition_becomes_a_report_when_reporting_opens() -> None:
    report = make_report(make_requisition(paid=True))
    assert report.status == ReportStatus.DRAFT
    assert report.diarienummer


def test_accepted_report_holds_the_unused_money_of_rss_skane() -> None:
    report = make_report(accepted=True)
    submission = report.submissions.get()
    assert (submission.received_kr, submission.used_kr, submission.unused_kr) == (
        1_611_111,
        1_400_000,
        211_111,
    )


def test_every_step_of_a_report_is_logged_with_who_and_when() -> None:
    report = make_report(accepted=True)
    steps = [(event.action, event.actor_name) for event in history(report)]
    assert [action for action, _ in steps] == ["lock", "submit", "accept"]
    assert all(name for _, name in steps)
