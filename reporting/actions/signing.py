"""From draft to submission: the version is locked, the signatory approves it or declines."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from core import transitions
from core.dates import day_of
from core.errors import RuleViolated, StaleState, Violation
from organisations.access import ActingFor
from reporting import files, keys, rules
from reporting.actions.holding import hold
from reporting.case_facts import case_facts
from reporting.models import Approval, Report, Submission
from reporting.queries import latest_submission
from reporting.questionnaire import unsettled
from reporting.revisions import moved_along
from reporting.states import APPROVAL, REPORT, SIGNATORY, ApprovalStatus, ReportStatus
from reporting.versions import Version, draft_version, is_unchanged, submitted_version

__all__ = [
    "approve_report",
    "decline_report",
    "lock_for_approval",
    "reopen_report",
    "unlock_report",
]

LINK_DAYS = 14
"""How long the signatory's link works."""


@transaction.atomic
def lock_for_approval(report: Report, acting: ActingFor, *, at: datetime) -> Approval:
    """Freeze the draft and ask the signatory, whom question 26 names, to approve it.

    Raises RuleViolated for faulty answers, an unchanged or one too many submission, a closed round.
    """
    hold(report.pk)
    transitions.apply(
        report, REPORT, to=ReportStatus.LOCKED, actor=acting.user, roles=acting.roles, at=at
    )
    locked = Report.objects.with_case().get(pk=report.pk)
    version = draft_version(locked, case_facts(locked))
    _refuse_unfit(locked, version)
    answers = version.answers
    return Approval.objects.create(
        report=locked,
        revision=version.revision,
        answers=answers,
        facts=version.facts,
        sha256=version.sha256,
        signatory_name=str(answers[keys.SIGNATORY_NAME]),
        signatory_title=str(answers[keys.SIGNATORY_TITLE]),
        signatory_phone=str(answers[keys.SIGNATORY_PHONE]),
        signatory_email=str(answers[keys.SIGNATORY_EMAIL]),
        requested_at=at,
        requested_by=acting.user,
        expires_at=at + timedelta(days=LINK_DAYS),
    )


@transaction.atomic
def unlock_report(report: Report, acting: ActingFor, *, at: datetime) -> Report:
    """Take the report back from the signatory, to change it; the link stops working."""
    held = hold(report.pk)
    unlocked = transitions.apply(
        report,
        REPORT,
        to=ReportStatus.DRAFT,
        only_from=ReportStatus.LOCKED,
        actor=acting.user,
        roles=acting.roles,
        at=at,
        changes=moved_along(held),
    )
    transitions.apply(
        Approval.objects.get(report=report, status=ApprovalStatus.WAITING),
        APPROVAL,
        to=ApprovalStatus.WITHDRAWN,
        actor=acting.user,
        roles=acting.roles,
        at=at,
        changes={"decided_at": at},
    )
    return unlocked


@transaction.atomic
def approve_report(approval: Approval, *, at: datetime) -> Submission:
    """The signatory approves exactly the locked version: this is the submission.

    Raises StaleState when it has been decided already, RuleViolated when the round has closed.
    """
    report = hold(approval.report_id)
    decided = _decide(approval, ApprovalStatus.APPROVED, at=at)
    broken = rules.round_problems(report.round)
    if broken:
        raise RuleViolated(*broken)
    version = submitted_version(decided)
    submission = Submission.objects.create(
        report=report,
        number=report.submissions.count() + 1,
        approval=decided,
        revision=version.revision,
        answers=version.answers,
        facts=version.facts,
        sha256=version.sha256,
        received_kr=decided.answers[keys.RECEIVED],
        used_kr=decided.answers[keys.USED],
        unused_kr=decided.answers[keys.UNUSED],
        received_at=at,
        is_late=day_of(at) > report.last_on,
    )
    files.register(submission)
    _move(report, ReportStatus.SUBMITTED, decided, at=at, changes=_first_time(report, at=at))
    return submission


@transaction.atomic
def decline_report(approval: Approval, *, comment: str, at: datetime) -> Approval:
    """The signatory declines with a comment; the report is a draft again."""
    if not comment.strip():
        message = "Skriv varför ni avböjer, så att den som fyllde i vet vad som ska ändras."
        raise RuleViolated(Violation("comment_missing", "comment", message))
    report = hold(approval.report_id)
    decided = _decide(approval, ApprovalStatus.DECLINED, at=at, comment=comment)
    _move(report, ReportStatus.DRAFT, decided, at=at, reason=comment, changes=moved_along(report))
    return decided


@transaction.atomic
def reopen_report(report: Report, acting: ActingFor, *, at: datetime) -> Report:
    """The recipient wants to send in anew. What is sent in applies until then."""
    held = hold(report.pk)
    broken = [
        *rules.round_problems(held.round),
        *rules.may_submit_again(held, made=held.submissions.count()),
    ]
    if broken:
        raise RuleViolated(*broken)
    return transitions.apply(
        report,
        REPORT,
        to=ReportStatus.DRAFT,
        only_from=ReportStatus.SUBMITTED,
        actor=acting.user,
        roles=acting.roles,
        at=at,
        changes=moved_along(held),
    )


def _refuse_unfit(locked: Report, version: Version) -> None:
    latest = latest_submission(locked)
    broken = [
        *rules.round_problems(locked.round),
        *rules.may_submit_again(locked, made=latest.number if latest else 0),
        *unsettled(version.revision.content, locked.answers, version.facts),
        *files.unfit(locked, version.revision.content, version.answers),
    ] or rules.something_new(is_unchanged=is_unchanged(version, latest))
    if broken:
        raise RuleViolated(*broken)


def _decide(approval: Approval, to: ApprovalStatus, *, at: datetime, comment: str = "") -> Approval:
    if at > approval.expires_at:
        raise StaleState("Länken har gått ut. Be den som fyllde i formuläret att förnya den.")
    return transitions.apply(
        approval,
        APPROVAL,
        to=to,
        actor=None,
        actor_name=approval.signed_by[:200],
        roles={SIGNATORY},
        at=at,
        reason=comment,
        changes={"decided_at": at, "comment": comment},
    )


def _move(
    report: Report,
    to: ReportStatus,
    approval: Approval,
    *,
    at: datetime,
    reason: str = "",
    changes: Mapping[str, Any] | None = None,
) -> Report:
    return transitions.apply(
        report,
        REPORT,
        to=to,
        actor=None,
        actor_name=approval.signed_by[:200],
        roles={SIGNATORY},
        at=at,
        reason=reason,
        changes=changes,
    )


def _first_time(report: Report, *, at: datetime) -> dict[str, Any]:
    """Timeliness follows the first submission; what had changed in the form is answered now."""
    answered: dict[str, Any] = {"moved_from": None}
    if report.first_submitted_at is not None:
        return answered
    return answered | {"first_submitted_at": at, "is_late": day_of(at) > report.last_on}
