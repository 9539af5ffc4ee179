"""What staff decide about a requisition: approve, return, refuse what came late, think again."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from core import transitions
from core.dates import day_of, next_workday
from core.errors import NotAllowed, RuleViolated, Violation
from grants.models import Round
from organisations.models import User
from organisations.roles import CASE_STAFF
from requisitions import queries, rules
from requisitions.actions.recipient import NOT_SENT_IN
from requisitions.models import AccountConfirmation, Payment, Requisition
from requisitions.states import PAYMENT, REQUISITION, PaymentStatus, RequisitionStatus

__all__ = [
    "approve_requisition",
    "confirm_account",
    "reconsider_requisition",
    "refuse_requisition",
    "return_requisition",
    "undo_approval",
]


@transaction.atomic
def approve_requisition(
    requisition: Requisition,
    *,
    by: User,
    roles: Iterable[str],
    at: datetime,
    reason: str = "",
    account_confirmed: str = "",
) -> Requisition:
    """Approve a requisition and plan its payment. Nobody approves what she has sent in herself.

    `reason` is needed for one that came late, `account_confirmed` (how it was confirmed, with
    whom) when the money would go to a new account. Raises RuleViolated also when the amount is
    above the frame of today, or what is left of the round's money. Payment is planned by
    `rules.planned_payment_day`, but not in the past.
    """
    Round.objects.select_for_update(of=("self",)).get(pk=requisition.round_id)
    if requisition.submitted_by_id == by.pk:
        raise NotAllowed("Du har själv skickat in rekvisitionen. Be en kollega att granska den.")
    approved = transitions.apply(
        requisition,
        REQUISITION,
        to=RequisitionStatus.APPROVED,
        actor=by,
        roles=roles,
        at=at,
        reason=reason,
    )
    case = queries.approvable(approved)
    broken = rules.approval_problems(case, reason=reason, account_confirmed=account_confirmed)
    if broken:
        raise RuleViolated(*broken)
    if case.has_new_account:
        _confirm(approved, how=account_confirmed, by=by, at=at)
    assert approved.submitted_at  # noqa: S101 - by database constraint
    days = approved.round.payment_days
    planned = rules.planned_payment_day(day_of(approved.submitted_at), days=days)
    Payment.objects.create(
        requisition=approved,
        amount_kr=case.amount_kr,
        bankgiro=approved.bankgiro,
        planned_on=max(planned, next_workday(day_of(at))),
    )
    return approved


@transaction.atomic
def return_requisition(
    requisition: Requisition, *, by: User, roles: Iterable[str], at: datetime, reason: str
) -> Requisition:
    """Give it back to be corrected; the reason goes to the recipient. What was typed stays."""
    return transitions.apply(
        requisition,
        REQUISITION,
        to=RequisitionStatus.RETURNED,
        actor=by,
        roles=roles,
        at=at,
        reason=reason,
        changes=NOT_SENT_IN,
    )


@transaction.atomic
def refuse_requisition(
    requisition: Requisition, *, by: User, roles: Iterable[str], at: datetime, reason: str
) -> Requisition:
    """Refuse one because it came too late. One that came in time is returned instead."""
    found = Requisition.objects.select_for_update().get(pk=requisition.pk)
    if found.status == RequisitionStatus.SUBMITTED and not found.is_late:
        message = "Rekvisitionen kom in i tid. Lämna tillbaka den om den är fel."
        raise RuleViolated(Violation("not_late", None, message))
    return transitions.apply(
        requisition,
        REQUISITION,
        to=RequisitionStatus.REFUSED,
        actor=by,
        roles=roles,
        at=at,
        reason=reason,
    )


@transaction.atomic
def reconsider_requisition(
    requisition: Requisition, *, by: User, roles: Iterable[str], at: datetime, reason: str
) -> Requisition:
    """Take up a refused requisition again; it waits to be decided as before."""
    return transitions.apply(
        requisition,
        REQUISITION,
        to=RequisitionStatus.SUBMITTED,
        only_from=RequisitionStatus.REFUSED,
        actor=by,
        roles=roles,
        at=at,
        reason=reason,
    )


@transaction.atomic
def undo_approval(
    requisition: Requisition, *, by: User, roles: Iterable[str], at: datetime, reason: str
) -> Requisition:
    """Take back an approval while no money is under way; the payment is cancelled.

    The way to another account or amount: undo, return to the recipient, approve what comes.
    Raises RuleViolated when the payment is in a batch or at the bank.
    """
    Round.objects.select_for_update(of=("self",)).get(pk=requisition.round_id)
    undone = transitions.apply(
        requisition,
        REQUISITION,
        to=RequisitionStatus.SUBMITTED,
        only_from=RequisitionStatus.APPROVED,
        actor=by,
        roles=roles,
        at=at,
        reason=reason,
    )
    payment = undone.payments.live().get()
    if payment.status not in (PaymentStatus.PLANNED, PaymentStatus.FAILED):
        message = (
            "Utbetalningen är redan på väg. Be ekonomen lösa upp underlaget, om det inte är "
            "attesterat."
        )
        raise RuleViolated(Violation("payment_under_way", None, message))
    transitions.apply(
        payment,
        PAYMENT,
        to=PaymentStatus.CANCELLED,
        actor=by,
        roles=roles,
        at=at,
        reason=reason,
        changes={"failed_because": ""},
    )
    return undone


@transaction.atomic
def confirm_account(
    requisition: Requisition, *, by: User, roles: Iterable[str], at: datetime, how: str
) -> AccountConfirmation:
    """Say how an account was confirmed that differs from what the register says by now.

    `how` is with whom and by what telephone number. Raises NotAllowed, RuleViolated without it.
    """
    if not CASE_STAFF & set(roles):
        raise NotAllowed("Din roll ger inte rätt att göra detta.")
    if not how.strip():
        message = "Skriv vem du talade med och på vilket telefonnummer."
        raise RuleViolated(Violation("account_not_confirmed", "how", message))
    locked = Requisition.objects.select_for_update().get(pk=requisition.pk)
    return _confirm(locked, how=how, by=by, at=at)


def _confirm(requisition: Requisition, *, how: str, by: User, at: datetime) -> AccountConfirmation:
    known = queries.known_accounts([requisition.pk])[requisition.pk]
    confirmation, made = AccountConfirmation.objects.get_or_create(
        requisition=requisition,
        bankgiro=requisition.bankgiro,
        known=sorted(known),
        defaults={"how": how, "by": by, "at": at},
    )
    if made:
        transitions.record(requisition, "confirm_account", actor=by, at=at, reason=how)
    return confirmation
