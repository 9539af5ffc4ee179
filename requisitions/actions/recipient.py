"""What the huvudman does with its requisition: fills in, sends in, takes back, declines."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from allocations.queries import frame_kr
from core import transitions
from core.errors import NotAllowed, RuleViolated, StaleState, Violation
from correspondence.actions import next_diarienummer
from grants.models import Round
from organisations.access import ActingFor
from organisations.roles import MAY_EDIT, MAY_START, MAY_SUBMIT
from requisitions import rules
from requisitions.models import Requisition, RequisitionVersion
from requisitions.states import REQUISITION, RequisitionStatus

__all__ = [
    "NOT_SENT_IN",
    "decline_requisition",
    "reopen_requisition",
    "save_draft",
    "submit_requisition",
    "withdraw_requisition",
]

NOT_SENT_IN: Mapping[str, Any] = {
    "amount_kr": None,
    "submitted_at": None,
    "submitted_by": None,
    "is_late": False,
}
"""What a requisition loses when it is taken back; its version keeps it."""


@transaction.atomic
def save_draft(
    round_: Round, acting: ActingFor, *, typed: Mapping[str, str], seen: str | None = None
) -> Requisition:
    """Keep what has been typed, right or wrong, in the recipient's only requisition of the round.

    Saving the same again changes nothing. `seen` is the draft's fingerprint as its writer saw it;
    another one means that somebody else has saved meanwhile, and raises RuleViolated instead of
    overwriting. Raises NotAllowed when the role may not start or edit, StaleState when the
    requisition may not be changed now.
    """
    found = Requisition.objects.filter(round=round_, recipient=acting.recipient)
    _refuse_role(acting, MAY_EDIT if found.exists() else MAY_START)
    requisition = _only_one(round_, acting)
    if not requisition.may_be_changed:
        raise StaleState(_not_now(requisition))
    wanted = dict(typed)
    if requisition.draft == wanted:
        return requisition
    if seen is not None and seen != requisition.draft_sha256:
        raise RuleViolated(Violation("draft_changed", None, DRAFT_CHANGED))
    requisition.draft = wanted
    requisition.save(update_fields=["draft"])
    return requisition


DRAFT_CHANGED = (
    "Någon annan sparade rekvisitionen medan ni skrev. Det ni skrev står kvar här men är inte "
    "sparat. Spara igen om det ska ersätta det som är sparat."
)


@transaction.atomic
def submit_requisition(
    requisition: Requisition,
    acting: ActingFor,
    *,
    values: rules.RequisitionValues,
    at: datetime,
) -> Requisition:
    """Send the requisition in: it becomes the huvudman's request, with a diary number.

    Each time is a version of its own; the diary number is the case's and stays. Raises
    RuleViolated, StaleState when it is already sent in, NotAllowed for the role.
    """
    round_ = _held(requisition.round_id)
    if not acting.roles & MAY_SUBMIT:
        raise NotAllowed("Bara ombud och representanter får skicka in. Be någon av dem.")
    locked = Requisition.objects.select_for_update().get(pk=requisition.pk)
    if not locked.may_be_changed:
        raise StaleState(_not_now(locked))
    frame = _frame(round_, acting)
    broken = rules.problems(values, round_=round_, frame_kr=frame, on=at.date())
    if broken:
        raise RuleViolated(*broken)
    content = values.as_dict()
    content.pop("conditions_accepted")
    sent_in = transitions.apply(
        locked,
        REQUISITION,
        to=RequisitionStatus.SUBMITTED,
        only_from=locked.status,
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
            "is_late": _is_late(locked, round_, at=at),
            "diarienummer": locked.diarienummer or next_diarienummer(at=at),
        },
    )
    _keep_version(sent_in, content)
    return sent_in


@transaction.atomic
def withdraw_requisition(
    requisition: Requisition, acting: ActingFor, *, at: datetime
) -> Requisition:
    """Take back what was sent in, to change it, before it is decided.

    Raises RuleViolated when the round takes no more requisitions, so that it could not be sent in
    again; StaleState when it is approved already; NotAllowed.
    """
    round_ = _held(requisition.round_id)
    broken = rules.round_problems(round_, on=at.date())
    if broken:
        raise RuleViolated(*broken)
    return transitions.apply(
        requisition,
        REQUISITION,
        to=RequisitionStatus.DRAFT,
        only_from=RequisitionStatus.SUBMITTED,
        actor=acting.user,
        roles=acting.roles,
        at=at,
        changes=NOT_SENT_IN,
    )


@transaction.atomic
def decline_requisition(
    round_: Round, acting: ActingFor, *, reason: str, at: datetime
) -> Requisition:
    """Say that the recipient does not want the money ("vi avstår"), and why.

    It is an answer like a requisition: with a diary number, and nobody is reminded any more. What
    is sent in is taken back first (StaleState). Raises RuleViolated without a reason or when the
    round is closed, NotAllowed for the role.
    """
    round_ = _held(round_.pk)
    _refuse_role(acting, MAY_SUBMIT)
    broken = rules.round_problems(round_, on=at.date())
    if broken:
        raise RuleViolated(*broken)
    requisition = _only_one(round_, acting)
    return transitions.apply(
        requisition,
        REQUISITION,
        to=RequisitionStatus.DECLINED,
        actor=acting.user,
        roles=acting.roles,
        at=at,
        reason=reason,
        changes={"diarienummer": requisition.diarienummer or next_diarienummer(at=at)},
    )


@transaction.atomic
def reopen_requisition(requisition: Requisition, acting: ActingFor, *, at: datetime) -> Requisition:
    """Want the money after all. Raises RuleViolated when the round is closed, StaleState."""
    round_ = _held(requisition.round_id)
    broken = rules.round_problems(round_, on=at.date())
    if broken:
        raise RuleViolated(*broken)
    return transitions.apply(
        requisition,
        REQUISITION,
        to=RequisitionStatus.DRAFT,
        only_from=RequisitionStatus.DECLINED,
        actor=acting.user,
        roles=acting.roles,
        at=at,
    )


def _held(round_id: int) -> Round:
    return Round.objects.select_for_update(of=("self",)).get(pk=round_id)


def _only_one(round_: Round, acting: ActingFor) -> Requisition:
    """The recipient's requisition of the round, under lock; made now if there is none."""
    requisition, _ = Requisition.objects.get_or_create(
        round=round_,
        recipient=acting.recipient,
        defaults={"organisation": acting.organisation, "frame_kr": _frame(round_, acting)},
    )
    return Requisition.objects.select_for_update().get(pk=requisition.pk)


