"""Verbs that write requisitions and payments; one transaction each."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from allocations.queries import frame_kr
from core import transitions
from core.dates import day_of, next_workday
from core.errors import NotAllowed, RuleViolated, StaleState, Violation
from correspondence.actions import next_diarienummer
from grants.models import Round
from organisations.access import ActingFor
from organisations.models import User
from organisations.roles import MAY_EDIT, MAY_START, MAY_SUBMIT
from requisitions import rules
from requisitions.models import Payment, PaymentStatus, Requisition
from requisitions.states import REQUISITION, RequisitionStatus

__all__ = [
    "approve_requisition",
    "mark_paid",
    "planned_payment_day",
    "save_draft",
    "submit_requisition",
]


@transaction.atomic
def save_draft(round_: Round, acting: ActingFor, *, typed: Mapping[str, str]) -> Requisition:
    """Keep what has been typed, right or wrong, in the recipient's only requisition of the round.

    Raises NotAllowed when the role may not start or edit, StaleState when it is already sent in.
    """
    found = Requisition.objects.filter(round=round_, recipient=acting.recipient)
    needed = MAY_EDIT if found.exists() else MAY_START
    if not acting.roles & needed:
        raise NotAllowed("Be ert ombud eller er representant att påbörja rekvisitionen.")
    requisition, _ = Requisition.objects.get_or_create(
        round=round_,
        recipient=acting.recipient,
        defaults={"organisation": acting.organisation, "frame_kr": _frame(round_, acting)},
    )
    requisition = Requisition.objects.select_for_update().get(pk=requisition.pk)
    if requisition.status != RequisitionStatus.DRAFT:
        raise StaleState("Rekvisitionen är redan inskickad och kan inte ändras.")
    requisition.draft = dict(typed)
    requisition.save(update_fields=["draft"])
    return requisition


@transaction.atomic
def submit_requisition(
    requisition: Requisition,
    acting: ActingFor,
    *,
    values: rules.RequisitionValues,
    at: datetime,
) -> Requisition:
    """Send the requisition in: it becomes the huvudman's request, with a diary number.

    Raises RuleViolated, StaleState when it is already sent in, NotAllowed for the role.
    """
    round_ = Round.objects.select_for_update(of=("self",)).get(pk=requisition.round_id)
    if not acting.roles & MAY_SUBMIT:
        raise NotAllowed("Bara ombud och representanter får skicka in. Be någon av dem.")
    frame = _frame(round_, acting)
    broken = rules.problems(values, round_=round_, frame_kr=frame, on=at.date())
    if broken:
        raise RuleViolated(*broken)
    content = values.as_dict()
    content.pop("conditions_accepted")
    return transitions.apply(
        requisition,
        REQUISITION,
        to=RequisitionStatus.SUBMITTED,
        actor=acting.user,
        roles=acting.roles,
        at=at,
        changes={
            **content,
            "accepted_conditions": round_.conditions,
            "frame_kr": frame,
            "organisation": acting.organisation,
            "huvudman": acting.organisation.as_snapshot(),
            "submitted_at": at,
            "submitted_by": acting.user,
            "is_late": at.date() > round_.requisition_last_on,
            "diarienummer": next_diarienummer(at=at),
        },
    )


@transaction.atomic
def approve_requisition(
    requisition: Requisition, *, by: User, roles: Iterable[str], at: datetime
) -> Requisition:
    """Approve a requisition and plan its payment. Nobody approves what she has sent in herself.

    Payment is planned by `planned_payment_day`, but not in the past.
    """
    if requisition.submitted_by_id == by.pk:
        raise NotAllowed("Du har själv skickat in rekvisitionen. Be en kollega att granska den.")
    approved = transitions.apply(
        requisition, REQUISITION, to=RequisitionStatus.APPROVED, actor=by, roles=roles, at=at
    )
    assert approved.amount_kr  # noqa: S101 - by database constraint
    Payment.objects.create(
        requisition=approved,
        amount_kr=approved.amount_kr,
        bankgiro=approved.bankgiro,
        planned_on=max(planned_payment_day(approved), next_workday(at.date())),
    )
    return approved


def planned_payment_day(requisition: Requisition) -> date:
    """About two weeks after a sent-in requisition came in, on a day when banks are open."""
    assert requisition.submitted_at  # noqa: S101 - by database constraint
    waited = timedelta(days=requisition.round.payment_days)
    return next_workday(day_of(requisition.submitted_at) + waited)


@transaction.atomic
def mark_paid(
    requisition: Requisition, *, by: User, roles: Iterable[str], at: datetime, paid_on: date
) -> Requisition:
    """Write that the bank has paid. Raises RuleViolated for a day that can't be right."""
    if paid_on > at.date():
        message = "Utbetalningsdagen kan inte ligga i framtiden."
        raise RuleViolated(Violation("paid_in_the_future", "paid_on", message))
    if requisition.submitted_at and paid_on < day_of(requisition.submitted_at):
        message = "Utbetalningsdagen kan inte ligga före den dag då rekvisitionen kom in."
        raise RuleViolated(Violation("paid_before_requisition", "paid_on", message))
    paid = transitions.apply(
        requisition, REQUISITION, to=RequisitionStatus.PAID, actor=by, roles=roles, at=at
    )
    Payment.objects.filter(requisition=paid).update(status=PaymentStatus.PAID, paid_on=paid_on)
    return paid


def _frame(round_: Round, acting: ActingFor) -> int:
    frame = frame_kr(round_, acting.recipient)
    if not frame:
        message = "Er organisation har ingen fördelningsram i den här omgången."
        raise RuleViolated(Violation("no_frame", None, message))
    return frame
