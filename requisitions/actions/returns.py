"""Money given back before reporting: announced by the recipient, registered when it has come."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from core import transitions
from core.dates import day_of
from core.errors import NotAllowed, RuleViolated, StaleState, Violation
from core.kronor import with_unit
from organisations.access import ActingFor
from organisations.models import User
from organisations.roles import MAY_SUBMIT
from requisitions import queries, rules
from requisitions.models import Requisition, Return
from requisitions.states import RETURN, RequisitionStatus, ReturnStatus

__all__ = ["announce_return", "register_return", "withdraw_return"]


@transaction.atomic
def announce_return(
    requisition: Requisition, acting: ActingFor, *, amount_kr: int, reason: str, at: datetime
) -> Return:
    """Say that this much (kr) is coming back, and get the reference to pay with.

    One at a time: the same announcement again is the one that waits already; another amount
    raises RuleViolated until that is withdrawn or has come. Raises StaleState when nothing has
    been paid, NotAllowed for the role.
    """
    if not acting.roles & MAY_SUBMIT:
        raise NotAllowed("Bara ombud och representanter får anmäla att ni betalar tillbaka.")
    locked = Requisition.objects.select_for_update().get(pk=requisition.pk)
    if locked.status != RequisitionStatus.PAID:
        raise StaleState("Bidraget är inte utbetalt, så det finns inget att betala tillbaka än.")
    waiting = locked.returns.filter(status=ReturnStatus.ANNOUNCED).first()
    if waiting is not None:
        return _same(waiting, amount_kr)
    broken = rules.return_problems(amount_kr, kept_kr=queries.kept_kr(locked), reason=reason)
    if broken:
        raise RuleViolated(*broken)
    announced = Return.objects.create(
        requisition=locked,
        amount_kr=amount_kr,
        reason=reason,
        ocr=rules.return_ocr(locked.pk, number=locked.returns.count() + 1),
        announced_at=at,
        announced_by=acting.user,
    )
    transitions.record(
        announced, "announce", actor=acting.user, at=at, after=ReturnStatus.ANNOUNCED, reason=reason
    )
    return announced


@transaction.atomic
def withdraw_return(return_: Return, acting: ActingFor, *, at: datetime) -> Return:
    """Take back an announcement that no money has come for."""
    return transitions.apply(
        return_,
        RETURN,
        to=ReturnStatus.WITHDRAWN,
        actor=acting.user,
        roles=acting.roles,
        at=at,
    )


@transaction.atomic
def register_return(
    return_: Return,
    *,
    arrived_on: date,
    arrived_kr: int,
    by: User | None,
    roles: Iterable[str],
    at: datetime,
) -> Return:
    """Write that the money has come: the day and the amount (kr) that the bank says.

    `by` is nobody when the portal read it in the bank's file by itself. From now on it lowers
    what counts as received. Raises StaleState the second time, RuleViolated for a day or an
    amount that can't be right, NotAllowed.
    """
    requisition = Requisition.objects.select_for_update().get(pk=return_.requisition_id)
    payment = requisition.payment
    if payment is None or payment.paid_on is None:
        raise StaleState("Bidraget är inte utbetalt, så det kan inte ha kommit tillbaka.")
    broken = rules.arrival_problems(
        arrived_kr,
        kept_kr=queries.kept_kr(requisition, without=return_),
        arrived_on=arrived_on,
        paid_on=payment.paid_on,
        today=day_of(at),
    )
    if broken:
        raise RuleViolated(*broken)
    return transitions.apply(
        return_,
        RETURN,
        to=ReturnStatus.ARRIVED,
        actor=by,
        roles=roles,
        at=at,
        changes={"arrived_on": arrived_on, "arrived_kr": arrived_kr},
    )


def _same(waiting: Return, amount_kr: int) -> Return:
    if waiting.amount_kr == amount_kr:
        return waiting
    message = (
        f"Ni har redan anmält {with_unit(waiting.amount_kr)}. Betala det, eller ta tillbaka "
        "anmälan och gör en ny."
    )
    raise RuleViolated(Violation("announced_already", "amount_kr", message))
