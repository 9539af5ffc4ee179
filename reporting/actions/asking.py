"""While the signatory has the version before her: reminding, a new link, somebody in her place.

The version stays as it was locked; these only see to it that somebody answers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from core import transitions
from core.errors import NotAllowed, RuleViolated, StaleState, Violation
from organisations.access import ActingFor
from organisations.models import User
from organisations.roles import MAY_SUBMIT
from reporting import rules
from reporting.actions.holding import hold
from reporting.actions.signing import LINK_DAYS
from reporting.models import Approval, Report
from reporting.states import APPROVAL, SIGNATORY, ApprovalStatus

__all__ = ["Person", "hand_over", "hand_over_own", "remind_signatory", "renew_link"]


@dataclass(frozen=True)
class Person:
    """Somebody who is to approve, and how she is reached."""

    name: str
    title: str
    phone: str
    email: str


@transaction.atomic
def hand_over(
    approval: Approval, acting: ActingFor, *, to: Person, reason: str, at: datetime
) -> Approval:
    """Ombud or representant let somebody else approve the same version; returns her approval.

    The first link stops working. Raises RuleViolated for the same person, no reason, a closed
    round; StaleState when the version has been decided already.
    """
    return _hand_over(
        approval, to=to, reason=reason, actor=acting.user, roles=acting.roles, asked_by=acting.user,
        at=at,
    )  # fmt: skip


@transaction.atomic
def hand_over_own(approval: Approval, *, to: Person, reason: str, at: datetime) -> Approval:
    """The signatory herself says who approves instead, while her link works. As hand_over."""
    if at > approval.expires_at:
        raise StaleState("Länken har gått ut. Be den som fyllde i formuläret att förnya den.")
    return _hand_over(
        approval, to=to, reason=reason, actor=None, roles={SIGNATORY},
        asked_by=approval.requested_by, at=at,
    )  # fmt: skip


@transaction.atomic
def remind_signatory(approval: Approval, acting: ActingFor, *, at: datetime) -> Approval:
    """Have the signatory reminded today; the letter is queued with the others.

    Raises RuleViolated for a second time the same day or a link that has expired, StaleState when
    she has answered, NotAllowed for the role.
    """
    waiting = _waiting(approval, acting)
    _refuse(rules.may_be_reminded(waiting, at=at))
    waiting.asked_again_at = at
    waiting.save(update_fields=["asked_again_at"])
    _record(waiting, "remind", waiting.signatory_name, actor=acting.user, at=at)
    return waiting


@transaction.atomic
def renew_link(approval: Approval, acting: ActingFor, *, at: datetime) -> Approval:
    """Let a link that has expired, or has no codes left, work again; she is told by letter.

    Raises RuleViolated while it still works or the round is closed, else as remind_signatory.
    """
    waiting = _waiting(approval, acting)
    _refuse(rules.may_be_renewed(waiting, at=at))
    waiting.expires_at = max(waiting.expires_at, at + timedelta(days=LINK_DAYS))
    waiting.codes_sent = 0
    waiting.asked_again_at = at
    waiting.save(update_fields=["expires_at", "codes_sent", "asked_again_at"])
    _record(waiting, "renew", waiting.signatory_name, actor=acting.user, at=at)
    return waiting


def _hand_over(
    approval: Approval,
    *,
    to: Person,
    reason: str,
    actor: User | None,
    roles: Iterable[str],
    asked_by: User,
    at: datetime,
) -> Approval:
    report = hold(approval.report_id)
    _refuse(
        [*rules.round_problems(report.round), *rules.stand_in_problems(approval, email=to.email)]
    )
    handed_over = transitions.apply(
        approval,
        APPROVAL,
        to=ApprovalStatus.HANDED_OVER,
        actor=actor,
        actor_name="" if actor else approval.signed_by[:200],
        roles=roles,
        at=at,
        reason=reason,
        changes={"decided_at": at, "comment": reason},
    )
    stand_in = _stand_in(handed_over, to, asked_by=asked_by, at=at)
    text = f"{stand_in.signed_by}. Skäl: {reason}"
    _record(stand_in, "hand_over", text, actor=actor, at=at, actor_name=approval.signatory_name)
    return stand_in


def _stand_in(handed_over: Approval, to: Person, *, asked_by: User, at: datetime) -> Approval:
    """The same version, before somebody else."""
    return Approval.objects.create(
        report_id=handed_over.report_id,
        revision_id=handed_over.revision_id,
        answers=handed_over.answers,
        facts=handed_over.facts,
        sha256=handed_over.sha256,
        signatory_name=to.name,
        signatory_title=to.title,
        signatory_phone=to.phone,
        signatory_email=to.email,
        requested_at=at,
        requested_by=asked_by,
        expires_at=at + timedelta(days=LINK_DAYS),
        stands_in_for=handed_over,
    )


def _waiting(approval: Approval, acting: ActingFor) -> Approval:
    """The approval under lock, for somebody who may send it on."""
    if not acting.roles & MAY_SUBMIT:
        raise NotAllowed("Din roll ger inte rätt att göra detta.")
    report = hold(approval.report_id)
    _refuse(rules.round_problems(report.round))
    locked = Approval.objects.select_for_update().get(pk=approval.pk)
    if locked.status != ApprovalStatus.WAITING:
        raise StaleState(f"Godkännandet är redan {locked.get_status_display().lower()}.")
    return locked


def _record(
    approval: Approval,
    action: str,
    text: str,
    *,
    actor: User | None,
    at: datetime,
    actor_name: str = "",
) -> None:
    """Into the report's own timeline, where staff and drafter read it."""
    transitions.record(
        Report(pk=approval.report_id),
        action,
        actor=actor,
        actor_name="" if actor else actor_name,
        at=at,
        reason=text,
    )


def _refuse(broken: list[Violation]) -> None:
    if broken:
        raise RuleViolated(*broken)
