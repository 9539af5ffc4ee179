"""Verbs that propose and decide claims; one transaction each."""

from datetime import datetime

from django.db import transaction

from core import transitions
from core.errors import RuleViolated
from correspondence.actions import next_diarienummer
from repayments import rules
from repayments.models import Claim, ClaimDecision, Ground, Outcome
from repayments.states import CLAIM, PORTAL, ClaimStatus
from reporting.models import Report

__all__ = ["decide_own_figure", "propose_claim"]

OWN_FIGURE = "Beloppet är er egen uppgift i den godtagna återrapporteringen."


@transaction.atomic
def propose_claim(report: Report, *, at: datetime) -> Claim:
    """Claim back what an accepted report says is unused, from the huvudman that was paid.

    As the recipient's own figure it needs no hearing (DOMAIN.md, "When is a report submitted").
    Proposed already, the same claim is returned; a report corrected after that is for staff.
    Raises RuleViolated when the report is not accepted or nothing is unused.
    """
    report = Report.objects.with_case().select_for_update(of=("self",)).get(pk=report.pk)
    made = Claim.objects.filter(ground=Ground.UNUSED, submission__report=report).first()
    if made is not None:
        return made
    latest = report.submissions.order_by("number").last()
    unused_kr = latest.unused_kr if latest else None
    broken = rules.claim_problems(report_status=report.status, unused_kr=unused_kr)
    if latest is None or broken:
        raise RuleViolated(*broken)
    claim = Claim.objects.create(
        ground=Ground.UNUSED,
        round=report.round,
        recipient=report.recipient,
        organisation=report.requisition.organisation,
        report=report,
        submission=latest,
        amount_kr=latest.unused_kr,
        diarienummer=next_diarienummer(at=at),
        created_at=at,
    )
    transitions.record(claim, "propose", actor=None, at=at, after=ClaimStatus.PROPOSED)
    return claim


@transaction.atomic
def decide_own_figure(claim: Claim, *, at: datetime) -> Claim:
    """Decide a claim for unused money in full: the recipient has said so itself.

    Raises StaleState when somebody has decided it, or asks the recipient, already.
    """
    decided = transitions.apply(
        claim, CLAIM, to=ClaimStatus.DECIDED, actor=None, roles={PORTAL}, at=at
    )
    ClaimDecision.objects.create(
        claim=decided,
        outcome=Outcome.FULL,
        amount_kr=decided.amount_kr,
        reasons=OWN_FIGURE,
        decided_at=at,
    )
    return decided
