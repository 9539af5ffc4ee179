"""Verbs that write claims and invoices; one transaction each."""

from datetime import datetime

from django.db import transaction

from banking.ocr import make_ocr
from core import transitions
from core.dates import day_of
from core.errors import RuleViolated
from correspondence.actions import next_diarienummer
from repayments import rules
from repayments.models import (
    Claim,
    ClaimDecision,
    Ground,
    Invoice,
    InvoiceSeries,
    Outcome,
)
from repayments.seller import seller
from repayments.snapshot import buyer_of, snapshot_of
from repayments.states import CLAIM, PORTAL, ClaimStatus
from reporting.models import Report

__all__ = ["decide_own_figure", "issue_invoice", "propose_claim"]

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


@transaction.atomic
def issue_invoice(claim: Claim, *, at: datetime) -> Invoice:
    """Write the numbered invoice of a decided claim, for the amount that was decided.

    1. Refuses with RuleViolated, one violation per missing field, while invoice data are missing.
    2. Moves the claim under lock: StaleState when somebody else has invoiced it.
    3. Takes the number last, and keeps its lock for as short as can be; whatever fails gives the
       number back.
    """
    claim = Claim.objects.with_case().get(pk=claim.pk)
    buyer = buyer_of(claim)
    broken = rules.buyer_problems(buyer)
    if broken:
        raise RuleViolated(*broken)
    transitions.apply(claim, CLAIM, to=ClaimStatus.INVOICED, actor=None, at=at)
    issued_on = day_of(at)
    number = _next_number(issued_on.year)
    return Invoice.objects.create(
        claim=claim,
        number=number,
        ocr=make_ocr(number),
        issued_at=at,
        issued_on=issued_on,
        due_on=rules.due_on(issued_on, days=claim.round.repayment_days),
        amount_kr=claim.decision.amount_kr,
        decision_diarienummer=claim.round.decision.diarienummer,
        snapshot=snapshot_of(claim, seller=seller(), buyer=buyer),
    )


def _next_number(year: int) -> int:
    """The year's next invoice number; its row stays locked until the commit."""
    InvoiceSeries.objects.get_or_create(year=year)
    series = InvoiceSeries.objects.select_for_update().get(year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return rules.invoice_number(year, series.last)