def _refuse_role(acting: ActingFor, needed: frozenset[str]) -> None:
    if not acting.roles & needed:
        raise NotAllowed("Be ert ombud eller er representant att göra det.")


def _not_now(requisition: Requisition) -> str:
    if requisition.status == RequisitionStatus.DECLINED:
        return "Ni har avstått från bidraget. Välj att rekvirera ändå om ni har ändrat er."
    return "Rekvisitionen är redan inskickad och kan inte ändras."


def _is_late(requisition: Requisition, round_: Round, *, at: datetime) -> bool:
    earlier = requisition.versions.order_by("number").last()
    was_returned = requisition.status == RequisitionStatus.RETURNED
    return rules.counts_as_late(
        at.date(),
        last_on=round_.requisition_last_on,
        returned_in_time=was_returned and earlier is not None and not earlier.is_late,
    )


def _keep_version(requisition: Requisition, content: Mapping[str, Any]) -> RequisitionVersion:
    assert requisition.submitted_at and requisition.submitted_by and requisition.amount_kr  # noqa: S101 - just set
    rest = {name: value for name, value in content.items() if name != "amount_kr"}
    return RequisitionVersion.objects.create(
        requisition=requisition,
        number=requisition.versions.count() + 1,
        organisation=requisition.organisation,
        huvudman=requisition.huvudman,
        frame_kr=requisition.frame_kr,
        amount_kr=requisition.amount_kr,
        content=rest,
        accepted_conditions=requisition.accepted_conditions,
        submitted_at=requisition.submitted_at,
        submitted_by=requisition.submitted_by,
        is_late=requisition.is_late,
    )


def _frame(round_: Round, acting: ActingFor) -> int:
    frame = frame_kr(round_, acting.recipient)
    if not frame:
        message = "Er organisation har ingen fördelningsram i den här omgången."
        raise RuleViolated(Violation("no_frame", None, message))
    return frame
