"""What tests of repayments need beside tests.builders: reports of many, and a corrected one."""

from datetime import date, datetime
from typing import Any

import pytest

from organisations.roles import StaffRole
from repayments.actions import (
    communicate_claim,
    decide_own_figure,
    propose_breach,
    propose_claim,
)
from repayments.models import Claim
from reporting.models import Report, Submission
from reporting.reaccepting import reopen_accepted
from reporting.states import ReportStatus
from tests.builders import at, make_recipient, make_report, make_requisition, make_round, make_staff

NIGHT = at(2026, 3, 16, 2)
ANSWER_BY = date(2026, 4, 7)
DRAWS_PDF = pytest.mark.filterwarnings("ignore:unclosed file.*sRGB2014.icc:ResourceWarning")
"""WeasyPrint leaves its colour profile for the garbage collector to close."""


def make_owing_reports(count: int) -> list[Report]:
    """Accepted reports of as many RSS in one round, each with 211 111 kr unused."""
    frames = {f"RSS-{n:02d}": 1_611_111 for n in range(1, count + 1)}
    round_ = make_round(frames=frames)
    paid = [make_requisition(round_, make_recipient(code), paid=True) for code in frames]
    return [make_report(requisition, accepted=True) for requisition in paid]


def make_claim(report: Report | None = None, *, decided: bool = False) -> Claim:
    """A claim for an accepted report's unused money, perhaps decided as the portal does it."""
    claim = propose_claim(report or make_report(accepted=True), at=NIGHT)
    return decide_own_figure(claim, at=NIGHT) if decided else claim


def make_breach(
    report: Report | None = None, *, amount_kr: int = 100_000, communicated: bool = False
) -> Claim:
    """Staff's claim for money used against the conditions, perhaps told to the recipient."""
    claim = propose_breach(
        report or make_report(accepted=True),
        amount_kr=amount_kr,
        reasons="Lönerna avser en insats som redan har annat offentligt stöd.",
        **by_staff(),
    )
    if communicated:
        communicate_claim(claim, answer_by=ANSWER_BY, **by_staff())
    return Claim.objects.get(pk=claim.pk)


def by_staff(role: StaffRole = StaffRole.HANDLAGGARE, *, when: datetime = NIGHT) -> dict[str, Any]:
    """Who does it, with which role, when: what the actions of staff ask for."""
    return {"by": make_staff(role), "roles": [role], "at": when}


def correct(report: Report, *, used_kr: int) -> Report:
    """The accepted report opened, corrected, sent in and accepted again."""
    reopen_accepted(report, reason="Beloppen stämmer inte med kontoutdraget.", **by_staff())
    resubmit(report, used_kr=used_kr)
    Report.objects.filter(pk=report.pk).update(status=ReportStatus.ACCEPTED, accepted_at=NIGHT)
    return Report.objects.with_case().get(pk=report.pk)


def resubmit(report: Report, *, used_kr: int = 1_400_000, **answers: Any) -> Submission:
    """One more submission, past the form's own checks; the last one of a report applies."""
    submission = report.submissions.latest("number")
    approval = submission.approval
    approval.pk = None
    approval.save(force_insert=True)
    submission.pk = None
    submission.number += 1
    submission.approval = approval
    submission.used_kr, submission.unused_kr = used_kr, submission.received_kr - used_kr
    submission.answers = {**submission.answers, **answers}
    submission.save(force_insert=True)
    return submission
