"""From unused krona to stored invoice, for whatever is left to do.

Safe to run at any time, by several workers at once, any number of times: each claim and each
invoice is a transaction of its own, and what one run leaves the next one takes.
"""

import logging
from collections import Counter
from datetime import datetime

from django.db import DatabaseError

from core.errors import DomainError, StaleState
from core.transitions import label_of
from repayments import queries
from repayments.actions import (
    decide_own_figure,
    finish_run,
    issue_invoice,
    propose_claim,
    take_item,
)
from repayments.documents import invoice_document
from repayments.models import Claim, Invoice, Run, RunItem, RunItemStatus
from reporting.models import Report

__all__ = ["sweep_claims"]

logger = logging.getLogger(__name__)


def sweep_claims(*, at: datetime) -> Counter[str]:
    """Claim, decide, invoice and store what is due; returns how many of each.

    Takes up what a killed worker left of a run, too.

    What one case lacks does not stop the others: it is logged, stays as it is and is tried again
    by the next sweep.
    """
    done: Counter[str] = Counter()
    for report in queries.reports_to_claim():
        done["proposed"] += _propose(report, at=at) is not None
    for claim in queries.claims_to_decide():
        done["decided"] += _decide(claim, at=at) is not None
    for claim in queries.claims_to_invoice():
        done["invoiced"] += _invoice(claim, at=at) is not None
    for item in RunItem.objects.filter(status=RunItemStatus.WAITING).order_by("id"):
        done["of a run"] += take_item(item.pk, at=at) is not None
    for run in Run.objects.filter(finished_at__isnull=True):
        finish_run(run.pk, at=at)
    for invoice in queries.invoices_without_document():
        invoice_document(invoice)
        done["stored"] += 1
    return done


def _propose(report: Report, *, at: datetime) -> Claim | None:
    try:
        return propose_claim(report, at=at)
    except (DomainError, DatabaseError) as refused:
        logger.warning("No claim for %s: %s", label_of(report), refused)
        return None


def _decide(claim: Claim, *, at: datetime) -> Claim | None:
    try:
        return decide_own_figure(claim, at=at)
    except StaleState:
        return None  # another worker, or staff, was first


def _invoice(claim: Claim, *, at: datetime) -> Invoice | None:
    try:
        return issue_invoice(claim, at=at)
    except StaleState:
        return None  # another worker was first
    except (DomainError, DatabaseError) as refused:
        logger.info("%s waits for its invoice: %s", label_of(claim), refused)
        return None
