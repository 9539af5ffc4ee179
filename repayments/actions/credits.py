"""Verbs that take back invoices: an invoice is never edited, only credited."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from banking.billing import problems
from core import transitions
from core.dates import day_of
from core.errors import NotAllowed, RuleViolated, StaleState
from organisations.models import User
from organisations.roles import MONEY_STAFF
from repayments import rules
from repayments.actions.series import take_next
from repayments.billings import billing_of
from repayments.models import CreditNote, CreditNoteSeries, Invoice
from repayments.snapshot import credit_snapshot_of

__all__ = ["issue_credit_note"]


@transaction.atomic
def issue_credit_note(
    invoice: Invoice,
    *,
    amount_kr: int,
    reason: str,
    by: User,
    roles: Iterable[str],
    at: datetime,
    seen_kr: int | None = None,
) -> CreditNote:
    """Take back an invoice, wholly or in part (whole kr above 0), with a numbered credit note.

    1. NotAllowed for others than ekonomer.
    2. Under the invoice's lock, so that all credits together are at most the invoice: RuleViolated.
    3. `seen_kr` is what was credited when the page was drawn. Pressed twice, the second press gets
       the first one's credit note; if somebody else has credited meanwhile, StaleState.
    4. The number is taken last, and given back by whatever fails.
    """
    if not MONEY_STAFF & set(roles):
        raise NotAllowed("Din roll ger inte rätt att göra detta.")
    invoice = Invoice.objects.with_case().select_for_update(of=("self",)).get(pk=invoice.pk)
    credited_kr = invoice.credit_notes.aggregate(kr=Sum("amount_kr", default=0))["kr"]
    if seen_kr is not None and seen_kr != credited_kr:
        return _made_already(invoice, seen_kr + amount_kr == credited_kr, by=by, reason=reason)
    broken = rules.credit_problems(
        amount_kr=amount_kr,
        invoiced_kr=invoice.amount_kr,
        credited_kr=credited_kr,
        reason=reason,
    )
    if broken:
        raise RuleViolated(*broken)
    return _write(invoice, amount_kr=amount_kr, reason=reason.strip(), by=by, at=at)


def _made_already(invoice: Invoice, same_sum: bool, *, by: User, reason: str) -> CreditNote:
    latest = invoice.credit_notes.select_related("invoice").order_by("number").last()
    if latest and same_sum and latest.issued_by == by and latest.reason == reason.strip():
        return latest
    raise StaleState("Fakturan har krediterats sedan du öppnade sidan. Läs in den igen.")


def _write(invoice: Invoice, *, amount_kr: int, reason: str, by: User, at: datetime) -> CreditNote:
    issued_on = day_of(at)
    snapshot = credit_snapshot_of(invoice, amount_kr=amount_kr, reason=reason)
    credit = CreditNote.objects.create(
        invoice=invoice,
        number=rules.credit_note_number(
            issued_on.year, take_next(CreditNoteSeries, issued_on.year)
        ),
        issued_at=at,
        issued_on=issued_on,
        issued_by=by,
        amount_kr=amount_kr,
        reason=reason,
        snapshot=snapshot,
    )
    broken = problems(billing_of(credit))
    if broken:
        raise RuleViolated(*broken)
    transitions.record(
        invoice.claim, "credit", actor=by, at=at, after=invoice.claim.status, reason=reason
    )
    return credit
