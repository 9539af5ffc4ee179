"""Verbs that write invoices; one transaction each."""

from datetime import datetime

from django.db import transaction

from banking.billing import problems
from banking.ocr import make_ocr
from core import transitions
from core.dates import day_of
from core.errors import RuleViolated
from repayments import rules
from repayments.actions.series import take_next
from repayments.billings import billing_of
from repayments.models import Claim, CreditNote, Invoice, InvoiceSeries
from repayments.seller import seller
from repayments.snapshot import buyer_of, snapshot_of
from repayments.states import CLAIM, ClaimStatus

__all__ = ["issue_invoice"]


@transaction.atomic
def issue_invoice(claim: Claim, *, at: datetime) -> Invoice:
    """Write the numbered invoice of a decided claim, for the amount that was decided.

    1. Refuses with RuleViolated, one violation per missing field, while invoice data are missing.
    2. Moves the claim under lock: StaleState when somebody else has invoiced it.
    3. Takes the number last, and keeps its lock for as short as can be; whatever fails gives the
       number back, also what Peppol would refuse.
    """
    claim = Claim.objects.with_case().get(pk=claim.pk)
    buyer = buyer_of(claim)
    broken = rules.buyer_problems(buyer)
    if broken:
        raise RuleViolated(*broken)
    transitions.apply(claim, CLAIM, to=ClaimStatus.INVOICED, actor=None, at=at)
    issued_on = day_of(at)
    number = _next_number(issued_on.year)
    invoice = Invoice.objects.create(
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
    _refuse_unsendable(invoice)
    return invoice


def _refuse_unsendable(document: Invoice | CreditNote) -> None:
    broken = problems(billing_of(document))
    if broken:
        raise RuleViolated(*broken)


def _next_number(year: int) -> int:
    """The year's next invoice number; its row stays locked until the commit."""
    return rules.invoice_number(year, take_next(InvoiceSeries, year))
